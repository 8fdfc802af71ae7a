"""A workbook from a stranger: opened within limits, its cells as stored values. Formulas are never evaluated."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from pingyi.model import Problem

MAX_WORKBOOK = 5 * 2**20
MAX_UNPACKED = 60 * 2**20
MAX_ROWS, MAX_COLUMNS = 2_000, 200
"""What lies beyond is no answer to our questions."""


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell that is not blank. `faulty`: a formula without a stored value, or one that went wrong."""

    place: str
    row: int
    column: int
    value: Any
    faulty: bool = False


@dataclass(frozen=True, slots=True)
class SheetValues:
    """The cells of a sheet by row and column, counted from 1. `merged`: areas of which only the first cell counts."""

    title: str
    cells: dict[tuple[int, int], CellValue]
    merged: tuple[str, ...]


def read_workbook(path: Path) -> list[SheetValues] | Problem:
    """All sheets of a workbook, or why it cannot be read."""
    try:
        if path.stat().st_size > MAX_WORKBOOK:
            return Problem("workbook-too-large", path.name, values={"limit": MAX_WORKBOOK // 2**20})
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                return Problem("workbook-too-large", path.name, values={"limit": MAX_WORKBOOK // 2**20})
        values, formulas = (load_workbook(path, data_only=stored) for stored in (True, False))
        return [_sheet(sheet, formulas[sheet.title]) for sheet in values.worksheets]
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError):
        return Problem("workbook-unreadable", path.name)


def _sheet(values: Worksheet, formulas: Worksheet) -> SheetValues:
    cells = {(cell.row, cell.column): cell for cell in _cells(values, formulas)}
    return SheetValues(values.title, cells, tuple(str(area) for area in values.merged_cells.ranges))


def _cells(values: Worksheet, formulas: Worksheet) -> Iterator[CellValue]:
    area = {"max_row": min(values.max_row, MAX_ROWS), "max_col": min(values.max_column, MAX_COLUMNS)}
    pairs = zip(values.iter_rows(1, **area), formulas.iter_rows(1, **area), strict=True)  # type: ignore[call-overload]
    for row, (stored, typed) in enumerate(pairs, 1):
        for column, (cell, formula) in enumerate(zip(stored, typed, strict=True), 1):
            faulty = cell.data_type == "e" or (formula.data_type == "f" and cell.value is None)
            if cell.value is not None or faulty:
                yield CellValue(cell.coordinate, row, column, cell.value, faulty)
