"""进展: who has reported and how much, from reporting unit down to every unit, and whom to chase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pingyi.figures.completeness import AskedPlace
from pingyi.model import ROOT
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import TITLES

PROGRESS_COLUMNS = (
    "expected", "due", "received", "on_time", "overdue", "received_rate", "on_time_rate_due", "on_time_rate_received",
)  # fmt: skip
LISTED_OVERDUE = 200
"""Most overdue units on the one page that lists them all; each has its reminder on its reporting unit's page."""


def pages(
    book: Book, renderer: Renderer, strays: list[str], places: Mapping[str, Sequence[AskedPlace]]
) -> Iterator[tuple[str, str]]:
    """`strays`: files that are wrong and belong to no unit of the roster. `places`: what is asked of each kind of unit.

    The tree below a reporting unit stands on that unit's own page: all of it here would be megabytes at 10,000 units.
    """
    yield renderer.page(
        "progress/index.md",
        TITLES["progress"],
        "progress.html",
        all=book.progress(ROOT),
        reporting=book.progress(ROOT, "reporting"),
        lines=[{"unit": row, "counts": book.progress(row["unit"])} for row in book.reporting_units()],
        homeless=[row for row in book.by("units", "reporting_unit", ROOT) if row["kind"] != "reporting"],
        columns=PROGRESS_COLUMNS,
        failing=book.by("units", "state", "failing"),
        strays=strays,
        excused=[row for row in book.all("units") if row["due_reason"] or row["exempt_reason"]],
        places=places,
    )
    if book.has("chase"):
        yield from _chase(book, renderer)


def _chase(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    """The list to chase, and for each reporting unit a page with reminders to copy."""
    rows = book.all("chase")
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["through"]].append(row)
    counts = {group: book.progress(group) for group in groups}
    yield renderer.page(
        "progress/overdue.md",
        TITLES["chase"],
        "chase.html",
        all=book.progress(ROOT),
        rows=rows[:LISTED_OVERDUE],
        left_off=len(rows) - LISTED_OVERDUE,
        groups=groups,
        counts=counts,
    )
    for group, found in groups.items():
        title = TITLES["chase_unit"].format(name=book.name(group))
        path = f"progress/overdue/{group}.md"
        yield renderer.page(path, title, "chase_group.html", group=group, rows=found, counts=counts[group])
