"""The tree of units, written nowhere but in their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from pingyi.model import ROOT, parent


def lineage(units: Iterable[str]) -> dict[str, list[str]]:
    """Each unit to itself and every node above it, `ROOT` last."""
    known = {ROOT: [ROOT]}
    return {unit: _line(unit, known) for unit in units}


def _line(node: str, known: dict[str, list[str]]) -> list[str]:
    """The line of one node; those above it are told once for all below."""
    if node not in known:
        known[node] = [node, *_line(parent(node), known)]
    return known[node]


def with_ancestors(rows: pd.DataFrame, lines: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Every row once for each node that it counts for, named in the column `node`; units without a line count for none."""
    of_rows, units = pd.factorize(rows["unit"])
    upward = [lines.get(unit, ()) for unit in units]
    times = np.array([*map(len, upward), 0], dtype=np.intp)  # the last is for rows without a unit
    of_nodes, nodes = pd.factorize(np.array([node for each in upward for node in each], dtype=object))
    first = np.cumsum(times) - times
    repeat = times[of_rows]
    steps = np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    codes = of_nodes[np.repeat(first[of_rows], repeat) + steps]
    repeated = rows.take(np.repeat(np.arange(len(rows)), repeat))
    return repeated.assign(node=pd.array(nodes, dtype="string").take(codes))


def summed_upward(rows: pd.DataFrame, lines: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The sums of all columns of numbers for each node, by `node`; what nobody counted stays missing.

    Rows that begin at one node are added up there first, so that many low units cost no more than those above them.
    """
    heads = rows["unit"].map({unit: nodes[0] for unit, nodes in lines.items()})
    own = _sums(rows.drop(columns="unit"), heads).reset_index(names="unit")
    upward = {nodes[0]: nodes for nodes in lines.values()}
    nodes = with_ancestors(own, upward)
    return _sums(nodes, nodes["node"])


def in_order(sums: pd.DataFrame, units: Iterable[str], lines: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Sums of each `node` in the order in which `summed_upward` names them for such units."""
    heads = {nodes[0]: nodes for nodes in (lines[unit] for unit in units)}
    places: dict[str, int] = {}
    for nodes in heads.values():
        for node in nodes:
            places.setdefault(node, len(places))
    order = sums["node"].map(places).argsort(kind="stable")
    return sums.iloc[order].reset_index(drop=True)


def _sums(rows: pd.DataFrame, nodes: pd.Series) -> pd.DataFrame:
    return rows.groupby(nodes, sort=False).sum(min_count=1, numeric_only=True)
