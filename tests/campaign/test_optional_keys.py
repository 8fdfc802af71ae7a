"""A campaign may leave out whatever its schema does not require, and every command still works."""

from __future__ import annotations

import json
import random
import shutil
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.contract.yaml_writer import plain_yaml
from pingyi.doors.template import blank_report
from pingyi.doors.workbook.imports import template
from pingyi.load.documents import document
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.sheets.make import making
from pingyi.site.staging import stage
from support.situations import FULL

TOWN = CHECKOUT / "tests/campaigns/town"
SCHEMA = json.loads((CHECKOUT / "schemas/campaign.schema.json").read_text("utf-8"))
MORE: dict[str, Any] = {
    "site_url": "https://pingyi.example.org",
    "repository": {"forge": "gitea", "url": "https://git.example.org/office/town"},
    "document": {"title": "示例通知"},
    "licence": {"name": "CC-BY-4.0", "title": "署名"},
    "standards": {"clear": {"title": "讲得清", "points": ["一次讲完"]}},
    "channels": {"box": {"title": "意见箱"}, "forum": {"title": "座谈"}},
    "appraisals": {"annual": {"title": "年度考核"}},
    "disclosure": {"threshold": 10},
    "rates": {"denominator": "marks"},
    "decimals": 2,
    "format": 1,
    "approval": {"levels": ["reporting"], "totals": "submitted"},
    "words": {"positive_rate": "好评率"},
    "sheet": {"layout": "rows", "paper": "A3"},
    "rules": {"items-identical": {"level": "hint", "reason": "项目很像。"}},
}
OPTIONAL = sorted(SCHEMA["properties"].keys() - set(SCHEMA["required"]))
PAIRS = random.Random(12).sample(list(combinations(OPTIONAL, 2)), 40 if FULL else 2)
ALL = (tuple(OPTIONAL),)
STAGED = {"standards", "stages", "channels", "audiences", "appraisals", "themes", "thresholds"}
"""Keys that pages and forms draw from: without these the whole site is made, too."""


def town(folder: Path, left_out: tuple[str, ...]) -> Path:
    """The town's campaign with every optional key there is, but for some."""
    shutil.copytree(TOWN / "data", folder / "data")
    file = folder / "data/campaign.yml"
    (town, _) = document(file.name, file.read_text("utf-8"))
    assert town is not None
    data = {**town.data, **MORE}
    assert set(OPTIONAL) <= data.keys()
    kept = {key: value for key, value in data.items() if key not in left_out}
    if "timeliness" in left_out:
        kept["timeliness"] = "declared"  # without Git there is no other
    file.write_text(plain_yaml(kept), "utf-8")
    return folder


@pytest.mark.parametrize("left_out", [*((key,) for key in OPTIONAL), *PAIRS, *ALL], ids="+".join)
def test_every_command_works_without(left_out: tuple[str, ...], tmp_path: Path) -> None:
    judged = open_campaign(town(tmp_path, left_out))
    unit = judged.roster["clinic"]
    assert yaml.safe_load(blank_report(judged.contract, judged.campaign, unit))["unit"] == "clinic"
    assert template(judged, unit)
    tables = audience_tables(judged, "internal")
    files = dict(making(judged, Book(tables, judged.campaign)).files([".", "clinic"], ["xlsx"]))
    assert all(files.values())
    if len(left_out) != 2 and STAGED & set(left_out):
        stage(tmp_path, judged, tables, tmp_path / "site", sheets=False)
        assert (tmp_path / "build/docs/results/index.md").exists()
