"""The sheets of single fields and of grids, read row by row by the marks of their hidden first column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from pingyi.contract.fields import Field
from pingyi.doors.typed import as_typed
from pingyi.doors.workbook.cell_places import ENTRY, TITLE_COLUMN
from pingyi.doors.workbook.layout import Path
from pingyi.doors.workbook.printed import ITEM_HEADS, Printed
from pingyi.doors.workbook.sheet_rows import RowCells, beside, is_blank, merged, rows
from pingyi.doors.workbook.workbook_words import WORKBOOK
from pingyi.doors.workbook.workbook_writer import GRADES_MARK, help_of
from pingyi.load.spreadsheet import CellValue, SheetValues
from pingyi.model import Problem


@dataclass(frozen=True, slots=True)
class Answers:
    """What a row says of a field: cells that are not blank, by path. `place`: the row's first cell for entries."""

    asked: Field
    sheet: str
    place: str
    cells: dict[Path, CellValue]


@dataclass(slots=True)
class _Grid:
    """The columns of the grid above: keys of grades from the hidden row, titles from the visible one below it."""

    keys: dict[int, str] = field(default_factory=dict)
    titles: dict[int, CellValue] = field(default_factory=dict)


def form_answers(sheet: SheetValues, known: Printed) -> Iterator[Answers | Problem]:
    """The answers of a form, and what stands where it does not belong."""
    grid, ends = _Grid(), dict[int, int]()
    for row in rows(sheet):
        number = next(iter(row.values())).row
        mark = str(row[1].value).strip() if 1 in row else ""
        asked = known.fields.get(tuple(mark.split("/")))
        if mark == GRADES_MARK:
            grid = _Grid({column: str(cell.value) for column, cell in row.items() if column > 1})
            ends[number] = max(grid.keys, default=1)
        elif asked is not None:
            line = _Line(sheet.title, number, row, asked, grid)
            ends[number] = max(line.places, default=ENTRY)
            yield from _answered(line)
            yield from _other_titles(line)
            yield from beside(sheet, line.others, known, entered=line.entered)
        elif mark:
            yield Problem("workbook-foreign", f"{sheet.title}!{row[1].place}", values={"found": mark})
        else:
            others = [cell for column, cell in row.items() if column > 1]
            if as_typed(others[0].value) in map(as_typed, ITEM_HEADS):
                grid.titles, ends[number] = row, max(row)
                others = [cell for cell in others if cell.column not in grid.keys]
            yield from beside(sheet, others, known, entered=False)
    yield from merged(sheet, lambda row: ends.get(row, 0), max(ends, default=0))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with the mark of a field."""

    sheet: str
    number: int
    row: RowCells
    asked: Field
    grid: _Grid

    @property
    def places(self) -> dict[int, Path]:
        """The columns for entries, each with the path of its value."""
        if self.asked.kind != "tally":
            return {ENTRY: self.asked.path}
        known = self.asked.choices
        return {column: (*self.asked.path, key) for column, key in self.grid.keys.items() if key in known}

    @property
    def entered(self) -> bool:
        """Whether any cell for entries is filled."""
        return any(column in self.row and not is_blank(self.row[column]) for column in self.places)

    @property
    def others(self) -> list[CellValue]:
        """Cells right of the title that are not for entries, without the sums beside a grid."""
        return [
            cell
            for column, cell in self.row.items()
            if column > TITLE_COLUMN and column not in self.places and not (cell.formula and self._sum(column))
        ]

    def _sum(self, column: int) -> bool:
        titled = self.grid.titles.get(column)
        return (
            self.asked.kind == "tally" and titled is not None and titled.value in (WORKBOOK["sum"], WORKBOOK["check"])
        )

    def at(self, column: int) -> str:
        """A cell of the row."""
        return f"{self.sheet}!{get_column_letter(column)}{self.number}"


def _answered(line: _Line) -> Iterator[Answers | Problem]:
    cells: dict[Path, CellValue] = {}
    for column, path in line.places.items():
        if column not in line.row or is_blank(line.row[column]):
            continue
        if path in cells:
            values = {"title": line.asked.title, "other": f"{line.sheet}!{cells[path].place}"}
            yield Problem("workbook-twice", line.at(column), values=values)
        else:
            cells[path] = line.row[column]
    first = next((cell.column for cell in cells.values()), ENTRY)
    yield Answers(line.asked, line.sheet, line.at(first), cells)


def _other_titles(line: _Line) -> Iterator[Problem]:
    """Titles, of the row and of its columns, that are not those of the marks."""
    asked, grid = line.asked, line.grid
    yield from _other_title(line.at(TITLE_COLUMN), line.row.get(TITLE_COLUMN), asked.title)
    entry = line.row.get(ENTRY)
    if asked.kind == "tally":
        for column, key in grid.keys.items():
            if key in asked.choices:
                yield from _other_title(line.at(column), grid.titles.get(column), asked.choices[key])
            else:
                yield Problem("workbook-foreign", line.at(column), values={"found": key})
        lost = [title for key, title in asked.choices.items() if key not in grid.keys.values()]
        if lost:
            yield from _other_title(line.at(TITLE_COLUMN), None, lost[0])
    elif entry is not None and as_typed(entry.value) == as_typed(help_of(asked)) != "":
        yield from _other_title(line.at(ENTRY), entry, asked.title)


def _other_title(place: str, cell: CellValue | None, title: str) -> Iterator[Problem]:
    found = "" if cell is None else str(cell.value)
    if as_typed(found) != as_typed(title):
        where = place if cell is None else f"{place.rpartition('!')[0]}!{cell.place}"
        yield Problem("workbook-title", where, values={"found": found[:40], "title": title})
