"""Signed and stamped copies on paper: registered by the office, counted up the tree, unknown where nobody registers them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pingyi.campaign.open import open_campaign
from pingyi.model import ROOT
from pingyi.publish.audience import audience_tables
from pingyi.tables.dataset import records
from pingyi.tables.dictionary import Tables
from support.campaigns import copied

HEAD = "unit,received_on,note\n"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return copied(tmp_path)


@cache
def told(root: Path, audience: str, as_of: date | None) -> Tables:
    """Each test writes its register and then only reads."""
    return audience_tables(open_campaign(root, as_of), audience)


def rows(root: Path, table: str, audience: str = "internal", as_of: date | None = None) -> list[dict]:
    return records(told(root, audience, as_of)[table])


def counts(root: Path, **options: date) -> dict[str, int | None]:
    return {row["unit"]: row["stamped"] for row in rows(root, "progress", **options) if row["scope"] == "all"}


def test_copies_are_counted_up_the_tree(sample: Path):
    (sample / "data/stamped.csv").write_text(f"{HEAD}city-jia,2012-02-15,\ncity-jia/highway,2012-02-16,补签\n", "utf-8")
    found = counts(sample)
    assert (found[ROOT], found["city-jia"], found["city-jia/highway"], found["city-bing"]) == (2, 2, 1, 0)
    units = {row["unit"]: (row["stamped"], row["stamped_on"]) for row in rows(sample, "units")}
    assert units["city-jia"] == (True, "2012-02-15")
    assert units["city-bing"] == (False, None)


def test_what_comes_after_the_clocks_day_is_not_there_yet(sample: Path):
    (sample / "data/stamped.csv").write_text(f"{HEAD}city-jia,2012-02-15,\ncity-bing,2012-02-16,\n", "utf-8")
    assert counts(sample, as_of=date(2012, 2, 15))[ROOT] == 1
    assert counts(sample, as_of=date(2012, 2, 16))[ROOT] == 2


def test_without_a_register_nothing_is_said_of_paper(sample: Path):
    (sample / "data/stamped.csv").unlink()
    assert set(counts(sample).values()) == {None}
    assert {(row["stamped"], row["stamped_on"]) for row in rows(sample, "units")} == {(None, None)}


def test_a_wrong_line_is_said_and_left_out(sample: Path):
    (sample / "data/stamped.csv").write_text(
        f"{HEAD}city-jia,2012-2-15,\ncity-bing,2012-02-16,\nnowhere,2012-02-16,\n", "utf-8"
    )
    found = [finding for finding in open_campaign(sample).findings if finding.path == "data/stamped.csv"]
    assert [(one.line, one.column, one.rule, one.level) for one in found] == [
        (2, 10, "pattern", "error"),
        (4, 1, "stamped-unit", "error"),
    ]
    assert counts(sample)[ROOT] == 1
    assert [row["unit"] for row in rows(sample, "stamped")] == ["city-bing"]


def test_notes_are_for_the_office_alone(sample: Path):
    (sample / "data/stamped.csv").write_text(f"{HEAD}city-jia,2012-02-15,缺审核人签字\n", "utf-8")
    assert rows(sample, "stamped")[0]["note"] == "缺审核人签字"
    public = audience_tables(open_campaign(sample), "public")
    assert "stamped" not in public
    assert "缺审核人签字" not in "".join(str(records(table)) for table in public.values())
