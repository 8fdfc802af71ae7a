"""A release as an adversary sees it: what can be worked out about those who were to stay hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pingyi.attack.bounds import Ranges, stages, unknown, widen
from pingyi.attack.exchange import exchanged
from pingyi.attack.insiders import seen_from_inside, widths_inside
from pingyi.attack.protected import ProtectedCell, as_matrix, protected_cells
from pingyi.attack.publication import Flags, Numbers, Publication
from pingyi.attack.system import System, sides, system, triples
from pingyi.attack.variables import Variables, variables
from pingyi.protect.policy import Policy


@dataclass(frozen=True, slots=True)
class Bound:
    """How closely a protected cell is known; `insider`: with the figures of this unit and those below it at hand."""

    cell: ProtectedCell
    low: int
    high: int
    insider: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """`narrow`: cells that the last release gives away, more closely than the policy allows and than was known before it.

    `implied`: zeros of hidden units found out.
    """

    checked: int
    narrow: tuple[Bound, ...]
    implied: tuple[Bound, ...]
    programs: int


def attack(publications: list[Publication], policy: Policy) -> Audit:
    """Attack the last of some releases with all that the earlier ones say too. What those told cannot be taken back.

    A cell is safe where two witnesses in whole numbers are found, its width apart; where none are, it counts as found out.
    Raises `UnknownFigureError` if a release holds a figure that the attack has no equation for.
    """
    named = variables(publications)
    known = system(publications, named)
    before = system(publications, named, len(publications) - 1)
    cells = protected_cells(publications, named, known.fixed, policy)
    return _Attack(publications, named, (known, before), cells).audit(policy)


class _Attack:
    def __init__(
        self,
        publications: list[Publication],
        named: Variables,
        systems: tuple[System, System],
        cells: list[ProtectedCell],
    ) -> None:
        self.named, self.cells, self.base = named, cells, systems[0]
        self.known, self.before = (sides(each, publications, named) for each in systems)
        self.triples = {found[:3] for number, each in enumerate(publications) for found in triples(each, named, number)}
        self.matrix = as_matrix(cells, len(named.truth))

    def audit(self, policy: Policy) -> Audit:
        found, hidden_inside = self._outside()
        which = np.flatnonzero(found.narrow())
        bounds = [self._bound(number, found) for number in self._additional(which, found)]
        implied = tuple(bound for bound in bounds if bound.cell.attribute)
        merging = policy.attribute == "merge"
        narrow = tuple(bound for bound in bounds if merging or not bound.cell.attribute)
        if not narrow:
            # A large figure is hidden for the sake of others: only outside is it to stay unknown.
            few = [len(cell.column) == 2 and cell.value < cell.width for cell in self.cells]
            narrow = self._inside(np.flatnonzero(~hidden_inside & ~found.narrow() & np.array(few, dtype=np.bool_)))
        return Audit(len(self.cells), narrow, implied, found.programs)

    def _outside(self) -> tuple[Ranges, Flags]:
        """What is known of each cell, and which ones nobody inside knows better than he may."""
        one = np.diff(self.matrix.indptr) == 1
        alone, first = np.flatnonzero(one), self.matrix.indices[self.matrix.indptr[:-1][one]]
        inside = np.zeros(len(self.named.truth))
        np.maximum.at(inside, first, widths_inside([self.cells[number] for number in alone]))
        found = exchanged(self.base, self.named, self.triples, inside)
        widths = np.array([cell.width for cell in self.cells], dtype=np.float64)
        known = unknown(self.base, self.matrix, widths)
        known.seen(alone, found.low[first])
        known.seen(alone, found.high[first])
        widen(known, self.known, self.matrix, lambda side: stages(side, self.named.sizes, self.named.branches))
        hidden = np.zeros(len(self.cells), dtype=np.bool_)
        hidden[alone] = found.hidden_inside[first]
        self.seen_from = found.seen_from
        return known, hidden

    def _additional(self, which: Numbers, found: Ranges) -> Numbers:
        """Of cells that are known too closely, those of which more is known than before."""
        if not len(which):
            return which
        cells = self.matrix[which]
        before = widen(unknown(self.base, cells, found.widths[which]), self.before, cells)
        return which[(found.high - found.low)[which] < before.high - before.low]

    def _inside(self, which: Numbers) -> tuple[Bound, ...]:
        """The cells that somebody knows too closely who takes off his own, and did not before."""
        if not len(which):
            return ()
        found = seen_from_inside(self.known, self.named, self.cells, which, self.seen_from)
        if not found:
            return ()
        before = seen_from_inside(self.before, self.named, self.cells, np.unique([cell for _, cell in found]), {})
        return tuple(
            Bound(self.cells[number], self.cells[number].value, self.cells[number].value + int(apart), insider)
            for (insider, number), apart in found.items()
            if apart < before.get((insider, number), np.inf)
        )

    def _bound(self, number: int, found: Ranges) -> Bound:
        return Bound(self.cells[number], int(found.low[number]), int(found.high[number]))
