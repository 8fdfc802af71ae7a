"""Bands for the annual assessment and awards, where a campaign sets them. Each names the rate or the score that it is on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pingyi.figures.rollup import grade_table
from pingyi.figures.rounding import quotient
from pingyi.model import ROOT, Campaign, Data
from pingyi.tables.dictionary import Row, Tables, frame

BASES = {"positive-rate": ("positive", "valid"), "top-rate": ("top", "valid"), "score": ("points", "scored")}
"""What a band may be on: the sums whose quotient it is, the first in percent for a rate."""


def bands_table(tables: Tables, campaign: Campaign) -> pd.DataFrame:
    """The table `bands`: every unit with a result, with all below it, in the band of each rule. Needs `rollup_tallies`."""
    rules = campaign.data.get("thresholds", {}).get("bands", {})
    marks = _sums(tables["rollup_tallies"], campaign) if rules else []
    return frame("bands", (row for key, rule in rules.items() for row in _rows(key, rule, marks)))


def _sums(tallies: pd.DataFrame, campaign: Campaign) -> list[Data]:
    """Sums for each unit, subject and item."""
    marked = tallies[tallies["unit"] != ROOT].merge(grade_table(campaign), on=["subject", "item", "grade"])
    count, weight = marked["count"], marked["weight"]
    sums = {
        "valid": count,
        "top": count.where(marked["top_grade"], 0),
        "positive": count.where(marked["positive_grade"], 0),
        "scored": count.where(weight.notna(), 0),
        "points": (count * weight).where(weight.notna(), 0),
    }
    keys = ["unit", "subject", "item"]
    table = marked[keys].assign(**sums).groupby(keys, sort=False).sum().reset_index()
    return table.to_dict("records")  # type: ignore[return-value]


def _rows(key: str, rule: Data, marks: list[Data]) -> list[Row]:
    """The rule's row of each unit: its items pooled, or the one that the rule names."""
    part, whole = BASES[rule["on"]]
    found: dict[str, tuple[int, int]] = {}
    for mark in marks:
        if mark["subject"] == rule["subject"] and mark["item"] == rule.get("item", mark["item"]):
            above, below = found.get(mark["unit"], (0, 0))
            found[mark["unit"]] = above + int(mark[part]), below + int(mark[whole])
    return [_row(unit, key, rule, *sums) for unit, sums in found.items() if sums[1]]


def _row(unit: str, key: str, rule: Data, part: int, whole: int) -> Row:
    factor = 1 if rule["on"] == "score" else 100
    band, above = band_of(rule["steps"], factor * part, whole)
    value = quotient(factor * part, whole)
    about: dict[str, Any] = {"unit": unit, "rule": key, "title": rule["title"], "subject": rule["subject"]}
    figures = {"part": part, "whole": whole, "score" if rule["on"] == "score" else "rate": value}
    bounds = {"band": band["title"], "at_least": band.get("from"), "below": above}
    return about | {"item": rule.get("item"), "basis": rule["on"]} | figures | bounds


def band_of(steps: list[Data], part: int, whole: int) -> tuple[Data, int | None]:
    """The band of `part` / `whole`, judged before rounding, and where the next one above begins.

    Bands stand from the highest down; the last has no lower end, so every number is in exactly one.
    """
    above = None
    for step in steps:
        if "from" not in step or part >= step["from"] * whole:
            return step, above
        above = step["from"]
    raise ValueError(steps)
