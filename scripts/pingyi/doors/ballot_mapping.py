"""How columns and cells of a ballot file map to the campaign's words: what comes with the tool, is in a file, is said.

Sources are data: each file in `schemas/mappings` names the heads by which its source is recognised, and what differs
from `plain.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pingyi.campaign.judged import Judged
from pingyi.contract.assets import assets
from pingyi.contract.limits import AGREED
from pingyi.doors.mapping_file import MappingError, mapping_file
from pingyi.load.documents import own_document
from pingyi.model import Data, Subject

PLAIN_TABLE = "plain"
PERSON = "{person}"
AROUND = AGREED["typed"]["around"]
BLANKS = re.compile(rf"[\s{re.escape(AROUND)}]+")
WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width signs to those of ASCII. Circled and raised digits are no digits, so this is not Unicode's NFKC."""

WITH_POINT = re.compile(r"(-?[0-9]+)\.0+")


@lru_cache(2**12)
def plain_cell(text: str) -> str:
    """A cell without what a typist does not see: blanks around it, width of signs, the point of a whole number."""
    text = text.translate(WIDTH).strip(AROUND)
    whole = WITH_POINT.fullmatch(text)
    return whole[1] if whole else text


def head_name(text: str) -> str:
    """A column's name without blanks and line breaks."""
    return BLANKS.sub("", text.translate(WIDTH))


@dataclass(frozen=True, slots=True)
class BallotMapping:
    """The mapping for one subject. `items`: id to the names that its column may have; `grades`: cell to grade.

    `count`: for how many equal ballots a row stands. `ballot`: the ballot's number. `person`: who is graded in the row.
    `complete`: what only complete ballots have. `names` and `marks`: patterns whose group is another name or mark.
    """

    units: tuple[Data, ...]
    subject: Subject
    items: Mapping[str, tuple[str, ...]]
    grades: Mapping[str, str]
    count: str | None = None
    ballot: str | None = None
    person: str | None = None
    complete: str | None = None
    missing: frozenset[str] = frozenset()
    names: tuple[re.Pattern[str], ...] = ()
    marks: tuple[re.Pattern[str], ...] = ()
    totals: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))
    signs: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))

    @property
    def by_columns(self) -> bool:
        """Many persons are graded, each in columns of their own."""
        return any(PERSON in name for names in self.items.values() for name in names)

    @property
    def unmapped(self) -> frozenset[str]:
        """Titles of grades that no cell was said to mean: where one is met, the mapping lacks something."""
        grades = {grade.id: grade.title for item in self.subject.items for grade in item.grades}
        return frozenset(plain_cell(title) for title in grades.values()) - self.grades.keys()

    def words(self) -> dict[str, dict[str, str]]:
        """Cell to grade for each item: those of its own scale, for a word of another says nothing here."""
        asked = {item.id: {grade.id for grade in item.grades} for item in self.subject.items}
        return {
            item: {cell: grade for cell, grade in self.grades.items() if grade in ids} for item, ids in asked.items()
        }

    def check(self) -> None:
        """Raise `MappingError` where the mapping does not fit the campaign's items, grades or way of counting."""
        known = {item.id: item for item in self.subject.items}
        if lacking := [item.title for item in known.values() if item.id not in self.items]:
            raise MappingError("tally-item-lacks", items="、".join(lacking))
        if unknown := [item for item in self.items if item not in known]:
            raise MappingError("tally-item-unknown", found="、".join(unknown), known=_listed(known.values()))
        grades = {grade.id: grade for item in known.values() for grade in item.grades}
        if unknown := sorted(set(self.grades.values()) - set(grades)):
            raise MappingError("tally-grade-unknown", found="、".join(unknown), known=_listed(grades.values()))
        self._check_counting()

    def _check_counting(self) -> None:
        rated, title = self.subject.counts == "ratings", self.subject.title
        if rated and not self.by_columns and not (self.ballot and self.person):
            raise MappingError("tally-ratings-columns", subject=title)
        if (self.person or self.by_columns) and not rated:
            raise MappingError("tally-no-persons", subject=title)
        if self.person and self.by_columns:
            raise MappingError("tally-person-twice")
        if self.count and self.ballot:
            raise MappingError("tally-count-ballot")


def _listed(words: Iterable[Any]) -> str:
    return "、".join(f"{word.id}（{word.title}）" for word in words)


@cache
def sources() -> dict[str, Data]:
    """The sources that come with the tool by name, those that need most heads first; `plain` last."""
    folder = assets("schemas") / "mappings"
    found = {path.stem: dict(own_document(folder, path.name).data) for path in sorted(folder.glob("*.yml"))}
    return dict(sorted(found.items(), key=lambda pair: -min(len(heads) for heads in pair[1]["heads"])))


def recognised(cells: Iterable[str]) -> Data:
    """What is known of the source whose heads these are, on the ground of a plain table."""
    names = {head_name(cell) for cell in cells}
    source = next(
        each
        for each in sources().values()
        if any(all(head_name(head) in names for head in heads) for heads in each["heads"])
    )
    # A source's own columns are a help, not a demand: an export may leave them out.
    helps = {
        key: value for key, value in source.items() if key not in ("ballot", "complete") or head_name(value) in names
    }
    return sources()[PLAIN_TABLE] | helps


def said_mapping(mapping: Path | None, judged: Judged, options: Data) -> Data:
    """What file and command line say of the mapping, the latter in the former's place. Raises `MappingError`."""
    told = (mapping_file(mapping, judged, "mapping").data if mapping else {}) | _options(options)
    if "units" not in told:
        raise MappingError("tally-unit-lacks")
    return told


def _options(options: Data) -> Data:
    """The options that say something of the mapping."""
    told = {key: options[key] for key in ("subject", "count", "ballot", "person", "complete", "sheet")}
    told |= {
        "units": [{"id": options["unit"]}] if options["unit"] else None,
        "items": dict(_pair(text) for text in options["items"]),
        "grades": _cells(_pair(text) for text in options["grades"]),
        "missing": list(options["missing"]),
    }
    return {key: value for key, value in told.items() if value}


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not (sign and key and value):
        raise MappingError("tally-pair", found=text)
    return key, value


def _cells(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Cell to grade; a cell that is said to mean two grades means none."""
    cells: dict[str, str] = {}
    for cell, grade in pairs:
        if cells.setdefault(cell, grade) != grade:
            raise MappingError("tally-grade-twice", found=cell)
    return cells


def ballot_mapping(judged: Judged, source: Data, told: Data) -> BallotMapping:
    """The mapping of a file from a recognised source. Raises `MappingError`."""
    data = source | told
    if "count" in told and "ballot" not in told:
        data.pop("ballot", None)  # what a source calls a ballot's number numbers rows
    subject = _subject(judged.campaign.subjects, data.get("subject"))
    items: dict[str, tuple[str, ...]] = {key: (name,) for key, name in data.get("items", {}).items()}
    mapping = BallotMapping(
        tuple(data["units"]),
        subject,
        items or {item.id: (item.title, item.short, item.id) for item in subject.items},
        _grades(data.get("grades") or _titles(subject)),
        count=data.get("count"),
        ballot=data.get("ballot"),
        person=data.get("person"),
        complete=data.get("complete"),
        missing=frozenset(plain_cell(cell) for cell in data["missing"]),
        names=tuple(re.compile(pattern) for pattern in data["names"]),
        marks=tuple(re.compile(pattern) for pattern in data["marks"]),
        totals=total_words(data["totals"]),
        signs=sign_words(data["signs"]),
    )
    mapping.check()
    return mapping


def _grades(cells: Mapping[str, str]) -> dict[str, str]:
    return _cells((plain_cell(cell), grade) for cell, grade in cells.items())


def _titles(subject: Subject) -> dict[str, str]:
    """Titles and ids of a subject's grades, where no grade was mapped. Raises `MappingError` where a title means two."""
    grades = {grade.id: grade for item in subject.items for grade in item.grades}
    return _cells((word, grade.id) for grade in grades.values() for word in (grade.title, grade.id))


def total_words(words: Iterable[str]) -> re.Pattern[str]:
    """Matches a cell that says, without blanks, no more than one of the words and perhaps a number."""
    return re.compile(rf"(?i:{'|'.join(map(re.escape, words))})(?:[:(\[,=0-9].*)?")


def sign_words(words: Iterable[str]) -> re.Pattern[str]:
    """Matches a cell that says, without blanks, who signed or what is to be noted."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?:\(.*\))?:.*")


def _subject(subjects: Iterable[Subject], name: str | None) -> Subject:
    known = list(subjects)
    found = [subject for subject in known if name in (None, subject.id, subject.title)]
    if len(found) != 1:
        raise MappingError("tally-subject-unknown" if name else "tally-subject-which", found=name, known=_listed(known))
    return found[0]
