"""The texts that the public may read: none of or about few people, none that tells figures of a vote, of a correction its day.

A figure in a text is outside of what is hidden and merged, so it would undo both. `check` warns of the same pattern.
"""

from __future__ import annotations

import pandas as pd

from pingyi.contract.limits import regex
from pingyi.tables.dictionary import Tables

TOLD_VOTES = regex("votes")
CASE_TEXTS = ("title", "background", "actions", "results", "lessons")
PICTURE_TEXTS = ("file", "alt", "caption")
REASONS = ("due_reason", "exempt_reason")
VOTE_DEPENDENT = "optional_missing"
"""Names a ledger that is not there: whoever has a dissatisfied vote is asked for one, so that its absence says nobody has."""


def readable(tables: Tables, hidden: set[str]) -> Tables:
    """The tables with the texts that may be read. `hidden`: units of which the public sees no figures."""
    cases, pictures, revisions, units = (tables[name] for name in ("cases", "case_pictures", "revisions", "units"))
    few = cases["unit"].isin(hidden) | cases["about"].isin(hidden)
    gone = _keys(cases[few | _tells(cases, CASE_TEXTS)]) | _keys(pictures[_tells(pictures, PICTURE_TEXTS)])
    return tables | {
        "cases": _kept(cases, [key not in gone for key in _in_order(cases)]),
        "case_pictures": _kept(pictures, [key not in gone for key in _in_order(pictures)]),
        "revisions": _kept(revisions, list(~revisions["unit"].isin(hidden))).assign(
            reason=lambda table: table["reason"].mask(table["reason"].notna())
        ),
        "units": units.assign(
            **{name: units[name].mask(_tells(units, (name,))) for name in REASONS},
            **{VOTE_DEPENDENT: units[VOTE_DEPENDENT].mask(units[VOTE_DEPENDENT].notna())},
        ),
    }


def _tells(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """Whether any of a row's texts tells figures of a vote."""
    found = [any(TOLD_VOTES.search(text) for text in row if isinstance(text, str)) for row in _rows(table, columns)]
    return pd.Series(found, index=table.index, dtype=bool)


def _rows(table: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[object, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def _in_order(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return _rows(table, ("unit", "id"))


def _keys(table: pd.DataFrame) -> set[tuple[object, ...]]:
    return set(_in_order(table))


def _kept(table: pd.DataFrame, kept: list[bool]) -> pd.DataFrame:
    # A bare empty list would pick no columns.
    return table[pd.Series(kept, index=table.index, dtype=bool)].reset_index(drop=True)
