"""Where in a ballot file the ballots are: the table, its head, and the column of everything that the mapping names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from pingyi.doors.ballot_head import SHOWN_COLUMNS, BallotHead, short_head
from pingyi.doors.ballot_mapping import PERSON, BallotMapping, head_name, plain_cell, recognised
from pingyi.load.ballot_rows import BallotsError, BallotTable
from pingyi.model import Data, Problem

COLUMN = re.compile(r"\{([^{}]+)\}")
HEAD_WITHIN = 20
"""Rows among which the head must be: above it there may be a title."""

LEAST = 3
"""Columns of marks from which a row of words or numbers is taken for none of a ballot."""


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
    best = max(found, key=lambda each: len(each.columns.heads))
    if others := [table.name for table in looked if table.name != best.table.name and _goes_on(table, best)]:
        raise BallotsError(Problem("table-sheets", file, values={"names": "、".join([best.table.name, *others])}))
    return best


def _goes_on(table: BallotTable, found: Found) -> bool:
    """Whether a sheet without a head has rows of grades: more than the one that names them above a summary."""
    need, rows = max(2, min(LEAST, len(found.columns.marks))), 0
    for _, cells in (row for batch in table.batches() for row in batch):
        grades = [text for cell in cells if (text := plain_cell(cell)) in found.mapping.grades]
        if len(grades) >= need:
            rows += 1 if len({*grades}) == len(grades) else 2
            if rows > 1:
                return True
    return False


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
        columns = _columns(BallotHead(cells_of(file, table), row, cells, fitted.names), fitted)
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


def _columns(head: BallotHead, mapping: BallotMapping) -> BallotColumns | _Lacking:
    fields = {name: head.index(name) for name in _named(mapping)}
    marks = [Marked(head.index(*names), item) for item, names in mapping.items.items() if PERSON not in names[0]]
    marks += chain.from_iterable(
        (Marked(index, item, person) for person, index in head.persons(names[0]).items())
        for item, names in mapping.items.items()
        if PERSON in names[0]
    )
    head.lacking += _incomplete(marks, mapping)
    names = tuple(short_head(cell) for cell in head.cells if cell.strip())
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


def _refuse_shared(head: BallotHead, marks: list[Marked]) -> None:
    """A column holds the marks of one item; named for two, one of them is meant otherwise."""
    items: dict[int, str] = {}
    for mark in marks:
        if items.setdefault(mark.index, mark.item) != mark.item:
            values = {"column": short_head(head.cells[mark.index]), "items": f"{items[mark.index]}、{mark.item}"}
            raise BallotsError(Problem("ballots-column-shared", head.place(mark.index), values=values))


def _absent(file: str, tables: list[BallotTable], tried: list[_Lacking]) -> Problem:
    """What no table has: said of the one that lacks least, naming the sheets where there are several."""
    best = min(tried, key=lambda each: (not each.heads, len(each.wanted), -len(each.heads)))
    names = list(dict.fromkeys(table.name for table in tables if table.name))
    values = {
        "wanted": "、".join(f"“{short_head(name)}”" for name in best.wanted[:SHOWN_COLUMNS]),
        "heads": "、".join(f"“{head}”" for head in best.heads[:SHOWN_COLUMNS]) or "—",
        "row": best.row,
        "sheets": "、".join(names),
    }
    return Problem("table-columns-sheets" if len(names) > 1 else "table-columns", file, values=values)
