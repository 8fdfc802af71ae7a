"""What earlier releases have told for good: nobody can be hidden behind a figure that everybody knows.

A release tells a difference, too: where a total was told before and is told again, the sum of what has changed below it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pingyi.disclosure.cover import Flags
from pingyi.protect.sums import Key, Tree, Vector


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier release, by the nodes of now. `same`: nothing at or below has changed, of the sizes and of each item.

    `told`: its sizes were told; `hidden`: they were there and not told. `detail`: how many leading grades of an item were told apart,
    -1 where there was nothing. `sizes`, `counts`: how much more each leaf has now. `categories`: the categories that it told.
    """

    same: Flags
    same_item: dict[Key, Flags]
    told: Flags
    hidden: Flags
    detail: dict[Key, Vector]
    sizes: dict[str, Vector]
    counts: dict[Key, Vector]
    categories: frozenset[str]

    def kept(self, tree: Tree) -> Flags:
        """What stays hidden: units of their own for ever; totals until something below them changes."""
        kept: Flags = self.hidden & (tree.leaves | self.same)
        return kept

    def merged(self, key: Key, grades: int, tree: Tree) -> Flags:
        """What stays merged in the same way: where fewer than so many leading grades were told apart."""
        kept: Flags = (self.detail[key] >= 0) & (self.detail[key] < grades) & (tree.leaves | self.same_item[key])
        return kept


def left_unknown(tree: Tree, values: Vector, new: Vector, told: Flags) -> Vector:
    """Of each node what nobody can have added up yet: rows as in `values`. `new`: what has changed, of nodes that were told."""
    found = values.copy()
    for node in tree.upwards:
        if told[node]:
            found[node] = new[node]
        elif tree.children[node]:
            found[node] = found[tree.children[node]].sum(axis=0)
    return found
