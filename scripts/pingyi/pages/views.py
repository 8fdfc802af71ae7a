"""How one evaluated subject of one node (or category) looks: its lines, bars and account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pingyi.charts import Segment, stacked_bar
from pingyi.disclosure.masking import JOINED
from pingyi.model import BLANK, Item, Subject
from pingyi.pages.book import Book, Row, roles

BASES = {"ballots": "有效票", "ratings": "评价人次"}
BLANK_TITLE = "弃权"


@dataclass(frozen=True, slots=True)
class Column:
    """A grade as a column of tables and a colour of bars."""

    id: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its tally rows by grade, its rate row, its bar."""

    item: Item
    tally: dict[str, Row]
    rate: Row | None
    bar: Markup


@dataclass(frozen=True, slots=True)
class View:
    subject: Subject
    grades: list[Column]
    lines: list[Line]
    ballots: Row | None
    own: Row | None
    scored: bool
    caption: str
    groups: dict[str, Any]

    @property
    def base(self) -> str:
        return BASES[self.subject.counts]


def node_view(book: Book, unit: str, subject: Subject, **groups: Any) -> View:
    """A node of the tree with everything below it."""
    own = [row for row in book.of("ballots", unit) if row["subject"] == subject.id]
    total = [row for row in book.of("rollup_ballots", unit) if row["subject"] == subject.id]
    grades = columns(subject)
    lines = [_line(book, unit, subject, item, grades) for item in subject.items]
    return View(
        subject=subject,
        grades=grades,
        lines=lines,
        ballots=total[0] if total else None,
        own=own[0] if own else None,
        scored=any(grade.weight is not None for item in subject.items for grade in item.grades),
        caption=f"评议{subject.title}：各项各等次的{BASES[subject.counts]}",
        groups=groups,
    )


def columns(subject: Subject) -> list[Column]:
    """The grades of all items of a subject, in order, and the abstentions."""
    found: dict[str, Column] = {}
    for item in subject.items:
        role = roles(item.grades)
        for grade in item.grades:
            found.setdefault(grade.id, Column(grade.id, grade.title, role[grade.id]))
    return [*found.values(), Column(BLANK, BLANK_TITLE, "blank")]


def _line(book: Book, unit: str, subject: Subject, item: Item, grades: list[Column]) -> Line:
    key = (subject.id, item.id)
    tally = {row["grade"]: row for row in book.of("rollup_tallies", unit) if (row["subject"], row["item"]) == key}
    rate = next((row for row in book.of("rates", unit) if (row["subject"], row["item"]) == key), None)
    return Line(item, tally, rate, _bar(item, tally, rate, grades))


def _bar(item: Item, tally: dict[str, Row], rate: Row | None, grades: list[Column]) -> Markup:
    if rate is None:
        return Markup("")
    shown = [(grade, tally[grade.id]) for grade in grades if grade.id in tally and tally[grade.id]["count"]]
    segments = [Segment(row["share"], grade.role, grade.title, row.ref("share")) for grade, row in shown]
    segments += _merged(tally, grades)
    if not segments:
        return Markup("")
    words = "，".join(f"{segment.title} {segment.share:.1f}%" for segment in segments)
    return stacked_bar(segments, f"{item.title}：{words}")


def _merged(tally: dict[str, Row], grades: list[Column]) -> list[Segment]:
    """Grades that are told only together."""
    titles = {grade.id: grade.title for grade in grades}
    return [
        Segment(
            row["share"], "blank", "、".join(titles[grade] for grade in key.split(JOINED)) + "合计", row.ref("share")
        )
        for key, row in tally.items()
        if JOINED in key and row["count"]
    ]


def rates_of(book: Book, table: str, column: str, key: str, subject: Subject) -> list[Row | None]:
    """The rate rows of one node or category, one an item of the subject, None where there are none."""
    rows = {(row["subject"], row["item"]): row for row in book.by(table, column, key)}
    return [rows.get((subject.id, item.id)) for item in subject.items]
