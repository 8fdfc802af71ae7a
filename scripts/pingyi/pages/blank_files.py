"""What a unit that owes a report can download and fill in: a YAML template, and the workbook of its kind."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pingyi.campaign.checking import fingerprint
from pingyi.campaign.judged import Judged
from pingyi.campaign.verdict_cache import Cache, Drawer, digest
from pingyi.doors.template import TEMPLATE_WORDS, blank_reports
from pingyi.doors.workbook.imports import blank
from pingyi.files.archives import repacked
from pingyi.model import Campaign
from pingyi.publish.book import Book, Row
from pingyi.tables.dataset import LOOSE_UNITS

OWED = ("overdue", "awaiting", "draft", "failing")
"""States in which a report is still to come."""

# Not templates/: MkDocs leaves a folder of that name out.
BLANK_FOLDER = "blank"
WRITER = version("openpyxl").encode()


def owing(book: Book) -> list[Row]:
    """The units whose report is still to come."""
    return [row for row in book.all("units") if row["state"] in OWED]


def template_path(unit: Row, book: Book) -> str:
    """One a unit; of many units one for all of a kind, for ten thousand that say the same but for an id are a hundred megabytes."""
    return f"{BLANK_FOLDER}/{_kind(unit, book.campaign) if shared(book) else unit['unit']}.yml"


def shared(book: Book) -> bool:
    """Whether many units share a template, and write their id into it."""
    return book.count("units") > LOOSE_UNITS


def workbook_path(unit: Row, campaign: Campaign) -> str:
    """One for all units of a kind: at ten thousand units, one each would be a gigabyte."""
    return f"{BLANK_FOLDER}/{_kind(unit, campaign)}.xlsx"


def _kind(unit: Row, campaign: Campaign) -> str:
    """What units have in common that are asked the same: their kind, and their category where items depend on it."""
    differ = any(item.not_asked_of for subject in campaign.subjects for item in subject.items)
    return f"{unit['kind']}{'-' + unit['category'] if differ else ''}"


def files(judged: Judged, book: Book, folder: Path | None = None) -> Iterator[tuple[str, str | bytes]]:
    """Path on the site and content of every file to fill in. They hold no data, so that every audience has them.

    `folder`: where workbooks are kept, which take a tenth of a second each; None: nowhere.
    """
    rows = owing(book)
    units = {template_path(row, book): judged.roster[row["unit"]] for row in rows}
    if shared(book):
        units = {path: replace(unit, **TEMPLATE_WORDS["shared"]) for path, unit in units.items()}
    yield from zip(units, blank_reports(judged.contract, judged.campaign, units.values()), strict=True)
    kept = Cache(folder, digest([fingerprint(judged.contents, judged.as_of).encode(), WRITER])).drawer(BLANK_FOLDER)
    for path, row in {workbook_path(row, judged.campaign): row for row in rows}.items():
        yield path, _workbook(judged, row, kept)
    kept.save()


def _workbook(judged: Judged, row: Row, kept: Drawer) -> bytes:
    """The workbook of a unit's kind, which nothing but campaign, day and tool changes."""
    key = f"{row['kind']} {row['category']}"
    made = _whole(kept.get(key)) or repacked(
        blank(judged, row["kind"], row["category"], {"status": "draft"}), judged.as_of
    )
    kept.put(key, [digest([made]), b64encode(made).decode("ascii")])
    return made


def _whole(known: Any) -> bytes | None:
    """A workbook as it was kept; None where there is none, or it is damaged."""
    try:
        mark, content = known
        made = b64decode(content)
    except (TypeError, ValueError):
        return None
    return made if digest([made]) == mark else None
