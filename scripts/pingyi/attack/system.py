"""All facts of all releases as one sparse linear system over own figures, with what follows at once already solved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from pingyi.attack.facts import FigureKey
from pingyi.attack.publication import Flags, Floats, Numbers, Publication
from pingyi.attack.variables import Variables
from pingyi.figures.tree import lineage
from pingyi.protect.sums import BASE, SIZES, Figures

GUESSED = 1000
"""Where nothing published holds a figure it is taken to be at most this much more than twice the largest one."""


@dataclass(frozen=True)
class System:
    """Rows: `low` ≤ matrix · x ≤ `high`; x are whole numbers, `least` ≤ x ≤ `most`. `truth` solves it.

    `fixed`: variables with only one value. `linked`: rows within one unit's report, that an item's counts add up to its size.
    """

    matrix: sparse.csr_array
    low: Floats
    high: Floats
    truth: Floats
    least: Floats
    most: Floats
    fixed: Flags
    linked: Flags


class _Rows:
    """Rows of the matrix as they are found."""

    def __init__(self) -> None:
        self.index: list[Numbers] = []
        self.columns: list[Numbers] = []
        self.weights: list[Floats] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.sums: set[tuple[int, int]] = set()

    def put(self, variables: Numbers, weight: float) -> None:
        """Some variables into the row that is next."""
        self.index.append(np.full(len(variables), len(self.low)))
        self.columns.append(variables)
        self.weights.append(np.full(len(variables), weight))

    def nothing(self, variables: Numbers, weights: Floats) -> None:
        """Whole rows that come to nothing. `variables`: rows × terms; `weights`: of each term."""
        count, terms = variables.shape
        self.index.append(np.repeat(len(self.low) + np.arange(count), terms))
        self.columns.append(variables.ravel())
        self.weights.append(np.tile(weights, count))
        self.low += [0.0] * count
        self.high += [0.0] * count

    def end(self, low: float, high: float) -> None:
        """The row is whole."""
        self.low.append(low)
        self.high.append(high)

    def arrays(self, variables: int) -> tuple[sparse.csr_array, Floats, Floats]:
        """All rows over so many variables, and their limits."""
        entries = [np.concatenate([np.zeros(0), *each]) for each in (self.weights, self.index, self.columns)]
        matrix = sparse.csr_array(
            (entries[0], (entries[1].astype(np.int64), entries[2].astype(np.int64))), shape=(len(self.low), variables)
        )
        return matrix, np.array(self.low, dtype=np.float64), np.array(self.high, dtype=np.float64)


def system(publications: Sequence[Publication], named: Variables, speaking: int | None = None) -> System:
    """Everything that an outsider knows: what was published, and what the rules of the form say of every report.

    `speaking`: so many publications have said something; of the others only the unknowns are there.
    """
    rules = _Rows()
    for number, publication in enumerate(publications):
        _sums(rules, named, number, publication.figures)
    matrix, low, high = rules.arrays(len(named.truth))
    least, most = _limits(publications, named)
    known = named.known | (named.sizes & (named.truth == 0))
    found = System(matrix, low, high, named.truth, least, most, known, np.ones(len(low), dtype=np.bool_))
    return with_facts(found, named, dict(enumerate(publications[:speaking])))


def with_facts(before: System, named: Variables, publications: Mapping[int, Publication]) -> System:
    """What is known when some more publications have said what they say, by their number."""
    rows = _Rows()
    for number, publication in publications.items():
        _published(rows, named, number, publication)
    matrix, low, high = rows.arrays(len(named.truth))
    matrix = sparse.vstack([before.matrix, matrix], format="csr")
    low, high = np.concatenate([before.low, low]), np.concatenate([before.high, high])
    fixed = _settled(matrix, low, high, before.least, truth=before.truth, fixed=before.fixed)
    linked = np.pad(before.linked, (0, len(low) - len(before.low)))
    return replace(before, matrix=matrix, low=low, high=high, fixed=fixed, linked=linked)


def _limits(publications: Sequence[Publication], named: Variables) -> tuple[Floats, Floats]:
    """Who voted, and everybody knows who did, has at least one ballot; and nobody grades more persons than a unit has."""
    truth = named.truth
    least = np.where(named.sizes & (truth > 0), 1.0, 0.0)
    most = np.full(len(truth), 2 * truth.max(initial=0) + GUESSED)
    for number, publication in enumerate(publications):
        for _, _, persons, unit in triples(publication, named, number):
            if (members := publication.members.get(unit, 0)) >= truth[persons]:
                most[persons] = min(most[persons], members)
    return least, most


def triples(publication: Publication, named: Variables, number: int) -> Iterator[tuple[int, int, int, str]]:
    """The variables of ballots, ratings and persons graded of each unit that graded persons, and the unit."""
    figures = publication.figures
    for subject in figures.subjects.values():
        for unit, leaf in figures.tree.own.items() if subject.counts == "ratings" else ():
            valid, ratings, persons = (named.of(number, leaf, (subject.id, size)) for size in SIZES["ratings"])
            if 0 < named.truth[ratings] <= named.truth[valid] * named.truth[persons]:
                yield valid, ratings, persons, unit


def _published(rows: _Rows, named: Variables, number: int, publication: Publication) -> None:
    totals: dict[tuple[tuple[FigureKey, float], ...], dict[int, float]] = defaultdict(dict)
    tree = publication.figures.tree
    below = _leaves_below(publication)
    for fact in publication.facts:
        # A grade that nobody used is nobody's variable.
        weights = tuple((column, weight) for column, weight in fact.weights if column in named.place)
        if fact.place[0] == "unit" and fact.low == fact.high and all(weight == 1 for _, weight in weights):
            totals[weights][tree.total[fact.place[1]]] = fact.low
        else:
            leaves = below[fact.place]
            for column, weight in weights:
                rows.put(named.every(number, column)[leaves], weight)
            rows.end(fact.low, fact.high)
    for weights, values in totals.items():
        for leaves, rest in _pools(publication.figures, values):
            for column, _ in weights:
                rows.put(named.every(number, column)[leaves], 1.0)
            rows.end(rest, rest)


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
    """Each item's counts add up to its size; once for as long as neither changes."""
    leaves = np.array(list(figures.tree.own.values()), dtype=np.int64)
    for key in figures.grades:
        columns, size = named.parts[key], (key[0], BASE[figures.subjects[key[0]].counts])
        asked = leaves[figures.asked[key][leaves]]
        pairs = zip(*(named.every(number, column)[asked].tolist() for column in (columns[0], size)), strict=True)
        new = [pair for pair in pairs if pair not in rows.sums]
        rows.sums.update(new)
        found = np.array(new, dtype=np.int64).reshape(-1, 2)
        counts = found[:, :1] + np.arange(len(columns))
        rows.nothing(np.hstack([counts, found[:, 1:]]), np.array([1.0] * len(columns) + [-1.0]))


def _settled(
    matrix: sparse.csr_array, low: Floats, high: Floats, least: Floats, *, truth: Floats, fixed: Flags
) -> Flags:
    """Variables that follow one from another: the only one left in an equation, or some that add up to the least possible."""
    equal = low == high
    rows = matrix[equal]
    pattern = (rows != 0).astype(np.int64)
    negative = (rows < 0).astype(np.int64)
    fixed = fixed.copy()
    while True:
        free = ~fixed
        left = pattern @ free
        rest = low[equal] - rows @ np.where(fixed, truth, 0.0)
        room = rest - rows @ np.where(free, least, 0.0)
        done = (left == 1) | ((negative @ free == 0) & (np.abs(room) < 1e-9))
        found = ((pattern[done].T @ np.ones(int(done.sum()))) > 0) & free
        if not found.any():
            return fixed
        fixed |= found
