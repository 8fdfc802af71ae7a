"""Where in a ballot file the ballots are: the table, its head, and the column of everything that the mapping names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from pingyi.doors.ballot_mapping import PERSON, BallotMapping, head_name, recognised
from pingyi.load.ballot_rows import BallotsError, BallotTable, cell_name
from pingyi.model import Data, Problem

COLUMN = re.compile(r"\{([^{}]+)\}")
HEAD_WITHIN = 20
"""Rows among which the head must be: above it there may be a title."""

SHOWN_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Marked:
    """A column of marks: its index, the item, and who is graded where each person has columns of their own."""

    index: int
    item: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class BallotColumns:
    """A head resolved. `fields`: index of each column that a unit's text or another field of the mapping names."""

    row: int
    heads: tuple[str, ...]
    marks: tuple[Marked, ...]
    fields: Mapping[str, int]

    @property
    def used(self) -> tuple[int, ...]:
        return tuple(sorted({*(mark.index for mark in self.marks), *self.fields.values()}))


@dataclass(frozen=True, slots=True)
class Found:
    """The table that holds the ballots, where its head is, and how to read it."""

    table: BallotTable
    columns: BallotColumns
    mapping: BallotMapping
    source: Data


@dataclass(frozen=True, slots=True)
class _Lacking:
    """A head that lacks columns."""

    row: int
    heads: tuple[str, ...]
    wanted: tuple[str, ...]


class _Head:
    """The names of the columns of one row: as written first, then what each pattern makes of them."""

    def __init__(self, file: str, row: int, cells: list[str], patterns: Iterable[re.Pattern[str]]) -> None:
        self.file, self.row, self.cells = file, row, cells
        names = [head_name(cell) for cell in cells]
        parts = [[_part(pattern, name) for name in names] for pattern in patterns]
        self.levels: list[list[str]] = [names, *parts]
        self.lacking: list[str] = []

    def index(self, *wanted: str) -> int:
        """The column of the first of these names that there is. Raises `BallotsError` where it means two columns."""
        for name in map(head_name, wanted):
            for level in self.levels:
                places = [index for index, known in enumerate(level) if known == name]
                if len(places) > 1:
                    self._refuse(places)
                if places:
                    return places[0]
        self.lacking.append(wanted[0])
        return 0

    def persons(self, wanted: str) -> dict[str, int]:
        """Person to column for a name with `{person}` in it; `lacking` where there is none."""
        pattern = re.compile("(.+?)".join(map(re.escape, head_name(wanted).split(PERSON, 1))))
        for level in self.levels:
            found = [(match[1], index) for index, name in enumerate(level) if (match := pattern.fullmatch(name))]
            if twice := _twice(found):
                self._refuse(twice)
            if found:
                return dict(found)
        self.lacking.append(wanted)
        return {}

    def place(self, index: int) -> str:
        """The file, sheet and cell of a column's head."""
        return f"{self.file}{cell_name(self.row, index)}"

    def _refuse(self, places: list[int]) -> None:
        values = {
            "columns": "、".join(f"{cell_name(self.row, place)}“{_short(self.cells[place])}”" for place in places)
        }
        raise BallotsError(Problem("table-column-twice", self.place(places[-1]), values=values))


def _twice(found: list[tuple[str, int]]) -> list[int]:
    """The columns of the first person who has several."""
    columns = ([index for other, index in found if other == person] for person, _ in found)
    return next((places for places in columns if len(places) > 1), [])


def _part(pattern: re.Pattern[str], name: str) -> str:
    match = pattern.fullmatch(name)
    return match[1] if match else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_COLUMNS else f"{text[:SHOWN_COLUMNS]}…"


def cells_of(file: str, table: BallotTable) -> str:
    """What stands before a cell's name where a finding says where it is."""
    return f"{file} {table.name}!" if table.name else f"{file} "


def find(file: str, tables: list[BallotTable], mapping: Callable[[Data], BallotMapping], sheet: str | None) -> Found:
    """The one table with all the columns. Raises `BallotsError` where there is none, or more than one sheet has them."""
    looked = [table for table in tables if sheet in (None, table.name)]
    if not looked:
        names = "、".join(table.name for table in tables)
        raise BallotsError(Problem("table-sheet-absent", file, values={"sheet": sheet, "names": names}))
    tried = [_in_table(file, table, mapping) for table in looked]
    found = [each for each in tried if isinstance(each, Found)]
    if not any(isinstance(each, Found) or each.heads for each in tried):
        raise _unread(looked) or BallotsError(Problem("ballots-none", file))
    if not found:
        raise BallotsError(_absent(file, looked, [each for each in tried if isinstance(each, _Lacking)]))
    if len({each.table.name for each in found}) > 1:
        names = "、".join(each.table.name for each in found)
        raise BallotsError(Problem("table-sheets", file, values={"names": names}))
    # Of a CSV file read with several separators, the one that finds the most columns.
    return max(found, key=lambda each: len(each.columns.heads))


def _unread(tables: list[BallotTable]) -> BallotsError | None:
    """Why none of them can be read; None where they are empty."""
    for table in tables:
        try:
            for _ in table.batches():
                pass
        except BallotsError as error:
            return error
    return None


def _in_table(file: str, table: BallotTable, mapping: Callable[[Data], BallotMapping]) -> Found | _Lacking:
    best = _Lacking(1, (), ())
    for row, cells in _first(table):
        source = recognised(cells)
        fitted = mapping(source)
        columns = _columns(_Head(cells_of(file, table), row, cells, fitted.names), fitted)
        if isinstance(columns, BallotColumns):
            return Found(table, columns, fitted, source)
        best = min(best, columns, key=lambda each: (not each.heads, len(each.wanted), -len(each.heads)))
    return best


def _first(table: BallotTable) -> Iterator[tuple[int, list[str]]]:
    """The rows that may be the head; a file that is no table with this separator has none."""
    try:
        for batch in table.batches():
            for row, cells in batch:
                if row > HEAD_WITHIN:
                    return
                if any(map(head_name, cells)):
                    yield row, cells
    except BallotsError:
        if table.padded:
            raise


def _columns(head: _Head, mapping: BallotMapping) -> BallotColumns | _Lacking:
    fields = {name: head.index(name) for name in _named(mapping)}
    marks = [Marked(head.index(*names), item) for item, names in mapping.items.items() if PERSON not in names[0]]
    marks += chain.from_iterable(
        (Marked(index, item, person) for person, index in head.persons(names[0]).items())
        for item, names in mapping.items.items()
        if PERSON in names[0]
    )
    head.lacking += _incomplete(marks, mapping)
    names = tuple(_short(cell) for cell in head.cells if cell.strip())
    if head.lacking:
        return _Lacking(head.row, names, tuple(head.lacking))
    _refuse_shared(head, marks)
    width = max(index for index, cell in enumerate(head.cells, 1) if head_name(cell))
    return BallotColumns(head.row, tuple(head.cells[:width]), tuple(marks), fields)


def _named(mapping: BallotMapping) -> list[str]:
    """The columns that the mapping names apart from those of marks."""
    units = [name for unit in mapping.units for text in unit.values() for name in COLUMN.findall(str(text))]
    others = [mapping.count, mapping.ballot, mapping.person, mapping.complete]
    return list(dict.fromkeys([*units, *(name for name in others if name)]))


def _incomplete(marks: list[Marked], mapping: BallotMapping) -> Iterator[str]:
    """The columns that persons lack who have others."""
    there = {(mark.person, mark.item) for mark in marks}
    for person in dict.fromkeys(mark.person for mark in marks if mark.person):
        for item, names in mapping.items.items():
            if PERSON in names[0] and (person, item) not in there:
                yield names[0].replace(PERSON, person)


def _refuse_shared(head: _Head, marks: list[Marked]) -> None:
    """A column holds the marks of one item; named for two, one of them is meant otherwise."""
    items: dict[int, str] = {}
    for mark in marks:
        if items.setdefault(mark.index, mark.item) != mark.item:
            values = {"column": _short(head.cells[mark.index]), "items": f"{items[mark.index]}、{mark.item}"}
            raise BallotsError(Problem("ballots-column-shared", head.place(mark.index), values=values))


def _absent(file: str, tables: list[BallotTable], tried: list[_Lacking]) -> Problem:
    """What no table has: said of the one that lacks least, naming the sheets where there are several."""
    best = min(tried, key=lambda each: (not each.heads, len(each.wanted), -len(each.heads)))
    names = list(dict.fromkeys(table.name for table in tables if table.name))
    values = {
        "wanted": "、".join(f"“{_short(name)}”" for name in best.wanted[:SHOWN_COLUMNS]),
        "heads": "、".join(f"“{head}”" for head in best.heads[:SHOWN_COLUMNS]) or "—",
        "row": best.row,
        "sheets": "、".join(names),
    }
    return Problem("table-columns-sheets" if len(names) > 1 else "table-columns", file, values=values)
