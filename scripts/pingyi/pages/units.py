"""A page a unit: its state, what lies below it, its figures and what it wrote."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import ROOT
from pingyi.pages.book import Book, Row
from pingyi.pages.render import Renderer
from pingyi.pages.views import node_view
from pingyi.tree import lineage

ACCOUNT = [
    ("eligible", "应到"), ("attended", "实到"), ("issued", "发出"), ("returned", "收回"), ("valid", "有效"), ("spoiled", "无效"),
]  # fmt: skip
PERSONS = [("persons_total", "应评人数"), ("persons_evaluated", "实评人数"), ("valid_ratings", "评价人次")]
ACCOUNTS = {"ballots": ACCOUNT, "ratings": ACCOUNT + PERSONS}


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    for unit in book.all("units"):
        yield _page(book, renderer, unit)


def _page(book: Book, renderer: Renderer, unit: Row) -> tuple[str, str]:
    key = unit["unit"]
    _, *above = lineage([key])[key]
    views = [node_view(book, key, subject) for subject in book.campaign.subjects]
    return renderer.page(
        f"units/{key}.md",
        unit["name"],
        "unit.html",
        unit=unit,
        above=[node for node in reversed(above) if node != ROOT],
        below=book.below(key),
        counts=book.progress(key),
        views=[view for view in views if view.ballots],
        accounts=ACCOUNTS,
        report=book.one("reports", key),
        sessions=book.of("sessions", key),
        guidance=book.of("guidance", key),
        ledger=book.of("rectification", key),
        cases=book.of("cases", key) + [row for row in book.by("cases", "about", key) if row["unit"] != key],
        points=book.of("contact_points", key),
        revisions=book.of("revisions", key),
    )
