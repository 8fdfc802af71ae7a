"""Texts that would like to be markup, scripts or templates, from a report to its page and to the search."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from support.readers import pages, squeezed
from support.sites import build, campaign, without_hook

LINE = (
    "<script>alert(1)</script></title><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}[点](https://evil.example/)&lt;]]>`"
)


TEXT = f"{LINE}\n\n```\n{LINE}\n```\n\n# {LINE}\n\n    {LINE}\n- {LINE}"

SHORT = "<img src=x onerror=alert(1)>{{7*7}}`]]>&lt;"

TEXTS = (
    "background", "actions", "results", "lessons", "problem", "cause", "goal", "measure", "evidence", "self_check", "account",
)  # fmt: skip


LINES = ("alt", "caption", "reason", "note")

SHORTS = ("owner", "title", "post", "prepared_by", "reviewed_by", "approved_by")

HOSTILE = dict.fromkeys(TEXTS, TEXT) | dict.fromkeys(LINES, LINE) | dict.fromkeys(SHORTS, SHORT)

DONE = "//*[@onerror] | //img[@src='x'] | //script[starts-with(., 'alert')] | //a[contains(@href, 'evil.example')]"


def hostile(value: object, key: str = "") -> object:
    """A report in which every free text is hostile, and begins with the name of its field."""
    if isinstance(value, dict):
        return {name: hostile(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [hostile(entry, key) for entry in value]
    return key + HOSTILE[key] if key in HOSTILE else value


def test_hostile_texts_show_as_text(tmp_path: Path):
    root = campaign(tmp_path)
    report, _ = read_document(Folder(root), "data/units/city-jia.yml")
    (root / report.path).write_text(yaml.safe_dump(hostile(report.data), allow_unicode=True), "utf-8")
    roster = (root / "data/roster.csv").read_text("utf-8")
    (root / "data/roster.csv").write_text(roster.replace(",甲市交通运输局,", f",{LINE},"), "utf-8")

    found = pages(build(root, "--no-sheets"))
    unit, case = found["units/city-jia.html"], found["cases/city-jia/plough-before-first-bus.html"]
    said = squeezed("".join(found[path].xpath("string(//body)") for path in found))
    assert [path for path, page in found.items() if page.xpath(DONE)] == []
    assert [key for key in HOSTILE.keys() - {"alt"} if squeezed(key + HOSTILE[key]) not in said] == []
    assert f"alt{LINE}" in case.xpath("//img/@alt")
    assert unit.xpath("string(//h1)") == LINE
    assert case.xpath("string(//h1)") == f"title{SHORT}"

    indexed = [json.loads(path.read_text("utf-8")) for path in (root / "site/search/pages").iterdir()]
    assert LINE in {page["title"] for page in indexed}
    assert any(squeezed(LINE) in squeezed(page["text"]) for page in indexed)
    plain = without_hook(root, tmp_path / "plain")
    assert [path for path in plain if plain[path] != (root / "site" / path).read_bytes()] == []
