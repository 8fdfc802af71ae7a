"""A filled workbook as the data of a report, every value remembered with the cell that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pingyi.contract.fields import ANY, Field, walk
from pingyi.doors.workbook.cell_values import meant
from pingyi.doors.workbook.layout import Path, ordered
from pingyi.doors.workbook.workbook_writer import FIRST, GRADES_MARK, HEAD_MARK, TABLE_MARK
from pingyi.load.normalform import join
from pingyi.load.spreadsheet import CellValue, SheetValues
from pingyi.model import Data, Problem


@dataclass(slots=True)
class FilledWorkbook:
    """`places`: JSON pointer of each value to its sheet and cell. Problems have these in `path`."""

    data: Data = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, pointer: str) -> str:
        """The cell of a value; of something that no cell holds, the nearest one inside or around it."""
        while True:
            inside = (place for key, place in self.places.items() if f"{key}/".startswith(f"{pointer}/"))
            if found := next(inside, None):
                return found
            if not pointer:
                return ""
            pointer = pointer.rpartition("/")[0]


def filled_workbook(sheets: Iterable[SheetValues], known: tuple[Field, ...]) -> FilledWorkbook:
    """Read every sheet. What cannot be understood stays text in the data; what has no place there is a problem."""
    reader = _Reader(known)
    for sheet in sheets:
        reader.sheet(sheet)
    for table, rows in reader.inner:
        reader.entries(table, rows)
    found = reader.found
    found.data = ordered(found.data, known)
    if not found.places:
        found.problems.append(Problem("workbook-foreign", "", values={"found": "—"}))
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of an entry by the path of their column, and the id of the entry around it."""

    sheet: str
    cells: dict[Path, CellValue]
    around: CellValue | None


class _Reader:
    def __init__(self, known: tuple[Field, ...]) -> None:
        self.found = FilledWorkbook()
        self.fields = {field.path: field for field in walk(known)}
        self.inner: list[tuple[Field, list[_Row]]] = []

    def sheet(self, sheet: SheetValues) -> None:
        first = sheet.cells.get((1, 1))
        mark = str(first.value) if first else ""
        self.found.problems += [
            self._problem("workbook-merged", f"{sheet.title}!{area.partition(':')[0]}", found=area)
            for area in sheet.merged
        ]
        if mark.startswith(f"{TABLE_MARK} "):
            self._table(sheet, tuple(mark.removeprefix(f"{TABLE_MARK} ").split("/")))
        else:
            self._form(sheet)

    def _form(self, sheet: SheetValues) -> None:
        grades: dict[int, str] = {}
        for row in _rows(sheet):
            mark = str(row[1].value).strip() if 1 in row else ""
            path = tuple(mark.split("/"))
            if mark == GRADES_MARK:
                grades = {column: str(cell.value) for column, cell in row.items() if column > 1}
            elif mark and path in self.fields:
                self._answers(sheet.title, row, self.fields[path], grades)
            elif mark and not mark.startswith("#") and "/" in mark:
                place = f"{sheet.title}!{row[1].place}"
                self.found.problems.append(self._problem("workbook-foreign", place, found=mark))

    def _answers(self, sheet: str, row: dict[int, CellValue], asked: Field, grades: dict[int, str]) -> None:
        """The answer beside a field, or of an item those below its grades."""
        columns = {key: column for column, key in grades.items()} if asked.kind == "tally" else {"": 3}
        for key, column in columns.items():
            if column in row:
                self._set((*asked.path, *([key] if key else [])), row[column], asked, sheet)

    def _table(self, sheet: SheetValues, path: Path) -> None:
        asked = self.fields.get(path)
        if asked is None:
            self.found.problems.append(self._problem("workbook-foreign", f"{sheet.title}!A1", found="/".join(path)))
            return
        heads = {column: str(cell.value) for (row, column), cell in sheet.cells.items() if row == 1 and column > 1}
        columns = {column: tuple(head.split("/")) for column, head in heads.items()}
        rows = [_Row(sheet.title, *self._entry(sheet, row, columns, path)) for row in _rows(sheet, FIRST)]
        rows = [row for row in rows if row.cells]
        # The entries around it may stand on a later sheet.
        if ANY in path:
            self.inner.append((asked, rows))
        else:
            self.entries(asked, rows)

    def _entry(
        self, sheet: SheetValues, row: dict[int, CellValue], columns: dict[int, Path], path: Path
    ) -> tuple[dict[Path, CellValue], CellValue | None]:
        cells = {columns[column]: cell for column, cell in row.items() if column in columns}
        around = row.get(2) if ANY in path else None
        for column, cell in row.items():
            if column not in columns and column > (2 if ANY in path else 1) and cell.value is not None:
                place = f"{sheet.title}!{cell.place}"
                self.found.problems.append(self._problem("workbook-stray", place, found=str(cell.value)[:40]))
        return {column: cell for column, cell in cells.items() if cell.faulty or str(cell.value).strip()}, around

    def entries(self, table: Field, rows: list[_Row]) -> None:
        """Add the rows of a table as entries of its list."""
        for row in rows:
            path = self._list_of(table, row)
            if path is None:
                continue
            index = str(len(_get(self.found.data, path) or []))
            for column, cell in row.cells.items():
                self._cell_of_entry(table, (*path, index), column, cell, row.sheet)

    def _cell_of_entry(self, table: Field, entry: Path, column: Path, cell: CellValue, sheet: str) -> None:
        path = (*table.path, ANY, *column)
        asked = self.fields.get(path) or self.fields.get(path[:-1])
        if asked is None:
            self.found.problems.append(self._problem("workbook-foreign", f"{sheet}!{cell.place}", found="/".join(path)))
        else:
            self._set((*entry, *column), cell, asked, sheet)

    def _list_of(self, table: Field, row: _Row) -> Path | None:
        """Where the list of a row's entry stands; None, and a problem, where the entry around it is not there."""
        if ANY not in table.path:
            return table.path
        depth = table.path.index(ANY)
        outer, inner = table.path[:depth], table.path[depth + 1 :]
        name = "" if row.around is None else str(meant(row.around.value, self.fields[(*outer, ANY, "id")]))
        for index, entry in enumerate(_get(self.found.data, outer) or []):
            if entry.get("id") == name:
                return (*outer, str(index), *inner)
        cell = row.around or next(iter(row.cells.values()))
        values = {"found": name, "title": self.fields[outer].title}
        self.found.problems.append(self._problem("workbook-parent", f"{row.sheet}!{cell.place}", **values))
        return None

    def _set(self, path: Path, cell: CellValue, asked: Field, sheet: str) -> None:
        place = f"{sheet}!{cell.place}"
        if cell.faulty:
            self.found.problems.append(self._problem("workbook-formula", place))
            return
        value = meant(cell.value, asked)
        if value is None:
            return
        if path == ("unit",):
            # The drop-down shows a unit's name behind its id.
            value = str(value).split()[0]
        _put(self.found.data, path, value)
        self.found.places["".join(join("", step) for step in path)] = place

    def _problem(self, rule: str, place: str, **values: object) -> Problem:
        return Problem(rule, place, values=values)


def _rows(sheet: SheetValues, first: int = 1) -> Iterator[dict[int, CellValue]]:
    """The rows of a sheet that hold anything, cells by column; a table's head is left out."""
    rows: dict[int, dict[int, CellValue]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = cell
    return (cells for row, cells in rows.items() if row >= first and (1 not in cells or cells[1].value != HEAD_MARK))


def _get(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, list):
            data = data[int(step)] if int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _put(data: Any, path: Path, value: Any) -> None:
    """Set the value at a path; a step of digits is the next or an existing member of a list."""
    for step, following in zip(path, (*path[1:], None), strict=True):
        empty: Any = value if following is None else [] if following.isdecimal() else {}
        if isinstance(data, list):
            if int(step) == len(data):
                data.append(empty)
            data = data[int(step)]
        elif following is None:
            data[step] = value
        else:
            data = data.setdefault(step, empty)
