"""How little was known of a figure at the least: bounds that follow sum by sum, each minus what the others must or can have.

They hold for certain, so that whoever is now shown to know no more than they leave open learns nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from pingyi.attack.publication import Flags, Floats, Numbers
from pingyi.attack.system import System

Labels = frozenset[int]


class Parts:
    """A system in parts that say nothing of each other."""

    def __init__(self, known: System) -> None:
        self.known = known
        self.rows = np.flatnonzero(_useful(known))
        matrix = known.matrix[self.rows]
        _, labels = connected_components(sparse.block_array([[None, matrix], [matrix.T, None]]), directed=False)
        self.row_labels: Numbers = labels[: len(self.rows)]
        self.labels: Numbers = labels[len(self.rows) :]
        self.found: dict[Labels, tuple[System, Numbers]] = {}

    def of(self, variables: Iterable[int]) -> Labels:
        """The parts in which some variables are."""
        return frozenset(self.labels[list(variables)].tolist())

    def system(self, labels: Labels) -> tuple[System, Numbers]:
        """Some parts as a system, and the numbers of its variables in the whole."""
        if labels not in self.found:
            self.found[labels] = self._cut(list(labels))
        return self.found[labels]

    def _cut(self, labels: list[int]) -> tuple[System, Numbers]:
        known, variables = self.known, np.flatnonzero(np.isin(self.labels, labels))
        rows = self.rows[np.isin(self.row_labels, labels)]
        return replace(
            known,
            matrix=known.matrix[rows][:, variables],
            low=known.low[rows],
            high=known.high[rows],
            linked=known.linked[rows],
            truth=known.truth[variables],
            least=known.least[variables],
            most=known.most[variables],
            fixed=known.fixed[variables],
        ), variables


def surely_within(known: System, cells: sparse.csr_array, seen: Flags) -> Floats:
    """How far apart the values of each cell (a row of weights over the variables) can lie at most; infinite where no sum says it.

    `seen`: variables that somebody knows beside.
    """
    still = known.fixed | seen
    low, high = np.where(still, known.truth, known.least), np.where(still, known.truth, np.inf)
    sums = _sums(known)
    row, total = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr)), sums @ known.truth
    np.minimum.at(high, sums.indices, (total - sums @ low)[row] + low[sums.indices])
    links = known.matrix[known.linked].tocoo()
    link, column = links.coords
    whole = np.zeros(links.shape[0], dtype=np.int64)
    whole[link[links.data < 0]] = column[links.data < 0]
    np.minimum.at(high, column[links.data > 0], high[whole[link[links.data > 0]]])
    limitless = np.isinf(high)
    bounded = (sums @ limitless.astype(np.float64))[row] == 0
    most = np.where(limitless, 0, high)
    least = (total - sums @ most)[row] + most[sums.indices]
    np.maximum.at(low, sums.indices[bounded], least[bounded])
    return np.asarray(cells @ high - cells @ low, dtype=np.float64)


def _sums(known: System) -> sparse.csr_array:
    """The published sums of figures."""
    return known.matrix[_useful(known) & ~known.linked]


def _useful(known: System) -> Flags:
    """The rows that are read here: published sums of figures, each with the weight 1, and what a report's counts add up to."""
    others = np.zeros(known.matrix.shape[0], dtype=np.bool_)
    others[np.repeat(np.arange(len(others)), np.diff(known.matrix.indptr))[known.matrix.data != 1]] = True
    return np.asarray(known.linked | ((known.low == known.high) & ~others), dtype=np.bool_)
