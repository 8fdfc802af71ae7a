"""What a unit that owes a report can download and fill in: its YAML template, and the workbook of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.campaign.judged import Judged
from pingyi.doors.template import blank_reports
from pingyi.doors.workbook.imports import blank
from pingyi.files.archives import repacked
from pingyi.model import Campaign
from pingyi.publish.book import Book, Row

OWED = ("overdue", "awaiting", "draft", "failing")
"""States in which a report is still to come."""

# Not templates/: MkDocs leaves a folder of that name out.
BLANK_FOLDER = "blank"


def owing(book: Book) -> list[Row]:
    """The units whose report is still to come."""
    return [row for row in book.all("units") if row["state"] in OWED]


def template_path(unit: Row) -> str:
    return f"{BLANK_FOLDER}/{unit['unit']}.yml"


def workbook_path(unit: Row, campaign: Campaign) -> str:
    """One for all units of a kind (and of a category, where those are not asked the same): at ten thousand units, one each
    would be a gigabyte.
    """
    differ = any(item.not_asked_of for subject in campaign.subjects for item in subject.items)
    return f"{BLANK_FOLDER}/{unit['kind']}{'-' + unit['category'] if differ else ''}.xlsx"


def files(judged: Judged, book: Book) -> Iterator[tuple[str, str | bytes]]:
    """Path on the site and content of every file to fill in. They hold no data, so that every audience has them."""
    rows = owing(book)
    units = [judged.roster[row["unit"]] for row in rows]
    texts = blank_reports(judged.contract, judged.campaign, units)
    yield from zip(map(template_path, rows), texts, strict=True)
    for path, row in {workbook_path(row, judged.campaign): row for row in rows}.items():
        yield path, repacked(blank(judged, row["kind"], row["category"], {"status": "draft"}), judged.as_of)
