"""Texts that would like to be markup, scripts or templates, from a report to its page and to the search; and broken reports beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from support.index_files import entries
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

DONE = "//*[contains(@onerror, 'alert')] | //img[@src='x'] | //script[starts-with(., 'alert')] | //a[contains(@href, 'evil.example')]"


def hostile(value: object, key: str = "") -> object:
    """A report in which every free text is hostile, and begins with the name of its field."""
    if isinstance(value, dict):
        return {name: hostile(entry, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [hostile(entry, key) for entry in value]
    return key + HOSTILE[key] if key in HOSTILE else value


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with one report of hostile texts and three that are broken, and its site."""
    root = campaign(tmp_path_factory.mktemp("odd"))
    report, _ = read_document(Folder(root), "data/units/city-jia.yml")
    (root / report.path).write_text(yaml.safe_dump(hostile(report.data), allow_unicode=True), "utf-8")
    roster = (root / "data/roster.csv").read_text("utf-8")
    (root / "data/roster.csv").write_text(roster.replace(",甲市交通运输局,", f",{LINE},"), "utf-8")

    units = root / "data/units"
    (units / "city-jia/highway.yml").write_text("unit: [\n", "utf-8")
    sums = (units / "pref-yi/highway.yml").read_text("utf-8")
    (units / "pref-yi/highway.yml").write_text(re.sub(r"satisfied: (\d+)", r"satisfied: 1\1", sums, count=1), "utf-8")
    (units / "nowhere.yml").write_text(sums.replace("pref-yi/highway", "nowhere"), "utf-8")
    build(root, "--no-sheets")
    return root


def test_broken_reports_are_named_and_do_not_stop_the_build(root: Path):
    progress = pages(root / "site")["progress/index.html"].xpath("string(//main)")
    for unit in ("city-jia/highway", "pref-yi/highway", "nowhere"):
        assert f"data/units/{unit}.yml" in progress


def test_hostile_texts_show_as_text(root: Path, tmp_path: Path):
    found = pages(root / "site")
    unit, case = found["units/city-jia.html"], found["cases/city-jia/plough-before-first-bus.html"]
    said = squeezed("".join(found[path].xpath("string(//body)") for path in found))
    assert [path for path, page in found.items() if page.xpath(DONE)] == []
    assert [key for key in HOSTILE.keys() - {"alt"} if squeezed(key + HOSTILE[key]) not in said] == []
    assert f"alt{LINE}" in case.xpath("//img/@alt")
    assert unit.xpath("string(//h1)") == LINE
    assert case.xpath("string(//h1)") == f"title{SHORT}"

    indexed = entries(root / "site")
    assert LINE in {page["title"] for page in indexed}
    assert any(squeezed(LINE) in squeezed(page.get("text", "")) for page in indexed)
    plain = without_hook(root, tmp_path / "plain")
    assert [path for path in plain if plain[path] != (root / "site" / path).read_bytes()] == []
