"""Ballots of a unit as counts, and counts as the results of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pingyi.doors.ballot_marks import Kind
from pingyi.model import BLANK, Data, Problem, Subject

SHOWN_BALLOTS = 20
"""Findings of one kind that are told one by one; rows and numbers that are named in one."""


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

    def add(self, kinds: list[Kind], times: int) -> None:
        """Count equal ballots, each of one row or of several that grade others. A person without a mark was not graded."""
        if spoils := next((kind.spoils for kind in kinds if kind.spoils), ""):
            self.spoils[spoils] += times
            return
        self.valid += times
        for person, marks in (pair for kind in kinds for pair in kind.marks.items()):
            if person and all(mark.grade == BLANK for mark in marks.values()):
                continue
            self.ratings += times
            self.persons.add(person)
            for item, mark in marks.items():
                self.marks.setdefault(item, Counter())[mark.grade] += times


@dataclass(slots=True)
class BallotCounts:
    """Counts by unit id, and what was found on the way, at its cell."""

    counts: dict[str, Count] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    def of(self, unit: str) -> Count:
        """The count of a unit."""
        return self.counts.setdefault(unit, Count())

    def tell(self, rule: str, where: str, **values: object) -> None:
        """Keep a problem, unless many of its kind were told."""
        self.told[rule] += 1
        if self.told[rule] <= SHOWN_BALLOTS:
            self.problems.append(Problem(rule, where, values=values))

    def close(self, file: str) -> None:
        """Say how many problems were left out."""
        for rule, count in self.told.items():
            if count > SHOWN_BALLOTS:
                self.problems.append(Problem("table-more", file, values={"rule": rule, "n": count - SHOWN_BALLOTS}))


def results(count: Count, subject: Subject, category: str, account: Data) -> Data:
    """The results of a subject: the counts, and of the account what somebody said; no ballot file knows the rest.

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
    return {**result, "items": {item.id: _item(count, item.id, item.grades) for item in items}}


def _item(count: Count, item: str, grades: Iterable[Any]) -> dict[str, int]:
    marks = count.marks.get(item, Counter())
    tallied = {grade.id: marks[grade.id] for grade in grades}
    return {**tallied, BLANK: marks[BLANK]} if marks[BLANK] else tallied
