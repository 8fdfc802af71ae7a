"""整改台账 and 督导联系点: what was promised, what came of it, and who looks after it."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import ROOT
from pingyi.pages.book import Book
from pingyi.pages.render import Renderer

COLUMNS = [
    ("total", "整改事项"), ("not_started", "未启动"), ("in_progress", "进行中"), ("done", "已完成"), ("verified", "已销号"), ("overdue", "逾期"),
]  # fmt: skip


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    if book.has("rectification"):
        yield _ledger(book, renderer)
    if book.has("contact_points"):
        inspections = sorted(book.all("inspections"), key=lambda row: row["held_on"], reverse=True)
        points = book.all("contact_points")
        yield renderer.page("supervision.md", "督导联系点", "supervision.html", points=points, inspections=inspections)


def _ledger(book: Book, renderer: Renderer) -> tuple[str, str]:
    homes = {row["unit"]: row["reporting_unit"] for row in book.all("units")}
    groups = [
        (unit["unit"], [row for row in book.all("rectification") if homes[row["unit"]] == unit["unit"]])
        for unit in book.reporting_units()
    ]
    groups = [(unit, rows) for unit, rows in groups if rows]
    lines = [row for unit, _ in groups for row in book.of("rectification_totals", unit)]
    total = book.one("rectification_totals", ROOT)
    return renderer.page(
        "ledger.md", "整改台账", "ledger.html", columns=COLUMNS, total=total, lines=lines, groups=groups
    )
