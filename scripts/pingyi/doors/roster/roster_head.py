"""Which sheet and which line of an office's table is the head, and which column says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pingyi.campaign.guide import START_WORDS
from pingyi.contract.schemas import own_schema
from pingyi.doors.typed import as_typed
from pingyi.load.office_table import Cells, OfficeTable

HEAD_AMONG: Final = 20
"""How many rows, title and notes included, may stand above the first unit."""

ROSTER_WORDS: Final = START_WORDS["roster"]
COLUMN_TITLES: Final[dict[str, str]] = {
    **{key: names[0] for key, names in ROSTER_WORDS["heads"].items()},
    **{key: field["title"] for key, field in own_schema("roster")["properties"].items()},
}
MEANT: Final = {as_typed(key): key for key in COLUMN_TITLES if key != "kind"} | {
    as_typed(name): key for key, names in ROSTER_WORDS["heads"].items() for name in [COLUMN_TITLES[key], *names]
}


class RosterTableError(Exception):
    """The table cannot be imported, for these reasons, each a sentence."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class RosterHead:
    """The head of a table: its row, its columns by what they say, and the names of those that say nothing to us."""

    table: OfficeTable
    row: int
    columns: Mapping[str, int]
    unknown: Sequence[str]


def roster_said(word: str, **values: object) -> str:
    """A sentence of `schemas/start.yml` about a roster."""
    return str(ROSTER_WORDS[word]).format(**values)


def find_roster_head(file: str, tables: Sequence[OfficeTable], sheet: str | None) -> RosterHead:
    """The head of the one table that names units. Raises `RosterTableError`."""
    looked = [table for table in tables if sheet in (None, table.name)]
    if sheet is not None and not looked:
        raise RosterTableError(roster_said("no-sheet", file=file, sheet=sheet))
    found = [head for table in looked if (head := _head(table))]
    if not found:
        raise RosterTableError(roster_said("no-head", rows=HEAD_AMONG))
    if len(names := {head.table.name for head in found}) > 1:
        raise RosterTableError(roster_said("several-sheets", file=file, sheets="、".join(sorted(names))))
    return max(found, key=lambda head: len(head.columns))


def _head(table: OfficeTable) -> RosterHead | None:
    """The row that names most columns, if one of them is the unit's name."""
    rows = [row for row in sorted(table.rows) if row <= HEAD_AMONG]
    known = [(row, len(_meant(table.rows[row]))) for row in rows if "name" in _meant(table.rows[row]).values()]
    if not known:
        return None
    row, _ = max(known, key=lambda each: each[1])
    return _columns(table, row)


def _meant(cells: Cells) -> dict[int, str]:
    titles = {column: as_typed(cell.value).rstrip("*：:") for column, cell in cells.items()}
    return {column: MEANT[title] for column, title in titles.items() if title in MEANT}


def _columns(table: OfficeTable, row: int) -> RosterHead:
    columns: dict[str, int] = {}
    for column, key in _meant(table.rows[row]).items():
        if key in columns:
            first, second = (table.rows[row][each].value for each in (columns[key], column))
            raise RosterTableError(roster_said("head-twice", row=row, first=first, second=second))
        columns[key] = column
    unknown = [str(cell.value).strip() for column, cell in table.rows[row].items() if column not in columns.values()]
    return RosterHead(table, row, columns, unknown)
