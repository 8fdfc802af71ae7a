"""Which cells must stay uncertain, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pingyi.attack.facts import FigureKey
from pingyi.attack.publication import Flags, Numbers, Publication, own_columns, own_values, voted_at
from pingyi.attack.variables import Variables
from pingyi.protect.policy import VERY_FEW, Policy
from pingyi.protect.sums import ROSTER_BOUND, Figures

ToldTotals = set[tuple[str, FigureKey]]
"""Units and single columns whose totals a release tells."""


@dataclass(frozen=True, slots=True)
class ProtectedCell:
    """One number that must not be found out: the sum of one column over some own figures of one release."""

    release: str
    unit: str
    column: FigureKey
    own: bool
    value: int
    width: int
    attribute: bool = False
    """A zero of a hidden unit: nobody's count, but what everybody there did not choose."""

    variables: tuple[int, ...] = ()

    @property
    def what(self) -> str:
        return "/".join(self.column)


def protected_cells(
    publications: list[Publication], named: Variables, fixed: np.ndarray, policy: Policy
) -> list[ProtectedCell]:
    """The protected cells of all releases, each once. What another release tells of the same figures is no secret any more."""
    searches = [_Search(publication, number, named, fixed, policy) for number, publication in enumerate(publications)]
    found: dict[tuple[int, ...], ProtectedCell] = {}
    for search in searches:
        for cell in search.cells():
            before = found.get(cell.variables)
            if not (before and before.width > cell.width) and not any(other.tells(cell) for other in searches):
                found[cell.variables] = cell
    return list(found.values())


def as_matrix(sums: Sequence[Sequence[int]], variables: int) -> sparse.csr_array:
    """A row a sum of some variables, over so many variables."""
    index = np.repeat(np.arange(len(sums)), [len(some) for some in sums])
    columns = np.array([variable for some in sums for variable in some], dtype=np.int64)
    return sparse.csr_array((np.ones(len(columns)), (index, columns)), shape=(len(sums), variables))


def told(publication: Publication) -> ToldTotals:
    return {
        (fact.place[1], fact.weights[0][0])
        for fact in publication.facts
        if fact.place[0] == "unit" and fact.low == fact.high and len(fact.weights) == 1
    }


class _Search:
    """The protected cells of one release.

    Sizes: below the threshold, or of a hidden unit: uncertain by the threshold, which is what pools are filled up to.
    Counts: from 1 to 4 anywhere, or not zero in a hidden unit: uncertain by 5, so that none can be told from any other
    that the rule would have hidden. Zeros of hidden units: more than 0 must be possible, if the policy says so.
    """

    def __init__(
        self, publication: Publication, number: int, named: Variables, fixed: np.ndarray, policy: Policy
    ) -> None:
        self.publication, self.number, self.named, self.fixed, self.policy = publication, number, named, fixed, policy
        self.figures: Figures = publication.figures
        self.told = told(publication)
        self.below = self._below()
        self.columns = own_columns(self.figures)
        self.values = own_values(self.figures, {column: number for number, column in enumerate(self.columns)})
        self.few: dict[str, Flags] = {
            subject: np.asarray((sizes < policy.threshold).any(axis=1))
            for subject, sizes in publication.figures.sizes.items()
        }

    def cells(self) -> Iterator[ProtectedCell]:
        tree = self.figures.tree
        own_only = {unit: leaf for unit, leaf in tree.own.items() if tree.total.get(unit) != leaf}
        for places, own in ((tree.total, False), (own_only, True)):
            units, nodes = list(places), np.array(list(places.values()), dtype=np.int64)
            seen = np.array([not own and unit in self.publication.suppressed for unit in units], dtype=np.bool_)
            for place, which in np.argwhere(self._of_few(nodes, seen)).tolist():
                yield from self._cell(units[place], int(nodes[place]), which, own=own)

    def _of_few(self, nodes: Numbers, suppressed: Flags) -> Flags:
        """Which figures may need protection, nodes × columns: those of hidden places, and counts of few, where anybody voted."""
        values = self.values[nodes]
        voted = np.column_stack([voted_at(self.figures, column)[nodes] for column in self.columns])
        few = np.column_stack([self.few[column[0]][nodes] for column in self.columns])
        counts = np.array([len(column) > 2 for column in self.columns], dtype=np.bool_)
        small = counts & (values > 0) & (values < VERY_FEW)
        return np.asarray(voted & (few | suppressed[:, None] | small))

    def _cell(self, unit: str, node: int, which: int, *, own: bool) -> Iterator[ProtectedCell]:
        column, value = self.columns[which], int(self.values[node, which])
        low = bool(self.few[column[0]][node])
        hidden = low or (not own and unit in self.publication.suppressed)
        width = self._width(value, column, hidden=hidden)
        if not width or (not own and (unit, column) in self.told and not low and not 0 < value < VERY_FEW):
            return
        members = self._members(node, column)
        large = hidden and not low and not 0 < value < VERY_FEW and bool(self.figures.tree.children[node])
        if large and not self._untold(node, column):
            # A large total over units that are all told, or have none of this, is a sum that anybody may do.
            return
        attribute = value == 0 and len(column) > 2
        yield ProtectedCell(self.publication.name, unit, column, own, value, width, attribute, members)

    def tells(self, cell: ProtectedCell) -> bool:
        """Whether the cell's figure, hidden elsewhere, is told here: a unit's total that has not changed in between.

        Never of few people: nobody may tell theirs, so to find them told twice is no excuse.
        """
        if cell.own or cell.release == self.publication.name or 0 < cell.value < cell.width:
            return False
        if (cell.unit, cell.column) not in self.told:
            return False
        node = self.figures.tree.total.get(cell.unit)
        return node is not None and set(self._members(node, cell.column)) == set(cell.variables)

    def _members(self, node: int, column: FigureKey) -> tuple[int, ...]:
        return tuple(self.named.of(self.number, leaf, column) for leaf in self.below[node])

    def _width(self, value: int, column: FigureKey, *, hidden: bool) -> int:
        if len(column) == 2:
            # How many persons there are to grade says the roster, and no vote.
            return self.policy.threshold if hidden and value and column[1] != ROSTER_BOUND else 0
        if value == 0:
            return int(hidden)
        return VERY_FEW if hidden or value < VERY_FEW else 0

    def _untold(self, node: int, column: FigureKey) -> int:
        """How much of a total lies with units of which no total below it is told."""
        tree = self.figures.tree
        if not tree.children[node]:
            variable = self.named.of(self.number, node, column)
            return 0 if self.fixed[variable] else int(self.named.truth[variable])
        below = (child for child in tree.children[node] if (tree.units[child], column) not in self.told)
        return sum(self._untold(child, column) for child in below)

    def _below(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.figures.tree.units]
        for node in self.figures.tree.upwards:
            children = self.figures.tree.children[node]
            found[node] = [leaf for child in children for leaf in found[child]] if children else [node]
        return found
