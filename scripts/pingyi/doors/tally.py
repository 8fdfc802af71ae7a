"""Ballots to counts: one row a ballot, or a ballot and person; one column an item. Pure; nothing is dropped or guessed.

A ballot with a mark that is not exactly one grade is spoiled as a whole; an empty cell is an abstention for that item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pingyi.model import BLANK, Data, Subject

COLUMN = re.compile(r"\{([^{}]+)\}")
MARKS_BETWEEN = re.compile(r"[\s,，、;；/+]+")
TWO_GRADES, UNKNOWN = "two grades", "unknown mark"


class MappingError(Exception):
    """The mapping does not fit the file or the campaign; the message says how."""


@dataclass(frozen=True, slots=True)
class BallotMapping:
    """How columns and cells of a ballot file map to the campaign's words.

    `count`: for how many equal ballots a row stands. `ballot`: the ballot's number. `person`: who is graded in the row.
    """

    units: tuple[Data, ...]
    subject: Subject
    items: Mapping[str, str]
    grades: Mapping[str, str]
    count: str | None = None
    ballot: str | None = None
    person: str | None = None

    def check(self) -> None:
        """Raise `MappingError` where the mapping does not fit the campaign's items, grades or way of counting."""
        known = {item.id: item for item in self.subject.items}
        if missing := [item for item in known if item not in self.items]:
            raise MappingError(f"no column for item {', '.join(missing)}")
        if unknown := [item for item in self.items if item not in known]:
            raise MappingError(f"no item {', '.join(unknown)} in subject {self.subject.id}")
        grades = {grade.id for item in known.values() for grade in item.grades}
        if unknown := sorted(set(self.grades.values()) - grades):
            raise MappingError(f"no grade {', '.join(unknown)} in the campaign")
        self._check_counting()

    def _check_counting(self) -> None:
        rated = self.subject.counts == "ratings"
        if rated and not (self.ballot and self.person):
            raise MappingError(f"subject {self.subject.id} counts ratings: say which columns hold ballot and person")
        if self.person and not rated:
            raise MappingError(f"subject {self.subject.id} counts ballots: it has no persons")
        if self.count and self.ballot:
            raise MappingError("a row is either one numbered ballot or several equal ones, not both")


@dataclass(frozen=True, slots=True)
class CellMark:
    """What a cell says: a grade or `BLANK`; or why it spoils the ballot."""

    grade: str
    spoils: str = ""


@dataclass(frozen=True, slots=True)
class BallotRow:
    """One row of the file: where it stands, for how many ballots it stands, whom it grades, its marks by item."""

    line: int
    ballots: int
    person: str
    marks: dict[str, CellMark]


@dataclass(slots=True)
class Count:
    """The ballots of one unit. `spoils`: spoiled ballots by what spoiled them. `ratings`: persons graded, over all ballots."""

    valid: int = 0
    ratings: int = 0
    spoils: Counter[str] = field(default_factory=Counter)
    persons: set[str] = field(default_factory=set)
    marks: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def spoiled(self) -> int:
        return self.spoils.total()

    def add(self, ballot: list[BallotRow]) -> None:
        """Count a ballot: one entry, or one for each person on it. A person without any mark was not graded."""
        if spoils := next((mark.spoils for entry in ballot for mark in entry.marks.values() if mark.spoils), None):
            self.spoils[spoils] += ballot[0].ballots
            return
        self.valid += ballot[0].ballots
        for entry in ballot:
            if entry.person and all(mark.grade == BLANK for mark in entry.marks.values()):
                continue
            self.ratings += entry.ballots
            self.persons.add(entry.person)
            for item, mark in entry.marks.items():
                self.marks.setdefault(item, Counter())[mark.grade] += entry.ballots


@dataclass(slots=True)
class BallotCounts:
    """Counts by unit id, and every unit met on the way down (id to name, category and kind), parents first.

    `repeated`: pairs of lines that hold the same ballot (and person).
    """

    counts: dict[str, Count] = field(default_factory=dict)
    units: dict[str, Data] = field(default_factory=dict)
    repeated: list[tuple[int, int]] = field(default_factory=list)


def tally(rows: Iterable[tuple[int, Mapping[str, str]]], mapping: BallotMapping) -> BallotCounts:
    """Count all rows. Raises `MappingError` for a column that the file lacks or a count that is not a number."""
    result = BallotCounts()
    ballots: dict[tuple[str, str | int], list[BallotRow]] = {}
    words = _words(mapping)
    for line, row in rows:
        try:
            chain = [{key: filled_from_row(text, row) for key, text in level.items()} for level in mapping.units]
            entry = _entry(line, row, mapping, words)
            number = row[mapping.ballot] if mapping.ballot else line
        except KeyError as error:
            raise MappingError(f"line {line}: the file has no column {error}") from error
        except ValueError as error:
            raise MappingError(f"line {line}: {error}") from error
        for level in chain:
            result.units.setdefault(level["id"], level)
        ballots.setdefault((chain[-1]["id"], number), []).append(entry)
    for (unit, _), entries in ballots.items():
        result.repeated.extend(_repeated(entries))
        result.counts.setdefault(unit, Count()).add(entries)
    return result


def _words(mapping: BallotMapping) -> dict[str, dict[str, str]]:
    """Cell to grade for each item: those of its own scale, for a word of another says nothing here."""
    asked = {item.id: {grade.id for grade in item.grades} for item in mapping.subject.items}
    return {
        item: {cell: grade for cell, grade in mapping.grades.items() if grade in asked[item]} for item in mapping.items
    }


def _entry(
    line: int, row: Mapping[str, str], mapping: BallotMapping, words: Mapping[str, Mapping[str, str]]
) -> BallotRow:
    """A row read. Raises `KeyError` for a missing column, `ValueError` for a count or number that is none."""
    ballots = int(row[mapping.count]) if mapping.count else 1
    if ballots < 0:
        raise ValueError(f"{ballots} ballots")
    for column in (mapping.ballot, mapping.person):
        if column and not row[column]:
            raise ValueError(f"nothing in column {column}")
    person = row[mapping.person] if mapping.person else ""
    return BallotRow(
        line, ballots, person, {item: _mark(row[column], words[item]) for item, column in mapping.items.items()}
    )


def _repeated(entries: list[BallotRow]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for entry in entries:
        if entry.person in first:
            yield first[entry.person], entry.line
        first.setdefault(entry.person, entry.line)


def filled_from_row(template: str, row: Mapping[str, str]) -> str:
    """A template with each `{column}` replaced by the row's cell. Raises `KeyError`."""
    return COLUMN.sub(lambda match: row[match[1]], template)


def _mark(cell: str, words: Mapping[str, str]) -> CellMark:
    if not cell:
        return CellMark(BLANK)
    if cell in words:
        return CellMark(words[cell])
    parts = MARKS_BETWEEN.split(cell)
    return CellMark("", TWO_GRADES if len(parts) > 1 and all(part in words for part in parts) else UNKNOWN)


def results(count: Count, subject: Subject, category: str, account: Data) -> Data:
    """`results.<subject>` of a report: the counts, and of the account what somebody said; no ballot file knows the rest.

    `account`: any of eligible, attended, issued and, for ratings, persons (the number to be graded).
    """
    known = {key: account[key] for key in ("eligible", "attended", "issued") if account.get(key) is not None}
    ballots = {**known, "returned": count.valid + count.spoiled, "valid": count.valid, "spoiled": count.spoiled}
    result: Data = {"outcome": "held", "ballots": ballots}
    if subject.counts == "ratings":
        total = {} if account.get("persons") is None else {"total": account["persons"]}
        result |= {"persons": {**total, "evaluated": len(count.persons)}, "valid_ratings": count.ratings}
    asked = subject.asked_of(category)
    # What nobody was to be asked, and somebody answered all the same, is for the check to say.
    items = [item for item in subject.items if item in asked or count.marks.get(item.id, Counter()).keys() - {BLANK}]
    return {subject.id: {**result, "items": {item.id: _item(count, item.id, item.grades) for item in items}}}


def _item(count: Count, item: str, grades: Iterable[Any]) -> dict[str, int]:
    marks = count.marks.get(item, Counter())
    tallied = {grade.id: marks[grade.id] for grade in grades}
    return {**tallied, BLANK: marks[BLANK]} if marks[BLANK] else tallied
