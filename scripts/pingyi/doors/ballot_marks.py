"""What the cells of a ballot say: a grade, nothing, or what spoils the whole ballot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pingyi.doors.ballot_mapping import BallotMapping
from pingyi.model import BLANK

MARKS_BETWEEN = re.compile(r"[\s,，、;；/+|┋]+")
TWO_GRADES, UNKNOWN = "ballots-two-grades", "ballots-unknown-mark"


@dataclass(frozen=True, slots=True)
class CellMark:
    """What a cell says: a grade or `BLANK`; or why it spoils the ballot. `missing`: the code that stands for a blank."""

    grade: str
    spoils: str = ""
    missing: str = ""


@dataclass(slots=True)
class Kind:
    """Equal rows: of which unit, for how many ballots each stands, their marks by person and item, how many there are."""

    unit: str
    ballots: int
    marks: dict[str, dict[str, CellMark]]
    rows: int = 0
    watched: bool = field(init=False)
    """Each such row is looked at by itself: it may be spoiled, or no ballot at all."""

    def __post_init__(self) -> None:
        self.watched = bool(self.spoils) or self.blank

    @property
    def every(self) -> Iterator[CellMark]:
        return (mark for marks in self.marks.values() for mark in marks.values())

    @property
    def spoils(self) -> str:
        return next((mark.spoils for mark in self.every if mark.spoils), "")

    @property
    def blank(self) -> bool:
        return all(mark.grade == BLANK for mark in self.every)


def mark(cell: str, words: Mapping[str, str], mapping: BallotMapping) -> CellMark:
    """What a cell without blanks around it says. `words`: cell to grade of the item's own scale."""
    if not cell:
        return CellMark(BLANK)
    if cell in words:
        return CellMark(words[cell])
    if cell in mapping.missing:
        return CellMark(BLANK, missing=cell)
    parts = MARKS_BETWEEN.split(cell)
    if len(parts) > 1 and all(part in words for part in parts):
        return CellMark("", TWO_GRADES)
    shorter = (match[1] for pattern in mapping.marks if (match := pattern.fullmatch(cell)))
    grade = next((words[part] for part in shorter if part in words), None)
    return CellMark(grade) if grade else CellMark("", UNKNOWN)
