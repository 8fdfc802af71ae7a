"""What is held back: where a release tells nothing of a place that was told before, its last told figures stay.

They say by `told_in` which release they are from, so that nobody adds up figures of two days.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pingyi.tables.dictionary import Tables

ROW_PLACES = {
    "rollup_ballots": ["unit", "subject"],
    "rollup_tallies": ["unit", "subject", "item"],
    "rates": ["unit", "subject", "item"],
    "category_tallies": ["category", "subject", "item"],
    "category_rates": ["category", "subject", "item"],
}
HeldPlace = tuple[str, ...]
"""Unit or category, subject and, where there is one, item."""

WITH_TALLIES = {"rates": "rollup_tallies", "category_rates": "category_tallies"}
"""Rates are worked out from counts, so they are of the same release."""


def held_back(now: Tables, before: Tables) -> Tables:
    """The tables of a release, with the last told rows of `before`, the release before it, where nothing new is told."""
    found: Tables = {}
    held: dict[str, set[HeldPlace]] = {}
    for name, columns in ROW_PLACES.items():
        table, told = now[name], before[name][before[name]["told_in"].notna()]
        places, old = _places(table, columns), _places(told, columns)
        untold = {place for place, new in zip(places, table["told_in"].notna(), strict=True) if not new}
        held[name] = (untold | held.get(WITH_TALLIES.get(name, ""), set())) & set(old)
        found[name] = _replaced(table, told, (places, old), held[name])
    return found


def _places(table: pd.DataFrame, columns: list[str]) -> list[HeldPlace]:
    return list(zip(*(table[column].tolist() for column in columns), strict=True))


def _replaced(
    table: pd.DataFrame, told: pd.DataFrame, places: tuple[list[HeldPlace], list[HeldPlace]], held: set[HeldPlace]
) -> pd.DataFrame:
    """The told rows of the places that are held, in the order of the places of now. `places`: of the rows of both tables."""
    if not held:
        return table
    now, old = ([place in held for place in rows] for rows in places)
    # Where nobody voted any more there is no rate now, but there was one.
    gone = (place for place in places[1] if place in held)
    order = {place: number for number, place in enumerate(dict.fromkeys([*places[0], *gone]))}
    both = pd.concat([table[~np.array(now)], told[np.array(old)]])
    kept = [order[place] for place, one in zip(places[0], now, strict=True) if not one]
    back = [order[place] for place, one in zip(places[1], old, strict=True) if one]
    return both.iloc[np.argsort([*kept, *back], kind="stable")].reset_index(drop=True)


def held_places(tables: Tables, name: str) -> dict[str, set[str]]:
    """Of each kind of place those of which figures of an earlier release than `name` stand, of any subject or item."""
    found: dict[str, set[str]] = {"unit": set(), "category": set()}
    for table, (kind, *_) in ROW_PLACES.items():
        rows = tables[table]
        found[kind] |= set(rows[kind][rows["told_in"].notna() & (rows["told_in"] != name)])
    return found
