"""A file with one ballot a row, CSV or a workbook's first sheet, read as it streams."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

NumberedRows = Iterator[tuple[int, list[str]]]


class BallotsError(Exception):
    """The ballot file cannot be counted; the message says where and why."""


def read_ballots(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column of each row. Raises `BallotsError`; nothing is skipped silently."""
    lines = _workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    _, head = next(lines, (1, []))
    for line, cells in lines:
        if len(cells) != len(head):
            raise BallotsError(f"{path}:{line}: {len(cells)} cells, the head has {len(head)}")
        yield line, dict(zip(head, cells, strict=True))


def _csv(path: Path) -> NumberedRows:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                yield reader.line_num, [cell.strip() for cell in cells]
    except UnicodeDecodeError as error:
        raise BallotsError(f"{path}: not UTF-8 (save it again as UTF-8)") from error
    except csv.Error as error:
        raise BallotsError(f"{path}: {error}") from error


def _workbook(path: Path) -> NumberedRows:
    """Rows of the first sheet; a formula counts as its stored value. Empty rows and cells beyond the head are not there."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
        width = 0
        for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [_cell(value) for value in values]
            width = width or len(cells) - next((n for n, cell in enumerate(reversed(cells)) if cell), len(cells))
            if any(cells[width:]):
                raise BallotsError(f"{path}: row {line} has cells beyond the head")
            if any(cells):
                yield line, (cells + [""] * width)[:width]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BallotsError(f"{path}: not a workbook ({error})") from error


def _cell(value: Any) -> str:
    """A cell as it would be typed: whole numbers without a point, dates as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if isinstance(value, date) else str(value).strip()
