"""Where each field stands in a workbook: there the writer puts it, and there findings point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pingyi.campaign.judged import Judged
from pingyi.contract.fields import NOTHING, Field, value_at
from pingyi.doors.placed import Placed, pointer_of
from pingyi.doors.workbook.layout import EntryTable, FieldBlock, Form, Grid, Path, layout
from pingyi.doors.workbook.workbook_words import WORKBOOK
from pingyi.load.ballot_rows import cell_name
from pingyi.model import Data

TITLE_COLUMN, ENTRY = 2, 3
"""Columns of a form: the field's title, and the first for entries."""

FIRST = 4
"""The first row of entries of a table."""

GRID_HEAD = 3
"""Rows above a grid's items: its title, the hidden keys of the grades, their titles."""


def sheets_of(judged: Judged, kind: str, category: str, data: Data = NOTHING) -> list[Form | EntryTable]:
    """The sheets of a workbook of one kind and category of units. `data`: the report that is filled in."""
    return layout(judged.contract, judged.campaign.data["parts"], kind, category, WORKBOOK["main"], data=data)


def field_rows(form: Form) -> dict[Path, int]:
    """The row of each field and item; a blank row stands between blocks."""
    found: dict[Path, int] = {}
    row = 1
    for block in form.blocks:
        row += _head(block)
        for field in _fields(block):
            found[field.path] = row
            row += 1
        row += 1
    return found


def _head(block: FieldBlock | Grid) -> int:
    return GRID_HEAD if isinstance(block, Grid) else bool(block.title)


def _fields(block: FieldBlock | Grid) -> tuple[Field, ...]:
    return block.items if isinstance(block, Grid) else block.fields


def entries(data: Data, table: EntryTable) -> list[tuple[str, Path, Data]]:
    """Entries of a table's list in a report: the id of the entry around it, if there is one, its own path, what it holds."""
    if table.within is None:
        return [("", (*table.path, str(at)), entry) for at, entry in enumerate(_members(data, table.path))]
    inner = table.path[len(table.within) + 1 :]
    return [
        (around.get("id", ""), (*table.within, str(at), *inner, str(number)), entry)
        for at, around in enumerate(_members(data, table.within))
        for number, entry in enumerate(_members(around, inner))
    ]


def _members(data: Data, path: Path) -> list[Data]:
    found = value_at(data, path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def first_column(table: EntryTable) -> int:
    """The first column of a table's fields; before it stands the id of the entry around."""
    return TITLE_COLUMN if table.within is None else TITLE_COLUMN + 1


def cell_places(sheets: Iterable[Form | EntryTable], data: Data) -> Placed:
    """The cells, as `sheet!C9`, in which a workbook with this report has its fields, blank ones and the next entry of a list too."""
    places: dict[str, str] = {}
    for sheet in sheets:
        found = _form(sheet) if isinstance(sheet, Form) else _table(sheet, data)
        for path, row, column in found:
            places[pointer_of(path)] = f"{sheet.title}!{cell_name(row, column - 1)}"
    return Placed(data, places)


def _form(form: Form) -> Iterator[tuple[Path, int, int]]:
    rows = field_rows(form)
    for block in form.blocks:
        for field in _fields(block):
            keys = field.choices if isinstance(block, Grid) else ()
            yield field.path, rows[field.path], ENTRY
            yield from (((*field.path, key), rows[field.path], column) for column, key in enumerate(keys, ENTRY))


def _table(table: EntryTable, data: Data) -> Iterator[tuple[Path, int, int]]:
    known = entries(data, table)
    if table.within is None:
        yield table.path, FIRST + len(known), first_column(table)
    for row, (_, path, _) in enumerate(known, FIRST):
        yield from (
            ((*path, *each.path), row, column) for column, each in enumerate(table.columns, first_column(table))
        )
