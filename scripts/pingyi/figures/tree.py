"""The tree of units, written nowhere but in their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from pingyi.model import ROOT, parent


def lineage(units: Iterable[str]) -> dict[str, list[str]]:
    """Each unit to itself and every node above it, `ROOT` last."""
    return {unit: [unit, *_above(unit)] for unit in units}


def _above(unit: str) -> list[str]:
    nodes = []
    while unit != ROOT:
        unit = parent(unit)
        nodes.append(unit)
    return nodes


def with_ancestors(rows: pd.DataFrame, lines: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Every row once for each node that it counts for, named in the column `node`."""
    return rows.assign(node=rows["unit"].map(lines)).explode("node").astype({"node": "string"})
