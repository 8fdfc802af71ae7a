"""Everything added up: parent = own + Σ children, for every count; rates pooled, with the median unit beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from pingyi.figures.marks import ITEM, factor_table, medians, with_rates
from pingyi.figures.partial_sums import COVERED, SUM_KEYS, Upward, merged_sums, part_sums, result_sums
from pingyi.figures.rectification import with_shares
from pingyi.figures.rounding import percent
from pingyi.figures.tree import in_order, lineage, summed_upward, with_ancestors
from pingyi.model import Campaign
from pingyi.tables.dictionary import Tables

SHOWN = "shown"
"""Status of a figure that is what was counted; disclosure control knows others."""


def roll_up(tables: Tables, campaign: Campaign) -> Tables:
    """The summed tables, from `units`, `reports`, `ballots`, `tallies` and `rectification`."""
    lines = lineage(tables["units"]["unit"])
    members = summed_upward(tables["units"][["unit", "organisations", "members"]], lines).reset_index(names="node")
    return rolled_up(
        part_sums(tables, campaign, lines) | {"members": members}, tables["units"]["unit"], lines, campaign
    )


def rolled_up(
    sums: Tables,
    units: Iterable[str],
    lines: Mapping[str, Sequence[str]],
    campaign: Campaign,
    shared: Collection[str] = (),
) -> Tables:
    """The summed tables of sums over all parts (`partial_sums.merged_sums`).

    `units`: of the roster; `lines`: of each of them; `shared`: nodes whose medians no part could work out.
    """
    return {
        **_results(sums, campaign, lines, shared),
        "coverage": _coverage(in_order(sums["members"], units, lines), sums["covered"], campaign.decimals),
        "rectification_totals": _renamed(with_shares(sums["rectification_totals"], campaign.decimals)),
        "rectification_items": _renamed(with_shares(sums["rectification_items"], campaign.decimals)),
    }


def result_tables(tables: Tables, campaign: Campaign) -> Tables:
    """The summed tables that hold results, from `units`, `ballots` and `tallies`."""
    lines = lineage(tables["units"]["unit"])
    return _results(result_sums(tables, campaign, lines), campaign, lines)


def _results(sums: Tables, campaign: Campaign, lines: Upward, shared: Collection[str] = ()) -> Tables:
    own, decimals = sums["own"], campaign.decimals
    upward = {unit: [node for node in nodes if node in shared] for unit, nodes in lines.items()} if shared else {}
    beyond = with_ancestors(own, upward)
    nodes = (
        [sums["medians"], medians(beyond, SUM_KEYS["marks"], decimals).reset_index()] if shared else [sums["medians"]]
    )
    categories = medians(own, SUM_KEYS["category_marks"], decimals).reset_index()
    figures = {
        "rollup_ballots": _renamed(sums["ballots"]),
        "rollup_tallies": _renamed(_shares(sums["tallies"], "node", campaign)),
        "rates": _renamed(
            _rates(sums["marks"], merged_sums([{"medians": table} for table in nodes])["medians"], "node", decimals)
        ),
        "category_tallies": _shares(sums["category_tallies"], "category", campaign),
        "category_rates": _rates(sums["category_marks"], categories, "category", decimals),
    }
    return {
        **{name: table.assign(status=SHOWN, told_in=None) for name, table in figures.items()},
        "ballot_units": _renamed(sums["ballot_units"]),
    }


def _rates(marks: pd.DataFrame, middle: pd.DataFrame, group: str, decimals: int) -> pd.DataFrame:
    """Pooled rates, median units and scores for each value of `group`, subject and item."""
    return with_rates(marks, decimals).merge(middle, on=[group, *ITEM], how="left")


def _shares(tallies: pd.DataFrame, group: str, campaign: Campaign) -> pd.DataFrame:
    """Counts by grade, and the share of each that is part of the denominator; the others have none."""
    keys = [group, *ITEM]
    rated = tallies.merge(factor_table(campaign), on=[*ITEM, "grade"], how="left")["valid"] == 1
    counted = tallies["count"].where(rated)
    whole = tallies[keys].assign(counted=counted).groupby(keys)["counted"].transform("sum")
    return tallies.assign(share=percent(counted, whole, campaign.decimals))


def _coverage(members: pd.DataFrame, covered: pd.DataFrame, decimals: int) -> pd.DataFrame:
    table = members.merge(covered[["node", *COVERED]], on="node", how="left")
    for name in ("organisations", "members"):
        table[f"{name}_rate"] = percent(table[f"{name}_evaluated"], table[name], decimals)
    return _renamed(table)


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"node": "unit"})
