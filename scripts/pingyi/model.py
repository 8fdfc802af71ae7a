"""The nouns of a campaign as frozen values. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

Level = Literal["error", "warning", "hint"]
Data = dict[str, Any]

ROOT = "."
"""Id of the whole campaign where a table has a row for every node of the tree."""

BLANK = "blank"
"""Key of the abstentions in a tally, beside the grades."""


class Mark(NamedTuple):
    """A place in a text file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place, not yet in words: the catalogue turns it into a `Finding`."""

    rule: str
    path: str
    pointer: str = ""
    mark: Mark | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong in one place, in words. Ordered by place."""

    path: str
    line: int
    column: int
    rule: str
    level: Level
    pointer: str
    message: str
    fix: str
    field: str = ""
    """Pointer of the field that is missing, where `pointer` is what lacks it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the roster. `organisations` and `members` are the unit's own, without its children's."""

    id: str
    name: str
    category: str
    kind: Literal["reporting", "branch"]
    code: str | None = None
    organisations: int | None = None
    members: int | None = None
    opened: date | None = None
    closed: date | None = None
    due: date | None = None
    due_reason: str | None = None
    exempt: str | None = None
    submitters: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    above: str = ""
    """The names of the units above, the highest first, where another unit bears the same name."""

    @property
    def parent(self) -> str:
        return parent(self.id)

    @property
    def title(self) -> str:
        """The name, with what tells it from others of that name."""
        return f"{self.above} › {self.name}" if self.above else self.name


def parent(unit: str) -> str:
    """The id one level up; `ROOT` above the first level."""
    return unit.rpartition("/")[0] or ROOT


HUNDRED = 100
"""Weights have at most two places and are held as whole hundredths."""

Denominator = Literal["valid", "marks"]
"""What rates are read against: all valid ballots or ratings, or marks without abstentions and neutral grades."""


@dataclass(frozen=True, slots=True)
class Grade:
    id: str
    title: str
    positive: bool = False
    neutral: bool = False
    weight: int | None = None
    """In whole hundredths."""

    @property
    def shown_weight(self) -> str:
        """The weight as it is written: `100`, `6.67`, `2.5`."""
        whole, rest = divmod(self.weight or 0, HUNDRED)
        return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


@dataclass(frozen=True, slots=True)
class Scale:
    """Grades from one end to the other, as the campaign lists them. Grades of different scales are different grades, even of one id."""

    id: str
    title: str
    grades: tuple[Grade, ...]
    named_top: str | None = None

    @property
    def top(self) -> Grade | None:
        """The grade of most approval: the one that the campaign names, or the positive one that stands at an end.

        Grades that are neutral (不了解) are no end. With positive grades at both ends it is the first; without any there is none.
        """
        if self.named_top is not None:
            return next(grade for grade in self.grades if grade.id == self.named_top)
        ends = self._ends
        return next((grade for grade in (ends[0], ends[-1]) if grade.positive), None) if ends else None

    @property
    def approves(self) -> bool:
        """Whether any grade counts as approval; without one there is no positive rate, and no grade is bad."""
        return any(grade.positive for grade in self.grades)

    @property
    def best_first(self) -> tuple[Grade, ...]:
        """The grades from the end that approves: turned around where the campaign lists them from worst to best."""
        ends = self._ends
        if not ends or ends[0].positive or not ends[-1].positive:
            return self.grades
        last = self.grades.index(ends[-1])
        return *self.grades[last::-1], *self.grades[last + 1 :]

    @property
    def _ends(self) -> list[Grade]:
        return [grade for grade in self.grades if not grade.neutral]


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    title: str
    short: str
    promotes: str
    scale: Scale
    denominator: Denominator = "valid"
    not_asked_of: tuple[str, ...] = ()
    """Categories of units that do not evaluate it."""

    @property
    def grades(self) -> tuple[Grade, ...]:
        return self.scale.grades

    @property
    def rated(self) -> tuple[str, ...]:
        """The keys of a tally that make up the denominator of its rates."""
        if self.denominator == "marks":
            return tuple(grade.id for grade in self.grades if not grade.neutral)
        return (*(grade.id for grade in self.grades), BLANK)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated. `counts`: one mark a ballot and item, or many persons graded on each ballot."""

    id: str
    title: str
    counts: Literal["ballots", "ratings"]
    items: tuple[Item, ...]
    denominator: Denominator = "valid"

    def asked_of(self, category: str) -> tuple[Item, ...]:
        """The items that units of a category evaluate."""
        return tuple(item for item in self.items if category not in item.not_asked_of)

    @property
    def by_scale(self) -> list[tuple[Scale, list[Item]]]:
        """Each scale with its items, both in the order in which they are first asked: what stands in one table."""
        found: dict[str, tuple[Scale, list[Item]]] = {}
        for item in self.items:
            found.setdefault(item.scale.id, (item.scale, []))[1].append(item)
        return list(found.values())


OFFICE = "office"
"""What the campaign's office is called among the levels that decide; all others are ids of units."""

DecisionVerdict = Literal["returned", "accepted", "reopened"]


@dataclass(frozen=True, slots=True)
class Approval:
    """Which kinds of units decide on the reports below them, beside the office, which always does, and what totals count."""

    levels: frozenset[str]
    totals: Literal["submitted", "accepted"]


@dataclass(frozen=True, slots=True)
class Decision:
    """`data/decisions/<unit>.d/<number>.yml`. `by`: a unit above, or `OFFICE`.

    `points`: words by pointer; `absent`: reasons by unit; `report`, `below`: hashes of what was judged (see
    `decisions.canonical`), empty where there is nothing to be hashed.
    """

    unit: str
    number: int
    verdict: DecisionVerdict
    by: str
    post: str
    on: date
    reason: str = ""
    points: Mapping[str, str] = field(default_factory=dict)
    scope: tuple[str, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    report: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """`data/campaign.yml`. `data` is the whole file; the other fields are what most code needs of it."""

    data: Data
    title: str
    starts: date
    ends: date
    due: Mapping[str, date]
    timezone: str
    timeliness: Literal["received", "declared"]
    audience: str
    subjects: tuple[Subject, ...]
    decimals: int = 1
    """Of every rate and score, wherever it is shown."""

    words: Mapping[str, str] = field(default_factory=dict)
    """What the campaign calls its figures: `positive_rate`."""

    approval: Approval | None = None
    """None: merging is acceptance."""

    def titles(self, words: str) -> dict[str, str]:
        """Id to Chinese title of one of the campaign's word lists, such as `categories`."""
        return {key: word["title"] for key, word in self.data.get(words, {}).items()}

    def uses(self, part: str) -> bool:
        """Whether any unit may report this part."""
        asked = self.data["parts"].get(part, {})
        return any(asked.get(kind) != "unused" for kind in self.due)

    @property
    def meets(self) -> bool:
        """Whether any form of evaluation has people attend, so that those who came are counted."""
        return any(form["attendance"] for form in self.data["forms"].values())


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file that could be read: its data in normal form and its text, kept to point into."""

    path: str
    text: str
    data: Data


class Stated(NamedTuple):
    """What a report says of itself, whatever else is wrong with it. Days are ISO 8601.

    `declared`: the day that it dates itself; `changed`: the last one by the clock's on which it was filled in or corrected;
    `stage`: the last one that it covers; `raw`: the digest of its bytes.
    """

    status: str | None
    declared: str | None
    changed: str | None
    stage: str | None
    raw: str

    @property
    def final(self) -> bool:
        return self.status == "final"


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one unit. `received` is None where the campaign's clock has not seen it yet; `changed` last by then.

    `read` gives the document at a path, which may have to be parsed for it: thousands of them do not fit into a memory.
    """

    unit: str
    path: str
    said: Stated
    read: Callable[[str], Document] = field(compare=False, repr=False)
    received: date | None = None
    changed: date | None = None

    @property
    def document(self) -> Document:
        return self.read(self.path)

    @property
    def data(self) -> Data:
        return self.document.data


@dataclass(frozen=True, slots=True)
class Stamped:
    """The arrival of a unit's signed and stamped copy on paper."""

    unit: str
    received_on: date
    returned_on: date | None = None
    """Sent back since, to be signed or stamped."""
    note: str | None = None
