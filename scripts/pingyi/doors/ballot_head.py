"""The names of the columns of a ballot file, in one row that may be its head."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pingyi.doors.ballot_mapping import PERSON, head_name
from pingyi.load.ballot_rows import BallotsError, cell_name
from pingyi.model import Problem

SHOWN_COLUMNS = 20


class BallotHead:
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
            "columns": "、".join(f"{cell_name(self.row, place)}“{short_head(self.cells[place])}”" for place in places)
        }
        raise BallotsError(Problem("table-column-twice", self.place(places[-1]), values=values))


def _twice(found: list[tuple[str, int]]) -> list[int]:
    """The columns of the first person who has several."""
    columns = ([index for other, index in found if other == person] for person, _ in found)
    return next((places for places in columns if len(places) > 1), [])


def items_named(cell: str, patterns: Iterable[re.Pattern[str]]) -> set[str]:
    """All names that a cell of a head has: as written, and what each pattern makes of it."""
    name = head_name(cell)
    return {name, *(_part(pattern, name) for pattern in patterns)} - {""}


def _part(pattern: re.Pattern[str], name: str) -> str:
    match = pattern.fullmatch(name)
    return match[1] if match else ""


def short_head(text: str) -> str:
    """So much of a column's name as a finding shows."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_COLUMNS else f"{text[:SHOWN_COLUMNS]}…"
