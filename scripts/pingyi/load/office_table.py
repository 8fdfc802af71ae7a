"""A table as offices keep it, whole: the sheets of a workbook, or a CSV file read with each separator that it may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import WINDOWS_EPOCH

from pingyi.load.ballot_rows import BallotsError, BallotTable, ballot_tables, cell_name
from pingyi.load.spreadsheet import CellValue, read_workbook
from pingyi.model import Problem

Cells = Mapping[int, CellValue]
"""The cells of a row that are not blank, by column, counted from 1."""


@dataclass(frozen=True)
class OfficeTable:
    """`rows`: by number, only those with something in them. `widths`: how many cells a row of a CSV file has.

    `merged`: areas of which only the first cell counts. `epoch`: the day from which a workbook counts days.
    """

    name: str
    rows: Mapping[int, Cells]
    merged: tuple[str, ...] = ()
    epoch: datetime = WINDOWS_EPOCH
    widths: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def covered(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        """Each cell that a merged area covers, by row and column, with the area's first one."""
        return {cell: first for area in self.merged for cell, first in _covered(area)}


def _covered(area: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    left, top, right, bottom = range_boundaries(area)
    first = (top or 1, left or 1)
    for row in range(first[0], (bottom or first[0]) + 1):
        yield from (((row, column), first) for column in range(first[1], (right or first[1]) + 1))


def office_tables(path: Path) -> list[OfficeTable] | Problem:
    """All readings of a file, by what is in it and not by its name, or why there is none."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
        return _sheets(path) if packed else _texts(path)
    except BallotsError as error:
        return error.problems[0]
    except OSError as error:
        kind = "missing" if isinstance(error, FileNotFoundError) else "denied"
        return Problem("workbook-unreadable", path.name, values={"kind": kind})


def _sheets(path: Path) -> list[OfficeTable] | Problem:
    sheets = read_workbook(path)
    if isinstance(sheets, Problem):
        return sheets
    found = []
    for sheet in sheets:
        rows: dict[int, dict[int, CellValue]] = {}
        for (row, column), cell in sheet.cells.items():
            if cell.faulty or str(cell.value).strip():
                rows.setdefault(row, {})[column] = cell
        found.append(OfficeTable(sheet.title, rows, sheet.merged, sheet.epoch))
    return found


def _texts(path: Path) -> list[OfficeTable]:
    """A separator that is not the file's may make no table of it; with none of them it is none."""
    found, faults = [], []
    with ballot_tables(path) as tables:
        for table in tables:
            try:
                found.append(_text(table))
            except BallotsError as error:
                faults.append(error)
    if not found:
        raise faults[0]
    return found


def _text(table: BallotTable) -> OfficeTable:
    rows: dict[int, Cells] = {}
    widths: dict[int, int] = {}
    for batch in table.batches():
        for row, cells in batch:
            filled = {
                column: CellValue(cell_name(row, column - 1), row, column, text)
                for column, text in enumerate(cells, 1)
                if text.strip()
            }
            if filled:
                rows[row], widths[row] = filled, len(cells)
    return OfficeTable(table.name, rows, widths=widths)
