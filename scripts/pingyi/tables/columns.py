"""Rows of a table, made of its columns when somebody asks for them: all rows of a large campaign at once would fill a memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pingyi.tables.dictionary import Record

ROWS_TOGETHER, BLOCKS_KEPT = 64, 16
"""Rows that are made together, and how many such blocks are kept: what is asked for next mostly stands beside what was."""
MARK_BYTES = 8
"""Bytes that tell a row from others."""
NUMBER_KINDS = {"i": "int64", "u": "int64", "f": "float64", "b": "bool"}
"""What kinds of numbers are kept as."""


class WrittenColumn(NamedTuple):
    """A column as texts: those that are different, and which of them stands where."""

    codes: npt.NDArray[np.intp]
    texts: npt.NDArray[np.object_]


class Rows:
    """A published table as plain arrays."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table
        self._columns = {name: _Column(table[name].array) for name in table.columns}
        self._count = len(table)
        self._places: dict[str, dict[Any, list[slice]]] = {}
        self._block = lru_cache(BLOCKS_KEPT)(
            lambda number: self.at(slice(number * ROWS_TOGETHER, (number + 1) * ROWS_TOGETHER))
        )

    def __len__(self) -> int:
        return self._count

    def all(self) -> list[Record]:
        """Every row as plain Python values; missing is None."""
        return self.at(slice(0, self._count))

    def at(self, part: slice) -> list[Record]:
        """Rows that stand beside each other."""
        return [dict(zip(self._columns, values, strict=True)) for values in zip(*self.columns(part), strict=True)]

    def columns(self, part: slice) -> list[list[Any]]:
        """The values of each column in these rows."""
        return [column.values(part) for column in self._columns.values()]

    def told(self, makers: Iterable[Callable[[Any], str]]) -> list[WrittenColumn]:
        """Each column as texts, which its maker makes of the values."""
        return [column.told(make) for column, make in zip(self._columns.values(), makers, strict=True)]

    def where(self, column: str, value: Any) -> list[Record]:
        """Rows whose column has this value, found through an index made once."""
        return [row for part in self._places_of(column, value) for row in self._beside(part)]

    def mark(self, column: str, value: Any) -> bytes:
        """What tells these rows, in this order, from any others. Without a column: all rows."""
        if not column:
            return self._marks
        marks = self._marks
        found = [marks[MARK_BYTES * part.start : MARK_BYTES * part.stop] for part in self._places_of(column, value)]
        return found[0] if len(found) == 1 else b"".join(found)

    @cached_property
    def _marks(self) -> bytes:
        """A hash of each row, in eight bytes."""
        return pd.util.hash_pandas_object(self._table, index=False).to_numpy().tobytes()

    def _places_of(self, column: str, value: Any) -> Sequence[slice]:
        if column not in self._places:
            self._places[column] = self._columns[column].places()
        return self._places[column].get(value, ())

    def _beside(self, part: slice) -> list[Record]:
        """The same as `at`, out of blocks: making a few rows by themselves takes as long as making many."""
        if part.stop - part.start > ROWS_TOGETHER:
            return self.at(part)
        # So few rows lie in one block, or in two.
        first, last = part.start // ROWS_TOGETHER, (part.stop - 1) // ROWS_TOGETHER
        near = self._block(first) if first == last else self._block(first) + self._block(last)
        return near[part.start - first * ROWS_TOGETHER : part.stop - first * ROWS_TOGETHER]


class _Column:
    """Values of a pandas array without a wrapper each; numbers say beside them which are missing."""

    def __init__(self, array: Any) -> None:
        self._missing = None
        if array.dtype.kind in "iufb":
            missing = array.isna()
            self._missing = missing if missing.any() else None
            self._values = array.to_numpy(dtype=NUMBER_KINDS[array.dtype.kind], na_value=0)
        else:
            self._values = array.to_numpy(dtype=object, na_value=None)

    def values(self, part: slice) -> list[Any]:
        found: list[Any] = self._values[part].tolist()
        if self._missing is None:
            return found
        pairs = zip(found, self._missing[part].tolist(), strict=True)
        return [None if gone else value for value, gone in pairs]

    def told(self, make: Callable[[Any], str]) -> WrittenColumn:
        """The values as texts, each made once."""
        codes, different = self._coded
        return WrittenColumn(codes, np.array([make(value) for value in different], dtype=object))

    @cached_property
    def _coded(self) -> tuple[npt.NDArray[np.intp], list[Any]]:
        """Which value of those that are different stands where; the last is None, which codes of -1 find."""
        codes, different = pd.factorize(self._values)
        return codes if self._missing is None else np.where(self._missing, -1, codes), [*different.tolist(), None]

    def places(self) -> dict[Any, list[slice]]:
        """Where each value stands, as runs: what is of one unit mostly stands together."""
        values = self.values(slice(None))
        codes, _ = pd.factorize(np.array(values, dtype=object))
        ends = [*(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(values)]
        found: dict[Any, list[slice]] = defaultdict(list)
        start = 0
        for end in ends if values else ():
            found[values[start]].append(slice(start, end))
            start = end
        return dict(found)
