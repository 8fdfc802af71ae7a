"""进展: who has reported, from reporting unit down to every unit, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import ROOT
from pingyi.pages.book import Book
from pingyi.pages.render import Renderer

COLUMNS = ("expected", "received", "on_time", "overdue", "received_rate", "on_time_rate_due", "on_time_rate_received")


def pages(book: Book, renderer: Renderer, strays: list[str]) -> Iterator[tuple[str, str]]:
    """`strays`: files that are wrong and belong to no unit of the roster."""
    units = book.all("units")
    overdue = [row for row in units if row["overdue_days"]]
    yield renderer.page(
        "progress/index.md",
        "进展",
        "progress.html",
        all=book.progress(ROOT),
        reporting=book.progress(ROOT, "reporting"),
        lines=[{"unit": row, "counts": book.progress(row["unit"])} for row in book.reporting_units()],
        columns=COLUMNS,
        failing=book.by("units", "state", "failing"),
        strays=strays,
        overdue=sorted(overdue, key=lambda row: -row["overdue_days"]),
        excused=[row for row in units if row["due_reason"] or row["exempt_reason"]],
    )
