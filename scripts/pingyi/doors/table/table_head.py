"""The head of a table: one row of names or several, where the upper ones stand over groups of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pingyi.doors.ballot_columns import HEAD_WITHIN
from pingyi.doors.ballot_mapping import head_name
from pingyi.load.ballot_rows import cell_name
from pingyi.load.office_table import OfficeTable
from pingyi.model import Problem

DEEPEST = 4
"""Rows that a head may have."""

SHOWN_HEADS = 20


@dataclass(frozen=True)
class TableHead:
    """The last row of a head, and the names of each column from the top down."""

    table: OfficeTable
    row: int
    names: Mapping[int, tuple[str, ...]]

    @cached_property
    def _whole(self) -> Mapping[str, list[int]]:
        return _by_name((head_name("/".join(names)), column) for column, names in self.names.items())

    @cached_property
    def _last(self) -> Mapping[str, list[int]]:
        return _by_name((head_name(names[-1]), column) for column, names in self.names.items())

    def columns(self, wanted: str) -> list[int]:
        """The columns of that name: their whole name, or else the lowest part of it."""
        name = head_name(wanted)
        return self._whole.get(name) or self._last.get(name) or []

    def lacking(self, wanted: Iterable[str]) -> list[str]:
        """The names that no column has."""
        return [name for name in wanted if not self.columns(name)]

    def twice(self, wanted: Iterable[str]) -> list[int]:
        """The columns of the first name that means several."""
        return next((found for name in wanted if len(found := self.columns(name)) > 1), [])

    def listed(self, columns: Sequence[int]) -> str:
        """Columns with their cells and names."""
        return "、".join(f"{cell_name(self.row, column - 1)}“{'/'.join(self.names[column])}”" for column in columns)


def _by_name(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, column in pairs:
        found.setdefault(name, []).append(column)
    return found


def heads(table: OfficeTable) -> Iterator[TableHead]:
    """Every stretch of rows that may be the head, the first and lowest ones first."""
    for row in sorted(number for number in table.rows if number <= HEAD_WITHIN):
        for depth in range(1, min(DEEPEST, row) + 1):
            yield TableHead(table, row, _names(table, range(row - depth + 1, row + 1)))


def _names(table: OfficeTable, rows: range) -> dict[int, tuple[str, ...]]:
    columns = sorted({column for row in rows for column in table.rows.get(row, {})})
    return {column: tuple(_chain(table, rows, column)) for column in columns}


def _chain(table: OfficeTable, rows: range, column: int) -> Iterator[str]:
    """The names over a column; a name stands for the blank cells to its right too, where there are names below them."""
    for row in rows:
        cells = table.rows.get(row, {})
        named = any(column in table.rows.get(below, {}) for below in rows if below > row)
        left = max((each for each in cells if each <= column), default=None)
        at = column if column in cells else left if named else None
        if at is not None:
            yield " ".join(str(cells[at].value).split())


def find_head(
    file: str, tables: Sequence[OfficeTable], wanted: Sequence[str], sheet: str | None
) -> TableHead | Problem:
    """The one head with all the names, each of one column; or why there is none."""
    looked = [table for table in tables if sheet in (None, table.name)]
    if not looked:
        return Problem("table-sheet-absent", file, values={"sheet": sheet, "names": _sheets(tables)})
    best = [min(heads(table), key=lambda head: len(head.lacking(wanted)), default=None) for table in looked]
    known = sorted((head for head in best if head), key=lambda head: len(head.lacking(wanted)))
    whole = [head for head in known if not head.lacking(wanted)]
    if not whole:
        return _absent(file, tables, known, wanted)
    if len({head.table.name for head in whole}) > 1:
        return Problem("table-sheets", file, values={"names": _sheets([head.table for head in whole])})
    head = max(whole, key=lambda head: len(head.names))
    if columns := head.twice(wanted):
        return Problem(
            "table-column-twice",
            cell_place(file, head.table, head.row, columns[-1]),
            values={"columns": head.listed(columns)},
        )
    return head


def cell_place(file: str, table: OfficeTable, row: int, column: int) -> str:
    """File, sheet and cell, as findings name them."""
    cell = cell_name(row, column - 1)
    return f"{file} {table.name}!{cell}" if table.name else f"{file} {cell}"


def _sheets(tables: Iterable[OfficeTable]) -> str:
    return "、".join(dict.fromkeys(table.name for table in tables if table.name))


def _absent(file: str, tables: Sequence[OfficeTable], known: Sequence[TableHead], wanted: Sequence[str]) -> Problem:
    """What the head lacks that lacks least."""
    row, lacking, there = 1, list(wanted), ["—"]
    if known:
        row, lacking = known[0].row, known[0].lacking(wanted)
        there = [f"“{'/'.join(names)}”" for names in known[0].names.values()]
    values = {
        "wanted": "、".join(f"“{name}”" for name in lacking[:SHOWN_HEADS]),
        "heads": "、".join(there[:SHOWN_HEADS]),
        "row": row,
    }
    sheets = _sheets(tables)
    return Problem(
        "table-columns-sheets" if "、" in sheets else "table-columns", file, values={**values, "sheets": sheets}
    )
