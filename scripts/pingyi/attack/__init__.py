"""A release as an adversary sees it: what can be worked out about those who were to stay hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pingyi.attack.coalitions import sibling_pairs
from pingyi.attack.exchange import apart
from pingyi.attack.facts import Constraint
from pingyi.attack.intervals import Labels, Parts, surely_within
from pingyi.attack.partners import Partners, behind
from pingyi.attack.protected import Protectable, ProtectedCell, as_matrix, protected_cells
from pingyi.attack.publication import Flags, Numbers, Publication
from pingyi.attack.sight import Insider, Sight
from pingyi.attack.system import System, system, triples, with_facts
from pingyi.attack.variables import variables
from pingyi.model import ROOT
from pingyi.protect.policy import VERY_FEW, Policy


@dataclass(frozen=True, slots=True)
class Unproven:
    """A protected cell of which nobody has shown that it stays uncertain: to the public, or to `insider`, who has the figures of
    some units and of those below them at hand. `apart`: how far apart two worlds are that were found.
    """

    cell: ProtectedCell
    apart: int
    insider: Insider = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """`unproven`: cells that the last release may give away, more closely than the policy allows and than was known before it.

    `implied`: zeros of hidden units among them that the policy allows to be known.
    """

    checked: int
    unproven: tuple[Unproven, ...]
    implied: tuple[Unproven, ...]


@dataclass(frozen=True, slots=True)
class Coalitions:
    """`pairs`: siblings who were taken to tell each other all they know; `found`: what the last release may then give away to them,
    though to neither by itself.
    """

    pairs: tuple[Insider, ...]
    found: tuple[Unproven, ...]


class Adversary:
    """Whoever has some releases, and knows of the last of them whom it is about, but not yet what it says: that is tried in
    one way after the other.
    """

    def __init__(self, publications: Sequence[Publication], policy: Policy) -> None:
        self.earlier, self.policy = list(publications[:-1]), policy
        self.named = variables(publications)
        self.before = system(publications, self.named, len(self.earlier))
        self.sight, self.behind = Sight(self.named), behind(self.before, self.named)
        found = (triples(each, self.named, number) for number, each in enumerate(publications))
        self.graded = {triple[:3] for some in found for triple in some}
        self.places = [Protectable(each, number, self.named, policy) for number, each in enumerate(publications)]
        self.settled: list[tuple[frozenset[Constraint], set[ProtectedCell]]] = []

    def attack(self, last: Publication) -> Audit:
        """Attack the last release with all that the earlier ones say too. What those told cannot be taken back.

        A cell is safe where two worlds in whole numbers are shown, its width apart, in which everything published is as it is;
        where none are found, nobody says that it was found out.
        Raises `UnknownFigureError` if a release holds a figure that the attack has no equation for.
        """
        if not last.facts:
            return Audit(0, (), ())
        known, cells = self._told(last)
        facts = frozenset(last.facts)
        # What is uncertain to who knows more is to who knows less.
        settled = set[ProtectedCell]().union(*(some for said, some in self.settled if facts <= said))
        found = self._search(known, [cell for cell in cells if cell not in settled], self.sight)
        self.settled.append((facts, {*cells}.difference(each.cell for each in found)))
        implied = tuple(each for each in found if each.cell.attribute and not each.insider)
        return Audit(len(cells), self._minded(found), implied)

    def coalitions(self, last: Publication) -> Coalitions:
        """What two siblings who tell each other all they know may find out of others. It is measured, and nothing is done about it."""
        known, cells = self._told(last)
        pairs = sibling_pairs(self.sight, known.fixed)
        found = self._search(known, cells, Sight(self.named, pairs)) if pairs else []
        return Coalitions(tuple(pairs), tuple(each for each in self._minded(found) if each.insider))

    def _told(self, last: Publication) -> tuple[System, list[ProtectedCell]]:
        """What is known with the last release, and what is to stay unknown."""
        known = with_facts(self.before, self.named, {len(self.earlier): last})
        return known, protected_cells([*self.earlier, last], self.places, known.fixed)

    def _search(self, known: System, cells: list[ProtectedCell], sight: Sight) -> list[Unproven]:
        """What is not shown to be safe from the public and from those inside, and was not known before."""
        search = _Search(Partners(known, sight, self.graded, self.behind), cells)
        search.run()
        return search.learned(search.unproven(), self.before)

    def _minded(self, found: Sequence[Unproven]) -> tuple[Unproven, ...]:
        """Without the zeros that the policy lets be known."""
        return tuple(each for each in found if self.policy.attribute == "merge" or not each.cell.attribute)


def attack(publications: Sequence[Publication], policy: Policy) -> Audit:
    """Attack the last of some releases, see `Adversary`."""
    return Adversary(publications, policy).attack(publications[-1])


class _Search:
    """The search for two worlds of each cell; and for two that each insider cannot tell apart."""

    def __init__(self, partners: Partners, cells: list[ProtectedCell]) -> None:
        self.partners, self.cells, self.sight = partners, cells, partners.rows.sight
        self.matrix = as_matrix([cell.variables for cell in cells], len(partners.rows.truth))
        self.widths = np.array([cell.width for cell in cells], dtype=np.int64)
        self.inside = np.minimum(self.widths, VERY_FEW)
        self.apart = np.zeros(len(cells), dtype=np.int64)
        self.shown = np.zeros(len(cells), dtype=np.bool_)
        self.suspects = np.zeros(0, dtype=np.int64)

    def run(self) -> None:
        """Table by table, until everything is shown."""
        for table in self.partners.tables(self._wanted):
            which = self._open()
            found = apart(table, self.matrix[which], len(self.sight.insiders))
            self.apart[which] = np.maximum(self.apart[which], found.width)
            self._from_inside(which, found.width, (found.cell, found.insider, found.less))

    def _open(self) -> Numbers:
        """The cells of which something is still to be shown."""
        suspected = np.zeros(len(self.cells), dtype=np.bool_)
        suspected[self.suspects // self._count] = True
        return np.flatnonzero((self.apart < self.widths) | ~self.shown | suspected)

    def _wanted(self) -> Flags:
        """Their variables."""
        return np.asarray(self.matrix[self._open()].sum(axis=0) > 0, dtype=np.bool_)

    @property
    def _count(self) -> int:
        return max(len(self.sight.insiders), 1)

    def _from_inside(self, which: Numbers, width: Numbers, less: tuple[Numbers, Numbers, Numbers]) -> None:
        """Whoever cannot be shown to be deceived by this table and was not by those before it."""
        cell, insider, amount = less
        keys, place = np.unique(cell * self._count + insider, return_inverse=True)
        lost = np.bincount(place, weights=amount, minlength=len(keys)).astype(np.int64)
        at, who = keys // self._count, keys % self._count
        enough = width >= self.inside[which]
        bad = which[at] * self._count + who
        bad = bad[(width[at] - lost < self.inside[which][at]) & enough[at]]
        deceiving = np.zeros(len(self.cells), dtype=np.bool_)
        deceiving[which[enough]] = True
        before = self.suspects[~deceiving[self.suspects // self._count]]
        again = bad[~self.shown[bad // self._count] | np.isin(bad, self.suspects)]
        again = again[[self._asks(key) for key in again.tolist()]]
        self.suspects = np.concatenate([before, again])
        self.shown |= deceiving

    def _asks(self, key: int) -> bool:
        """Whether a cell is to be kept from an insider: not his own; nor, but for its own report, what he is a part of."""
        cell, insider = self.cells[key // self._count], self.sight.insiders[key % self._count]
        # A large figure is hidden for the sake of others: only outside is it to stay unknown.
        if cell.unit == ROOT or cell.value >= cell.width:
            return False
        return not any(
            f"{cell.unit}/".startswith(f"{unit}/") or (not cell.own and unit.startswith(f"{cell.unit}/"))
            for unit in insider
        )

    def unproven(self) -> list[Unproven]:
        """What is not shown: to the public; and of what is, to whom inside."""
        found = [Unproven(self.cells[cell], int(self.apart[cell])) for cell in np.flatnonzero(self.apart < self.widths)]
        for key in self.suspects.tolist():
            cell = key // self._count
            if self.apart[cell] >= self.widths[cell]:
                found.append(Unproven(self.cells[cell], 0, self.sight.insiders[key % self._count]))
        return found

    def learned(self, found: list[Unproven], before: System) -> list[Unproven]:
        """Those of which more may be known now than before."""
        parts = Parts(before)
        together: dict[tuple[Labels, Insider], list[Unproven]] = defaultdict(list)
        for each in found:
            together[parts.of(each.cell.variables), each.insider].append(each)
        more: set[Unproven] = set()
        for (labels, insider), some in together.items():
            system, variables = parts.system(labels)
            cells = [np.searchsorted(variables, each.cell.variables).tolist() for each in some]
            seen = np.isin(variables, self.sight.variables.get(insider, ()))
            known = surely_within(system, as_matrix(cells, len(variables)), seen)
            more.update(each for each, most in zip(some, known, strict=True) if each.apart < most)
        return [each for each in found if each in more]
