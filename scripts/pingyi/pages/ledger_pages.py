"""整改台账: what was promised and how it stands, as totals and, a page a reporting unit, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from pingyi.charts.bars import Segment, stacked_bars
from pingyi.figures.rectification import UNSAID
from pingyi.model import ROOT
from pingyi.pages.filters import Facet, Option, unit_options
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import GradeColumn
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import SITE

ENTRIES = 300
"""Most entries of one page, so that it loads and prints; where there are more, units below have pages of their own."""
URGENT = 20
"""Most entries that the overview names."""

ROLES = {"verified": "p1", "done": "p2", "open": "neutral", "due": "n2", "overdue": "n1"}
"""The colour of each standing."""
STANDING_COLUMNS = [GradeColumn(key, SITE["standings"][key], role) for key, role in ROLES.items()]


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """A row of totals: its title, its page where it has one, its bar."""

    title: str
    row: Row
    bar: Markup
    path: str = ""


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    if not book.has("rectification"):
        return
    units = [row["unit"] for row in book.reporting_units() if book.of("rectification_totals", row["unit"])]
    yield _overview(book, renderer, units)
    for unit in units:
        yield from _node(book, renderer, unit)


def _overview(book: Book, renderer: Renderer, units: list[str]) -> tuple[str, str]:
    urgent = sorted(
        (row for row in book.all("rectification") if row["standing"] in ("overdue", "due")),
        key=lambda row: (row["due_on"], row["unit"], row["id"]),
    )
    return renderer.page(
        "ledger.md",
        book.site["titles"]["ledger"],
        "ledger.html",
        total=book.one("rectification_totals", ROOT),
        columns=list(book.site["ledger_columns"].items()),
        standings=STANDING_COLUMNS,
        units=[_unit_line(book, unit) for unit in units],
        items=_item_lines(book, ROOT),
        urgent=urgent[:URGENT],
        rest=len(urgent) > URGENT,
    )


def _node(book: Book, renderer: Renderer, unit: str) -> Iterator[tuple[str, str]]:
    """A unit's page with all entries below it; or, of too many, with its own, and its units' below it pages of their own."""
    below = [unit, *(row["unit"] for row in book.below(unit))]
    children = [row["unit"] for row in book.by("units", "parent", unit) if book.of("rectification_totals", row["unit"])]
    total = book.of("rectification_totals", unit)[0]
    split = total["total"] > ENTRIES and bool(children)
    shown = [unit] if split else below
    groups = [(key, rows) for key in shown if (rows := book.of("rectification", key))]
    entries = [row for _, rows in groups for row in rows]
    yield renderer.page(
        f"ledger/{unit}.md",
        book.site["titles"]["ledger_unit"].format(name=book.name(unit)),
        "ledger_unit.html",
        unit=unit,
        total=total,
        columns=list(book.site["ledger_columns"].items()),
        standings=STANDING_COLUMNS,
        bar=_bar(book.name(unit), total),
        units=[_unit_line(book, child) for child in children] if split else [],
        items=_item_lines(book, unit),
        groups=groups,
        facets=_facets(book, entries),
    )
    for child in children if split else ():
        yield from _node(book, renderer, child)


def _facets(book: Book, entries: list[Row]) -> list[Facet]:
    standings = {row["standing"] for row in entries}
    items = {(row["subject"] or UNSAID, row["item"] or UNSAID) for row in entries}
    titles = book.site["facets"]
    facets = [
        Facet(
            "standing",
            titles["standing"],
            [Option(word.id, word.title) for word in STANDING_COLUMNS if word.id in standings],
        ),
        Facet("item", titles["item"], [Option("/".join(key), title) for key, title in _items(book) if key in items]),
        Facet("unit", titles["unit"], unit_options(book, [row["unit"] for row in entries])),
    ]
    return [facet for facet in facets if len(facet.options) > 1]


def _items(book: Book) -> list[tuple[tuple[str, str], str]]:
    words = [((subject.id, item.id), item.short) for subject in book.campaign.subjects for item in subject.items]
    return [*words, ((UNSAID, UNSAID), SITE["no_item"])]


def _unit_line(book: Book, unit: str) -> TotalsLine:
    row = book.of("rectification_totals", unit)[0]
    return TotalsLine(book.name(unit), row, _bar(book.name(unit), row), f"ledger/{unit}.html")


def _item_lines(book: Book, unit: str) -> list[TotalsLine]:
    rows = {(row["subject"], row["item"]): row for row in book.of("rectification_items", unit)}
    return [TotalsLine(title, rows[key], _bar(title, rows[key])) for key, title in _items(book) if key in rows]


def _bar(title: str, row: Row) -> Markup:
    """How the entries stand, as shares of all."""
    shown = [word for word in STANDING_COLUMNS if row[word.id]]
    segments = [Segment(row[f"{word.id}_rate"], word.role, word.title, row.ref(f"{word.id}_rate")) for word in shown]
    words = "，".join(SITE["standing"].format(title=word.title, n=row[word.id]) for word in shown)
    (bar,) = stacked_bars([(f"{title}：{words}", segments)])
    return bar
