"""What an earlier release told, read from its tables, in terms of the figures of now."""

from __future__ import annotations

import numpy as np

from pingyi.attack.publication import Publication
from pingyi.disclosure.cover import Flags
from pingyi.disclosure.past import Past
from pingyi.figures.rollup import SHOWN
from pingyi.model import BLANK
from pingyi.protect.cells import JOINED, SUPPRESSED
from pingyi.protect.sums import Figures, Key, Tree, Vector
from pingyi.tables.dictionary import Tables


def past(now: Figures, persons: dict[str, str], before: Publication) -> Past:
    """An earlier release. Totals are compared by place; of units their code says which they are, wherever they stand now."""
    then = before.figures
    at = np.array([_place(now.tree, then.tree, node) for node in range(len(now.tree.units))])
    sizes = {subject: _changed(now.tree, at, values, then.sizes.get(subject)) for subject, values in now.sizes.items()}
    counts = {key: _changed(now.tree, at, now.counts[key], _in_order(now, then, key)) for key in now.counts}
    found, detail = _with_own(then.tree, _told(before)), _detail(before)
    units = np.array([_former(unit, persons, before) for unit in now.tree.units])
    return Past(
        _same(now.tree, list(sizes.values())),
        {key: _same(now.tree, [changed]) for key, changed in counts.items()},
        (at >= 0) & found.astype(np.bool_)[at],
        np.isin(units, list(before.suppressed)) & now.tree.published,
        {key: _by_unit(detail.get(key, {}), units, now.tree) for key in now.counts},
        sizes,
        counts,
        frozenset(before.new["category_tallies"]["category"]),
    )


def abstained(tables: Tables) -> set[Key]:
    """The items of a release that have a column of abstentions."""
    rows = tables["rollup_tallies"][["subject", "item", "grade"]].drop_duplicates().itertuples(index=False)
    return {(subject, item) for subject, item, grade in rows if BLANK in grade.split(JOINED)}


def _place(now: Tree, then: Tree, node: int) -> int:
    unit = now.units[node]
    return (then.total if node < len(now.total) else then.own).get(unit, -1)


def _former(unit: str, persons: dict[str, str], before: Publication) -> str:
    """The id that a unit had then; its own where it was not there."""
    return before.units.get(persons.get(unit, unit), unit)


def _changed(tree: Tree, at: Vector, now: Vector, then: Vector | None) -> Vector:
    """How much more each leaf has now. What was not asked then is new."""
    before = np.zeros_like(now) if then is None else np.where((at >= 0)[:, None], then[at], 0)
    return np.where(tree.leaves[:, None], now - before, 0)


def _in_order(now: Figures, then: Figures, key: Key) -> Vector | None:
    """The counts of an item then, in the grades of now."""
    if key not in then.counts:
        return None
    order = then.grades[key]
    columns = [then.counts[key][:, order.index(grade)] if grade in order else None for grade in now.grades[key]]
    return np.column_stack([np.zeros(len(then.tree.units), np.int64) if c is None else c for c in columns])


def _same(tree: Tree, changed: list[Vector]) -> Flags:
    return np.asarray(~tree.summed(np.abs(np.hstack(changed))).any(axis=1), dtype=np.bool_)


def _told(before: Publication) -> Vector:
    ballots = before.new["rollup_ballots"]
    told = set(ballots["unit"][ballots["status"] != SUPPRESSED])
    tree = before.figures.tree
    return np.array([node < len(tree.total) and unit in told for node, unit in enumerate(tree.units)], dtype=np.int64)


def _detail(before: Publication) -> dict[Key, dict[str, int]]:
    """For each item and unit with a row how many leading grades were told apart."""
    rows = before.new["rollup_tallies"]
    found: dict[Key, dict[str, int]] = {key: {} for key in before.figures.grades}
    for unit, subject, item, grade, status in rows[["unit", "subject", "item", "grade", "status"]].itertuples(
        index=False
    ):
        grades = before.figures.grades[subject, item]
        single = status == SHOWN and grade in grades
        found[subject, item][unit] = min(found[subject, item].get(unit, 0) + single, len(grades) - 1)
    return found


def _by_unit(detail: dict[str, int], units: np.ndarray, tree: Tree) -> Vector:
    places = zip(units, tree.published, strict=True)
    return np.array([detail.get(unit, -1) if published else -1 for unit, published in places], dtype=np.int64)


def _with_own(tree: Tree, told: Vector) -> Vector:
    """Figures that no table has a row for are known where they are all that a total has beside what is told below it."""
    found = told.copy()
    for node, below in enumerate(tree.children):
        for leaf in below:
            if not tree.published[leaf]:
                found[leaf] = min(told[[node, *(child for child in below if child != leaf)]])
    return found
