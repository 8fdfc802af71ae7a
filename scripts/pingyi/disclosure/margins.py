"""What is published of a node or a category: which counts are told, which are merged, which are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from pingyi.disclosure.pattern import Pattern, size_rule, split_rule
from pingyi.protect.policy import VERY_FEW, Policy
from pingyi.protect.sums import Figures, Key, Vector


@dataclass(frozen=True, slots=True)
class Margin:
    """One published total: counts by grade and how many leading grades are told apart, for each item that was voted on."""

    name: str
    hidden: bool
    counts: dict[Key, Vector]
    told: dict[Key, int]

    def cells(self, key: Key) -> list[list[int]]:
        """The groups of grades, as column numbers, whose counts are told; none where only the size is."""
        grades, told = len(self.counts[key]), self.told[key]
        if self.hidden or (told == 0 and grades > 1):
            return []
        return [[grade] for grade in range(told)] + [list(range(told, grades))]


def node_margins(figures: Figures, pattern: Pattern) -> Iterator[Margin]:
    """The totals of units (and of all), each with the items that somebody at or below it voted on."""
    for unit, node in figures.tree.total.items():
        keys = [key for key in figures.counts if figures.asked[key][node]]
        counts = {key: figures.counts[key][node] for key in keys}
        yield Margin(unit, bool(pattern.hidden[node]), counts, {key: int(pattern.detail[key][node]) for key in keys})


def category_margins(
    figures: Figures, pattern: Pattern, policy: Policy, categories: dict[str, str], withheld: frozenset[str]
) -> Iterator[Margin]:
    """The totals of categories, a second way to add up the same own figures.

    A category is told where its hidden part would be safe as a pool; `withheld` are those that the attack found to help.
    """
    own = figures.tree.own
    for category in dict.fromkeys(categories.values()):
        leaves = np.array([own[unit] for unit in own if categories.get(unit) == category], dtype=np.int64)
        keys = [key for key in figures.counts if figures.asked[key][leaves].any()]
        counts = {key: figures.counts[key][leaves].sum(axis=0) for key in keys}
        hidden = category in withheld or _deficient(figures, pattern, policy, leaves)
        yield Margin(category, hidden, counts, {key: _told(figures, pattern, policy, key, leaves) for key in keys})


def _deficient(figures: Figures, pattern: Pattern, policy: Policy, leaves: Vector) -> bool:
    rule = size_rule(figures, policy)
    sizes = figures.sizes.items()
    small = any(
        figures.held[leaves, figures.order[subject]].any() and (values[leaves].sum(axis=0) < policy.threshold).any()
        for subject, values in sizes
    )
    pool = leaves[pattern.hidden[leaves]]
    return small or (len(pool) > 0 and rule.deficit(list(rule.values[pool])) > 0)


def _told(figures: Figures, pattern: Pattern, policy: Policy, key: Key, leaves: Vector) -> int:
    counts, detail = figures.counts[key], pattern.detail[key]
    for told in range(1, counts.shape[1]):
        split = np.column_stack([counts[leaves, told - 1], counts[leaves, told:].sum(axis=1)])
        total = split.sum(axis=0)
        pool = split[(detail[leaves] < told) & figures.asked[key][leaves]]
        if ((total > 0) & (total < VERY_FEW)).any() or (
            len(pool) and split_rule(split, policy).deficit(list(pool)) > 0
        ):
            return told - 1
    return int(counts.shape[1]) - 1


def known(cells: Iterable[list[int]], wanted: list[int]) -> bool:
    """Whether the sum over the wanted grades can be put together from told cells."""
    groups = [set(cell) for cell in cells]
    return bool(groups) and all(group <= set(wanted) or not group & set(wanted) for group in groups)
