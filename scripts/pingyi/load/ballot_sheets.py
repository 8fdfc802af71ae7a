"""The sheets of a workbook with one ballot a row, read as they stream: whatever size a sheet says it has, all its rows."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

# Sheets are read as openpyxl itself streams them, one level below what it offers: only there are formulas without a
# result, hidden rows and merged cells seen without the whole workbook in memory.
# ruff: noqa: SLF001
from pingyi.load.ballot_rows import Advance, BallotsError, BallotTable, Batch, Flaw
from pingyi.load.concealed import partly_struck, shows_nothing, tone_in_tone
from pingyi.load.spreadsheet import seen, unreadable, usual
from pingyi.model import Problem

MAX_SHEETS_UNPACKED = 2**30
BATCH_ROWS = 500
"""Rows of a batch at most."""

NO_WORKBOOK = (
    OSError, zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, IndexError, ValueError, TypeError, SyntaxError,
    AttributeError,
)  # fmt: skip
TRUE = ("1", "true")


@contextmanager
def sheets(path: Path) -> Iterator[list[BallotTable]]:
    """All sheets of a workbook. Raises `BallotsError` where it is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of openpyxl, about what has nothing to do with cells
        book = _book(path)
        try:
            yield [SheetTable(path.name, sheet, hidden=sheet.sheet_state != "visible") for sheet in book.worksheets]
        finally:
            book.close()


def _book(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_SHEETS_UNPACKED:
                raise BallotsError(
                    Problem("workbook-too-large", path.name, values={"limit": MAX_SHEETS_UNPACKED // 2**20})
                )
            # By its content: openpyxl goes by a file's name.
            book = load_workbook(usual(archive, path), read_only=True, data_only=True, rich_text=True)
    except NO_WORKBOOK as error:
        raise BallotsError(unreadable(path)) from error
    if not book.worksheets:
        raise BallotsError(unreadable(path))
    return book


class _Parser(WorkSheetParser):
    """openpyxl's reader of a sheet, which tells a formula without a stored value (type `f`) from a blank cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "f"
        return cell


@dataclass(slots=True)
class SheetTable:
    """A sheet of a workbook. `hidden`: the whole sheet is."""

    file: str
    sheet: Any
    hidden: bool = False
    padded: bool = True
    flaws: list[Flaw] = field(default_factory=list)
    styles: dict[int, tuple[str, bool, bool]] = field(default_factory=dict)
    """By the number of a style that was met: the format, whether letters cannot be told from their ground, and are crossed out."""

    @property
    def name(self) -> str:
        return str(self.sheet.title)

    def batches(self, _advance: Advance = lambda _read: None) -> Iterator[Batch]:
        """See `Table`; `flaws` are complete when the last batch was taken."""
        self.flaws = [Flaw("table-hidden-sheet", (0, 2**20), (1, 2**14), self.name)] if self.hidden else []
        batch = Batch(1)
        for number, cells in self._rows():
            if batch.cells and (number != batch.first + len(batch) or len(batch) == BATCH_ROWS):
                yield batch
                batch = Batch(number)
            batch.first = batch.first if batch.cells else number
            batch.cells.append(cells)
        if batch.cells:
            yield batch

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        book = self.sheet.parent
        formats = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats, "rich_text": True}
        try:
            with self.sheet._get_source() as source:
                parser = _Parser(source, self.sheet._shared_strings, data_only=True, epoch=book.epoch, **formats)
                for number, cells in parser.parse():
                    yield number, self._texts(number, cells, parser.row_dimensions.pop(str(number), {}))
                self.flaws += _hidden_columns(parser)
                self.flaws += _merged(parser)
        except NO_WORKBOOK as error:
            raise BallotsError(Problem("workbook-unreadable", self.file, values={"kind": "damaged"})) from error

    def _texts(self, number: int, cells: list[dict[str, Any]], about: dict[str, str]) -> list[str]:
        texts = [""] * max((cell["column"] for cell in cells), default=0)
        for cell in cells:
            form, concealed, crossed = self._style(cell["style_id"])
            value, place = cell["value"], ((number, number), (cell["column"],) * 2)
            if value is not None and (crossed or partly_struck(value)):
                self.flaws.append(Flaw("table-struck", *place))
            value = str(value) if isinstance(value, CellRichText) else value
            texts[cell["column"] - 1] = cell_text(value if isinstance(value, str) else seen(value, form))
            if cell["data_type"] == "f":
                self.flaws.append(Flaw("table-formula", *place))
            if value is not None and (concealed or shows_nothing(value, form)):
                self.flaws.append(Flaw("table-hidden", *place))
        if _unseen(about, "ht") and any(texts):
            self.flaws.append(Flaw("table-hidden-row", (number, number), (1, 2**14), str(number)))
        return texts

    def _style(self, number: int) -> tuple[str, bool, bool]:
        if number not in self.styles:
            cell = ReadOnlyCell(self.sheet, 1, 1, None, style_id=number)
            self.styles[number] = cell.number_format, tone_in_tone(cell), bool(cell.font.strike)
        return self.styles[number]


def _unseen(about: Mapping[str, str], size: str) -> bool:
    """Whether a row or a column is hidden, or drawn so that nothing of it is seen."""
    return about.get("hidden") in TRUE or float(about.get(size) or 1) == 0


def _hidden_columns(parser: WorkSheetParser) -> Iterator[Flaw]:
    for about in parser.column_dimensions.values():
        if _unseen(about, "width"):
            yield Flaw("table-hidden-column", (1, 2**20), (int(about["min"]), int(about["max"])))


def _merged(parser: WorkSheetParser) -> Iterator[Flaw]:
    for area in parser.merged_cells.mergeCell if parser.merged_cells else ():
        left, top, right, bottom = range_boundaries(area.ref)
        yield Flaw("table-merged", (top or 1, bottom or 2**20), (left or 1, right or 2**14), area.ref)


def cell_text(value: Any) -> str:
    """A cell's value as a CSV file of the same sheet has it; whole numbers without a point, dates as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
