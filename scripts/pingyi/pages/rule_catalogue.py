"""校验规则: the catalogue, each rule at an anchor that is its id, to which findings link."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.check.catalogue import PLACEHOLDER, Catalogue, Entry
from pingyi.pages.renderer import Renderer

SCOPES = {
    "file": ("文件", "文件本身能不能读：编码、大小、名称和 YAML、CSV 的写法。"),
    "shape": ("结构", "栏目有没有写错、缺少，每一栏填的是不是该填的东西。"),
    "document": ("单份报告", "一份报告里的数字、日期和各部分对不对得上。"),
    "repository": ("全库", "报告与名册、活动约定、附件和别的报告对不对得上。"),
    "workbook": ("工作簿", "填好的 Excel 工作簿能不能读成报告；读出以后，再按上面的规则检查。"),
    "ballots": ("逐票的表格", "一行一张票的表格能不能数；数出来的写进报告，再按上面的规则检查。"),
    "change": ("改动", "一次提交改了什么、由谁来改。"),
}
BLANK = "〔…〕"
DEPENDS = "看具体情况，校验结果里会写明。"


def pages(catalogue: Catalogue, renderer: Renderer) -> Iterator[tuple[str, str]]:
    rules = list(catalogue.entries.values())
    groups = [
        {
            "id": scope,
            "title": title,
            "about": about,
            "rules": [_shown(rule, catalogue) for rule in rules if rule.scope == scope],
        }
        for scope, (title, about) in SCOPES.items()
    ]
    description = "校验检查什么、为什么、查出来怎么改。"
    yield renderer.page("rules.md", "校验规则", "rules.html", description, groups=[g for g in groups if g["rules"]])


def _shown(rule: Entry, catalogue: Catalogue) -> dict[str, str]:
    """A rule in words, with a blank for what the check fills in."""
    fix = PLACEHOLDER.sub(BLANK, rule.fix)
    return {
        "id": rule.id,
        "level": rule.level,
        "word": catalogue.word(rule.level),
        "title": rule.title,
        "message": PLACEHOLDER.sub(BLANK, rule.message),
        "fix": DEPENDS if fix == BLANK else fix,
        "why": rule.why,
    }
