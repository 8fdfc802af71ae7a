"""What an earlier release told, read from its tables, in terms of the figures of now."""

from __future__ import annotations

import numpy as np

from pingyi.disclosure.cover import Flags
from pingyi.disclosure.past import Past
from pingyi.figures.rollup import SHOWN
from pingyi.figures.tree import lineage
from pingyi.protect.cells import SUPPRESSED
from pingyi.protect.sums import Figures, Key, Tree, Vector
from pingyi.tables.dictionary import Tables


def past(now: Figures, before: Figures, tables: Tables) -> Past:
    """An earlier release, with the figures it was made from and the tables that it told."""
    own, was = _own(now), _own(before)
    changed = {unit for unit in own | was if own.get(unit) != was.get(unit)}
    touched = {place for line in lineage(changed).values() for place in line}
    places = [(unit, now.tree.total[unit] == node) for node, unit in enumerate(now.tree.units)]
    same = np.array([unit not in (touched if total else changed) for unit, total in places], dtype=np.bool_)
    leaves = np.array([not children for children in now.tree.children], dtype=np.bool_)
    at = np.array([(before.tree.total if total else before.tree.own).get(unit, -1) for unit, total in places])
    detail = {key: np.where(at < 0, 0, told[at]) for key, told in _detail(before, tables).items()}
    return Past(
        same,
        leaves & ~same,
        (at >= 0) & _told(before, tables)[at],
        {key: detail.get(key, np.zeros_like(at)) for key in now.counts},
    )


def _own(figures: Figures) -> dict[str, bytes]:
    """Everything that a unit's own figures say."""
    rows = np.hstack([figures.held, *figures.sizes.values(), *figures.counts.values()])
    return {unit: rows[leaf].tobytes() for unit, leaf in figures.tree.own.items()}


def _told(before: Figures, tables: Tables) -> Flags:
    ballots = tables["rollup_ballots"]
    hidden = set(ballots["unit"][ballots["status"] == SUPPRESSED])
    totals = np.array([unit not in hidden for unit in before.tree.units], dtype=np.bool_)
    return _with_own(before.tree, totals).astype(np.bool_)


def _detail(before: Figures, tables: Tables) -> dict[Key, Vector]:
    rows = tables["rollup_tallies"]
    shown = rows[(rows["status"] == SHOWN) & rows["grade"].isin({grade for g in before.grades.values() for grade in g})]
    single = shown.groupby(["subject", "item", "unit"]).size().to_dict()
    return {
        key: _with_own(
            before.tree,
            np.array([min(single.get((*key, unit), 0), len(grades) - 1) for unit in before.tree.units], dtype=np.int64),
        )
        for key, grades in before.grades.items()
    }


def _with_own(tree: Tree, told: Vector | Flags) -> Vector:
    """A unit's own figures are known as far as its total and all that is below it are."""
    found = np.array(told, dtype=np.int64)
    for unit, leaf in tree.own.items():
        node = tree.total[unit]
        if leaf != node:
            found[leaf] = min(found[child] for child in [node, *tree.children[node]] if child != leaf)
    return found
