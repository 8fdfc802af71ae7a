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

from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Opened:
    """What was hidden in one step: a path down to where its part of the pool lies, and the hidden nodes above it."""

    above: list[int]
    path: list[int]
    pool: Vector


@dataclass(slots=True)
class Cover:
    """The search for a small set of hidden nodes: bottom up, nearest siblings first, totals above kept where possible."""

    tree: Tree
    rule: SafetyRule
    hidden: Flags
    pools: dict[int, Vector] = field(default_factory=dict)

    def run(self) -> Flags:
        """All nodes to hide, from those that must be."""
        for node in self.tree.upwards:
            if not self.tree.children[node]:
                if self.hidden[node]:
                    self.pools[node] = self.rule.values[node]
                continue
            if self.hidden[node] and not any(self.hidden[child] for child in self.tree.children[node]):
                self._open([], self._best(self.tree.children[node]))
            if not self.hidden[node] and self._hidden_below(node):
                self._close(node)
            if below := self._hidden_below(node):
                self.pools[node] = sum((self.pools[child] for child in below), start=np.zeros_like(self.rule.values[0]))
        return self.hidden

    def _hidden_below(self, node: int) -> list[int]:
        return [child for child in self.tree.children[node] if self.hidden[child]]

    def _close(self, node: int) -> None:
        """Hide further nodes until what is hidden below a shown node is safe; if nothing helps, hide the node."""
        opened: list[Opened] = []
        while self._deficit(node) > 0:
            candidates = self._candidates(node)
            if not candidates:
                for last in reversed(opened):
                    self._undo(last)
                self.hidden[node] = True
                return
            opened.append(self._open(*min(candidates, key=lambda found: self._cost(node, *found))))
        self._prune(node, opened)

    def _candidates(self, node: int) -> list[tuple[list[int], int]]:
        """Shown children; where all are hidden, shown nodes further down. Each with the hidden nodes above it."""
        level: list[tuple[list[int], int]] = [([], child) for child in self.tree.children[node]]
        while level:
            if shown := [(above, child) for above, child in level if not self.hidden[child]]:
                return shown
            level = [([*above, child], below) for above, child in level for below in self.tree.children[child]]
        return []

    def _deficit(self, node: int, above: list[int] | None = None, child: int | None = None) -> float:
        """Of the parties below a node, with one more node hidden if one is given."""
        pools = {party: self.pools[party] for party in self._hidden_below(node)}
        if child is not None:
            party = above[0] if above else child
            pools[party] = pools.get(party, 0) + self._contribution(child)
        return self.rule.missing(node, list(pools.values()))

    def _cost(self, node: int, above: list[int], child: int) -> tuple[float, int, int]:
        """What is still missing with this child hidden, then the cells lost, then their weight."""
        return self._deficit(node, above, child), len(self._path(child)), int(self.rule.values[child].sum())

    def _path(self, node: int) -> list[int]:
        """The nodes that must be hidden with this one: down to a leaf, unless something below is hidden already."""
        path = [node]
        while self.tree.children[path[-1]] and path[-1] not in self.pools:
            path.append(self._best(self.tree.children[path[-1]]))
        return path

    def _contribution(self, node: int) -> Vector:
        last = self._path(node)[-1]
        return self.pools[last] if last in self.pools else self.rule.values[last]

    def _best(self, children: list[int]) -> int:
        """The child that brings most of what a pool can need, and among equals hides least."""
        values = self.rule.values
        return min(
            children,
            key=lambda child: (-int(np.minimum(values[child], self.rule.wanted).sum()), int(values[child].sum())),
        )

    def _open(self, above: list[int], node: int) -> Opened:
        """Hide a node and what must hide with it, below hidden nodes that take it into their pools."""
        opened = Opened(above, self._path(node), self._contribution(node))
        self._redo(opened)
        return opened

    def _undo(self, opened: Opened) -> None:
        for step in opened.path:
            self.hidden[step] = False
            if step != opened.path[-1] or not self.tree.children[step]:
                del self.pools[step]
        for step in opened.above:
            self.pools[step] = self.pools[step] - opened.pool

    def _prune(self, node: int, opened: list[Opened]) -> None:
        """Show again what turned out not to be needed, the largest first; what others were opened below stays."""
        needed = {step for found in opened for step in found.above}
        for found in sorted(opened, key=lambda found: -int(found.pool.sum())):
            if needed.isdisjoint(found.path):
                self._undo(found)
                if self._deficit(node) > 0:
                    self._redo(found)

    def _redo(self, opened: Opened) -> None:
        for step in opened.path:
            self.hidden[step] = True
            self.pools[step] = opened.pool
        for step in opened.above:
            self.pools[step] = self.pools[step] + opened.pool


def cover(tree: Tree, rule: SafetyRule, hidden: Flags) -> Flags:
    """Every node to hide, given those that must be hidden."""
    return Cover(tree, rule, hidden.copy()).run()
