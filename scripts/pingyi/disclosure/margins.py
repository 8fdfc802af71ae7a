"""What is published of a node or a category: which counts are told, which are merged, which are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pingyi.disclosure.cover import SafetyRule
from pingyi.disclosure.past import Past
from pingyi.disclosure.pattern import Pattern, changed_sizes, changed_split, size_rule, split_rule, telling
from pingyi.protect.policy import Policy
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
    figures: Figures,
    pattern: Pattern,
    policy: Policy,
    categories: dict[str, str],
    *,
    withheld: frozenset[str],
    earlier: Sequence[Past] = (),
) -> Iterator[Margin]:
    """The totals of categories, a second way to add up the same own figures.

    A category is told where its hidden part would be safe as a pool, and what has changed in that since it was told before;
    `withheld` are those that the attack found to help.
    """
    own = figures.tree.own
    for category in dict.fromkeys(categories.values()):
        leaves = np.array([own[unit] for unit in own if categories.get(unit) == category], dtype=np.int64)
        keys = [key for key in figures.counts if figures.asked[key][leaves].any()]
        counts = {key: figures.counts[key][leaves].sum(axis=0) for key in keys}
        pasts = [past for past in earlier if category in past.categories]
        hidden = category in withheld or _deficient(figures, pattern, policy, leaves, pasts)
        told = {key: 0 if hidden else _told(figures, pattern, policy, key, leaves, pasts=pasts) for key in keys}
        yield Margin(category, hidden, counts, told)


def _deficient(figures: Figures, pattern: Pattern, policy: Policy, leaves: Vector, pasts: list[Past]) -> bool:
    rule = size_rule(figures, policy, pattern.few)
    small = any(
        figures.held[leaves, figures.order[subject]].any() and (values[leaves].sum(axis=0) < policy.threshold).any()
        for subject, values in figures.sizes.items()
    )
    pool = leaves[pattern.hidden[leaves]]
    return small or _unsafe(rule, pool, [changed_sizes(figures, past) for past in pasts])


def _unsafe(rule: SafetyRule, pool: Vector, changes: list[Vector]) -> bool:
    """Whether a pool, or what has changed in it since one of some releases, is not safe."""
    news = [new[pool][new[pool].any(axis=1)] for new in changes]
    return any(rule.deficit(list(rows)) > 0 for rows in [rule.values[pool], *news] if len(rows))


def _told(figures: Figures, pattern: Pattern, policy: Policy, key: Key, leaves: Vector, *, pasts: list[Past]) -> int:
    counts, detail = figures.counts[key], pattern.detail[key]
    for told in range(1, counts.shape[1]):
        pool = leaves[(detail[leaves] < told) & figures.asked[key][leaves]]
        rule = split_rule(figures, key, told, pattern.few, policy)
        changes = [changed_split(figures, key, told, past) for past in pasts]
        if telling(counts[leaves].sum(axis=0, keepdims=True), told, policy).any() or _unsafe(rule, pool, changes):
            return told - 1
    return int(counts.shape[1]) - 1


def known(cells: Iterable[list[int]], wanted: list[int]) -> bool:
    """Whether the sum over the wanted grades can be put together from told cells."""
    groups = [set(cell) for cell in cells]
    return bool(groups) and all(group <= set(wanted) or not group & set(wanted) for group in groups)
