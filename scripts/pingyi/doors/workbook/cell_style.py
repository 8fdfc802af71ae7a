"""How the cells of a workbook look, and which of them are open for entries."""

from __future__ import annotations

from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from pingyi.contract.fields import Field
from pingyi.doors.workbook.workbook_words import WORKBOOK
from pingyi.tables.dataset import FORMULA

TEXT, NUMBER = "@", "0"
THIN = Side(style="thin", color="888888")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
GREY = PatternFill("solid", fgColor="EEF1F4")
RED = PatternFill("solid", bgColor="FFC7CE")
FONT = WORKBOOK["font"]
TITLE_FONT = Font(name=FONT, size=14, bold=True)
BOLD_FONT = Font(name=FONT, size=11, bold=True)
PLAIN_FONT = Font(name=FONT, size=11)
SMALL_FONT = Font(name=FONT, size=9, color="555555")
WRAPPED = Alignment(wrap_text=True, vertical="top")
OPEN = Protection(locked=False)


def put_text(
    sheet: Worksheet, row: int, column: int, value: Any, font: Font, *, fill: PatternFill | None = None
) -> Cell:
    """A locked cell. A number is a number, all else is text, so that nothing turns into a date or loses its zeros."""
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]
    cell.value = value
    if isinstance(value, str):
        # A text that looks like a formula stays a text.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
    cell.number_format, cell.font, cell.alignment = TEXT, font, WRAPPED
    if fill:
        cell.fill = fill
    return cell


def unlock(cell: Cell, field: Field) -> Cell:
    """The cell, open for an entry of the field."""
    cell.protection, cell.border, cell.number_format = OPEN, BOX, _format(field)
    return cell


def unlock_column(dimension: ColumnDimension, field: Field | None = None) -> None:
    """Open the blank cells of a column for entries of a field, or of ids."""
    dimension.protection, dimension.border, dimension.font, dimension.alignment = OPEN, BOX, PLAIN_FONT, WRAPPED
    dimension.number_format = _format(field) if field else TEXT


def _format(field: Field) -> str:
    """A number typed into a cell formatted as text would be a text, and no sum would see it."""
    return NUMBER if field.kind in ("count", "tally") else TEXT


def set_widths(sheet: Worksheet, widths: list[int | None]) -> None:
    """Widths of the columns from the first; None hides one."""
    for number, width in enumerate(widths, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.hidden = width is None
        dimension.width = width or 3
