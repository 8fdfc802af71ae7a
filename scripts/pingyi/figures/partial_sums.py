"""Sums of a part of the tree, in whole numbers, that add up to those of any larger part in any grouping of neighbours.

What cannot be added is gathered: `own` holds the sums of each unit and item, of which medians and the funnel are worked out.
Medians of nodes that lie in one part as a whole are worked out there. Nothing here is a rate, and nothing is rounded but these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

import pandas as pd

from pingyi.figures import rectification
from pingyi.figures.marks import ITEM, SUMS, medians, summed
from pingyi.figures.tidy import BALLOTS
from pingyi.figures.tree import with_ancestors
from pingyi.model import Campaign
from pingyi.tables.dictionary import Tables

COUNTS = [*BALLOTS, "persons_total", "persons_evaluated", "valid_ratings"]
OUTCOMES = {"units_held": "held", "units_void": "void", "units_not_held": "not-held"}
COVERED = ["organisations_evaluated", "members_evaluated"]
RECTIFICATION = ["node", "subject", "item"]

SUM_KEYS = {
    "ballots": ["node", "subject"],
    "ballot_units": ["node", "subject"],
    "tallies": ["node", *ITEM, "grade"],
    "marks": ["node", *ITEM],
    "category_tallies": ["category", *ITEM, "grade"],
    "category_marks": ["category", *ITEM],
    "covered": ["node"],
    "rectification_totals": RECTIFICATION[:1],
    "rectification_items": RECTIFICATION,
    "case_counts": ["facet", "value"],
    "progress": ["scope", "node"],
    "receipts": ["scope", "received_on"],
    "members": ["node"],
}
"""Tables of sums, and what each of their rows is the sum of; all other columns are counts."""

GATHERED = ("own", "medians")
"""Tables that are laid one below the other."""

Upward = Mapping[str, Sequence[str]]
"""Each unit to the nodes that it counts for, itself first."""


def result_sums(tables: Tables, campaign: Campaign, lines: Upward, shared: Collection[str] = ()) -> Tables:
    """What results are added up from, of `units` (`unit`, `category`), `ballots` and `tallies`.

    `shared`: nodes that other parts count for as well.
    """
    tallies, voted = with_ancestors(tables["tallies"], lines), _held_counts(with_ancestors(tables["ballots"], lines))
    categories = tables["units"][["unit", "category"]]
    own = summed(tables["tallies"], ["unit"], campaign).merge(categories, on="unit", how="left")
    nodes = with_ancestors(own, lines)
    mine = nodes[~nodes["node"].isin(shared)] if shared else nodes
    named = tables["tallies"].merge(categories, on="unit")
    return {
        "ballots": _ballots(voted),
        "ballot_units": voted.groupby(SUM_KEYS["ballot_units"], sort=False)[COUNTS].count().reset_index(),
        "tallies": _added(tallies, SUM_KEYS["tallies"], ["count"]),
        "marks": marks(nodes, SUM_KEYS["marks"]),
        "category_tallies": _added(named, SUM_KEYS["category_tallies"], ["count"]),
        "category_marks": marks(own, SUM_KEYS["category_marks"]),
        "own": own,
        "medians": medians(mine, SUM_KEYS["marks"], campaign.decimals).reset_index(),
    }


def part_sums(tables: Tables, campaign: Campaign, lines: Upward, shared: Collection[str] = ()) -> Tables:
    """The same with what is reported beside results: `reports`, `rectification` and `cases`."""
    entries = with_ancestors(tables["rectification"], lines)
    covered = with_ancestors(tables["reports"][["unit", *COVERED]], lines)
    return {
        **result_sums(tables, campaign, lines, shared),
        "covered": _added(covered, SUM_KEYS["covered"], COVERED),
        "rectification_totals": rectification.by_node(entries),
        "rectification_items": rectification.by_item(entries),
    }


def merged_sums(parts: Sequence[Tables]) -> Tables:
    """The sums of all parts together, in whose order rows come that several have."""
    names = dict.fromkeys(chain.from_iterable(parts))
    return {name: _merged(name, [part[name] for part in parts if name in part]) for name in names}


def _merged(name: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if len(part)] or parts[:1]
    table = filled[0] if len(filled) == 1 else pd.concat(filled, ignore_index=True)
    if name in GATHERED or not table.duplicated(SUM_KEYS[name]).any():
        return table
    return _added(table, SUM_KEYS[name], [column for column in table.columns if column not in SUM_KEYS[name]])


def marks(own: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """`SUMS` and the number of units of each value of `keys`, of rows of one unit each."""
    return _added(own.assign(units=pd.array([1] * len(own), dtype="Int64")), keys, [*SUMS, "units"])


def _added(table: pd.DataFrame, keys: list[str], counts: Iterable[str]) -> pd.DataFrame:
    """Counts added up in the order in which they first come; what nobody counted stays missing."""
    return table.groupby(keys, sort=False)[list(counts)].sum(min_count=1).reset_index()


def _held_counts(ballots: pd.DataFrame) -> pd.DataFrame:
    """A void vote has an account but no results: its ballots stay out of the sums that results are read against."""
    return ballots.assign(**{name: ballots[name].where(ballots["outcome"] == "held") for name in COUNTS})


def _ballots(voted: pd.DataFrame) -> pd.DataFrame:
    flags = {name: (voted["outcome"] == outcome).astype("Int64") for name, outcome in OUTCOMES.items()}
    return _added(voted.assign(**flags), SUM_KEYS["ballots"], [*OUTCOMES, *COUNTS])
