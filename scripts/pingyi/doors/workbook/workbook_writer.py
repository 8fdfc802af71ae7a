"""A workbook to fill in, drawn from the layout: titles and help locked, blank cells open, sums that say when they do not match."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pingyi.contract.fields import Field
from pingyi.doors.workbook.cell_style import (
    BOLD_FONT,
    BOX,
    GREY,
    PLAIN_FONT,
    RED,
    SMALL_FONT,
    TITLE_FONT,
    put_text,
    set_widths,
    unlock,
    unlock_column,
)
from pingyi.doors.workbook.layout import EntryColumn, EntryTable, FieldBlock, Form, Grid, Path
from pingyi.doors.workbook.workbook_words import WORKBOOK
from pingyi.model import Data

TABLE_MARK, HEAD_MARK, GRADES_MARK = "#table", "#head", "#grades"
"""Marks in the hidden first column, by which a filled workbook is read back."""

FIRST = 4
"""The first row of entries of a table."""


def workbook(sheets: Iterable[Form | EntryTable], title: str, data: Data) -> bytes:
    """The bytes of a workbook with `data`, a report's or just its unit, filled in. Blank cells stay blank."""
    book = Workbook()
    guide = book.worksheets[0]
    guide.title = WORKBOOK["guide"]
    for row, line in enumerate(WORKBOOK["lines"], 1):
        put_text(guide, row, 1, line.format(title=title), TITLE_FONT if row == 1 else PLAIN_FONT)
    guide.column_dimensions["A"].width = 90
    words = _Words(book)
    for sheet in sheets:
        target = book.create_sheet(sheet.title, len(book.worksheets) - 1)
        if isinstance(sheet, Form):
            _FormSheet(target, sheet, data, words)
        else:
            _table(target, sheet, data, words)
    for target in book.worksheets:
        target.protection.sheet = True
        target.protection.formatColumns = target.protection.formatRows = False
        target.page_setup.orientation, target.page_setup.paperSize = "landscape", target.PAPERSIZE_A4
        target.page_setup.fitToHeight, target.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Words:
    """The sheet behind the drop-downs: a column for each list of words."""

    def __init__(self, book: Workbook) -> None:
        self.sheet = book.create_sheet(WORKBOOK["words"])
        self.ranges: dict[tuple[str, ...], str] = {}

    def validation(self, titles: Iterable[str]) -> DataValidation:
        """A drop-down of these titles."""
        key = tuple(titles)
        if key not in self.ranges:
            column = len(self.ranges) + 1
            for row, title in enumerate(key, 1):
                put_text(self.sheet, row, column, title, PLAIN_FONT)
            letter = get_column_letter(column)
            self.ranges[key] = f"'{WORKBOOK['words']}'!${letter}$1:${letter}${len(key)}"
        return DataValidation(type="list", formula1=self.ranges[key], allow_blank=True, showErrorMessage=False)


class _FormSheet:
    """A form written from top to bottom. Help stands to the right of the widest grid, where there is one."""

    def __init__(self, sheet: Worksheet, form: Form, data: Data, words: _Words) -> None:
        self.sheet, self.data, self.words = sheet, data, words
        grades = max((len(block.items[0].choices) for block in form.blocks if isinstance(block, Grid)), default=0)
        self.help = 5 + grades if grades else 4
        set_widths(sheet, [None, 30, *([12] * (grades + 2) if grades else [44]), 60])
        self.places: dict[Path, str] = {}
        self.row = 1
        for block in form.blocks:
            self._block(block) if isinstance(block, FieldBlock) else self._grid(block)
            self.row += 1
        sheet.freeze_panes = "C1"

    def _block(self, block: FieldBlock) -> None:
        if block.title:
            self._line(block.title, BOLD_FONT)
            put_text(self.sheet, self.row - 1, self.help, block.note, SMALL_FONT)
        for field in block.fields:
            cell = _input(self.sheet, (self.row, 3), _at(self.data, field.path), field, self.words)
            self.places[field.path] = cell.coordinate
            put_text(self.sheet, self.row, self.help, help_of(field), SMALL_FONT)
            self.sheet.row_dimensions[self.row].height = 90 if field.kind == "text" else None
            self._line(field.title, PLAIN_FONT, "/".join(field.path)).border = BOX

    def _grid(self, grid: Grid) -> None:
        """Items by grades; the sum beside them turns red where it is not the number of valid ballots or ratings."""
        grades = grid.items[0].choices
        self._line(grid.title, BOLD_FONT)
        self.sheet.row_dimensions[self.row].hidden = True
        for column, key in enumerate(grades, 3):
            put_text(self.sheet, self.row, column, key, SMALL_FONT)
        self._line("", SMALL_FONT, GRADES_MARK)
        for column, head in enumerate([*grades.values(), WORKBOOK["sum"], WORKBOOK["check"]], 3):
            put_text(self.sheet, self.row, column, head, BOLD_FONT, fill=GREY).border = BOX
        self._line(WORKBOOK["item"], BOLD_FONT, fill=GREY).border = BOX
        for item in grid.items:
            for column, key in enumerate(grades, 3):
                _input(self.sheet, (self.row, column), _at(self.data, (*item.path, key)), item, self.words)
            cells = f"{get_column_letter(3)}{self.row}:{get_column_letter(2 + len(grades))}{self.row}"
            _sums(self.sheet, self.row, 3 + len(grades), cells, self.places[grid.total])
            self._line(item.title, PLAIN_FONT, "/".join(item.path)).border = BOX

    def _line(self, title: str, font: Font, mark: str = "", fill: PatternFill | None = None) -> Cell:
        """The title of the row, its mark in the hidden column before it; then the next row."""
        put_text(self.sheet, self.row, 1, mark or None, SMALL_FONT)
        cell = put_text(self.sheet, self.row, 2, title or None, font, fill=fill)
        self.row += 1
        return cell


def _sums(sheet: Worksheet, row: int, column: int, cells: str, total: str) -> None:
    total_sum = get_column_letter(column) + str(row)
    sheet.cell(row, column, f'=IF(COUNT({cells})=0,"",SUM({cells}))').border = BOX
    said = f'IF({total_sum}={total},"{WORKBOOK["equal"]}",IF({total_sum}>{total},"{WORKBOOK["more"]}","{WORKBOOK["less"]}")&ABS({total_sum}-{total}))'
    mark = sheet.cell(row, column + 1, f'=IF(OR({total_sum}="",{total}=""),"",{said})')
    mark.border = BOX
    differs = f'AND({total_sum}<>"",{total}<>"",{total_sum}<>{total})'
    sheet.conditional_formatting.add(f"{total_sum}:{mark.coordinate}", FormulaRule(formula=[differs], fill=RED))  # type: ignore[no-untyped-call]


def _table(sheet: Worksheet, table: EntryTable, data: Data, words: _Words) -> None:
    parent = [] if table.within is None else [table.ids]
    columns = table.columns
    put_text(sheet, 1, 1, f"{TABLE_MARK} {'/'.join(table.path)}", SMALL_FONT)
    for number, column in enumerate(columns, 2 + len(parent)):
        put_text(sheet, 1, number, "/".join(column.path), SMALL_FONT)
    sheet.row_dimensions[1].hidden = True
    for row, height in ((2, 32), (3, 60)):
        put_text(sheet, row, 1, HEAD_MARK, SMALL_FONT)
        sheet.row_dimensions[row].height = height
    for number, title in enumerate([*parent, *(column.title for column in columns)], 2):
        put_text(sheet, 2, number, title, BOLD_FONT, fill=GREY).border = BOX
    for number, column in enumerate(columns, 2 + len(parent)):
        cell = put_text(sheet, 3, number, help_of(column.field), SMALL_FONT, fill=GREY)
        cell.comment = Comment(help_of(column.field) or column.title, "Pingyi") if column.field.description else None
    set_widths(sheet, [None, *([16] * len(parent)), *(_width(column) for column in columns)])
    sheet.freeze_panes = f"A{FIRST}"
    _entries(sheet, table, data, words)


def _entries(sheet: Worksheet, table: EntryTable, data: Data, words: _Words) -> None:
    """What is there already, below open columns: styles stand at the columns, so blank rows cost nothing."""
    start = 2 if table.within is None else 3
    found = list(entries(data, table))
    last = FIRST + max(table.most, len(found)) - 1
    if start > 2:
        unlock_column(sheet.column_dimensions["B"])
    for number, column in enumerate(table.columns, start):
        unlock_column(sheet.column_dimensions[get_column_letter(number)], column.field)
        if column.field.kind == "choice":
            letter = get_column_letter(number)
            validation = words.validation(column.field.choices.values())
            validation.add(f"{letter}{FIRST}:{letter}{last}")
            sheet.add_data_validation(validation)
    for row, (key, entry) in enumerate(found, FIRST):
        if key:
            unlock(put_text(sheet, row, 2, key, PLAIN_FONT), table.columns[0].field)
        for number, column in enumerate(table.columns, start):
            value = _at(entry, column.path)
            if value is not None:
                unlock(put_text(sheet, row, number, _shown(value, column.field), PLAIN_FONT), column.field)


def entries(data: Data, table: EntryTable) -> list[tuple[str, Data]]:
    """Entries of a table's list in a report, each with the id of the entry around it, if there is one."""
    if table.within is None:
        return [("", entry) for entry in _at(data, table.path) or []]
    outer, inner = _at(data, table.within) or [], table.path[len(table.within) + 1 :]
    return [(around.get("id", ""), entry) for around in outer for entry in _at(around, inner) or []]


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def _input(sheet: Worksheet, at: tuple[int, int], value: Any, field: Field, words: _Words) -> Cell:
    """A cell to fill in, with a drop-down where there are words to choose from."""
    cell = put_text(sheet, *at, _shown(value, field), PLAIN_FONT)
    if field.kind == "choice":
        validation = words.validation(field.choices.values())
        validation.add(cell.coordinate)
        sheet.add_data_validation(validation)
    return unlock(cell, field)


def _shown(value: Any, field: Field) -> Any:
    """Codes as their titles; a word that is not among them as it is."""
    if isinstance(value, list):
        return "、".join(field.choices.get(each, str(each)) for each in value)
    return field.choices.get(value, value) if field.kind == "choice" and isinstance(value, str) else value


def help_of(field: Field) -> str:
    """What to write into a field, in a line or two."""
    choices = "、".join(field.choices.values())
    form = WORKBOOK["forms"][field.kind].format(choices=choices) or (f"{field.form}。" if field.form else "")
    example = "" if field.example is None or field.choices else WORKBOOK["example"].format(example=field.example)
    return f"{WORKBOOK['must'] if field.required else ''}{form}{field.description}{example}"


def _width(column: EntryColumn) -> int:
    return {"text": 40, "line": 24, "choices": 24}.get(column.field.kind, 14)
