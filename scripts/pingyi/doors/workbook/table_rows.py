"""The sheets of lists, one entry a row, read by the marks of their hidden first row and the titles below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from pingyi.contract.fields import ANY, Field
from pingyi.doors.typed import as_typed
from pingyi.doors.workbook.layout import Path
from pingyi.doors.workbook.printed import Printed
from pingyi.doors.workbook.sheet_rows import RowCells, Seen, beside, is_blank, merged, rows
from pingyi.doors.workbook.workbook_writer import HEAD_MARK, TABLE_MARK
from pingyi.load.spreadsheet import CellValue, SheetValues
from pingyi.model import Problem

MANY = 2**20
"""No sheet has more rows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The cells of an entry by the path of their column, and the id of the entry around it."""

    table: Field
    sheet: str
    cells: dict[Path, CellValue]
    around: CellValue | None

    @property
    def place(self) -> str:
        return f"{self.sheet}!{next(iter(self.cells.values())).place}"


@dataclass(frozen=True, slots=True)
class _Head:
    """The path of each column and its visible titles from the row `titled`; `around`: the column with the id of the entry around."""

    columns: dict[int, Path]
    titles: dict[int, list[str]]
    titled: int
    around: int | None


def is_table(sheet: SheetValues) -> bool:
    """Whether a sheet has the mark of a list."""
    return any(
        column == 1 and str(cell.value).startswith(f"{TABLE_MARK} ") for (_, column), cell in sheet.cells.items()
    )


def table_entries(sheet: SheetValues, known: Printed) -> Iterator[Entry | Seen | Problem]:
    """The columns and entries of a list, and what stands where it does not belong."""
    found = rows(sheet)
    keys = next(row for row in found if 1 in row and str(row[1].value).startswith(f"{TABLE_MARK} "))
    path = tuple(str(keys[1].value).removeprefix(f"{TABLE_MARK} ").split("/"))
    table = known.fields.get(path)
    if table is None or table.kind != "list":
        yield Problem("workbook-foreign", f"{sheet.title}!{keys[1].place}", values={"found": "/".join(path)})
        return
    heads = [row for row in found if 1 in row and row[1].value == HEAD_MARK]
    below = [row for row in found if row is not keys and row not in heads]
    head = _head(keys, heads, _around(table, known))
    for column, inside in head.columns.items():
        yield Seen((*path, ANY, *inside), f"{sheet.title}!{get_column_letter(column)}{head.titled}")
    yield from _titles(sheet, head, table, known)
    yield from _twice(sheet, head, below)
    for row in below:
        yield from _entry(sheet, row, head, table, known)
    width = max([*head.columns, head.around or 1])
    yield from merged(sheet, lambda _: width, MANY)


def _head(keys: RowCells, heads: list[RowCells], around: str) -> _Head:
    columns = {column: tuple(str(cell.value).split("/")) for column, cell in keys.items() if column > 1}
    titles: dict[int, list[str]] = {}
    for row in heads:
        for column, cell in row.items():
            titles.setdefault(column, []).append(str(cell.value))
    named = (
        column
        for column, found in titles.items()
        if column not in columns and around in (as_typed(text) for text in found)
    )
    return _Head(columns, titles, (heads[0] if heads else keys)[1].row, next(named, None) if around else None)


def _around(table: Field, known: Printed) -> str:
    """The title of the column that names the entry around; nothing where the list lies in none."""
    if ANY not in table.path:
        return ""
    return as_typed(known.fields[(*table.path[: table.path.index(ANY)], ANY, "id")].title)


def _titles(sheet: SheetValues, head: _Head, table: Field, known: Printed) -> Iterator[Problem]:
    """Columns of no field, and columns whose title is another's."""
    if (around := _around(table, known)) and head.around is None:
        yield Problem("workbook-title", f"{sheet.title}!B{head.titled}", values={"found": "", "title": around})
    for column, path in head.columns.items():
        place = f"{sheet.title}!{get_column_letter(column)}{head.titled}"
        title, found = _title(table, path, known), head.titles.get(column, [""])
        if title is None:
            yield Problem("workbook-foreign", place, values={"found": "/".join((*table.path, *path))})
        elif as_typed(title) not in map(as_typed, found):
            yield Problem("workbook-title", place, values={"found": found[0][:40], "title": title})


def _title(table: Field, path: Path, known: Printed) -> str | None:
    asked = known.fields.get((*table.path, ANY, *path))
    if asked is not None:
        return asked.title
    around = known.fields.get((*table.path, ANY, *path[:-1]))
    title = around.choices.get(path[-1]) if around and around.kind == "tally" else None
    return f"{around.title}：{title}" if around and title else None


def _twice(sheet: SheetValues, head: _Head, below: list[RowCells]) -> Iterator[Problem]:
    """A column that is there twice, with entries in both."""
    used = {column for row in below for column in row if not is_blank(row[column])}
    first: dict[Path, int] = {}
    for column, path in head.columns.items():
        if column in used and (before := first.setdefault(path, column)) != column:
            places = [next(row[each].place for row in below if each in row) for each in (column, before)]
            values = {"title": "/".join(path), "other": f"{sheet.title}!{places[1]}"}
            yield Problem("workbook-twice", f"{sheet.title}!{places[0]}", values=values)


def _entry(sheet: SheetValues, row: RowCells, head: _Head, table: Field, known: Printed) -> Iterator[Entry | Problem]:
    places = {column: cell for column, cell in row.items() if not is_blank(cell)}
    cells = {head.columns[column]: cell for column, cell in places.items() if column in head.columns}
    others = [cell for column, cell in places.items() if column not in head.columns and column != head.around]
    yield from beside(sheet, others, known, entered=bool(cells))
    around = places.get(head.around) if head.around else None
    if cells:
        yield Entry(table, sheet.title, cells, around)
    elif around is not None:
        yield from beside(sheet, [around], known, entered=False)
