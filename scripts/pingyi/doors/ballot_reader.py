"""One row of a ballot file: the kind of ballot that it is, or that it is none, which is told at its cell."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from pingyi.contract.schemas import own_schema
from pingyi.doors.ballot_columns import COLUMN, LEAST, Found, cells_of
from pingyi.doors.ballot_counts import BallotCounts
from pingyi.doors.ballot_head import items_named
from pingyi.doors.ballot_mapping import BLANKS, plain_cell
from pingyi.doors.ballot_marks import MARKS_BETWEEN, CellMark, Kind, mark
from pingyi.doors.enrolment import Enrolment
from pingyi.doors.typed import number
from pingyi.load.ballot_rows import cell_name

FORMULA_ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z]+(?:/0)?[!?]|#+)")
"""What a spreadsheet shows in the place of a result, and where a column is too narrow."""

HXL = re.compile("#[a-z]+[a-z0-9_+ ]*", re.IGNORECASE)
MOST_BALLOTS = own_schema("unit")["$defs"]["count"]["maximum"]
"""For more no row stands, for no report may have more."""

CELL_SHOWN = 30
CELLS = 2**12
"""Cells that are remembered."""

COUNT_OR_RATE = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
"""What stands in a row of totals."""


class BallotReader:
    """Judges the rows of one table; equal rows are judged once. `kinds`: by the cells that matter.

    `empty`: stretches of rows without any content; `incomplete`: rows of answers that were not completed, with their numbers;
    `unmarked`: stretches of ballots without any mark.
    """

    def __init__(self, file: str, found: Found, units: Enrolment, result: BallotCounts) -> None:
        self.columns, self.mapping, self.padded = found.columns, found.mapping, found.table.padded
        self.file, self.before, self.units, self.result = file, cells_of(file, found.table), units, result
        self.words, self.unmapped = self.mapping.words(), self.mapping.unmapped
        self.kinds: dict[tuple[str, ...], Kind] = {}
        self.empty: list[tuple[int, int]] = []
        self.incomplete: list[tuple[int, str]] = []
        self.unmarked: list[tuple[int, int]] = []
        self.number_at = self.columns.fields.get(self.mapping.ballot or "")
        self.complete_at = self.columns.fields.get(self.mapping.complete or "")
        apart = (self.number_at, self.complete_at)
        heads = self.columns.heads
        self.names = {
            name for mark in self.columns.marks for name in items_named(heads[mark.index], self.mapping.names)
        }
        self._total = lru_cache(CELLS)(self.mapping.totals.fullmatch)
        self.judged = [index for index in self.columns.used if index not in apart]
        self.pick = itemgetter(*self.judged, self.judged[0])  # one more than needed, so that it gives a tuple

    def kind(self, row: int, cells: list[str]) -> Kind | None:
        """What a row as wide as the head says; None where it is no ballot or cannot be counted, which is told."""
        known = self.kinds.get(key := self.pick(cells))
        if known is None or known.watched or not self.complete(cells):
            return self._judged(row, cells, key)
        return known

    def fitted(self, row: int, cells: list[str]) -> list[str] | None:
        """The cells below the head; None where some stand elsewhere."""
        width = len(self.columns.heads)
        beyond = next((index for index in range(width, len(cells)) if cells[index].strip()), None)
        if beyond is not None:
            self.tell("table-beyond", row, beyond, found=shortened(cells[beyond]))
            return None
        if len(cells) < width and any(cells) and not self.padded:
            self.tell("table-cells", row, len(cells) - 1, cells=len(cells), columns=width)
            return None
        return (cells + [""] * width)[:width]

    def complete(self, cells: list[str]) -> bool:
        """Whether an answer was completed, where only those count."""
        return self.complete_at is None or not self.blank(cells[self.complete_at])

    def blank(self, cell: str) -> bool:
        """Whether a cell says nothing, or what stands for nothing."""
        text = cell.strip() if cell.isascii() and "." not in cell else plain_cell(cell)
        return not text or text in self.mapping.missing

    def tell(self, rule: str, row: int, index: int, **values: object) -> None:
        """Keep a problem of a cell."""
        self.result.tell(rule, self.at(row, index), **values)

    def at(self, row: int, index: int) -> str:
        """A cell, as findings name it."""
        return f"{self.before}{cell_name(row, index)}"

    def _judged(self, row: int, cells: list[str], key: tuple[str, ...]) -> Kind | None:
        if not any(map(plain_cell, cells)):
            noted(self.empty, row)
            return None
        if self._beside(row, cells):
            return None
        unit, ballots, marks = self._unit(row, cells), self._ballots(row, cells), self._marks(row, cells)
        if unit is None or ballots is None or marks is None:
            return None
        kind = Kind(unit, ballots, marks)
        if self.mapping.count and kind.blank and ballots and ballots == self._counted():
            self.tell("table-total", row, self.columns.fields[self.mapping.count], found=str(ballots))
            return None
        self._tell_spoils(row, cells, kind)
        # What a spoiled ballot says no further does not matter: a column of texts must not make as many kinds.
        return self.kinds.setdefault((unit, kind.spoils, str(ballots), *marks) if kind.spoils else key, kind)

    def _counted(self) -> int:
        return sum(kind.rows * kind.ballots for kind in self.kinds.values())

    def _beside(self, row: int, cells: list[str]) -> bool:
        """Whether a row is something else than a ballot: tags below the head, a total, an answer that was not completed."""
        texts = [*map(_dense, cells)]
        if (
            row == self.columns.row + 1
            and all(HXL.fullmatch(text) for text in texts if text)
            and not any(map(FORMULA_ERROR.fullmatch, texts))
        ):
            self.tell("ballots-tags", row, 0)
            return True
        other = self._no_ballot(row, cells, texts)
        if other is not None:
            self.tell("table-total", row, other, found=shortened(texts[other]))
            return True
        if not self.complete(cells):
            self.incomplete.append((row, "" if self.number_at is None else texts[self.number_at]))
            return True
        return False

    def _no_ballot(self, row: int, cells: list[str], texts: list[str]) -> int | None:
        """The cell that shows that a row is none: a total, a signature below the ballots, names of columns."""
        for index, text in enumerate(texts):
            if self._total(text) and text not in self.mapping.grades:
                return index
        marks = [(column.index, plain_cell(cells[column.index])) for column in self.columns.marks]
        if any(text in self.mapping.grades for _, text in marks):
            return None
        signed = next((index for index, text in enumerate(texts) if self.mapping.signs.fullmatch(text)), None)
        words = [text for _, text in marks]
        named = all(items_named(text, self.mapping.names) & self.names for text in words)
        return marks[0][0] if named or self._lower_head(row, words) or self._totals(words) else signed

    def _totals(self, marks: list[str]) -> bool:
        """Whether there is a number under every item, below ballots with words."""
        counted = len(marks) >= LEAST and all(map(COUNT_OR_RATE.fullmatch, marks))
        return counted and any(not kind.watched for kind in self.kinds.values())

    def _lower_head(self, row: int, marks: list[str]) -> bool:
        """Whether the row below the head goes on with it: something else over every column, and no mark or code."""
        words = {text for text in marks if len(text) > 1 and not text.isdecimal() and text not in self.mapping.missing}
        known = MARKS_BETWEEN.split(" ".join(marks))
        return row == self.columns.row + 1 and len(words) == len(marks) >= LEAST and not self.unmapped & set(known)

    def _unit(self, row: int, cells: list[str]) -> str | None:
        chain = [{key: self._filled(str(value), cells) for key, value in level.items()} for level in self.mapping.units]
        unit = self.units.unit(chain)
        if isinstance(unit, str):
            return unit
        named = COLUMN.search(str(self.mapping.units[-1]["id"]))
        if named and not plain_cell(cells[self.columns.fields[named[1]]]):
            self.tell("table-unit-blank", row, self.columns.fields[named[1]])
            return None
        where = self.at(row, self.columns.fields[named[1]]) if named else f"{self.file} --unit"
        self.result.tell(unit.rule, where, **unit.values)
        return None

    def _filled(self, template: str, cells: list[str]) -> str:
        return COLUMN.sub(lambda match: cells[self.columns.fields[match[1]]], template)

    def _ballots(self, row: int, cells: list[str]) -> int | None:
        """For how many ballots a row stands; None where the cell does not say."""
        if not self.mapping.count:
            return 1
        index = self.columns.fields[self.mapping.count]
        found = number(cells[index])
        if isinstance(found, int) and 0 <= found <= MOST_BALLOTS:
            return found
        self.tell("ballots-count", row, index, found=shortened(cells[index]))
        return None

    def _marks(self, row: int, cells: list[str]) -> dict[str, dict[str, CellMark]] | None:
        """Marks by person and item; None where a formula went wrong or nobody says who is graded."""
        person = plain_cell(cells[self.columns.fields[self.mapping.person]]) if self.mapping.person else ""
        if self.mapping.person and not person:
            self.tell("ballots-number", row, self.columns.fields[self.mapping.person], column=self.mapping.person)
            return None
        marks: dict[str, dict[str, CellMark]] = {}
        for column in self.columns.marks:
            cell = plain_cell(cells[column.index])
            wrong = FORMULA_ERROR.fullmatch(cell)
            if wrong or cell in self.unmapped:
                rule = "table-formula" if wrong else "ballots-unmapped-grade"
                self.tell(rule, row, column.index, found=cell)
                return None
            said = mark(cell, self.words[column.item], self.mapping)
            marks.setdefault(column.person or person, {})[column.item] = said
        return marks

    def _tell_spoils(self, row: int, cells: list[str], kind: Kind) -> None:
        person = next(iter(kind.marks)) if self.mapping.person else ""
        for column in self.columns.marks:
            if spoils := kind.marks[column.person or person][column.item].spoils:
                self.tell(spoils, row, column.index, found=shortened(cells[column.index]))


def noted(stretches: list[tuple[int, int]], row: int) -> None:
    """Add a row to stretches of rows, to the last one where it comes next."""
    if stretches and stretches[-1][1] == row - 1:
        stretches[-1] = (stretches[-1][0], row)
    else:
        stretches.append((row, row))


@lru_cache(CELLS)
def _dense(cell: str) -> str:
    """A cell without any blanks."""
    return BLANKS.sub("", plain_cell(cell))


def shortened(text: str) -> str:
    """So much of a cell as a finding shows."""
    text = " ".join(text.split()) or text
    return text if len(text) <= CELL_SHOWN else f"{text[:CELL_SHOWN]}…"
