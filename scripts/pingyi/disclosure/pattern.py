"""What the public may see of every node: nothing, only how many, or so many grades told apart.

One pattern holds for all subjects and items: the same people vote on all of them in one meeting, so the size of one vote
gives away the size of the other. Grades are told apart from the best one down; the worse ones stay merged with their
neighbours as long as one of the cells would hold 1 to 4. Each further grade is a further table of sums with its own
pattern, nested in the one before, so that a merged cell cannot be taken apart by subtraction either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pingyi.disclosure.cover import Flags, SafetyRule, cover
from pingyi.disclosure.past import Past, left_unknown
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
    """`hidden`: a flag a node. `few`: those below the threshold. `detail`: number of leading grades told apart."""

    hidden: Flags
    few: Flags
    detail: dict[Key, Vector]


def pattern(figures: Figures, policy: Policy, forced: Forced | None = None, earlier: Sequence[Past] = ()) -> Pattern:
    """The nodes to hide and the grades to merge; empty nodes count as shown."""
    return Patterns(figures, policy, earlier).pattern(forced or Forced())


class Patterns:
    """The patterns of some figures, whatever is forced: what does not hang on that is worked out once."""

    def __init__(self, figures: Figures, policy: Policy, earlier: Sequence[Past] = ()) -> None:
        self.figures, self.policy, self.earlier = figures, policy, earlier
        self.few = _below_threshold(figures, policy)
        self.start = self.few | ~figures.tree.published
        for past in earlier:
            self.start |= past.kept(figures.tree)
        told = [(past.told, changed_sizes(figures, past)) for past in earlier]
        self.sizes = _after(told, size_rule(figures, policy, self.few), figures.tree)
        self.steps = {
            key: [self._step(key, told) for told in range(1, counts.shape[1])] for key, counts in figures.counts.items()
        }
        self.details: dict[tuple[Key, bytes, bytes], Vector] = {}

    def _step(self, key: Key, told: int) -> tuple[Flags, SafetyRule]:
        """What is merged at once where so many leading grades are told, and the rule for what must be merged with it."""
        figures, tree = self.figures, self.figures.tree
        merged = telling(figures.counts[key], told, self.policy)
        for past in self.earlier:
            merged |= past.merged(key, told, tree)
        before = [(past.detail[key] >= told, changed_split(figures, key, told, past)) for past in self.earlier]
        return merged, _after(before, split_rule(figures, key, told, self.few, self.policy), tree)

    def pattern(self, forced: Forced) -> Pattern:
        """The nodes to hide and the grades to merge, with what is forced."""
        start = self.start.copy()
        start[list(forced.nodes)] = True
        hidden = cover(self.figures.tree, self.sizes, start)
        limits = {key: np.full(len(counts), counts.shape[1]) for key, counts in self.figures.counts.items()}
        for (key, node), limit in forced.details.items():
            limits[key][node] = limit
        return Pattern(hidden, self.few, {key: self._detail(key, hidden, its) for key, its in limits.items()})

    def _detail(self, key: Key, hidden: Flags, limits: Vector) -> Vector:
        """For each node how many leading grades are told apart: 0 only the size, one less than the grades: everything."""
        about = key, hidden.tobytes(), limits.tobytes()
        if about not in self.details:
            merged, detail = hidden, np.zeros(len(hidden), dtype=np.int64)
            for told, (start, rule) in enumerate(self.steps[key], 1):
                merged = cover(self.figures.tree, rule, merged | start | (limits < told))
                detail[~merged] = told
            self.details[about] = detail
        return self.details[about]


Told = Sequence[tuple[Flags, Vector]]
"""Of each earlier release the nodes that it told as much of as is asked now, and what has changed since, of nodes."""


def _after(told: Told, rule: SafetyRule, tree: Tree) -> SafetyRule:
    """The rule for what is still unknown after earlier releases, and for what is new since each of them."""
    left = np.minimum.reduce([rule.values, *(left_unknown(tree, rule.values, new, flags) for flags, new in told)])
    return replace(rule, values=np.hstack([left, *(new for _, new in told)]), told=tuple(flags for flags, _ in told))


def _below_threshold(figures: Figures, policy: Policy) -> Flags:
    found = np.zeros(len(figures.tree.units), dtype=np.bool_)
    for subject, sizes in figures.sizes.items():
        found |= figures.held[:, figures.order[subject]] & (sizes < policy.threshold).any(axis=1)
    return found


def size_rule(figures: Figures, policy: Policy, few: Flags) -> SafetyRule:
    """Columns: every size of every subject; then for each subject how many units voted, and how many of these need cover."""
    voted = figures.held & figures.tree.leaves[:, None]
    secret = voted & (few | figures.tree.published)[:, None]
    widths = [sizes.shape[1] for sizes in figures.sizes.values()]
    ends = np.cumsum(widths)
    spans = [(int(end - width), int(end)) for end, width in zip(ends, widths, strict=True)]
    subjects = len(spans)

    def deficit(parties: list[Vector]) -> float:
        rows = np.array(parties)
        units, secrets = rows[:, -2 * subjects : -subjects], rows[:, -subjects:]
        return sum(
            _sizes_missing(rows[:, start:end], units[:, number], secrets[:, number], policy.threshold)
            for number, (start, end) in enumerate(spans)
        )

    counted = figures.tree.summed(np.hstack([voted, secret]).astype(np.int64))
    return SafetyRule(np.hstack([*figures.sizes.values(), counted]), deficit, policy.threshold)


def changed_sizes(figures: Figures, past: Past) -> Vector:
    """By how much sizes have changed, in the columns of `size_rule`: whoever has changed is one who needs cover."""
    sizes = [np.abs(past.sizes[subject]) for subject in figures.sizes]
    changed = np.column_stack([size.any(axis=1) for size in sizes]).astype(np.int64)
    return figures.tree.summed(np.hstack([*sizes, changed, changed]))


def _sizes_missing(parties: Vector, units: Vector, secrets: Vector, threshold: int) -> float:
    """Whoever is outside sees the sum, and that each unit has one at least; a party sees the sum of the others.

    `parties`: rows of parties, columns of sizes; `units`: how many units each is of, `secrets`: how many of them need cover.
    """
    count, voted = int(units.sum()), units > 0
    if not count:
        return 0
    total, spare = parties.sum(axis=0), parties.sum(axis=0) - count
    if not secrets.sum():
        return float(np.maximum(threshold - total, 0).sum())
    missing = np.maximum(threshold - spare, 0).sum()
    if voted.sum() == 1:
        return float(missing + threshold)
    if voted.sum() == 2 and (parties[voted] < threshold).any():
        return float(missing + threshold)  # each of the two knows how many voted at the other
    rest = spare - (parties - units[:, None])[voted]
    alone = (count - units[voted] == 1) & (secrets.sum() > secrets[voted])
    lacking = np.where(alone[:, None], threshold, np.maximum(VERY_FEW - rest, 0))
    return float(missing + (lacking * _curious(units[voted], secrets[voted])[:, None]).max(axis=0).sum())


def _curious(units: Vector, secrets: Vector) -> Flags:
    """The parties to which, or to one of their units, others are secret."""
    found: Flags = (secrets.sum() > secrets) | ((secrets > 0) & (units > 1))
    return found


def telling(counts: Vector, told: int, policy: Policy) -> Flags:
    """Of which places a step of detail would tell a few votes, or that all voted alike. `counts`: places × grades."""
    split = split_at(counts, told)
    small: Flags = np.asarray(((split > 0) & (split < VERY_FEW)).any(axis=1))
    if policy.attribute == "merge":
        single = split if told == counts.shape[1] - 1 else split[:, :1]
        whole = counts.sum(axis=1)
        small |= (whole > 0) & (single == whole[:, None]).any(axis=1)
    return small


def split_at(counts: Vector, told: int) -> Vector:
    """A grade, and the worse ones together."""
    return np.column_stack([counts[:, told - 1], counts[:, told:].sum(axis=1)])


def split_rule(figures: Figures, key: Key, told: int, few: Flags, policy: Policy) -> SafetyRule:
    """Columns: a grade, and the worse ones together; how many units voted, and how many of these need cover."""
    tree = figures.tree
    split = split_at(figures.counts[key], told)
    voted = split.any(axis=1) & tree.leaves
    small = ((split > 0) & (split < VERY_FEW)).any(axis=1)
    counted = np.column_stack([voted, voted & (few | small | tree.published)]).astype(np.int64)

    def deficit(parties: list[Vector]) -> float:
        rows = np.array(parties)
        return _split_missing(rows[rows[:, 2] > 0], policy)

    return SafetyRule(np.hstack([split, tree.summed(counted)]), deficit, VERY_FEW)


def _split_missing(parties: Vector, policy: Policy) -> float:
    """What is left when a party takes off its own must be as much as the whole must be, and not a single unit's."""
    split, units, secrets = parties[:, :2], parties[:, 2], parties[:, 3]
    if not secrets.sum():
        return 0
    left = np.vstack([split.sum(axis=0), (split.sum(axis=0) - split)[_curious(units, secrets)]])
    if policy.attribute == "allow":
        left = np.where(left > 0, left, VERY_FEW)  # that nobody chose it is known, and allowed to be
    missing = np.maximum(VERY_FEW - left, 0).max(axis=0).sum()
    # What a party has in both is known where its size and its other grades were told.
    missing += np.maximum(VERY_FEW - (split.sum() - split.sum(axis=1))[secrets > 0], 0).max(initial=0)
    single = (units.sum() - units == 1) & (secrets.sum() > secrets)
    return float(missing + (VERY_FEW if (len(parties) == 1 and split.any()) or single.any() else 0))


def changed_split(figures: Figures, key: Key, told: int, past: Past) -> Vector:
    """By how much counts have changed, in the columns of `split_rule`."""
    split = np.abs(split_at(past.counts[key], told))
    changed = split.any(axis=1).astype(np.int64)
    return figures.tree.summed(np.column_stack([split, changed, changed]))


def hidden_units(figures: Figures, found: Pattern) -> set[str]:
    """Units of which the public sees no figures: their total or their own ones are hidden, or of few people."""
    tree = figures.tree
    few = {unit for unit, leaf in tree.own.items() if found.few[leaf]}
    return few | {unit for unit, node in tree.total.items() if found.hidden[node]}
