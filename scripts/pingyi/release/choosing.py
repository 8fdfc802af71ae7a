"""What a release may tell: as much as is shown to give nothing away. How many voted first, then item by item, then by category.

Everything at once, where that is safe. Else in halves, the whole campaign's figures first: of those that may give something away,
each half by itself, for as long as the attempts last. The rest is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pingyi.attack import Audit
from pingyi.disclosure.pattern import Forced
from pingyi.model import ROOT
from pingyi.protect.sums import Figures, Key

SIZE_ATTEMPTS, ITEM_ATTEMPTS, CATEGORY_ATTEMPTS = 8, 6, 3
"""How often sizes, items and categories are put before the attack."""

Attack = Callable[[Forced], Audit]
_One = TypeVar("_One")


def chosen(figures: Figures, categories: Iterable[str], attack: Attack) -> Forced:
    """What to hold back so that nothing is found that the attack does not show to be safe."""
    every = frozenset(categories)
    if not attack(Forced()).unproven:
        return Forced()
    choice = _Choice(figures, every, attack)
    if attack(Forced(categories=every)).unproven:
        choice.sizes()
        choice.items()
    else:
        choice.everything()
    choice.by_category()
    return choice.held()


class _Choice:
    """What may be told so far: nodes, items of nodes, categories."""

    def __init__(self, figures: Figures, categories: frozenset[str], attack: Attack) -> None:
        self.figures, self.categories, self.attack = figures, categories, attack
        total = figures.tree.total
        self.order = [total[unit] for unit in sorted(total, key=lambda unit: (unit != ROOT, unit.count("/"), unit))]
        self.nodes: set[int] = set()
        self.details: dict[Key, set[int]] = {key: set() for key in figures.counts}
        self.told: set[str] = set()

    def everything(self) -> None:
        """But for the categories."""
        self.nodes.update(self.order)
        for nodes in self.details.values():
            nodes.update(self.order)

    def held(
        self, *, nodes: Iterable[int] = (), details: dict[Key, list[int]] | None = None, told: Iterable[str] = ()
    ) -> Forced:
        """All but what may be told, and what is tried beside."""
        some = details or {}
        apart = {
            (key, node): 0
            for key, may in self.details.items()
            for node in self.order
            if node not in may and node not in some.get(key, ())
        }
        return Forced(frozenset({*self.order} - self.nodes - {*nodes}), apart, self.categories - self.told - {*told})

    def sizes(self) -> None:
        """How many voted, of as many nodes as may be."""
        for some in _safe(self.order, SIZE_ATTEMPTS, lambda some: self.attack(self.held(nodes=some))):
            self.nodes.update(some)

    def items(self) -> None:
        """How they voted: all items in one attempt, since each is told by itself. Whatever is found of sizes is every item's."""
        waiting = {key: [[node for node in self.order if node in self.nodes]] for key in self.details}
        for _ in range(ITEM_ATTEMPTS):
            some = {key: left.pop() for key, left in waiting.items() if left}
            if not some:
                break
            cells = [found.cell for found in self.attack(self.held(details=some)).unproven]
            touched = {(cell.column[0], cell.column[1]) for cell in cells if len(cell.column) > 2}
            for key, nodes in some.items():
                if key in touched or (cells and not touched):
                    waiting[key] += _halves(nodes)
                else:
                    self.details[key].update(nodes)
        self._confirm()

    def _confirm(self) -> None:
        """What was shown beside others holds by itself as a rule; where it does not, nothing is told of the items found."""
        while cells := [found.cell for found in self.attack(self.held()).unproven]:
            touched = {(cell.column[0], cell.column[1]) for cell in cells if len(cell.column) > 2}
            told = [key for key, nodes in self.details.items() if nodes and (key in touched or not touched)]
            for key in told or self.details:
                self.details[key].clear()
            if not told:
                self.nodes.clear()

    def by_category(self) -> None:
        """As many categories as may be."""
        for some in _safe(sorted(self.categories), CATEGORY_ATTEMPTS, lambda some: self.attack(self.held(told=some))):
            self.told.update(some)


def _safe(every: list[_One], attempts: int, attack: Callable[[list[_One]], Audit]) -> Iterator[list[_One]]:
    """Parts that give nothing away beside those before them, which are told before the next is tried."""
    waiting = [every]
    for _ in range(attempts):
        if not waiting:
            break
        if attack(some := waiting.pop()).unproven:
            waiting += _halves(some)
        else:
            yield some


def _halves(some: list[_One]) -> list[list[_One]]:
    """The second half below the first, of more than one."""
    middle = (len(some) + 1) // 2
    return [some[middle:], some[:middle]] if len(some) > 1 else []
