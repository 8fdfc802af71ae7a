"""How many typical cases there are of each kind."""

from __future__ import annotations

import pandas as pd

from pingyi.model import ROOT
from pingyi.tables.dictionary import frame

NONE = "."
"""Value of a case without a theme, and of the total."""


def case_totals(cases: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """`case_totals`: cases counted by theme, by category, reporting unit and unit of the place they are about, and by item."""
    places = units.set_index("unit")
    kinds = {
        "all": pd.Series(ROOT, index=cases.index, dtype="string"),
        "theme": cases["theme"].fillna(NONE),
        "category": cases["about"].map(places["category"]),
        "reporting": cases["about"].map(places["reporting_unit"]),
        "unit": cases["about"],
        "item": cases["items"].str.split().explode(),
    }
    rows = [
        {"facet": facet, "value": value, "cases": int(count)}
        for facet, values in kinds.items()
        for value, count in values.dropna().value_counts(sort=False).sort_index().items()
    ]
    return frame("case_totals", rows)
