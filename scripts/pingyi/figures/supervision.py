"""What the office's inspections found, counted for every node of the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pingyi.figures.tree import with_ancestors

STATUSES = ("open", "corrected", "verified")


def inspection_totals(
    inspections: pd.DataFrame, problems: pd.DataFrame, lines: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """`inspection_totals` by `unit`: inspections held, problems found and how these stand."""
    known = inspections[inspections["unit"].isin(lines)][["inspection", "unit"]]
    held = with_ancestors(known, lines)
    found = held.merge(problems, on="inspection")
    flags = {
        "problems": found["status"].notna(),
        **{name: found["status"] == name for name in STATUSES},
        "overdue": found["overdue"],
    }
    counted = found[["node"]].assign(**{name: flag.astype("Int64") for name, flag in flags.items()})
    table = held.groupby("node", sort=False).size().rename("inspections").to_frame()
    sums = counted.groupby("node", sort=False).sum()
    return table.join(sums).fillna(0).reset_index().rename(columns={"node": "unit"})
