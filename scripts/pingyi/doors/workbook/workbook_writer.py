"""A workbook to fill in, drawn from the layout: titles and help locked, blank cells open, sums that say when they do not match."""

from __future__ import annotations

import io
from collections.abc import Iterable
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

from pingyi.contract.fields import Field, value_at
from pingyi.doors.workbook.cell_places import ENTRY, FIRST, entries, field_rows, first_column
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
from pingyi.doors.workbook.layout import EntryColumn, EntryTable, FieldBlock, Form, Grid
from pingyi.doors.workbook.workbook_words import WORKBOOK
from pingyi.model import Data

TABLE_MARK, HEAD_MARK, GRADES_MARK = "#table", "#head", "#grades"
"""Marks in the hidden first column, by which a filled workbook is read back."""


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
        self.rows = field_rows(form)
        self.help = 5 + grades if grades else 4
        set_widths(sheet, [None, 30, *([12] * (grades + 2) if grades else [44]), 60])
        for block in form.blocks:
            self._block(block) if isinstance(block, FieldBlock) else self._grid(block)
        sheet.freeze_panes = "C1"

    def _block(self, block: FieldBlock) -> None:
        if block.title:
            above = self.rows[block.fields[0].path] - 1
            self._line(above, block.title, BOLD_FONT)
            put_text(self.sheet, above, self.help, block.note, SMALL_FONT)
        for field in block.fields:
            row = self.rows[field.path]
            _input(self.sheet, (row, ENTRY), value_at(self.data, field.path), field, self.words)
            put_text(self.sheet, row, self.help, help_of(field), SMALL_FONT)
            self.sheet.row_dimensions[row].height = 90 if field.kind == "text" else None
            self._line(row, field.title, PLAIN_FONT, "/".join(field.path)).border = BOX

    def _grid(self, grid: Grid) -> None:
        """Items by grades; the sum beside them turns red where it is not the number of valid ballots or ratings."""
        grades = grid.items[0].choices
        head = self.rows[grid.items[0].path] - 1
        self._line(head - 2, grid.title, BOLD_FONT)
        self.sheet.row_dimensions[head - 1].hidden = True
        for column, key in enumerate(grades, ENTRY):
            put_text(self.sheet, head - 1, column, key, SMALL_FONT)
        self._line(head - 1, "", SMALL_FONT, GRADES_MARK)
        for column, title in enumerate([*grades.values(), WORKBOOK["sum"], WORKBOOK["check"]], ENTRY):
            put_text(self.sheet, head, column, title, BOLD_FONT, fill=GREY).border = BOX
        self._line(head, WORKBOOK["item"], BOLD_FONT, fill=GREY).border = BOX
        for item in grid.items:
            row = self.rows[item.path]
            for column, key in enumerate(grades, ENTRY):
                _input(self.sheet, (row, column), value_at(self.data, (*item.path, key)), item, self.words)
            cells = f"{get_column_letter(ENTRY)}{row}:{get_column_letter(ENTRY - 1 + len(grades))}{row}"
            total = f"{get_column_letter(ENTRY)}{self.rows[grid.total]}"
            _sums(self.sheet, row, ENTRY + len(grades), cells, total)
            self._line(row, item.title, PLAIN_FONT, "/".join(item.path)).border = BOX

    def _line(self, row: int, title: str, font: Font, mark: str = "", fill: PatternFill | None = None) -> Cell:
        """The title of a row, its mark in the hidden column before it."""
        put_text(self.sheet, row, 1, mark or None, SMALL_FONT)
        return put_text(self.sheet, row, 2, title or None, font, fill=fill)


def _sums(sheet: Worksheet, row: int, column: int, cells: str, total: str) -> None:
    total_sum = get_column_letter(column) + str(row)
    sheet.cell(row, column, f'=IF(COUNT({cells})=0,"",SUM({cells}))').border = BOX
    said = f'IF({total_sum}={total},"{WORKBOOK["equal"]}",IF({total_sum}>{total},"{WORKBOOK["more"]}","{WORKBOOK["less"]}")&ABS({total_sum}-{total}))'
    mark = sheet.cell(row, column + 1, f'=IF(OR({total_sum}="",{total}=""),"",{said})')
    mark.border = BOX
    differs = f'AND({total_sum}<>"",{total}<>"",{total_sum}<>{total})'
    sheet.conditional_formatting.add(f"{total_sum}:{mark.coordinate}", FormulaRule(formula=[differs], fill=RED))  # type: ignore[no-untyped-call]


def _table(sheet: Worksheet, table: EntryTable, data: Data, words: _Words) -> None:
    columns, start = table.columns, first_column(table)
    parent = [] if table.within is None else [table.ids]
    put_text(sheet, 1, 1, f"{TABLE_MARK} {'/'.join(table.path)}", SMALL_FONT)
    for number, column in enumerate(columns, start):
        put_text(sheet, 1, number, "/".join(column.path), SMALL_FONT)
    sheet.row_dimensions[1].hidden = True
    for row, height in ((2, 32), (3, 60)):
        put_text(sheet, row, 1, HEAD_MARK, SMALL_FONT)
        sheet.row_dimensions[row].height = height
    for number, title in enumerate([*parent, *(column.title for column in columns)], 2):
        put_text(sheet, 2, number, title, BOLD_FONT, fill=GREY).border = BOX
    for number, column in enumerate(columns, start):
        cell = put_text(sheet, 3, number, help_of(column.field), SMALL_FONT, fill=GREY)
        cell.comment = Comment(help_of(column.field) or column.title, "Pingyi") if column.field.description else None
    set_widths(sheet, [None, *([16] * len(parent)), *(_width(column) for column in columns)])
    sheet.freeze_panes = f"A{FIRST}"
    _entries(sheet, table, data, words)


def _entries(sheet: Worksheet, table: EntryTable, data: Data, words: _Words) -> None:
    """What is there already, below open columns: styles stand at the columns, so blank rows cost nothing."""
    start = first_column(table)
    found = entries(data, table)
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
    for row, (key, _, entry) in enumerate(found, FIRST):
        if key:
            unlock(put_text(sheet, row, 2, key, PLAIN_FONT), table.columns[0].field)
        for number, column in enumerate(table.columns, start):
            value = value_at(entry, column.path)
            if value is not None:
                unlock(put_text(sheet, row, number, _shown(value, column.field), PLAIN_FONT), column.field)


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
    return f"{WORKBOOK['must'] if field.required and not field.made else ''}{form}{field.description}{example}"


def _width(column: EntryColumn) -> int:
    return {"text": 40, "line": 24, "choices": 24}.get(column.field.kind, 14)
