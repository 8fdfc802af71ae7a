"""结果: the distribution per item, by category and by reporting unit, with every denominator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pingyi.model import ROOT, Subject
from pingyi.pages.book import Book
from pingyi.pages.render import Renderer
from pingyi.pages.views import node_view, rates_of


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    if not book.has("rates"):
        return
    coverage = book.one("coverage", ROOT)
    counted = coverage is not None and coverage["organisations"] is not None
    yield renderer.page(
        "results/index.md",
        "结果",
        "results.html",
        all=book.progress(ROOT),
        coverage=coverage if counted else None,
        views=[
            node_view(book, ROOT, subject, categories=_categories(book, subject), units=_units(book, subject))
            for subject in book.campaign.subjects
        ],
        unheld=[row for row in book.all("ballots") if row["outcome"] != "held"],
    )


def _categories(book: Book, subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "rates": rates_of(book, "category_rates", "category", key, subject),
            "unit": None,
            "missing": "…",
        }
        for key, title in book.campaign.titles("categories").items()
    ]


def _units(book: Book, subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "unit": row["unit"],
            "rates": rates_of(book, "rates", "unit", row["unit"], subject),
            "missing": missing(row["state"], row["overdue_days"]),
        }
        for row in book.reporting_units()
    ]


def missing(state: str, overdue_days: int) -> str:
    """The sign for a figure that is not there: not due or not expected, overdue, or not yet received."""
    if state in ("exempt", "not-open", "closed", "received"):
        return "—"
    return "未报" if overdue_days else "…"
