"""整改台账: what was promised and how it stands, as totals and, a page a reporting unit, entry by entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from pingyi.charts.bars import Bar, Segment, stacked_bars
from pingyi.figures.rectification import FINISHED, UNSAID
from pingyi.model import ROOT
from pingyi.pages.filters import Facet, Option, unit_options, value
from pingyi.pages.graded import GradeColumn
from pingyi.pages.kept_pages import KeptPages, StagedPage, Wanted
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import SITE

ENTRIES = 300
"""Most entries of one page, so that it loads and prints; where there are more, units below have pages of their own."""
PROMISES_LISTED = 600
"""Most promises of the one list of all, the most urgent first; what is left is on the units' pages."""
URGENCY = ("overdue", "due", "open", "done", "verified")

ROLES = {"verified": "p1", "done": "p2", "open": "neutral", "due": "n2", "overdue": "n1"}
"""The colour of each standing."""
STANDING_COLUMNS = [GradeColumn(key, SITE["standings"][key], role) for key, role in ROLES.items()]


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """A row of totals: its title, its page where it has one, its bar; where the entries are that it counts, if on one page."""

    title: str
    row: Row
    bar: Markup
    path: str = ""
    entries: str = ""


def pages(book: Book, renderer: Renderer, kept: KeptPages) -> Iterator[StagedPage]:
    if not book.has("rectification"):
        return
    yield from kept.together("ledger", lambda: [_overview(book, renderer)])
    wanted = [Wanted(f"ledger/{unit}", unit) for unit in _promising(book)]
    yield from kept.made(lambda unit: _node(book, renderer, unit), wanted)


def _promising(book: Book) -> list[str]:
    """The reporting units below which something was promised."""
    return [row["unit"] for row in book.reporting_units() if book.of("rectification_totals", row["unit"])]


def _overview(book: Book, renderer: Renderer) -> tuple[str, str]:
    promises = sorted(book.all("rectification"), key=_urgency)
    listed, entries = promises[:PROMISES_LISTED], all_entries(book)
    return renderer.page(
        "ledger.md",
        book.site["titles"]["ledger"],
        "ledger.html",
        total=book.one("rectification_totals", ROOT),
        entries=entries,
        columns=list(book.site["ledger_columns"].items()),
        standings=STANDING_COLUMNS,
        units=[_unit_line(book, unit) for unit in _promising(book)],
        items=_item_lines(book, ROOT, entries),
        promises=listed,
        rest=len(promises) - len(listed),
        facets=_facets(book, listed),
    )


def _urgency(row: Row) -> tuple[int, str, str, str]:
    """Overdue ones first, the longest overdue before others; those without a term last of their kind."""
    return URGENCY.index(row["standing"]), row["due_on"] or "9", row["unit"], row["id"]


def _node(book: Book, renderer: Renderer, unit: str) -> Iterator[tuple[str, str]]:
    """A unit's page with all entries below it; or, of too many, with its own, and its units' below it pages of their own."""
    below = [unit, *(row["unit"] for row in book.below(unit))]
    children = [row["unit"] for row in book.by("units", "parent", unit) if book.of("rectification_totals", row["unit"])]
    total = book.of("rectification_totals", unit)[0]
    split = _split(book, unit)
    shown = [unit] if split else below
    groups = [(key, rows) for key in shown if (rows := book.of("rectification", key))]
    entries = [row for _, rows in groups for row in rows]
    yield renderer.page(
        f"ledger/{unit}.md",
        book.site["titles"]["ledger_unit"].format(name=book.name(unit)),
        "ledger_unit.html",
        unit=unit,
        total=total,
        entries="" if split else f"ledger/{unit}.html?",
        columns=list(book.site["ledger_columns"].items()),
        standings=STANDING_COLUMNS,
        bar=standings_bar(book.name(unit), total),
        units=[_unit_line(book, child) for child in children] if split else [],
        items=_item_lines(book, unit, "" if split else f"ledger/{unit}.html?"),
        groups=groups,
        facets=_facets(book, entries),
    )
    for child in children if split else ():
        yield from _node(book, renderer, child)


def _facets(book: Book, entries: list[Row]) -> list[Facet]:
    standings = {row["standing"] for row in entries}
    items = {(row["subject"] or UNSAID, row["item"] or UNSAID) for row in entries}
    titles, promising = book.site["facets"], {row["unit"] for row in entries}
    owners = Counter(row["owner"] for row in entries if row["owner"])
    facets = [
        Facet("standing", titles["standing"], _standing_options(standings)),
        Facet("item", titles["item"], [Option("/".join(key), title) for key, title in _items(book) if key in items]),
        Facet(
            "unit",
            titles["unit"],
            unit_options(book, [unit for unit in book.names if unit in promising]),
        ),
        Facet("owner", titles["owner"], [Option(value(owner), owner) for owner, _ in owners.most_common()]),
    ]
    return [facet for facet in facets if len(facet.options) > 1]


def _standing_options(standings: set[str]) -> list[Option]:
    """The standings that occur, the most urgent first, and before them all that is not finished."""
    found = [Option(key, SITE["standings"][key]) for key in URGENCY if key in standings]
    unfinished = Option("unfinished", SITE["ledger_columns"]["unfinished"])
    return [unfinished, *found] if standings - set(FINISHED) else found


def _items(book: Book) -> list[tuple[tuple[str, str], str]]:
    words = [((subject.id, item.id), item.short) for subject in book.campaign.subjects for item in subject.items]
    return [*words, ((UNSAID, UNSAID), SITE["no_item"])]


def _unit_line(book: Book, unit: str) -> TotalsLine:
    row = book.of("rectification_totals", unit)[0]
    path = f"ledger/{unit}.html"
    return TotalsLine(book.name(unit), row, standings_bar(book.name(unit), row), path, f"{path}?")


def _item_lines(book: Book, unit: str, page: str) -> list[TotalsLine]:
    rows = {(row["subject"], row["item"]): row for row in book.of("rectification_items", unit)}
    return [
        TotalsLine(title, rows[key], standings_bar(title, rows[key]), entries=page and f"{page}item={'/'.join(key)}&")
        for key, title in _items(book)
        if key in rows
    ]


def all_entries(book: Book) -> str:
    """The address to which a standing is added, if one page lists every promise."""
    return "ledger.html?" if book.count("rectification") <= PROMISES_LISTED else ""


def ledger_entries(book: Book, unit: Row) -> str:
    """The address with the entries of a unit and of all below it, to which a standing is added; empty where no page has just these."""
    home = unit["reporting_unit"]
    if home == unit["unit"]:
        return "" if _split(book, home) else f"ledger/{home}.html?"
    alone = not book.right_below(unit["unit"])
    return f"ledger/{home}.html?unit={unit['unit']}&" if alone and home != ROOT and not _split(book, home) else ""


def _split(book: Book, unit: str) -> bool:
    """Whether a unit's entries are too many for one page, and so stand on those of the units below it."""
    children = [row for row in book.by("units", "parent", unit) if book.of("rectification_totals", row["unit"])]
    total = book.one("rectification_totals", unit)
    return total is not None and total["total"] > ENTRIES and bool(children)


def standings_bar(title: str, row: Row) -> Markup:
    """How the entries stand, as shares of all."""
    shown = [word for word in STANDING_COLUMNS if row[word.id]]
    segments = [Segment(row[f"{word.id}_rate"], word.role, word.title, row.ref(f"{word.id}_rate")) for word in shown]
    words = "，".join(SITE["standing"].format(title=word.title, n=row[word.id]) for word in shown)
    (bar,) = stacked_bars([Bar(f"{title}：{words}", segments)])
    return bar
