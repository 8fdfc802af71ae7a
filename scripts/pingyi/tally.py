"""Ballots to counts: one row a ballot, one column an item. Pure; spoiled and blank marks are counted, never dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pingyi.model import BLANK, Data, Subject

COLUMN = re.compile(r"\{([^{}]+)\}")


class MappingError(Exception):
    """The mapping does not fit the file or the campaign; the message says how."""


@dataclass(frozen=True, slots=True)
class BallotMapping:
    """How columns and cells of a ballot file map to the campaign's words."""

    units: tuple[Data, ...]
    subject: Subject
    items: Mapping[str, str]
    grades: Mapping[str, str]
    count: str | None = None

    def check(self) -> None:
        """Raise `MappingError` where the mapping names items or grades that the campaign does not have."""
        known = {item.id: item for item in self.subject.items}
        if self.subject.counts != "ballots":
            raise MappingError(f"subject {self.subject.id} counts ratings; tally counts ballots only")
        if missing := [item for item in known if item not in self.items]:
            raise MappingError(f"no column for item {', '.join(missing)}")
        if unknown := [item for item in self.items if item not in known]:
            raise MappingError(f"no item {', '.join(unknown)} in subject {self.subject.id}")
        grades = {grade.id for item in known.values() for grade in item.grades}
        if unknown := sorted(set(self.grades.values()) - grades):
            raise MappingError(f"no grade {', '.join(unknown)} in the campaign")


@dataclass(slots=True)
class Count:
    """The ballots of one unit."""

    valid: int = 0
    spoiled: int = 0
    marks: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, marks: dict[str, str | None], ballots: int) -> None:
        if None in marks.values():
            self.spoiled += ballots
            return
        self.valid += ballots
        for item, grade in marks.items():
            self.marks.setdefault(item, Counter())[str(grade)] += ballots


@dataclass(slots=True)
class Tally:
    """Counts by unit id, and every unit met on the way down (id to name, category and kind), parents first."""

    counts: dict[str, Count] = field(default_factory=dict)
    units: dict[str, Data] = field(default_factory=dict)


def tally(rows: Iterable[tuple[int, Mapping[str, str]]], mapping: BallotMapping) -> Tally:
    """Count all rows. Raises `MappingError` for a column that the file lacks or a count that is not a number."""
    result = Tally()
    for line, row in rows:
        try:
            chain = [{key: fill(text, row) for key, text in level.items()} for level in mapping.units]
            marks = {item: _mark(row[column], mapping) for item, column in mapping.items.items()}
            ballots = int(row[mapping.count]) if mapping.count else 1
        except KeyError as error:
            raise MappingError(f"line {line}: the file has no column {error}") from error
        except ValueError as error:
            raise MappingError(f"line {line}: {error}") from error
        for level in chain:
            result.units.setdefault(level["id"], level)
        result.counts.setdefault(chain[-1]["id"], Count()).add(marks, ballots)
    return result


def fill(template: str, row: Mapping[str, str]) -> str:
    """A template with each `{column}` replaced by the row's cell. Raises `KeyError`."""
    return COLUMN.sub(lambda match: row[match[1]], template)


def _mark(cell: str, mapping: BallotMapping) -> str | None:
    """The grade of a cell, `BLANK` for an empty one, None for one that no grade is mapped to."""
    return mapping.grades.get(cell) if cell else BLANK


def results(count: Count, subject: Subject) -> Data:
    """`results.<subject>` of a report: the counts and nothing else. How many were eligible, no ballot file says."""
    ballots = {"returned": count.valid + count.spoiled, "valid": count.valid, "spoiled": count.spoiled}
    items = {}
    for item in subject.items:
        marks: Mapping[str, Any] = count.marks.get(item.id, Counter())
        items[item.id] = {grade.id: marks.get(grade.id, 0) for grade in item.grades}
        if marks.get(BLANK):
            items[item.id][BLANK] = marks[BLANK]
    return {subject.id: {"outcome": "held", "ballots": ballots, "items": items}}
