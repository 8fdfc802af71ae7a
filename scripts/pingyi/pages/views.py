"""How one evaluated subject of one node (or category) looks: its lines, bars and account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pingyi.charts.bars import Bar, Segment, stacked_bars, worded_bars
from pingyi.model import Item, Scale, Subject
from pingyi.pages.graded import GradeColumn, drawn, grade_columns
from pingyi.protect.cells import JOINED
from pingyi.protect.sums import BASE
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import SITE
from pingyi.tables.dictionary import DATASET_WORDS, base_word

SHARES = ("top_rate", "positive_rate")
"""Columns of rates whose denominator is the column `valid` beside them."""

Charted = Callable[[Sequence[Bar]], list[Markup]]
TallyRows = dict[str, Row]
"""Rows of counts by grade."""


def known_whole(item: Item, rate: Row | None) -> int | None:
    """What all marks of an item add up to, where the denominator of its rates says it."""
    return rate["valid"] if rate is not None and item.denominator == "valid" else None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: its tally rows by grade, its rate row, its bar."""

    item: Item
    tally: TallyRows
    rate: Row | None
    bar: Markup

    @property
    def whole(self) -> int | None:
        """What all marks add up to, where the denominator of the rates says it."""
        return known_whole(self.item, self.rate)


@dataclass(frozen=True, slots=True)
class Own:
    """One item of a unit's own votes: tally rows by grade, and its row of the table `funnel`."""

    item: Item
    tally: TallyRows
    rate: Row | None


@dataclass(frozen=True, slots=True)
class ScaleBlock:
    """The items of one scale: what stands in one table, below one legend.

    `grades` as the campaign lists them, as in reports; `drawn` from the best, as in bars. `named`: the subject has other scales too.
    """

    scale: Scale
    items: list[Item]
    named: bool
    lines: Sequence[ItemLine] = ()

    @property
    def title(self) -> str:
        """Which scale it is, as the end of a caption; empty where there is only one."""
        return f"（{self.scale.title}）" if self.named else ""

    @property
    def grades(self) -> tuple[GradeColumn, ...]:
        return grade_columns(self.scale)

    @property
    def drawn(self) -> tuple[GradeColumn, ...]:
        return drawn(self.scale)

    @property
    def charted(self) -> bool:
        """Whether any item has a bar."""
        return any(line.bar for line in self.lines)

    @property
    def diverging(self) -> bool:
        return any(grade.part == "middle" for grade in self.grades)

    @property
    def scored(self) -> bool:
        return any(grade.weight is not None for grade in self.scale.grades)

    @property
    def rates(self) -> list[str]:
        """The rates that this scale has."""
        has = {"top_rate": self.scale.top is not None, "positive_rate": self.scale.approves}
        return [name for name in SHARES if has[name]]


@dataclass(frozen=True, slots=True)
class View:
    unit: str
    subject: Subject
    blocks: list[ScaleBlock]
    ballots: Row | None
    given: Row | None
    own: Row | None
    groups: dict[str, Any]

    @property
    def base(self) -> str:
        return base_word(self.subject)

    @property
    def marks(self) -> str:
        """What the marks of an item are called all together."""
        return str(DATASET_WORDS["bases"]["valid"][self.subject.counts])

    @property
    def counted(self) -> str:
        """The column of the ballot account that the marks of an item add up to."""
        return BASE[self.subject.counts]

    @property
    def scored(self) -> bool:
        return any(block.scored for block in self.blocks)

    @property
    def lines(self) -> list[ItemLine]:
        return [line for block in self.blocks for line in block.lines]

    @property
    def rated(self) -> bool:
        """Whether any item has a row of rates."""
        return any(line.rate for line in self.lines)

    @property
    def approves(self) -> bool:
        """Whether the rates of any of them say how many approve."""
        return any(line.item.scale.approves for line in self.lines)


def node_view(book: Book, unit: str, subject: Subject, *, drawn: bool = True, **groups: Any) -> View:
    """A node of the tree with everything below it. `drawn`: whether its bars are; else they are words."""
    return View(
        unit=unit,
        subject=subject,
        blocks=_blocks(book, unit, subject, stacked_bars if drawn else worded_bars),
        ballots=book.get("rollup_ballots", unit, subject.id),
        given=book.get("ballot_units", unit, subject.id),
        own=book.get("ballots", unit, subject.id),
        groups=groups,
    )


def own_lines(book: Book, unit: str, subject: Subject) -> dict[str, Own]:
    """What a unit's own votes say on each item, without the units below it."""
    tallies = tallies_of(book, "tallies", "unit", unit)
    rates = {item.id: book.get("funnel", unit, "own", subject.id, item.id) for item in subject.items}
    return {item.id: Own(item, tallies.get((subject.id, item.id), {}), rates[item.id]) for item in subject.items}


def group_bars(
    subject: Subject, item: Item, groups: Iterable[tuple[str, dict[tuple[str, str], TallyRows]]]
) -> list[tuple[str, Markup]]:
    """Id and bar of each group of which something is told of the item. `groups`: id and all tallies of each."""
    grades = drawn(item.scale)
    rows = {key: _row(tallies.get((subject.id, item.id), {}), grades) for key, tallies in groups}
    told = {key: row for key, row in rows.items() if row.segments}
    return list(zip(told, stacked_bars(list(told.values())), strict=True))


def tallies_of(book: Book, table: str, column: str, key: str) -> dict[tuple[str, str], TallyRows]:
    """Tally rows of one node or category by subject and item, then by grade."""
    found: dict[tuple[str, str], TallyRows] = {}
    for row in book.by(table, column, key):
        found.setdefault((row["subject"], row["item"]), {})[row["grade"]] = row
    return found


def _merged(tally: TallyRows, grades: Iterable[GradeColumn]) -> list[Segment]:
    """Grades that are told only together."""
    titles = {grade.id: grade.title for grade in grades}
    rows = ((key, row) for key, row in tally.items() if JOINED in key and row["count"])
    return [
        Segment(
            row["share"],
            "blank",
            SITE["merged"].format(titles="、".join(titles[grade] for grade in key.split(JOINED))),
            key,
            "aside",
            row.decimals,
        )
        for key, row in rows
        if row["share"] is not None
    ]


def rates_of(book: Book, table: str, key: str, subject: Subject) -> dict[str, Row | None]:
    """The rate rows of one node or category by item of the subject, None where there are none."""
    return {item.id: book.get(table, key, subject.id, item.id) for item in subject.items}


def _blocks(book: Book, unit: str, subject: Subject, charted: Charted) -> list[ScaleBlock]:
    scales = subject.by_scale
    tallies = tallies_of(book, "rollup_tallies", "unit", unit)
    found = {
        item.id: (item, tallies.get((subject.id, item.id), {}), book.get("rates", unit, subject.id, item.id))
        for item in subject.items
    }
    return [
        ScaleBlock(scale, items, len(scales) > 1, _lines(scale, [found[item.id] for item in items], charted))
        for scale, items in scales
    ]


def _lines(scale: Scale, found: Sequence[tuple[Item, TallyRows, Row | None]], charted: Charted) -> list[ItemLine]:
    rows = {item.id: _row(tally, drawn(scale)) for item, tally, rate in found if rate is not None}
    told = {item: row for item, row in rows.items() if row.segments}
    bar_of = dict(zip(told, charted(list(told.values())), strict=True))
    return [ItemLine(item, tally, rate, bar_of.get(item.id, Markup(""))) for item, tally, rate in found]


def _row(tally: TallyRows, grades: Iterable[GradeColumn]) -> Bar:
    """The words and segments of one bar; what it is of stands beside it. A grade that was hidden for its small count has no segment."""
    shown = [(grade, tally[grade.id]) for grade in grades if grade.id in tally and tally[grade.id]["count"]]
    segments = [
        Segment(row["share"], grade.role, grade.title, grade.id, grade.part, row.decimals)
        for grade, row in shown
        if row["share"] is not None
    ] + _merged(tally, grades)
    return Bar("，".join(f"{segment.title} {segment.label}" for segment in segments), segments)
