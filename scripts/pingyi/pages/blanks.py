"""What a unit that owes a report can download and fill in: its YAML template, and the workbook of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.blank_report import blank_reports
from pingyi.opening import Opened
from pingyi.pack import repacked
from pingyi.pages.book import Book, Row
from pingyi.workbook.door import blank

OWED = ("overdue", "awaiting", "draft", "failing")
"""States in which a report is still to come."""

# Not templates/: MkDocs leaves a folder of that name out.
FOLDER = "blank"


def owing(book: Book) -> list[Row]:
    """The units whose report is still to come."""
    return [row for row in book.all("units") if row["state"] in OWED]


def template_path(unit: Row) -> str:
    return f"{FOLDER}/{unit['unit']}.yml"


def workbook_path(unit: Row) -> str:
    """One for all units of a kind: at ten thousand units, one each would be a gigabyte."""
    return f"{FOLDER}/{unit['kind']}.xlsx"


def files(opened: Opened, book: Book) -> Iterator[tuple[str, str | bytes]]:
    """Path on the site and content of every file to fill in. They hold no data, so that every audience has them."""
    repository = opened.repository
    rows = owing(book)
    units = [repository.roster[row["unit"]] for row in rows]
    texts = blank_reports(opened.contract, repository.campaign, units)
    yield from zip(map(template_path, rows), texts, strict=True)
    for path, kind in {workbook_path(row): row["kind"] for row in rows}.items():
        yield path, repacked(blank(opened, kind, {"status": "draft"}), repository.as_of)
