"""Complementary suppression on a tree of sums: which further nodes hide so that no hidden one can be computed.

What can be computed is published. Under a node that is shown, everything hidden between it and the next shown nodes is one
*pool*: total minus what is shown below gives the pool's sum to anybody. So a pool must itself be fit to be published, and
no party to it (a hidden child with all of its part of the pool) may learn another's figures by taking off its own.
In a tree these conditions are also enough: hidden totals add no equation, so each pool has a single one, and its mass
may lie with any of its leaves. (Two-dimensional links, such as categories, are left to the attack.)

Sources: cell suppression, Fischetti and Salazar, Management Science 47 (2001) 1008-1027; Hundepool et al., Statistical
Disclosure Control (2012), ch. 5, where a respondent who takes off his own is the reason for (n, k) and p% rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from pingyi.protect.sums import Tree, Vector

Flags = npt.NDArray[np.bool_]
Deficit = Callable[[list[Vector]], float]


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """`values`: nodes × columns. `deficit`: how far the parties of a pool, a row each, are from safe; 0 if they are."""

    values: Vector
    deficit: Deficit
    wanted: int
    """More than this in a column helps no pool any further."""

    told: tuple[Flags, ...] = ()
    """Nodes that each earlier release told. For each, `values` has the columns again with only what is new since then."""

    def missing(self, node: int, parties: list[Vector]) -> float:
        """How far the pool below a node is from safe; where the node was told before, the part of it that is new."""
        width = self.values.shape[1] // (1 + len(self.told))
        since = [number for number, flags in enumerate(self.told, 1) if flags[node]]
        if not since:
            return self.deficit([party[:width] for party in parties])
        new = ([party[number * width :][:width] for party in parties] for number in since)
        return sum(self.deficit(rows) for every in new if (rows := [row for row in every if row.any()]))


CHECKED = 200
"""Pools below one node that are looked at, cheapest first, before further nodes are hidden one by one."""
NEIGHBOURS, BELOW = 8, 3
"""So many children below which nobody has to hide are thought of: below a node that is shown, and below one that hides."""
KEPT, PLANS_ALIKE = 12, 2
"""Of the plans of a node that hides so many are kept, and of those that cost the same."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to hide at and below a node, beside what must hide, and what it brings into the pool above: nothing if the node is shown."""

    nodes: tuple[int, ...] = ()
    pool: Vector | None = None

    def beside(self, other: Plan) -> Plan:
        pools = [pool for pool in (self.pool, other.pool) if pool is not None]
        return Plan(self.nodes + other.nodes, sum(pools[1:], start=pools[0]) if pools else None)


class Cover:
    """The search for the fewest nodes to hide. Exact where it need not cut the plans short: on small trees as a rule."""

    def __init__(self, tree: Tree, rule: SafetyRule, must: Flags) -> None:
        self.tree, self.rule, self.must = tree, rule, must
        self.useful = np.minimum(rule.values, rule.wanted).sum(axis=1)
        self.weight = rule.values.sum(axis=1)
        self.involved = must.copy()
        self.shown: dict[int, Plan | None] = {}
        self.hiding: dict[int, list[Plan]] = {}

    def run(self) -> Flags:
        """All nodes to hide."""
        for node in self.tree.upwards:
            self.involved[node] |= self.involved[self.tree.children[node]].any()
            if self.involved[node]:
                self.shown[node] = self._shown(node)
        plan = self.shown.get(0, Plan()) or self._hiding(0)[0]
        hidden = self.must.copy()
        hidden[list(plan.nodes)] = True
        return hidden

    def _shown(self, node: int) -> Plan | None:
        """The cheapest plan found with the node shown; None if there is none."""
        if self.must[node]:
            return None
        bound, loose = self._children(node, NEIGHBOURS)

        def missing(plans: list[Plan]) -> float:
            pools = [*self.rule.values[bound], *(plan.pool for plan in plans if plan.pool is not None)]
            return self.rule.missing(node, pools) if pools else 0

        if all(self.shown.get(child, Plan()) == Plan() for child in loose) and missing([]) <= 0:
            return Plan()
        found = _Choices([self._plans(child) for child in loose], self.weight).cheapest(missing)
        return None if found is None else Plan(tuple(step for plan in found for step in plan.nodes))

    def _hiding(self, node: int) -> list[Plan]:
        """The plans with the node hidden, cheapest first."""
        if node not in self.hiding:
            self.hiding[node] = self._hidden(node)
        return self.hiding[node]

    def _hidden(self, node: int) -> list[Plan]:
        own = () if self.must[node] else (node,)
        if not self.tree.children[node]:
            return [Plan(own, self.rule.values[node])]
        bound, loose = self._children(node, BELOW)
        plans = [Plan(own, self.rule.values[bound].sum(axis=0) if bound else None)]
        for child in loose:
            plans = self._best(plan.beside(more) for plan in plans for more in self._plans(child))
        return [plan for plan in plans if plan.pool is not None]

    def _plans(self, node: int) -> list[Plan]:
        shown = self.shown.get(node, Plan())
        return sorted([*([] if shown is None else [shown]), *self._hiding(node)], key=lambda plan: len(plan.nodes))

    def _children(self, node: int, neighbours: int) -> tuple[list[int], list[int]]:
        """Those of whom is known how they hide; and others: all below which somebody must, and of the rest the most useful ones."""
        below = self.tree.children[node]
        bound = [child for child in below if self.must[child] and self.tree.leaves[child]]
        involved = [child for child in below if self.involved[child] and not self.tree.leaves[child]]
        free = [child for child in below if not self.involved[child]]
        return bound, involved + sorted(free, key=lambda child: (-self.useful[child], self.weight[child]))[:neighbours]

    def _best(self, plans: Iterable[Plan]) -> list[Plan]:
        """The cheapest, and among these the most useful for a pool."""
        found: list[Plan] = []
        costs: Counter[int] = Counter()
        for plan in sorted(plans, key=self._cost):
            costs[len(plan.nodes)] += 1
            if costs[len(plan.nodes)] <= PLANS_ALIKE or plan.pool is None:
                found.append(plan)
        return found[:KEPT]

    def _cost(self, plan: Plan) -> tuple[int, int, int]:
        if plan.pool is None:
            return len(plan.nodes), 0, 0
        return len(plan.nodes), -int(np.minimum(plan.pool, self.rule.wanted).sum()), int(plan.pool.sum())


class _Choices:
    """One plan for each child: all together must be safe, and hide little."""

    def __init__(self, plans: list[list[Plan]], weight: Vector) -> None:
        self.plans, self.weight = plans, weight

    def cheapest(self, missing: Callable[[list[Plan]], float]) -> list[Plan] | None:
        """The first in the order of cost of which nothing is missing."""
        first = (0,) * len(self.plans)
        waiting = [(*self._cost(first), first, 0)]
        for _ in range(CHECKED):
            if not waiting:
                return None
            *_, choice, last = heappop(waiting)
            if missing(self._of(choice)) <= 0:
                return self._of(choice)
            for place in range(last, len(choice)):
                if (after := self._after(choice, place)) is not None:
                    heappush(waiting, (*self._cost(after), after, place))
        return self._step_by_step(first, missing)

    def _step_by_step(self, choice: tuple[int, ...], missing: Callable[[list[Plan]], float]) -> list[Plan] | None:
        """Whatever helps most at each step, until nothing is missing."""
        while missing(self._of(choice)) > 0:
            further = [after for place in range(len(choice)) if (after := self._after(choice, place)) is not None]
            if not further:
                return None
            choice = min(further, key=lambda after: (missing(self._of(after)), *self._cost(after)))
        return self._of(choice)

    def _after(self, choice: tuple[int, ...], place: int) -> tuple[int, ...] | None:
        if choice[place] + 1 == len(self.plans[place]):
            return None
        return (*choice[:place], choice[place] + 1, *choice[place + 1 :])

    def _of(self, choice: tuple[int, ...]) -> list[Plan]:
        return [plans[number] for plans, number in zip(self.plans, choice, strict=True)]

    def _cost(self, choice: tuple[int, ...]) -> tuple[int, int]:
        """The nodes lost, then their weight."""
        nodes = [node for plan in self._of(choice) for node in plan.nodes]
        return len(nodes), int(self.weight[nodes].sum())


def cover(tree: Tree, rule: SafetyRule, hidden: Flags) -> Flags:
    """Every node to hide, given those that must be hidden."""
    return Cover(tree, rule, hidden).run()
