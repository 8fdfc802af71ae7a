"""The ledger: how an entry stands, and that totals equal the entries. Inspections likewise."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pingyi.figures.rectification import STANDINGS, UNSAID, ledger_standing
from pingyi.model import ROOT
from support.campaigns import tables
from support.places import CAMPAIGNS

TODAY = date(2012, 2, 17)


@pytest.mark.parametrize(
    ("status", "due_on", "expected"),
    [
        ("in-progress", "2012-02-16", "overdue"),
        ("not-started", "2012-02-16", "overdue"),
        ("in-progress", "2012-02-17", "due"),
        ("in-progress", "2012-03-02", "due"),
        ("in-progress", "2012-03-03", "open"),
        ("in-progress", None, "open"),
        ("done", "2012-02-16", "done"),
        ("verified", "2012-02-16", "verified"),
    ],
)
def test_an_entry_stands_by_its_status_and_its_term(status: str, due_on: str | None, expected: str):
    entry = {"status": status} | ({"due_on": due_on} if due_on else {})
    assert ledger_standing(entry, TODAY) == expected


def below(entries: pd.DataFrame, node: str) -> pd.DataFrame:
    units = entries["unit"]
    return entries[(units == node) | units.str.startswith(f"{node}/") | (node == ROOT)]


def same(row: dict[str, object], entries: pd.DataFrame) -> bool:
    counts = {name: int((entries["standing"] == name).sum()) for name in STANDINGS}
    unfinished = int(entries["status"].isin(["not-started", "in-progress"]).sum())
    expected = {"total": len(entries), "unfinished": unfinished, **counts}
    return {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_totals_by_unit_equal_the_entries(name: str):
    entries, totals = (
        tables(CAMPAIGNS[name])["rectification"],
        tables(CAMPAIGNS[name])["rectification_totals"].to_dict("records"),
    )
    assert {row["unit"] for row in totals} >= {ROOT, *entries["unit"]}
    assert [row for row in totals if not same(row, below(entries, row["unit"]))] == []


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_totals_by_item_equal_the_entries(name: str):
    entries = tables(CAMPAIGNS[name])["rectification"].fillna({"subject": UNSAID, "item": UNSAID})
    totals = tables(CAMPAIGNS[name])["rectification_items"].to_dict("records")
    for row in totals:
        kind = entries[(entries["subject"] == row["subject"]) & (entries["item"] == row["item"])]
        assert same(row, below(kind, row["unit"])), row
    assert sum(row["total"] for row in totals if row["unit"] == ROOT) == len(entries) > 0


def test_what_stands_in_one_way_adds_up_to_all():
    totals = tables()["rectification_totals"]
    assert (totals[list(STANDINGS)].sum(axis=1) == totals["total"]).all()


def test_inspections_are_counted_with_what_they_found():
    found = tables()
    total = found["inspection_totals"].set_index("unit").loc[ROOT]
    statuses = found["inspection_problems"]["status"].value_counts()
    assert total["inspections"] == len(found["inspections"]) > 0
    assert total["problems"] == len(found["inspection_problems"]) > 0
    assert {name: total[name] for name in statuses.index} == statuses.to_dict()


def test_an_inspection_that_the_clock_has_not_seen_brings_no_problem():
    early = tables(as_of=date(2012, 2, 5))
    assert set(early["inspection_problems"]["inspection"]) <= set(early["inspections"]["inspection"])
    assert early["inspections"]["circulated_on"].dropna().tolist() == ["2012-01-20"]
    assert 0 < len(early["inspection_problems"]) < len(tables()["inspection_problems"])


def test_every_case_counts_once_in_each_of_its_kinds():
    found = tables()
    totals = found["case_totals"].groupby("facet")["cases"].sum()
    for facet in ("all", "theme", "category", "reporting", "unit"):
        assert totals[facet] == len(found["cases"]) > 0
    assert totals["item"] == found["cases"]["items"].str.split().str.len().sum()
