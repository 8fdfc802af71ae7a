"""Everything added up: parent = own + Σ children, for every count; rates pooled, with the median unit beside them."""

from __future__ import annotations

import pandas as pd

from pingyi.figures import rectification
from pingyi.figures.rounding import half_up, percent
from pingyi.figures.tidy import BALLOTS
from pingyi.figures.tree import lineage, with_ancestors
from pingyi.model import BLANK, Campaign
from pingyi.tables.dictionary import Tables

ITEM = ["subject", "item"]
SHOWN = "shown"
"""Status of a figure that is what was counted; disclosure control knows others."""

COUNTS = [*BALLOTS, "persons_total", "persons_evaluated", "valid_ratings"]


def roll_up(tables: Tables, campaign: Campaign) -> Tables:
    """The summed tables, from `units`, `reports`, `ballots`, `tallies` and `rectification`."""
    lines = lineage(tables["units"]["unit"])
    grades = grade_table(campaign)
    entries = with_ancestors(tables["rectification"], lines)
    tallies = with_ancestors(tables["tallies"], lines)
    categories = tables["tallies"].merge(tables["units"][["unit", "category"]], on="unit")
    figures = {
        "rollup_ballots": _ballots(with_ancestors(tables["ballots"], lines)),
        "rollup_tallies": _renamed(_tallies(tallies, "node")),
        "rates": _renamed(rates(tallies, "node", grades)),
        "category_tallies": _tallies(categories, "category"),
        "category_rates": rates(categories, "category", grades),
    }
    return {
        **{name: table.assign(status=SHOWN) for name, table in figures.items()},
        "coverage": _coverage(tables, lines),
        "rectification_totals": _renamed(rectification.by_node(entries)),
        "rectification_items": _renamed(rectification.by_item(entries)),
    }


def grade_table(campaign: Campaign) -> pd.DataFrame:
    """One row a subject, item and grade (blank included): is it positive, the top one, and what does it weigh."""
    rows = []
    for subject in campaign.subjects:
        for item in subject.items:
            for rank, grade in enumerate(item.grades):
                rows.append((subject.id, item.id, grade.id, grade.positive, rank == 0, grade.weight))
            rows.append((subject.id, item.id, BLANK, False, False, None))
    table = pd.DataFrame(rows, columns=[*ITEM, "grade", "positive_grade", "top_grade", "weight"])
    return table.astype({"weight": "Int64"})


def rates(tallies: pd.DataFrame, group: str, grades: pd.DataFrame) -> pd.DataFrame:
    """Pooled rates, median units and scores for each value of `group`, subject and item.

    Rate = Σ positive / Σ all marks, blanks included. Score = Σ weight · count / Σ count over the grades that have a
    weight: a weighted mean, never called a rate. `tallies` has one row a unit, item and grade within each group.
    """
    marked = _marked(tallies, grades)
    sums = ["valid", "top", "positive", "scored", "points"]
    units = marked.groupby([group, *ITEM, "unit"], sort=False, observed=True)[sums].sum().reset_index()
    units = units[units["valid"] > 0]
    pooled = units.groupby([group, *ITEM], sort=False)[sums].sum()
    pooled["units"] = units.groupby([group, *ITEM], sort=False).size()
    for name in ("top", "positive"):
        pooled[f"{name}_rate"] = percent(pooled[name], pooled["valid"])
        shares = (units[name] * 100 / units["valid"]).astype("float64")
        medians = shares.groupby([units[key] for key in (group, *ITEM)], sort=False).median()
        pooled[f"median_{name}_rate"] = half_up(medians)
    scored = pooled["scored"].where(pooled["scored"] > 0)
    pooled["score"] = ((20 * pooled["points"] + scored) // (2 * scored)).astype("Float64") / 10
    return pooled.reset_index()


def _marked(tallies: pd.DataFrame, grades: pd.DataFrame) -> pd.DataFrame:
    marked = tallies.merge(grades, on=[*ITEM, "grade"], how="left")
    count = marked["count"]
    weighted = marked["weight"].notna()
    return marked.assign(
        valid=count,
        top=count.where(marked["top_grade"], 0),
        positive=count.where(marked["positive_grade"], 0),
        scored=count.where(weighted, 0),
        points=(count * marked["weight"]).where(weighted, 0),
    )


def _tallies(tallies: pd.DataFrame, group: str) -> pd.DataFrame:
    keys = [group, *ITEM]
    table = tallies.groupby([*keys, "grade"], sort=False)["count"].sum().reset_index()
    table["share"] = percent(table["count"], table.groupby(keys)["count"].transform("sum"))
    return table


def _ballots(ballots: pd.DataFrame) -> pd.DataFrame:
    outcomes = {"units_held": "held", "units_void": "void", "units_not_held": "not-held"}
    flags = {name: (ballots["outcome"] == outcome).astype("Int64") for name, outcome in outcomes.items()}
    # A void vote has an account but no results: its ballots stay out of the sums that results are read against.
    counted = ballots.assign(**{name: ballots[name].where(ballots["outcome"] == "held") for name in COUNTS}, **flags)
    grouped = counted.groupby(["node", "subject"], sort=False)[[*outcomes, *COUNTS]]
    return _renamed(grouped.sum(min_count=1).reset_index())


def _coverage(tables: Tables, lines: dict[str, list[str]]) -> pd.DataFrame:
    own = tables["units"][["unit", "organisations", "members"]].merge(
        tables["reports"][["unit", "organisations_evaluated", "members_evaluated"]], on="unit", how="left"
    )
    table = with_ancestors(own, lines).groupby("node", sort=False).sum(min_count=1, numeric_only=True).reset_index()
    for name in ("organisations", "members"):
        table[f"{name}_rate"] = percent(table[f"{name}_evaluated"], table[name])
    return _renamed(table)


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"node": "unit"})
