"""Reports word for word in `golden/reporters`, and nothing that a clerk or an attacker writes acts in any of them.

PINGYI_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import markdown as python_markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import html

from pingyi.check.catalogue import Catalogue
from pingyi.check.reporters import REPORTERS, Options, lines_in
from pingyi.check.reporters.lines import printable
from pingyi.check.reporters.markdown import LONGEST_COMMENT, MARKER
from pingyi.check.reporters.text import terminal_width
from pingyi.contract.assets import CHECKOUT, assets
from pingyi.contract.schemas import Contract
from pingyi.load.documents import own_document
from pingyi.load.source import Folder
from pingyi.model import Finding
from support.places import GOLDENS

GOLDEN = GOLDENS / "reporters"
ENDINGS = {"text": "txt", "json": "json", "github": "txt", "markdown": "md"}
SITE = Options(
    site_url="https://pingyi.example.org/2012/",
    names={"city-jia/highway": "甲市公路局", "pref-yi/highway": "乙州公路局|<b>"},
)
SOURCE = {
    "data/units/city-jia/highway.yml": [
        "unit: city-jia/highway",
        "状态：草稿 status: draft",
        "e\u0301te\u0301：\t一",
        f"notes: {'长' * 150}",
    ]
}
HOSTILE = [
    "::error::x",
    "一行\n::error::两行\r\n::add-mask::三行",
    "%0A::error::x%25",
    "##[error]x",
    "`code` ```\n<b>fence</b>\n```",
    "</table><script>alert(1)</script>",
    "<!-- --> --> <img src=x onerror=alert(1)>",
    "]]>",
    "\x1b[31m红\x1b[0m\x07\x85\u2028\u2029",
    "@everyone @octo/team a@example.org",
    "fixes #1 octo/repo#2 GH-3 https://github.com/o/r/issues/4 www.example.org :tada:",
    "| a | b |\n|---|---|",
    "\\| \\` \\\\|",
    "[x](javascript:alert(1)) ![i](//x/y) <https://x.example> **b** _i_ ~~s~~ $x$",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "{: onclick=x} {#id}",
    "\u202etxt.exe\u2066隐\u200b藏\ufeff",
    "\udcff\ud800",
    "# 标题",
    "",
]
TAGS = {"br", "h2", "h3", "h4", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "a"}


def made(
    number: int, level: Any = "error", path: str = "", message: str = "", fix: str = "核对", **extra: Any
) -> Finding:
    rule = {"error": "coverage-members", "warning": "text-copied", "hint": "file-unused"}[level]
    place = {"line": number + 1, "column": 1, "pointer": f"/cases/{number}", **extra}
    path = path or f"data/units/city-{number % 7}.yml"
    return Finding(path=path, rule=rule, level=level, message=message or f"第 {number} 处", fix=fix, **place)


SOME = [
    made(0, path="data/units/city-jia/highway.yml", line=1, pointer="", message="这一份整个不对"),
    made(1, path="data/units/city-jia/highway.yml", column=12, message="党员数（230）多于名册上的（23）"),
    made(2, path="data/units/city-jia/highway.yml", column=6, message="合成字符"),
    made(3, "warning", path="data/units/city-jia/highway.yml", column=130, message="与别的单位几乎相同"),
    made(4, "hint", path="data/units/city-jia/highway.files/a.png", message="没有用到 a.png——已说明：以后用"),
    made(5, path="data/units/pref-yi/highway.yml", message="单位名称里有标记"),
]
MANY = [
    made(number, ("error", "warning", "hint")[number % 3], message=f"第 {number} 处：{'字' * 20}")
    for number in range(300)
]
NASTY = [
    made(number, ("error", "warning", "hint")[number % 3], f"data/units/{text}", text, text)
    for number, text in enumerate(HOSTILE)
]
LISTS = {"some": SOME, "none": [], "many": MANY, "hostile": NASTY}


def report(form: str, findings: list[Finding], catalogue: Catalogue, options: Options = SITE) -> str:
    return REPORTERS[form](findings, 4, catalogue, lambda path: SOURCE.get(path, []), options)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", REPORTERS)
def test_report_word_for_word(form: str, name: str, catalogue: Catalogue) -> None:
    golden = GOLDEN / f"{form}-{name}.{ENDINGS[form]}"
    text = report(form, LISTS[name], catalogue).removesuffix("\n") + "\n"
    if os.environ.get("PINGYI_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_bytes().decode("utf-8")


def test_every_golden_file_is_used() -> None:
    names = {f"{form}-{name}.{ENDINGS[form]}" for form in REPORTERS for name in LISTS}
    assert {path.name for path in GOLDEN.iterdir()} == names


@pytest.mark.parametrize("form", REPORTERS)
def test_without_an_address_there_is_no_link(form: str, catalogue: Catalogue) -> None:
    text = report(form, SOME, catalogue, Options())
    assert "rules.html" not in text
    assert "](" not in text
    assert text.count("coverage-members") == 4


@pytest.mark.parametrize("form", REPORTERS)
def test_the_order_of_findings_does_not_matter_to_people(form: str, catalogue: Catalogue) -> None:
    if form != "json":
        assert report(form, MANY[::-1], catalogue) == report(form, MANY, catalogue)


# Text for a terminal.


def test_the_caret_stands_below_its_column(catalogue: Catalogue) -> None:
    lines = report("text", SOME, catalogue).split("\n")
    carets = [number for number, line in enumerate(lines) if line.endswith("^")]
    above = []
    for number in carets:
        prefix, end = "", len(lines[number]) - 1
        while sum(map(terminal_width, prefix)) < end or (
            prefix and terminal_width(lines[number - 1][len(prefix)]) == 0
        ):
            prefix = lines[number - 1][: len(prefix) + 1]
        assert sum(map(terminal_width, prefix)) == end
        above.append(lines[number - 1][len(prefix)])
    assert above == ["u", "s", "：", "长"]


def test_colour_only_if_asked_for(catalogue: Catalogue) -> None:
    plain, coloured = (report("text", SOME, catalogue, Options(colour=colour)) for colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[31m错误\x1b[0m：" in coloured
    assert re.sub(r"\x1b\[[0-9]+m", "", coloured) == plain


def test_printable_keeps_length_and_chinese_spaces() -> None:
    assert printable("一\u3000二\u00a0\t三") == "一\u3000二\u00a0 三"
    assert printable("\x1b\n\u202e\udc80") == "����"


def test_lines_are_counted_as_the_parser_counts_them(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes("一\r\n二\x0c三\n\u2028四".encode())
    (tmp_path / "b.yml").write_bytes(b"\xd6\xd0")
    lines = lines_in(Folder(tmp_path))
    assert lines("a.yml") == ["一", "二\x0c三", "", "四"]
    assert lines("b.yml") == lines("nowhere.yml") == []


# Workflow commands.


def commands(text: str) -> list[str]:
    """The lines that GitHub's runner would take for a command, by its own two rules."""
    return [line for line in re.split("[\r\n]", text) if line.lstrip().startswith("::") or "##[" in line]


def test_github_stays_within_the_limits(catalogue: Catalogue) -> None:
    lines = report("github", MANY, catalogue).split("\n")
    started = [line.split(" ")[0].split("::")[1] for line in lines[:-1]]
    assert {name: started.count(name) for name in started} == {"error": 10, "warning": 10, "notice": 10}
    assert lines[-2].startswith("::notice::还有错误 90 处、提醒 90 处、提示 91 处")
    assert lines[-1] == "检查了 4 份报告：错误 100 处，提醒 100 处。"


@pytest.mark.parametrize("hints", [9, 10, 11])
def test_ten_hints_need_no_sum(hints: int, catalogue: Catalogue) -> None:
    lines = report("github", [made(number, "hint") for number in range(hints)], catalogue).split("\n")
    assert len(lines) == min(hints, 10) + 1
    assert ("还有" in lines[-2]) == (hints > 10)


# Markdown.


def parsed(text: str) -> html.HtmlElement:
    assert text.startswith(f"{MARKER}\n")
    made = python_markdown.markdown(text.removeprefix(MARKER), extensions=["tables", "attr_list", "sane_lists"])
    return html.fromstring(f"<div>{made}</div>")


def shown(text: str) -> str:
    """A text as a reader of the comment sees it."""
    return " ".join(printable(text).split())


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace("\u200b", "").split())


def test_markdown_of_many_says_what_it_leaves_out(catalogue: Catalogue) -> None:
    findings = [made(number, message="&" * 600, fix="|" * 600) for number in range(300)]
    text = report("markdown", findings, catalogue)
    rows = len(re.findall(r"(?m)^\| 文件第", text))
    assert LONGEST_COMMENT - 10_000 < len(text) <= LONGEST_COMMENT
    assert f"还有错误 {300 - rows} 处" in text


def test_the_verdict_says_who_is_next(catalogue: Catalogue) -> None:
    heads = {
        "bad": (SOME, "❌ 有 4 处错误，改好后再提交", "提交人"),
        "ask": ([made(1, "warning"), made(2, "hint")], "✅ 可以合并，请审核人先看 2 处提醒", "审核人"),
        "ok": ([], "✅ 可以合并", "审核人"),
    }
    for findings, verdict, who in heads.values():
        page = parsed(report("markdown", findings, catalogue))
        assert page.xpath("string((.//h2)[1])") == verdict
        assert page.xpath("string((.//p)[1]/strong)") == f"下一步：{who}。"


def assert_harmless(findings: list[Finding], catalogue: Catalogue) -> None:
    """Every text shows as it is, in its cell, and nothing else comes of it."""
    text = report("markdown", findings, catalogue)
    page = parsed(text)
    assert {element.tag for element in page.iter()} <= TAGS | {"div"}
    assert {name for element in page.iter() for name in element.attrib} <= {"href"}
    assert all(
        re.fullmatch(r"https://pingyi\.example\.org/2012/rules\.html#[a-z-]+", address)
        for address in page.xpath("//@href")
    )
    rows = page.xpath(".//tbody/tr")
    ordered = sorted(findings, key=lambda finding: (finding.level != "error", finding))
    assert [len(row) for row in rows] == [4] * len(findings)
    for row, finding in zip(rows, ordered, strict=True):
        assert said(row[1]).endswith(shown(finding.message))
        assert said(row[2]) == shown(finding.fix)
    # What GitHub looks for in the finished page must not be there either.
    assert not re.search(r"(?i)@\w|#[0-9]|\bGH-[0-9]|://(?!pingyi\.example)|www\.|:[a-z0-9+_-]+:", page.text_content())


def test_hostile_texts_are_harmless_in_markdown(catalogue: Catalogue) -> None:
    assert_harmless([finding for finding in NASTY if finding.message], catalogue)


PIECES = [*"`*_~[](){}<>&|\\#@$!:;-+.=\"'/\n\r\t %0aA一", "::error::", "%0A", "##[error]", "```", "]]>", "-->", "\u202e", "\x1b[31m", "\udcff", "@all", "#1", "GH-1", "https://", "www.", "&#64;", "<script>", "</table>", "{: id=x}"]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join) | st.text(min_size=1, max_size=30)
WORDS = Catalogue(Contract(own_document(CHECKOUT, "data/campaign.yml").data))


@given(path=TEXT, message=TEXT, fix=TEXT, level=st.sampled_from(["error", "warning", "hint"]))
@example(path="::error::x\n::error::y", message="\n::error::x", fix="\r::set-output name=a::b", level="error")
def test_no_text_starts_a_workflow_command(path: str, message: str, fix: str, level: str) -> None:
    text = report("github", [made(1, level, path, message, fix)], WORDS)
    own, verdict = text.split("\n")
    assert re.match(r"::(error|warning|notice) file=[^:,\r\n]*,line=2,col=1,title=[^:,\r\n]+::", own)
    assert commands(verdict) == []
    assert commands(text) == [own]
    text.encode("utf-8")


@given(path=TEXT, message=TEXT, fix=TEXT, level=st.sampled_from(["error", "warning", "hint"]))
def test_no_text_breaks_out_of_the_markdown(path: str, message: str, fix: str, level: str) -> None:
    assert_harmless([made(1, level, path, message, fix), made(2, "error", path, fix, message)], WORDS)


@given(path=TEXT, message=TEXT, line=TEXT)
def test_no_text_commands_a_terminal(path: str, message: str, line: str) -> None:
    findings = [made(0, "error", path, message)]
    text = REPORTERS["text"](findings, 1, WORDS, lambda _path: [line], Options())
    assert all(printable(shown) == shown for shown in text.split("\n"))
    assert "##[" not in text
    text.encode("utf-8")


# JSON.


@pytest.mark.parametrize("findings", LISTS.values(), ids=list(LISTS))
def test_json_is_what_its_schema_says(findings: list[Finding], catalogue: Catalogue) -> None:
    schema = json.loads((assets("schemas") / "finding.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    text = report("json", findings, catalogue)
    text.encode("utf-8")
    data = json.loads(text)
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    assert not Draft202012Validator(schema).is_valid({})
    assert [found["pointer"] for found in data["findings"]] == [finding.pointer for finding in findings]


# The catalogue on the site.
