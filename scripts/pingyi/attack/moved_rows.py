"""Rows that move as one: what a unit said once, or all that it ever said of the same; then only the part that all of it has in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from pingyi.attack.publication import Flags, Numbers

NOT_THERE, STILL = -2, -1
"""Signatures of what a row does not have, and of what cannot move."""


@dataclass(frozen=True)
class MovedRows:
    """Some blocks of each row as one: rows × columns. `mass`: what all have in common; `signs`: of all together, see `RowTables`.

    `blocks`: rows × blocks, -1 where a row has no more.
    """

    blocks: Numbers
    mass: Numbers
    signs: Numbers

    def only(self, columns: Sequence[int]) -> MovedRows:
        """Some columns, told apart by how their signatures differ from that of the first one that can move."""
        signs = self.signs[:, columns]
        first = signs[np.arange(len(signs)), (signs != STILL).argmax(axis=1)][:, None]
        return MovedRows(self.blocks, self.mass[:, columns], np.where(signs == STILL, STILL, signs - first))

    def cut(self, sizes: Numbers) -> MovedRows:
        """No more than so much of each row, the largest columns cut first."""
        mass = self.mass.copy()
        rows = np.arange(len(mass))
        for column in np.argsort(-mass, axis=1, kind="stable").T:
            mass[rows, column] -= np.minimum(mass[rows, column], np.maximum(mass.sum(axis=1) - sizes, 0))
        return MovedRows(self.blocks, mass, self.signs)

    @property
    def there(self) -> Flags:
        """The rows that have any."""
        return np.asarray((self.blocks >= 0).any(axis=1), dtype=np.bool_)

    def some(self, rows: Numbers) -> MovedRows:
        """Some of the rows."""
        return MovedRows(self.blocks[rows], self.mass[rows], self.signs[rows])


def merged_grades(grades: int) -> Iterator[range]:
    """Grades that may be told together: the worse ones, with those who abstained and without."""
    for end in (grades, grades - 1):
        yield from (range(leading, end) for leading in range(max(end - 1, 0)))


def row_keys(signs: Numbers) -> Numbers:
    """A number for each row, the same for the same signatures."""
    return np.asarray((signs * _factors(signs.shape[1])).sum(axis=1), dtype=np.int64)


@cache
def _factors(columns: int) -> Numbers:
    return np.random.default_rng(1).integers(-(2**62), 2**62, columns)
