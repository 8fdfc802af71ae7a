"""Whom to chase: every overdue unit, the longest overdue first, and through whom to reach it."""

from __future__ import annotations

import pandas as pd

from pingyi.campaign.judged import Judged
from pingyi.model import ROOT, parent
from pingyi.tables.dictionary import shaped


def chase_table(units: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """The table `chase`, from the table `units`; units equally overdue keep the roster's order."""
    overdue = units[units["overdue_days"] > 0].sort_values("overdue_days", ascending=False, kind="stable")
    rows = [judged.roster[unit] for unit in overdue["unit"]]
    ways = pd.DataFrame({
        "through": [_through(*pair) for pair in zip(overdue["unit"], overdue["reporting_unit"], strict=True)],
        "above": [_above(row.id, judged) for row in rows],
        "submitters": [" ".join(row.submitters) or None for row in rows],
        "reviewers": [" ".join(row.reviewers) or None for row in rows],
    }, index=overdue.index)  # fmt: skip
    return shaped("chase", overdue.join(ways))


def _through(unit: str, reporting_unit: str) -> str:
    return unit.partition("/")[0] if reporting_unit == ROOT else reporting_unit


def _above(unit: str, judged: Judged) -> str:
    """The nearest unit above that the roster knows; the office (`ROOT`) above reporting units and where there is none."""
    if judged.roster[unit].kind == "reporting":
        return ROOT
    unit = parent(unit)
    while unit != ROOT and unit not in judged.roster:
        unit = parent(unit)
    return unit
