"""What is promised and what came of it: how each entry of the ledger stands at the clock, and how many stand so."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from pingyi.figures.rounding import percent
from pingyi.model import Data

SOON = timedelta(days=14)
"""How long before its end a term counts as about to end; `schemas/dataset.yml` and the pages name the same number."""

UNSAID = "."
"""Subject and item of an entry that names none."""

FINISHED = ("done", "verified")
STANDINGS = ("open", "due", "overdue", *FINISHED)
"""The five that an entry is exactly one of."""


def ledger_standing(entry: Data, as_of: date) -> str:
    """One of `STANDINGS`. Due means until the end of that day; without a term an entry is neither due nor overdue."""
    if entry["status"] in FINISHED:
        return str(entry["status"])
    due_on = entry.get("due_on")
    if due_on is None or due_on > (as_of + SOON).isoformat():
        return "open"
    return "overdue" if due_on < as_of.isoformat() else "due"


def by_node(entries: pd.DataFrame) -> pd.DataFrame:
    """How many entries of each `node` there are, and stand how."""
    return _totals(entries, ["node"])


def by_item(entries: pd.DataFrame) -> pd.DataFrame:
    """The same of each `node`, subject and item; those that name no item stand below `UNSAID`."""
    named = entries.assign(subject=entries["subject"].fillna(UNSAID), item=entries["item"].fillna(UNSAID))
    return _totals(named, ["node", "subject", "item"])


def with_shares(table: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """Counts of entries with the share of each standing."""
    return table.assign(**{f"{name}_rate": percent(table[name], table["total"], decimals) for name in STANDINGS})


def _totals(entries: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    flags = {
        "total": entries["status"].notna(),
        "not_started": entries["status"] == "not-started",
        "in_progress": entries["status"] == "in-progress",
        "unfinished": ~entries["status"].isin(FINISHED),
        **{name: entries["standing"] == name for name in STANDINGS},
    }
    counted = entries[keys].assign(**{name: flag.astype("Int64") for name, flag in flags.items()})
    return counted.groupby(keys, sort=False).sum().reset_index()
