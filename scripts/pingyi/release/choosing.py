"""What a release may tell: as much as is shown to give nothing away. How many voted first, then item by item, then by category.

Everything at once, where that is safe. Else without those that were found and all above them but the whole campaign; where more is
found, without twice as many. Then those left out, in parts. For as long as the attempts last; the rest is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pingyi.attack import Audit, Unproven
from pingyi.disclosure.pattern import Forced
from pingyi.figures.tree import lineage
from pingyi.model import ROOT
from pingyi.protect.sums import Figures, Key

HOW_MANY, CATEGORY = ("size",), ("category",)
"""What is told beside the items: how many voted in a unit, and everything of a category."""

SIZE_ATTEMPTS, ITEM_ATTEMPTS, CATEGORY_ATTEMPTS = 8, 5, 2
"""How often sizes, items and categories are put before the attack."""

Attack = Callable[[Forced], Audit]
What = Key | tuple[str]


def chosen(figures: Figures, categories: Mapping[str, str], attack: Attack) -> Forced:
    """What to hold back so that nothing is found that the attack does not show to be safe. `categories`: of each unit."""
    choice = _Choice(figures, categories, attack)
    whole = choice.asked(Forced()).unproven
    if not whole:
        return Forced()
    rest = choice.asked(Forced(categories=frozenset(categories.values()))).unproven
    if sizes := [each for each in rest if not _of_item(each)]:
        choice.search([HOW_MANY], sizes, SIZE_ATTEMPTS)
    else:
        choice.told[HOW_MANY].update(choice.units)
    choice.search([*figures.counts], [each for each in rest if _of_item(each)], ITEM_ATTEMPTS)
    choice.confirm()
    cells = {each.cell for each in rest}
    choice.search([CATEGORY], [each for each in whole if each.cell not in cells], CATEGORY_ATTEMPTS)
    return choice.held({})


def _of_item(found: Unproven) -> bool:
    """How somebody voted, not how many did."""
    return len(found.cell.column) > 2


class _Choice:
    """What may be told so far: units of which a size or an item may be, and categories."""

    def __init__(self, figures: Figures, categories: Mapping[str, str], attack: Attack) -> None:
        self.total, self.categories, self.attack = figures.tree.total, categories, attack
        self.units = sorted(self.total, key=lambda unit: (unit != ROOT, unit.count("/"), unit))
        whats: list[What] = [HOW_MANY, *figures.counts, CATEGORY]
        self.told: dict[What, set[str]] = {what: set() for what in whats}
        self.answers: dict[object, Audit] = {}

    def asked(self, forced: Forced) -> Audit:
        """What the attack finds; it is asked but once about the same."""
        about = forced.nodes, frozenset(forced.details.items()), forced.categories
        if about not in self.answers:
            self.answers[about] = self.attack(forced)
        return self.answers[about]

    def held(self, tried: Mapping[What, list[str]]) -> Forced:
        """All but what may be told, and what is tried beside."""
        apart = {what: {*self._every(what)} - told - {*tried.get(what, ())} for what, told in self.told.items()}
        nodes = frozenset(self.total[unit] for unit in apart[HOW_MANY])
        details = {(what, self.total[unit]): 0 for what, units in apart.items() if len(what) == 2 for unit in units}
        return Forced(nodes, details, frozenset(apart[CATEGORY]))

    def _every(self, what: What) -> list[str]:
        return sorted(set(self.categories.values())) if what == CATEGORY else self.units

    def search(self, whats: list[What], found: Sequence[Unproven], attempts: int) -> None:
        """As much as may be, of each by itself, in common attempts. `found`: by whoever is told everything."""
        waiting = {what: self._begun(what, found) for what in whats}
        end = len(self.answers) + attempts
        while any(waiting.values()) and len(self.answers) < end:
            tried = {what: left.pop() for what, left in waiting.items() if left}
            audit = self.asked(self.held(tried))
            for what, some in tried.items():
                if at := _touched(what, audit.unproven):
                    waiting[what] += _parts(some, self._names(what, at), sum(map(len, waiting[what])))
                elif audit.checked:
                    self.told[what].update(some)
                # What tells nothing by itself would only stand in the way of others.

    def _begun(self, what: What, found: Sequence[Unproven]) -> list[list[str]]:
        """What is to be tried, in parts."""
        may = [name for name in self._every(what) if len(what) == 1 or name in self.told[HOW_MANY]]
        at = _touched(what, found)
        return _parts(may, self._names(what, at), 0) if at else [may]

    def _names(self, what: What, units: set[str]) -> set[str]:
        """The categories of some units, or these and all units above them."""
        if what == CATEGORY:
            return {self.categories[unit] for unit in units if unit in self.categories}
        return {above for line in lineage(units).values() for above in line} - {ROOT}

    def confirm(self) -> None:
        """What was shown beside others holds by itself as a rule; where it does not, nothing is told of the items found."""
        items: list[What] = [what for what in self.told if len(what) > 1]
        while any(self.told.values()) and (found := self.asked(self.held({})).unproven):
            told = [what for what in items if self.told[what] and _touched(what, found)]
            for what in told or [HOW_MANY, *items]:
                self.told[what].clear()


def _touched(what: What, found: Sequence[Unproven]) -> set[str]:
    """The units of which something was found, of an item of that item. Where only sizes were, they are every item's."""
    items = [each for each in found if _of_item(each)] if len(what) > 1 else []
    return {each.cell.unit for each in items or found if not items or each.cell.column[:2] == what}


def _parts(some: list[str], found: set[str], left: int) -> list[list[str]]:
    """Without those found, and as many as are `left` out already; where none of them was found without half of them, and after
    that the whole campaign by itself. The last is to be tried first.
    """
    if len(some) < 2:
        return []
    good, bad = [name for name in some if name not in found], [name for name in some if name in found]
    back = max(len(bad), min(left, len(some) // 2)) if good and bad else len(some) // 2
    if not bad and some[0] == ROOT and left >= len(some):
        back = len(some) - 1
    cut = len(some) - back
    return [(good + bad)[cut:], (good + bad)[:cut]]
