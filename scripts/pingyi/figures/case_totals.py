"""How many typical cases there are of each kind."""

from __future__ import annotations

import pandas as pd

from pingyi.model import ROOT
from pingyi.tables.dictionary import shaped

NONE = "."
"""Value of a case without a theme, and of the total."""

FACETS = ("all", "theme", "category", "reporting", "unit", "item")


def case_totals(cases: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """`case_totals`: cases counted by theme, by category, reporting unit and unit of the place they are about, and by item."""
    return totalled(case_counts(cases), units)


def case_counts(cases: pd.DataFrame) -> pd.DataFrame:
    """Cases counted by what they say themselves: counts of parts that add up."""
    kinds = {
        "all": pd.Series(ROOT, index=cases.index, dtype="string"),
        "theme": cases["theme"].fillna(NONE),
        "unit": cases["about"],
        "item": cases["items"].str.split().explode(),
    }
    return _counted(pd.concat([pd.DataFrame({"facet": facet, "value": values}) for facet, values in kinds.items()]))


def totalled(counts: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The counts of all parts with those by what the roster says of a place, each facet in the order of its values."""
    places = counts[counts["facet"] == "unit"]
    known = units.set_index("unit")
    of_roster = [
        places.assign(facet=facet, value=places["value"].map(known[column]))
        for facet, column in (("category", "category"), ("reporting", "reporting_unit"))
    ]
    table = _counted(pd.concat([counts, *of_roster]))
    facets = pd.Categorical(table["facet"], FACETS, ordered=True)
    return shaped("case_totals", table.assign(order=facets).sort_values(["order", "value"]))


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows added up by facet and value; a row without `cases` is one case, one without a value none."""
    counts = rows.assign(cases=rows["cases"] if "cases" in rows else pd.array([1] * len(rows), dtype="Int64"))
    table = counts.dropna(subset=["value"]).groupby(["facet", "value"], sort=False)["cases"].sum().reset_index()
    return table.astype({"facet": "string", "value": "string"})
