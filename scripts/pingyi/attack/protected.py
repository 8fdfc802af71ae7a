"""Which cells must stay uncertain, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pingyi.attack.facts import FigureKey
from pingyi.attack.publication import Flags, Publication, own_columns, own_values, voted_at
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


def protected_cells(publications: list[Publication], places: list[Protectable], fixed: Flags) -> list[ProtectedCell]:
    """The protected cells of all releases, each once. What another release tells of the same figures is no secret any more."""
    searches = [_Search(*each, fixed) for each in zip(publications, places, strict=True)]
    found: dict[tuple[int, ...], ProtectedCell] = {}
    for search in searches:
        for cell in search.cells():
            before = found.get(cell.variables)
            if not (before and before.width > cell.width) and not _told(cell, searches):
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


class Protectable:
    """Where a release has figures that may need protection, whatever it tells.

    Nodes × columns: `values`; `voted`, where anybody did; `few`, where few voted, or few chose this.
    """

    def __init__(self, publication: Publication, number: int, named: Variables, policy: Policy) -> None:
        self.figures: Figures = publication.figures
        self.number, self.named, self.policy = number, named, policy
        self.columns = own_columns(self.figures)
        self.values = own_values(self.figures, {column: number for number, column in enumerate(self.columns)})
        low = {subject: (sizes < policy.threshold).any(axis=1) for subject, sizes in self.figures.sizes.items()}
        self.low = np.column_stack([low[column[0]] for column in self.columns])
        counts = np.array([len(column) > 2 for column in self.columns], dtype=np.bool_)
        self.voted = np.column_stack([voted_at(self.figures, column) for column in self.columns])
        self.few = self.low | (counts & (self.values > 0) & (self.values < VERY_FEW))
        self.below = self._below()
        self.variables: dict[tuple[int, int], tuple[int, ...]] = {}

    def members(self, node: int, which: int) -> tuple[int, ...]:
        """The variables that a column's total is the sum of."""
        if (node, which) not in self.variables:
            column = self.columns[which]
            self.variables[node, which] = tuple(self.named.of(self.number, leaf, column) for leaf in self.below[node])
        return self.variables[node, which]

    def _below(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.figures.tree.units]
        for node in self.figures.tree.upwards:
            children = self.figures.tree.children[node]
            found[node] = [leaf for child in children for leaf in found[child]] if children else [node]
        return found


class _Search:
    """The protected cells of one release.

    Sizes: below the threshold, or of a hidden unit: uncertain by the threshold, which is what pools are filled up to.
    Counts: from 1 to 4 anywhere, or not zero in a hidden unit: uncertain by 5, so that none can be told from any other
    that the rule would have hidden. Zeros of hidden units: more than 0 must be possible, if the policy says so.
    """

    def __init__(self, publication: Publication, places: Protectable, fixed: Flags) -> None:
        self.publication, self.places, self.fixed = publication, places, fixed
        self.figures, self.policy = places.figures, places.policy
        self.told = told(publication)

    def cells(self) -> Iterator[ProtectedCell]:
        tree = self.figures.tree
        own_only = {unit: leaf for unit, leaf in tree.own.items() if tree.total.get(unit) != leaf}
        for nodes, own in ((tree.total, False), (own_only, True)):
            units, at = list(nodes), np.array(list(nodes.values()), dtype=np.int64)
            hidden = np.array([not own and unit in self.publication.suppressed for unit in units], dtype=np.bool_)
            for place, which in np.argwhere(self.places.voted[at] & (self.places.few[at] | hidden[:, None])).tolist():
                yield from self._cell(units[place], int(at[place]), which, own=own)

    def _cell(self, unit: str, node: int, which: int, *, own: bool) -> Iterator[ProtectedCell]:
        column, value = self.places.columns[which], int(self.places.values[node, which])
        low = bool(self.places.low[node, which])
        hidden = low or (not own and unit in self.publication.suppressed)
        width = self._width(value, column, hidden=hidden)
        if not width or (not own and (unit, column) in self.told and not low and not 0 < value < VERY_FEW):
            return
        large = hidden and not low and not 0 < value < VERY_FEW and bool(self.figures.tree.children[node])
        if large and not self._untold(node, column):
            # A large total over units that are all told, or have none of this, is a sum that anybody may do.
            return
        attribute, members = value == 0 and len(column) > 2, self.places.members(node, which)
        yield ProtectedCell(self.publication.name, unit, column, own, value, width, attribute, members)

    def tells(self, cell: ProtectedCell) -> bool:
        """Whether the figure of a cell of another release is told here: a unit's total that has not changed in between."""
        if cell.release == self.publication.name or (cell.unit, cell.column) not in self.told:
            return False
        node = self.figures.tree.total.get(cell.unit)
        which = self.places.columns.index(cell.column)
        return node is not None and set(self.places.members(node, which)) == set(cell.variables)

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
            variable = self.places.named.of(self.places.number, node, column)
            return 0 if self.fixed[variable] else int(self.places.named.truth[variable])
        below = (child for child in tree.children[node] if (tree.units[child], column) not in self.told)
        return sum(self._untold(child, column) for child in below)


def _told(cell: ProtectedCell, searches: list[_Search]) -> bool:
    """Whether another release tells the cell's figure. Never that of few people: nobody may tell it, so twice is no excuse."""
    return not cell.own and not 0 < cell.value < cell.width and any(other.tells(cell) for other in searches)
