"""How one evaluated subject of one node (or category) looks: its lines, bars and account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from pingyi.charts.bars import Part, Segment, stacked_bars
from pingyi.model import BLANK, Grade, Item, Subject
from pingyi.protect.cells import JOINED
from pingyi.publish.book import Book, Row, figure_html, roles
from pingyi.publish.site_words import SITE

BASES: dict[str, str] = SITE["bases"]
SMALL = 10
"""Fewer ballots than these say little: one more or less moves a share by ten percent and more."""

SHARES = ("top_rate", "positive_rate")
"""Columns of rates whose denominator is the column `valid` beside them."""

FEW_SIGN = f'<span class="few" title="{SITE["few"].format(small=SMALL)}">※</span>'

TallyRows = dict[str, Row]
"""Rows of counts by grade."""


@dataclass(frozen=True, slots=True)
class GradeColumn:
    """A grade as a column of tables and a colour and place of bars."""

    id: str
    title: str
    role: str
    part: Part = "positive"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: its tally rows by grade, its rate row, its bar."""

    item: Item
    tally: TallyRows
    rate: Row | None
    bar: Markup


@dataclass(frozen=True, slots=True)
class Own:
    """One item of a unit's own votes: tally rows by grade, and its row of the table `funnel`."""

    item: Item
    tally: TallyRows
    rate: Row | None


@dataclass(frozen=True, slots=True)
class View:
    subject: Subject
    grades: tuple[GradeColumn, ...]
    lines: list[ItemLine]
    ballots: Row | None
    own: Row | None
    scored: bool
    caption: str
    groups: dict[str, Any]

    @property
    def base(self) -> str:
        return BASES[self.subject.counts]

    @property
    def diverging(self) -> bool:
        return any(grade.part == "middle" for grade in self.grades)


def share(row: Row | None, column: str, missing: str = "—") -> Markup:
    """A rate as `figure` shows it; one that stands on few ballots carries a sign, which the page explains."""
    return Markup(_share(row, column, missing))  # noqa: S704 - escaped by `figure_html`


def _share(row: Row | None, column: str, missing: str) -> str:
    shown = figure_html(row, column, missing)
    return shown + FEW_SIGN if row is not None and (row["valid"] or SMALL) < SMALL else shown


def row_cells(row: Row | None, columns: Iterable[str], missing: str = "—") -> Markup:
    """Cells of a table with figures of one row: a template would call for each, which is most of a page's time."""
    return _row_cells(row, tuple(columns), missing)


@lru_cache(maxsize=4096)
def _row_cells(row: Row | None, columns: tuple[str, ...], missing: str) -> Markup:
    """Kept for a while: what is said of a unit stands on the page of every unit below it too."""
    return _cells(_share(row, name, missing) if name in SHARES else figure_html(row, name, missing) for name in columns)


def grade_cells(tally: TallyRows, grades: Iterable[GradeColumn]) -> Markup:
    """Cells of a table with the count of each grade."""
    return _cells(figure_html(tally.get(grade.id), "count") for grade in grades)


def limits(row: Row, line: str) -> Markup:
    """Both control limits of a row of the table `funnel`. `line`: `95` or `998`."""
    return Markup(f"{figure_html(row, f'lower_{line}')}～{figure_html(row, f'upper_{line}')}")  # noqa: S704 - escaped there


def _cells(figures: Iterable[str]) -> Markup:
    return Markup("".join([f"<td>{shown}</td>" for shown in figures]))  # noqa: S704 - escaped by `figure_html`


def node_view(book: Book, unit: str, subject: Subject, **groups: Any) -> View:
    """A node of the tree with everything below it."""
    return View(
        subject=subject,
        grades=columns(subject),
        lines=_lines(book, unit, subject),
        ballots=book.get("rollup_ballots", unit, subject.id),
        own=book.get("ballots", unit, subject.id),
        scored=any(grade.weight is not None for item in subject.items for grade in item.grades),
        caption=SITE["caption"].format(subject=subject.title, base=BASES[subject.counts]),
        groups=groups,
    )


def own_lines(book: Book, unit: str, subject: Subject) -> list[Own]:
    """What a unit's own votes say on each item, without the units below it."""
    tallies = tallies_of(book, "tallies", "unit", unit)
    return [
        Own(item, tallies.get((subject.id, item.id), {}), book.get("funnel", unit, "own", subject.id, item.id))
        for item in subject.items
    ]


def group_bars(
    subject: Subject, item: Item, groups: Iterable[tuple[str, str, dict[tuple[str, str], TallyRows]]]
) -> list[tuple[str, Markup]]:
    """Id and bar of each group of which something is told of the item. `groups`: id, title and all tallies of each."""
    grades = columns(subject)
    found = [(key, title, tallies.get((subject.id, item.id), {})) for key, title, tallies in groups]
    rows = {key: _row(f"{title}，{item.title}", tally, grades) for key, title, tally in found}
    drawn = {key: row for key, row in rows.items() if row[1]}
    return list(zip(drawn, stacked_bars(list(drawn.values())), strict=True))


@lru_cache(maxsize=64)
def columns(subject: Subject) -> tuple[GradeColumn, ...]:
    """The grades of all items of a subject, in order, and the abstentions."""
    found: dict[str, GradeColumn] = {}
    for item in subject.items:
        role = roles(item.grades)
        for grade in item.grades:
            found.setdefault(grade.id, GradeColumn(grade.id, grade.title, role[grade.id], part(item.grades, grade)))
    return *found.values(), GradeColumn(BLANK, SITE["blank"], "blank", "aside")


def part(grades: Sequence[Grade], grade: Grade) -> Part:
    """Where a grade stands on its scale: a neutral one is the middle only between positive and negative ones.

    Elsewhere, as 不了解 at the end of a scale, it is no opinion and is set aside.
    """
    if not grade.neutral:
        return "positive" if grade.positive else "negative"
    place = grades.index(grade)
    before, after = grades[:place], grades[place + 1 :]
    judged = [any(other.positive for other in side) for side in (before, after)]
    opposed = [any(not other.positive and not other.neutral for other in side) for side in (before, after)]
    return "middle" if (judged[0] and opposed[1]) or (judged[1] and opposed[0]) else "aside"


def tallies_of(book: Book, table: str, column: str, key: str) -> dict[tuple[str, str], TallyRows]:
    """Tally rows of one node or category by subject and item, then by grade."""
    found: dict[tuple[str, str], TallyRows] = {}
    for row in book.by(table, column, key):
        found.setdefault((row["subject"], row["item"]), {})[row["grade"]] = row
    return found


def _merged(tally: TallyRows, grades: Iterable[GradeColumn]) -> list[Segment]:
    """Grades that are told only together."""
    titles = {grade.id: grade.title for grade in grades}
    rows = ((key.split(JOINED), row) for key, row in tally.items() if JOINED in key and row["count"])
    return [
        Segment(
            row["share"],
            "blank",
            SITE["merged"].format(titles="、".join(titles[grade] for grade in keys)),
            row.ref("share"),
            "aside",
        )
        for keys, row in rows
    ]


def rates_of(book: Book, table: str, key: str, subject: Subject) -> list[Row | None]:
    """The rate rows of one node or category, one an item of the subject, None where there are none."""
    return [book.get(table, key, subject.id, item.id) for item in subject.items]


def _lines(book: Book, unit: str, subject: Subject) -> list[ItemLine]:
    tallies = tallies_of(book, "rollup_tallies", "unit", unit)
    found = [
        (item, tallies.get((subject.id, item.id), {}), book.get("rates", unit, subject.id, item.id))
        for item in subject.items
    ]
    rows = {item.id: _row(item.title, tally, columns(subject)) for item, tally, rate in found if rate is not None}
    drawn = {item: row for item, row in rows.items() if row[1]}
    bar_of = dict(zip(drawn, stacked_bars(list(drawn.values())), strict=True))
    return [ItemLine(item, tally, rate, bar_of.get(item.id, Markup(""))) for item, tally, rate in found]


def _row(title: str, tally: TallyRows, grades: Iterable[GradeColumn]) -> tuple[str, list[Segment]]:
    """The words and segments of one bar. A grade that was hidden for its small count has no segment."""
    shown = [(grade, tally[grade.id]) for grade in grades if grade.id in tally and tally[grade.id]["count"]]
    segments = [
        Segment(row["share"], grade.role, grade.title, row.ref("share"), grade.part)
        for grade, row in shown
        if row["share"] is not None
    ] + _merged(tally, grades)
    return f"{title}：" + "，".join(f"{segment.title} {segment.share:.1f}%" for segment in segments), segments
