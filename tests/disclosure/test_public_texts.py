"""The public reads no text of few people and none that tells figures of a vote; of a correction it reads the day."""

from __future__ import annotations

import pytest

from pingyi.contract.limits import regex
from pingyi.disclosure import publishable
from pingyi.tables.dictionary import TABLES, Tables
from support.campaigns import opened, tables

CAMPAIGN = opened().campaign
PLAIN = publishable(tables(), "public", CAMPAIGN)


def published(name: str, column: str, text: str) -> tuple[Tables, tuple]:
    """The public's tables, after this was written into one cell that the public could read before; and the row's unit."""
    row = PLAIN[name].iloc[0]
    key = tuple(row[key] for key in TABLES[name].key)
    internal = tables()
    table = internal[name].copy()
    table.loc[(table[list(TABLES[name].key)] == list(key)).all(axis=1), column] = text
    return publishable(internal | {name: table}, "public", CAMPAIGN), key


def says(tables: Tables, text: str) -> bool:
    return any(text in str(cell) for table in tables.values() for cell in table.to_numpy().ravel())


@pytest.mark.parametrize(
    ("name", "column"),
    [(name, column) for name in ("cases", "case_pictures") for column in ("title", "results", "alt", "caption", "file")
     if column in TABLES[name].columns],
)  # fmt: skip
def test_a_case_that_tells_figures_of_a_vote_stays_inside_with_its_pictures(name: str, column: str):
    told, key = published(name, column, "满意30票-satisfied-30.png")
    assert not says(told, "30票")
    for table in ("cases", "case_pictures"):
        kept, before = (set(zip(found["unit"], found["id"], strict=True)) for found in (told[table], PLAIN[table]))
        assert kept == before - {key[:2]}
    total = told["case_totals"].set_index(["facet", "value"])["cases"]["all", "."]
    assert total == len(PLAIN["cases"]) - 1


@pytest.mark.parametrize("column", ["due_reason", "exempt_reason"])
def test_a_reason_in_the_roster_that_tells_figures_of_a_vote_stays_inside(column: str):
    told, _ = published("units", column, "补投后不满意票2改为3")
    assert not says(told, "不满意票2")
    assert len(told["units"]) == len(PLAIN["units"])


def test_of_a_correction_the_public_reads_the_day_alone():
    inside = tables()["revisions"]
    assert inside["reason"].notna().all()
    assert PLAIN["revisions"]["reason"].isna().all()
    assert PLAIN["revisions"]["date"].notna().all()
    assert len(PLAIN["revisions"]) > 0


def test_what_is_not_filled_in_tells_the_public_nothing_of_a_vote():
    """A ledger is wanted of whoever has a dissatisfied vote: that it is missing says that nobody was."""
    assert tables()["units"]["optional_missing"].notna().any()
    assert PLAIN["units"]["optional_missing"].isna().all()
    assert PLAIN["units"]["required_missing"].equals(tables()["units"]["required_missing"])


def test_the_sample_tells_no_figures_of_a_vote():
    """What the guide asks of others."""
    assert len(PLAIN["cases"]) > 5
    texts = [str(cell) for name in ("cases", "case_pictures") for cell in tables()[name].to_numpy().ravel()]
    assert not [text for text in texts if regex("votes").search(text)]
