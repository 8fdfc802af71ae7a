"""What earlier releases have told for good: nobody can be hidden behind a figure that everybody knows.

A release tells a difference, too: where a total was told before and is told again, the sum of what has changed below it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pingyi.disclosure.cover import Flags
from pingyi.protect.sums import Key, Tree, Vector


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier release, by the nodes of now. `same`: nothing at or below has changed. `fresh`: leaves that have.

    `told`: its sizes were told; `detail`: how many leading grades of an item were told apart.
    """

    same: Flags
    fresh: Flags
    told: Flags
    detail: dict[Key, Vector]

    def kept(self, told: Flags) -> Flags:
        """What was not told and has not changed: to tell it now would give away whom it was hidden with."""
        kept: Flags = self.same & ~told
        return kept

    def new(self, tree: Tree, values: Vector) -> Vector:
        """Of each node what has changed: rows as in `values`."""
        return tree.summed(values * self.fresh[:, None])

    def unknown(self, tree: Tree, values: Vector, told: Flags) -> Vector:
        """Of each node what nobody can have added up yet: rows as in `values`."""
        new = self.new(tree, values)
        found = values.copy()
        for node in tree.upwards:
            if told[node]:
                found[node] = new[node]
            elif tree.children[node]:
                found[node] = found[tree.children[node]].sum(axis=0)
        return found
