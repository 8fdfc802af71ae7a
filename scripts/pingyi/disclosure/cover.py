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

from pingyi.disclosure.figures import Tree, Vector

Flags = npt.NDArray[np.bool_]
Deficit = Callable[[list[Vector]], float]


@dataclass(frozen=True, slots=True)
class Rule:
    """`values`: nodes × columns. `deficit`: how far the parties of a pool, a row each, are from safe; 0 if they are."""

    values: Vector
    deficit: Deficit
    wanted: int
    """More than this in a column helps no pool any further."""


@dataclass(slots=True)
class Cover:
    """The search for a small set of hidden nodes: bottom up, nearest siblings first, totals above kept where possible."""

    tree: Tree
    rule: Rule
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
                self._open(self._best(self.tree.children[node]))
            if not self.hidden[node] and self._hidden_below(node):
                self._close(node)
            if below := self._hidden_below(node):
                self.pools[node] = sum((self.pools[child] for child in below), start=np.zeros_like(self.rule.values[0]))
        return self.hidden

    def _hidden_below(self, node: int) -> list[int]:
        return [child for child in self.tree.children[node] if self.hidden[child]]

    def _close(self, node: int) -> None:
        """Hide further children until what is hidden below a shown node is safe; if nothing helps, hide the node."""
        added: list[list[int]] = []
        while self._deficit(node) > 0:
            shown = [child for child in self.tree.children[node] if not self.hidden[child]]
            if not shown:
                self._undo(added)
                self.hidden[node] = True
                return
            added.append(self._open(min(shown, key=lambda child: self._cost(node, child))))
        self._prune(node, added)

    def _deficit(self, node: int, child: int | None = None) -> float:
        parties = [self.pools[party] for party in self._hidden_below(node)]
        return self.rule.deficit(parties if child is None else [*parties, self._contribution(child)])

    def _cost(self, node: int, child: int) -> tuple[float, int, int]:
        """What is still missing with this child hidden, then the cells lost, then their weight."""
        return self._deficit(node, child), len(self._path(child)), int(self.rule.values[child].sum())

    def _path(self, node: int) -> list[int]:
        """The nodes that must be hidden with this one: down to a leaf, unless something below is hidden already."""
        path = [node]
        while self.tree.children[path[-1]] and path[-1] not in self.pools:
            path.append(self._best(self.tree.children[path[-1]]))
        return path

    def _contribution(self, node: int) -> Vector:
        last = self._path(node)[-1]
        return self.pools.get(last, self.rule.values[last])

    def _best(self, children: list[int]) -> int:
        """The child that brings most of what a pool can need, and among equals hides least."""
        values = self.rule.values
        return min(children, key=lambda child: (-int(np.minimum(values[child], self.rule.wanted).sum()), int(values[child].sum())))

    def _open(self, node: int) -> list[int]:
        """Hide a node and what must hide with it; returns what was newly hidden, top first."""
        path = self._path(node)
        pool = self._contribution(node)
        for step in path:
            self.hidden[step] = True
            self.pools[step] = pool
        return path

    def _undo(self, added: list[list[int]]) -> None:
        for path in added:
            for step in path:
                self.hidden[step] = False
                if step != path[-1] or not self.tree.children[step]:
                    del self.pools[step]

    def _prune(self, node: int, added: list[list[int]]) -> None:
        """Show again what turned out not to be needed, the largest first."""
        for path in sorted(added, key=lambda path: -int(self.rule.values[path[0]].sum())):
            self.hidden[path[0]] = False
            if self._deficit(node) > 0:
                self.hidden[path[0]] = True
            else:
                self._undo([path])


def cover(tree: Tree, rule: Rule, hidden: Flags) -> Flags:
    """Every node to hide, given those that must be hidden."""
    return Cover(tree, rule, hidden.copy()).run()
