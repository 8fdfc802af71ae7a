"""Everything added up: parent = own + Σ children, for every count; rates pooled, with the median unit beside them."""

from __future__ import annotations

import pandas as pd

from pingyi.figures import rectification
from pingyi.figures.marks import ITEM, SUMS, factor_table, medians, summed, with_rates
from pingyi.figures.rounding import percent
from pingyi.figures.tidy import BALLOTS
from pingyi.figures.tree import lineage, with_ancestors
from pingyi.model import Campaign
from pingyi.tables.dictionary import Tables

SHOWN = "shown"
"""Status of a figure that is what was counted; disclosure control knows others."""

BALLOT_KEYS = ["node", "subject"]
COUNTS = [*BALLOTS, "persons_total", "persons_evaluated", "valid_ratings"]


def roll_up(tables: Tables, campaign: Campaign) -> Tables:
    """The summed tables, from `units`, `reports`, `ballots`, `tallies` and `rectification`."""
    lines = lineage(tables["units"]["unit"])
    entries = with_ancestors(tables["rectification"], lines)
    return {
        **result_tables(tables, campaign),
        "coverage": _coverage(tables, lines, campaign.decimals),
        "rectification_totals": _renamed(rectification.by_node(entries, campaign.decimals)),
        "rectification_items": _renamed(rectification.by_item(entries, campaign.decimals)),
    }


def result_tables(tables: Tables, campaign: Campaign) -> Tables:
    """The summed tables that hold results, from `units`, `ballots` and `tallies`."""
    lines = lineage(tables["units"]["unit"])
    tallies = with_ancestors(tables["tallies"], lines)
    voted = _held_counts(with_ancestors(tables["ballots"], lines))
    categories = tables["tallies"].merge(tables["units"][["unit", "category"]], on="unit")
    figures = {
        "rollup_ballots": _ballots(voted),
        "rollup_tallies": _renamed(_tallies(tallies, "node", campaign)),
        "rates": _renamed(rates(tallies, "node", campaign)),
        "category_tallies": _tallies(categories, "category", campaign),
        "category_rates": rates(categories, "category", campaign),
    }
    return {
        **{name: table.assign(status=SHOWN, told_in=None) for name, table in figures.items()},
        "ballot_units": _renamed(voted.groupby(BALLOT_KEYS, sort=False)[COUNTS].count().reset_index()),
    }


def rates(tallies: pd.DataFrame, group: str, campaign: Campaign) -> pd.DataFrame:
    """Pooled rates, median units and scores for each value of `group`, subject and item.

    `tallies` has one row a unit, item and grade within each group.
    """
    keys = [group, *ITEM]
    units = summed(tallies, [group, "unit"], campaign)
    pooled = units.groupby(keys, sort=False)[SUMS].sum(min_count=1)
    pooled["units"] = units.groupby(keys, sort=False).size()
    return with_rates(pooled, campaign.decimals).join(medians(units, keys, campaign.decimals)).reset_index()


def _tallies(tallies: pd.DataFrame, group: str, campaign: Campaign) -> pd.DataFrame:
    """Counts by grade, and the share of each that is part of the denominator; the others have none."""
    keys = [group, *ITEM]
    table = tallies.groupby([*keys, "grade"], sort=False)["count"].sum().reset_index()
    rated = table.merge(factor_table(campaign), on=[*ITEM, "grade"], how="left")["valid"] == 1
    counted = table["count"].where(rated)
    whole = table[keys].assign(counted=counted).groupby(keys)["counted"].transform("sum")
    table["share"] = percent(counted, whole, campaign.decimals)
    return table


def _held_counts(ballots: pd.DataFrame) -> pd.DataFrame:
    """A void vote has an account but no results: its ballots stay out of the sums that results are read against."""
    return ballots.assign(**{name: ballots[name].where(ballots["outcome"] == "held") for name in COUNTS})


def _ballots(voted: pd.DataFrame) -> pd.DataFrame:
    outcomes = {"units_held": "held", "units_void": "void", "units_not_held": "not-held"}
    flags = {name: (voted["outcome"] == outcome).astype("Int64") for name, outcome in outcomes.items()}
    grouped = voted.assign(**flags).groupby(BALLOT_KEYS, sort=False)[[*outcomes, *COUNTS]]
    return _renamed(grouped.sum(min_count=1).reset_index())


def _coverage(tables: Tables, lines: dict[str, list[str]], decimals: int) -> pd.DataFrame:
    own = tables["units"][["unit", "organisations", "members"]].merge(
        tables["reports"][["unit", "organisations_evaluated", "members_evaluated"]], on="unit", how="left"
    )
    table = with_ancestors(own, lines).groupby("node", sort=False).sum(min_count=1, numeric_only=True).reset_index()
    for name in ("organisations", "members"):
        table[f"{name}_rate"] = percent(table[f"{name}_evaluated"], table[name], decimals)
    return _renamed(table)


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"node": "unit"})
