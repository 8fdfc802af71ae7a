"""The one door to publication: every published figure passes through `publishable`."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from pingyi.disclosure.pattern import hidden_units, pattern
from pingyi.figures.case_totals import case_totals
from pingyi.model import Campaign
from pingyi.protect.cells import SUPPRESSED
from pingyi.protect.policy import policy
from pingyi.protect.sums import figures
from pingyi.tables.dictionary import TABLES, Tables, shaped

Audience = Literal["internal", "public"]


def publishable(tables: Tables, audience: Audience, campaign: Campaign, released: Tables | None = None) -> Tables:
    """What an audience may see. The public gets results from `released`, the newest frozen release, and nowhere else.

    Texts of units whose figures are hidden, today or in that release, stay out as well: they tell what few people said.
    """
    if audience == "internal":
        return tables
    released = released or {}
    hidden = hidden_units(found := figures(tables, campaign), pattern(found, policy(campaign)))
    if released:
        ballots = released["rollup_ballots"]
        hidden |= set(ballots["unit"][ballots["status"] == SUPPRESSED])
    seen = {name: table for name, table in tables.items() if is_public(name)} | released
    kept = {name: _without(seen[name], seen, name, hidden) for name in TABLES if name in seen}
    return kept | {"case_totals": shaped("case_totals", case_totals(kept["cases"], kept["units"]))}


def is_public(name: str) -> bool:
    """Whether a table is published as it is, without a release."""
    return not (TABLES[name].results or TABLES[name].internal)


def _without(table: pd.DataFrame, tables: Tables, name: str, hidden: set[str]) -> pd.DataFrame:
    """A table of texts without those of hidden units, whether they wrote them or are what they are about."""
    if name not in ("cases", "case_pictures", "revisions"):
        return table
    cases = tables["cases"]
    told_of = cases[cases["unit"].isin(hidden) | cases["about"].isin(hidden)]
    gone = set(zip(told_of["unit"], told_of["id"], strict=True))
    ids = table["id"] if "id" in table else table["unit"]
    kept = [unit not in hidden and (unit, id_) not in gone for unit, id_ in zip(table["unit"], ids, strict=True)]
    # A bare empty list would pick no columns.
    return table[pd.Series(kept, index=table.index, dtype=bool)].reset_index(drop=True)
