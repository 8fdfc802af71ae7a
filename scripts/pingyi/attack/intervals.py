"""How little was known of a figure at the least: bounds that follow sum by sum, each minus what the others must or can have.

They hold for certain, so that whoever is now shown to know no more than they leave open learns nothing new.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from pingyi.attack.publication import Flags, Floats
from pingyi.attack.system import System


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
    """The published sums of figures, each with the weight 1."""
    rows = known.matrix[(known.low == known.high) & ~known.linked]
    others = np.zeros(rows.shape[0], dtype=np.bool_)
    others[np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))[rows.data != 1]] = True
    return rows[~others]
