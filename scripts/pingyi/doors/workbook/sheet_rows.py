"""What every sheet with marks has: rows of cells, areas that hide cells, and values where no field is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from openpyxl.worksheet.cell_range import CellRange

from pingyi.doors.workbook.layout import Path
from pingyi.doors.workbook.printed import Printed
from pingyi.load.spreadsheet import CellValue, SheetValues
from pingyi.model import Problem

RowCells = dict[int, CellValue]
"""The cells of a row that hold anything, by column."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A field that a sheet asks for, and the cell in which it does."""

    path: Path
    place: str


def rows(sheet: SheetValues) -> list[RowCells]:
    """The rows of a sheet that hold anything, from the first."""
    found: dict[int, RowCells] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        found.setdefault(row, {})[column] = cell
    return list(found.values())


def is_blank(cell: CellValue) -> bool:
    """Whether a cell looks empty."""
    return not cell.faulty and not str(cell.value).strip()


def beside(sheet: SheetValues, cells: Iterable[CellValue], known: Printed, *, entered: bool) -> Iterator[Problem]:
    """Values in cells of no field. Beside an entry (`entered`) they are remarks, elsewhere an entry that would be lost."""
    for cell in cells:
        if not is_blank(cell) and not known.title(cell):
            rule = "workbook-stray" if entered else "workbook-beside"
            found = "" if cell.value is None else str(cell.value)[:40]
            yield Problem(rule, f"{sheet.title}!{cell.place}", values={"found": found})


def merged(sheet: SheetValues, last_column: Callable[[int], int], last_row: int) -> Iterator[Problem]:
    """Areas that hide a cell of the form: up to `last_column` of a row, down to `last_row`."""
    for area in sheet.merged:
        left, top, _, bottom = CellRange(area).bounds
        if any(left <= last_column(row) for row in range(top, min(bottom, last_row) + 1)):
            yield Problem("workbook-merged", f"{sheet.title}!{area.partition(':')[0]}", values={"found": area})
