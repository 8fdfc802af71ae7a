"""What the public may see of every node: nothing, only how many, or so many grades told apart.

One pattern holds for all subjects and items: the same people vote on all of them in one meeting, so the size of one vote
gives away the size of the other. Grades are told apart from the best one down; the worse ones stay merged with their
neighbours as long as one of the cells would hold 1 to 4. Each further grade is a further table of sums with its own
pattern, nested in the one before, so that a merged cell cannot be taken apart by subtraction either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pingyi.disclosure.cover import Flags, SafetyRule, cover
from pingyi.disclosure.past import Past
from pingyi.protect.policy import VERY_FEW, Policy
from pingyi.protect.sums import Figures, Key, Tree, Vector


@dataclass(frozen=True, slots=True)
class Forced:
    """What an attack has found too narrow: nodes and categories to hide, and items of nodes to tell less of."""

    nodes: frozenset[int] = frozenset()
    details: dict[tuple[Key, int], int] = field(default_factory=dict)
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """`hidden`: a flag a node. `primary`: those below the threshold. `detail`: number of leading grades told apart."""

    hidden: Flags
    primary: Flags
    detail: dict[Key, Vector]


def pattern(figures: Figures, policy: Policy, forced: Forced | None = None, earlier: Sequence[Past] = ()) -> Pattern:
    """The nodes to hide and the grades to merge; empty nodes count as shown."""
    forced = forced or Forced()
    primary = _below_threshold(figures, policy)
    start = primary.copy()
    start[list(forced.nodes)] = True
    told = [(past, past.told) for past in earlier]
    rule = _after(told, figures.tree, size_rule(figures, policy))
    hidden = cover(figures.tree, rule, _kept(told, start))
    detail = {key: _detail(figures, key, hidden, policy, forced, earlier=earlier) for key in figures.counts}
    return Pattern(hidden, primary, detail)


Told = Sequence[tuple[Past, Flags]]
"""Earlier releases, each with the nodes that it told as much of as is asked now."""


def _after(told: Told, tree: Tree, rule: SafetyRule) -> SafetyRule:
    """The rule for what is still unknown after earlier releases, and for what is new since each of them."""
    unknown = np.minimum.reduce([rule.values, *(past.unknown(tree, rule.values, flags) for past, flags in told)])
    new = [past.new(tree, rule.values) for past, _ in told]
    return replace(rule, values=np.hstack([unknown, *new]), told=tuple(flags for _, flags in told))


def _kept(told: Told, start: Flags) -> Flags:
    """What must be hidden to begin with, and what stays hidden."""
    hidden = start.copy()
    for past, flags in told:
        hidden |= past.kept(flags)
    return hidden


def _below_threshold(figures: Figures, policy: Policy) -> Flags:
    found = np.zeros(len(figures.tree.units), dtype=np.bool_)
    for subject, sizes in figures.sizes.items():
        found |= figures.held[:, figures.order[subject]] & (sizes < policy.threshold).any(axis=1)
    return found


def size_rule(figures: Figures, policy: Policy) -> SafetyRule:
    """Columns: every size of every subject, then how many votes were held, which says who is a party at all."""
    widths = [sizes.shape[1] for sizes in figures.sizes.values()]
    ends = np.cumsum(widths)
    spans = [(int(end - width), int(end)) for end, width in zip(ends, widths, strict=True)]
    values = np.hstack([*figures.sizes.values(), figures.held.astype(np.int64)])

    def deficit(parties: list[Vector]) -> float:
        rows = np.array(parties)
        held = rows[:, int(ends[-1]) :] > 0
        return sum(
            _sizes_missing(rows[held[:, number], start:end], policy.threshold)
            for number, (start, end) in enumerate(spans)
        )

    return SafetyRule(values, deficit, policy.threshold)


def _sizes_missing(parties: Vector, threshold: int) -> float:
    """Whoever is outside sees the sum; a party sees the sum of the others, which may be a single one's."""
    if len(parties) == 0:
        return 0
    total = parties.sum(axis=0)
    missing = np.maximum(threshold - total, 0).sum()
    if len(parties) == 1:
        return float(missing + threshold)
    if len(parties) == 2:
        return float(missing + np.maximum(threshold - parties, 0).sum())
    return float(missing + np.maximum(VERY_FEW - (total - parties.max(axis=0)), 0).sum())


def _detail(
    figures: Figures, key: Key, hidden: Flags, policy: Policy, forced: Forced, *, earlier: Sequence[Past]
) -> Vector:
    """For each node how many leading grades are told apart: 0 only the size, one less than the grades: everything."""
    counts = figures.counts[key]
    grades = counts.shape[1]
    limits = np.array([forced.details.get((key, node), grades) for node in range(len(counts))])
    merged, detail = hidden, np.zeros(len(counts), dtype=np.int64)
    for told in range(1, grades):
        split = np.column_stack([counts[:, told - 1], counts[:, told:].sum(axis=1)])
        small = ((split > 0) & (split < VERY_FEW)).any(axis=1)
        before = [(past, past.detail[key] >= told) for past in earlier]
        rule = _after(before, figures.tree, split_rule(split, policy))
        merged = cover(figures.tree, rule, _kept(before, merged | small | (limits < told)))
        detail[~merged] = told
    return detail


def split_rule(split: Vector, policy: Policy) -> SafetyRule:
    """Columns: a grade, and the worse ones together, both still one cell for all in the pool."""

    def deficit(parties: list[Vector]) -> float:
        rows = np.array(parties)
        total = rows.sum(axis=0)
        if policy.attribute == "allow" and not total.any():
            return 0  # that nobody chose either is known, and allowed to be
        least = VERY_FEW if policy.attribute == "merge" else np.where(total > 0, VERY_FEW, 0)
        missing = np.maximum(least - total, 0).sum()
        if len(parties) == 1:
            return float(missing + VERY_FEW)
        if len(parties) == 2:
            missing += ((rows > 0) & (rows < VERY_FEW)).sum()
        both = rows.sum(axis=1)
        return float(missing + max(VERY_FEW - (both.sum() - both.max()), 0))

    return SafetyRule(split, deficit, VERY_FEW)


def hidden_units(figures: Figures, found: Pattern) -> set[str]:
    """Units of which the public sees no figures: their total or their own ones are hidden."""
    places: Iterable[tuple[str, int]] = [*figures.tree.total.items(), *figures.tree.own.items()]
    return {unit for unit, node in places if found.hidden[node]}
