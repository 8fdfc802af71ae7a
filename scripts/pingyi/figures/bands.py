"""Bands for the annual assessment and awards, where a campaign sets them. Each names the rate or the score that it is on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from pingyi.figures.marks import RATES, SCORE, summed
from pingyi.figures.rounding import quotient
from pingyi.model import HUNDRED, ROOT, Campaign, Data
from pingyi.tables.dictionary import Record, Tables, frame

BAND_BASES = {"positive-rate": RATES["positive_rate"], "top-rate": RATES["top_rate"], "score": SCORE}
"""What a band may be on: the sums whose quotient it is, the first in percent for a rate."""


def bands_table(tables: Tables, campaign: Campaign) -> pd.DataFrame:
    """The table `bands`: every unit with a result, with all below it, in the band of each rule. Needs `rollup_tallies`."""
    rules = campaign.data.get("thresholds", {}).get("bands", {})
    tallies = tables["rollup_tallies"]
    marks = summed(tallies[tallies["unit"] != ROOT], ["unit"], campaign).to_dict("records") if rules else []
    return frame("bands", (row for key, rule in rules.items() for row in _rows(key, rule, marks, campaign.decimals)))


def _rows(key: str, rule: Data, marks: Sequence[Mapping[Hashable, Any]], decimals: int) -> list[Record]:
    """The rule's row of each unit: its items pooled, or the one that the rule names."""
    part, whole = BAND_BASES[rule["on"]]
    found: dict[str, tuple[int, int]] = {}
    for mark in marks:
        on = mark["subject"] == rule["subject"] and mark["item"] == rule.get("item", mark["item"])
        if on and pd.notna(mark[part]):
            above, below = found.get(mark["unit"], (0, 0))
            found[mark["unit"]] = above + int(mark[part]), below + int(mark[whole])
    return [_row(unit, key, rule, sums, decimals) for unit, sums in found.items() if sums[1]]


def _row(unit: str, key: str, rule: Data, sums: tuple[int, int], decimals: int) -> Record:
    """A rate's part is read in percent of the whole; a score's is hundredths of points."""
    part, whole = sums
    scored = rule["on"] == "score"
    above, below = (part, HUNDRED * whole) if scored else (100 * part, whole)
    band, next_ = band_of(rule["steps"], above, below)
    value = quotient(above, below, decimals)
    about: dict[str, Any] = {"unit": unit, "rule": key, "title": rule["title"], "subject": rule["subject"]}
    figures = {"part": _points(part) if scored else part, "whole": whole, "score" if scored else "rate": value}
    bounds = {"band": band["title"], "at_least": band.get("from"), "below": next_}
    return about | {"item": rule.get("item"), "basis": rule["on"]} | figures | bounds


def _points(hundredths: int) -> float:
    """Points as the dataset has them: whole ones as an integer."""
    return hundredths // HUNDRED if hundredths % HUNDRED == 0 else hundredths / HUNDRED


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
