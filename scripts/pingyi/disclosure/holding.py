"""What is held back: where a release tells nothing of a place that was told before, its last told figures stay.

They say by `told_in` which release they are from, so that nobody adds up figures of two days.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import numpy.typing as npt
import pandas as pd

from pingyi.tables.dictionary import Tables

RowPlace = tuple[str, ...]
Mask = npt.NDArray[np.bool_]

ROW_PLACES = {
    "rollup_ballots": ["unit", "subject"],
    "rollup_tallies": ["unit", "subject", "item"],
    "rates": ["unit", "subject", "item"],
    "category_tallies": ["category", "subject", "item"],
    "category_rates": ["category", "subject", "item"],
}
WITH_TALLIES = {"rates": "rollup_tallies", "category_rates": "category_tallies"}
"""Rates are worked out from counts, so they are of the same release."""


def held_back(now: Tables, before: Tables) -> Tables:
    """The tables of a release, with the last told rows of `before`, the release before it, where nothing new is told."""
    found: Tables = {}
    for name, place in ROW_PLACES.items():
        table = now[name]
        untold = table["told_in"].isna().to_numpy()
        if name in WITH_TALLIES:
            untold = untold | _among(table, place, _held(found[WITH_TALLIES[name]], now[WITH_TALLIES[name]], place))
        found[name] = _replaced(table, before[name], untold, place)
    return found


def _of(table: pd.DataFrame, place: list[str]) -> list[RowPlace]:
    """The place of each row. An index of several levels takes longer to make than all else here, and is used once."""
    return list(zip(*(table[column].tolist() for column in place), strict=True))


def _among(table: pd.DataFrame, place: list[str], places: Container[RowPlace]) -> Mask:
    """Whether each row is of one of these places."""
    return np.array([key in places for key in _of(table, place)], dtype=bool)


def _held(found: pd.DataFrame, now: pd.DataFrame, place: list[str]) -> set[RowPlace]:
    """The places of which the rows are others than those of now."""
    held = found["told_in"].notna() & ~found["told_in"].isin(now["told_in"].dropna().unique())
    return set(_of(found[held], place))


def _replaced(table: pd.DataFrame, before: pd.DataFrame, untold: Mask, place: list[str]) -> pd.DataFrame:
    """Old rows for places that are untold now and were told, in the order of the places of now."""
    told = before[before["told_in"].notna()]
    kept = told[_among(told, place, set(_of(table[untold], place)))]
    gone = untold & _among(table, place, set(_of(kept, place)))
    order = {key: number for number, key in enumerate(dict.fromkeys(_of(table, place)))}
    both = pd.concat([table[~gone], kept])
    position = np.array([order[key] for key in _of(both, place)], dtype=int)
    return both.iloc[position.argsort(kind="stable")].reset_index(drop=True)


def held_places(tables: Tables, name: str) -> dict[str, set[str]]:
    """Of each kind of place those of which figures of an earlier release than `name` stand, of any subject or item."""
    found: dict[str, set[str]] = {"unit": set(), "category": set()}
    for table, (kind, *_) in ROW_PLACES.items():
        rows = tables[table]
        found[kind] |= set(rows[kind][rows["told_in"].notna() & (rows["told_in"] != name)])
    return found
