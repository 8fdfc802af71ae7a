"""All facts of all releases as one sparse linear system over own figures, with what follows at once already solved.

A unit whose own figures did not change between two releases is one variable in both: that is what differencing uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pingyi.attack.facts import Constraint, FigureKey, facts
from pingyi.figures.tree import lineage
from pingyi.protect.sums import BASE, SIZES, Figures
from pingyi.tables.dictionary import Tables

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


FEW_BRANCHES = 8
"""Branches of the tree that are worth looking at one by one."""


@dataclass(frozen=True)
class Publication:
    """What one release says (as read from its files) and what is true: the office attacks itself."""

    name: str
    tables: Tables
    figures: Figures
    categories: dict[str, str]

    @cached_property
    def facts(self) -> list[Constraint]:
        return list(facts(self.tables, self.figures.campaign))


@dataclass(frozen=True)
class System:
    """Rows: `low` ≤ matrix · x ≤ `high`, x ≥ 0. `truth` solves it. `fixed`: variables with only one value."""

    matrix: sparse.csr_array
    low: Floats
    high: Floats
    truth: Floats
    fixed: Flags


@dataclass(frozen=True)
class Variables:
    """Numbers of the variables: version of a unit's own figures × column."""

    columns: dict[FigureKey, int]
    leaves: list[dict[int, int]]
    """For each publication: leaf node to its version."""
    truth: Floats
    units: list[str]
    """The unit of each version."""

    @property
    def sizes(self) -> Flags:
        """Which variables are sizes, not counts."""
        kinds = np.array([len(column) == 2 for column in self.columns], dtype=np.bool_)
        return np.tile(kinds, len(self.truth) // len(kinds))

    def owners(self, variables: Numbers) -> list[str]:
        """The unit that each variable belongs to."""
        return [self.units[number // len(self.columns)] for number in variables]

    @property
    def branches(self) -> Numbers:
        """A number for each variable, the same for the units of one branch of the tree: the first level with a few."""
        branches = self.units
        for depth in range(1, max((unit.count("/") for unit in self.units), default=0) + 2):
            branches = ["/".join(unit.split("/")[:depth]) for unit in self.units]
            if len(set(branches)) >= FEW_BRANCHES:
                break
        _, branch = np.unique(branches, return_inverse=True)
        return np.repeat(branch, len(self.columns))

    def of(self, publication: int, leaf: int, column: FigureKey) -> int:
        return self.leaves[publication][leaf] * len(self.columns) + self.columns[column]


def variables(publications: list[Publication]) -> Variables:
    """One row of variables for every unit and every different set of own figures that it had."""
    named = [column for publication in publications for column in own_columns(publication.figures)]
    columns = {column: number for number, column in enumerate(dict.fromkeys(named))}
    versions: dict[tuple[str, bytes], int] = {}
    rows: list[Floats] = []
    leaves = []
    for publication in publications:
        values = own_values(publication.figures, columns)
        found = {}
        for unit, leaf in publication.figures.tree.own.items():
            key = (unit, values[leaf].tobytes())
            if key not in versions:
                versions[key] = len(rows)
                rows.append(values[leaf])
            found[leaf] = versions[key]
        leaves.append(found)
    return Variables(columns, leaves, np.concatenate(rows) if rows else np.zeros(0), [unit for unit, _ in versions])


def own_columns(figures: Figures) -> Iterator[FigureKey]:
    """Every size and every count."""
    for subject in figures.subjects.values():
        yield from ((subject.id, size) for size in SIZES[subject.counts])
    for key, grades in figures.grades.items():
        yield from ((*key, grade) for grade in grades)


def voted(figures: Figures, node: int, column: FigureKey) -> bool:
    """Whether anybody at or below a node voted on what a column counts: who did not is known to everybody."""
    if len(column) == 2:
        return bool(figures.held[node, figures.order[column[0]]])
    return bool(figures.asked[column[0], column[1]][node])


def own_values(figures: Figures, columns: dict[FigureKey, int]) -> Floats:
    """Every size and every count of every node: nodes × columns."""
    values = np.zeros((len(figures.tree.units), len(columns)))
    for subject in figures.subjects.values():
        for number, size in enumerate(SIZES[subject.counts]):
            values[:, columns[subject.id, size]] = figures.sizes[subject.id][:, number]
    for key, grades in figures.grades.items():
        for number, grade in enumerate(grades):
            values[:, columns[(*key, grade)]] = figures.counts[key][:, number]
    return values


class _Rows:
    """Rows of the matrix as they are found."""

    def __init__(self) -> None:
        self.index: list[int] = []
        self.columns: list[int] = []
        self.weights: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, entries: Iterable[tuple[int, float]], low: float, high: float) -> None:
        for variable, weight in entries:
            self.index.append(len(self.low))
            self.columns.append(variable)
            self.weights.append(weight)
        self.low.append(low)
        self.high.append(high)


def system(publications: list[Publication], named: Variables) -> System:
    """Everything that an outsider knows: what was published, and that an item's counts add up to its size."""
    rows = _Rows()
    for number, publication in enumerate(publications):
        _published(rows, named, number, publication)
        _sums(rows, named, number, publication.figures)
    shape = (len(rows.low), len(named.truth))
    matrix = sparse.csr_array((rows.weights, (rows.index, rows.columns)), shape=shape)
    low, high = np.array(rows.low), np.array(rows.high)
    return System(matrix, low, high, named.truth, _settled(matrix, low, high, named.truth, _held(publications, named)))


def _held(publications: list[Publication], named: Variables) -> Flags:
    """Who did not vote on a subject has no figures there, and everybody may know that."""
    free = np.ones(len(named.truth), dtype=np.bool_)
    for number, publication in enumerate(publications):
        figures = publication.figures
        for leaf in figures.tree.own.values():
            for column in own_columns(figures):
                if not voted(figures, leaf, column):
                    free[named.of(number, leaf, column)] = False
    return ~free


def _published(rows: _Rows, named: Variables, number: int, publication: Publication) -> None:
    told: dict[tuple[tuple[FigureKey, float], ...], dict[int, float]] = defaultdict(dict)
    tree = publication.figures.tree
    below = _leaves_below(publication)
    for fact in publication.facts:
        # A grade that nobody used is nobody's variable.
        weights = tuple((column, weight) for column, weight in fact.weights if column in named.columns)
        if fact.place[0] == "unit" and fact.low == fact.high and all(weight == 1 for _, weight in weights):
            told[weights][tree.total[fact.place[1]]] = fact.low
        else:
            leaves = below[fact.place]
            entries = [(named.of(number, leaf, column), weight) for leaf in leaves for column, weight in weights]
            rows.add(entries, fact.low, fact.high)
    for weights, values in told.items():
        for leaves, rest in _pools(publication.figures, values):
            pool = ((named.of(number, leaf, column), 1.0) for leaf in leaves for column, _ in weights)
            rows.add(pool, rest, rest)


def _leaves_below(publication: Publication) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    own = publication.figures.tree.own
    for unit, line in lineage(own).items():
        found["category", publication.categories.get(unit, "")].append(own[unit])
        for place in line:
            found["unit", place].append(own[unit])
    return found


def _pools(figures: Figures, values: dict[int, float]) -> Iterator[tuple[list[int], float]]:
    """Published totals minus the published totals next below: a row each, over the leaves that are left."""
    tree = figures.tree
    rest = dict(values)
    above = [-1] * len(tree.units)
    pools: dict[int, list[int]] = defaultdict(list)
    for node in range(len(tree.units)):
        nearest = above[node]
        if node in values:
            if nearest >= 0:
                rest[nearest] -= values[node]
            nearest = node
        for child in tree.children[node]:
            above[child] = nearest
        if not tree.children[node] and nearest >= 0:
            pools[nearest].append(node)
    for node, value in rest.items():
        yield pools[node], value


def _sums(rows: _Rows, named: Variables, number: int, figures: Figures) -> None:
    for key, grades in figures.grades.items():
        size = (key[0], BASE[figures.subjects[key[0]].counts])
        for leaf in figures.tree.own.values():
            if figures.asked[key][leaf]:
                entries = [(named.of(number, leaf, (*key, grade)), 1.0) for grade in grades]
                rows.add([*entries, (named.of(number, leaf, size), -1.0)], 0.0, 0.0)


def _settled(matrix: sparse.csr_array, low: Floats, high: Floats, truth: Floats, fixed: Flags) -> Flags:
    """Variables that follow one from another: the only one left in an equation, or one of several that add up to 0."""
    equal = low == high
    rows = matrix[equal]
    pattern = (rows != 0).astype(np.int64)
    negative = (rows < 0).astype(np.int64)
    fixed = fixed.copy()
    while True:
        free = ~fixed
        left = pattern @ free
        rest = low[equal] - rows @ np.where(fixed, truth, 0.0)
        done = (left == 1) | ((left > 0) & (negative @ free == 0) & (np.abs(rest) < 1e-9))
        found = ((pattern[done].T @ np.ones(int(done.sum()))) > 0) & free
        if not found.any():
            return fixed
        fixed |= found
