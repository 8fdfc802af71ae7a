"""Which texts are nearly the same: locality-sensitive hashing of MinHash signatures, over arrays. Near-linear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

ALIKE = 34
"""Bytes of 64 that two signatures must share: then about half of the shingles are the same, as where every seventh
character was changed."""

BANDS = 16
ROWS = 3
"""Bytes of a band. Only texts that share two whole bands are compared; one is chance."""

HOLDERS = 4
"""How many texts of a bucket later ones are compared with; the rest are copies of copies."""

Indices = NDArray[np.int64]


def nearest(signatures: Sequence[bytes], owners: Sequence[int], kinds: Sequence[int]) -> dict[int, int]:
    """For each text that is nearly the same as an earlier one of another owner, and of its kind: which one, by index.

    Of several it is the one that shares the most, of equals the first. `signatures` all have the same length.
    """
    if not signatures:
        return {}
    matrix = np.frombuffer(b"".join(signatures), dtype=np.uint8).reshape(len(signatures), -1)
    later, earlier = _met_twice(matrix, np.asarray(kinds, dtype=np.int64))
    owner = np.asarray(owners)
    others = owner[later] != owner[earlier]
    later, earlier = later[others], earlier[others]
    shared = (matrix[later] == matrix[earlier]).sum(axis=1)
    found = shared >= ALIKE
    later, earlier, shared = later[found], earlier[found], shared[found]
    order = np.lexsort((earlier, -shared, later))
    # The first of each text wins: earlier entries overwrite later ones.
    return dict(zip(later[order[::-1]].tolist(), earlier[order[::-1]].tolist(), strict=True))


def _met_twice(matrix: NDArray[np.uint8], kinds: Indices) -> tuple[Indices, Indices]:
    """Pairs (later, earlier) that meet in two buckets or more."""
    size = len(matrix)
    codes = np.concatenate([later * size + earlier for later, earlier in _met(matrix, kinds)])
    pairs, times = np.unique(codes, return_counts=True)
    later, earlier = np.divmod(pairs[times > 1], size)
    return later, earlier


def _met(matrix: NDArray[np.uint8], kinds: Indices) -> Iterator[tuple[Indices, Indices]]:
    """Pairs (later, earlier) of each band: every text with the first few that share the band."""
    place = np.arange(len(matrix))
    for start in range(0, BANDS * ROWS, ROWS):
        a, b, c = (matrix[:, start + row].astype(np.int64) for row in range(ROWS))
        bucket = (kinds << 24) + (a << 16) + (b << 8) + c
        order = np.argsort(bucket, kind="stable")
        begins = np.r_[True, np.diff(bucket[order]) != 0]
        first = np.maximum.accumulate(np.where(begins, place, 0))
        for holder in range(HOLDERS):
            before = first + holder < place
            yield order[before], order[(first + holder)[before]]
