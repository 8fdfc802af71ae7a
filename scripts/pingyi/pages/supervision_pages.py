"""督导联系点 and 督查: who looks after whom, what the office's inspections found and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pingyi.model import ROOT
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book, Row

LISTED_POINTS = 300
"""Most contact points that the overview lists; of more it links to the pages of the reporting units."""


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A contact point, its unit where the roster has it, and its rates beside those of the level above."""

    row: Row
    unit: Row | None
    rates: list[tuple[str, Row, Row | None]]

    @property
    def anchor(self) -> str:
        return f"{self.row['unit']}.{self.row['number']}"


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    if not (book.has("contact_points") or book.count("inspections")):
        return
    homes = {row["unit"]: row["reporting_unit"] for row in book.all("units")}
    points = _by_home(book.all("contact_points"), homes)
    inspections = _by_home(sorted(book.all("inspections"), key=lambda row: row["held_on"], reverse=True), homes)
    units = [row["unit"] for row in book.reporting_units() if {row["unit"]} & (points.keys() | inspections.keys())]
    yield renderer.page(
        "supervision.md",
        book.site["titles"]["supervision"],
        "supervision.html",
        total=book.one("inspection_totals", ROOT),
        units=[(unit, [_point(book, row) for row in points.get(unit, ())]) for unit in units],
        listed=book.count("contact_points") <= LISTED_POINTS,
        events=_events(book, homes),
        homes=homes,
    )
    for unit in units:
        yield renderer.page(
            f"supervision/{unit}.md",
            book.site["titles"]["supervision_unit"].format(name=book.name(unit)),
            "supervision_unit.html",
            unit=unit,
            points=[_point(book, row) for row in points.get(unit, ())],
            total=book.one("inspection_totals", unit),
            inspections=inspections.get(unit, []),
        )


def _by_home(rows: list[Row], homes: dict[str, str]) -> dict[str, list[Row]]:
    """Rows by the reporting unit that their unit belongs to; what the roster does not know is left out."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["unit"] in homes:
            found.setdefault(homes[row["unit"]], []).append(row)
    return found


def _point(book: Book, row: Row) -> ContactPoint:
    unit = book.one("units", row["point"]) if row["point"] else None
    return ContactPoint(row, unit, _rates(book, unit) if unit else [])


def _rates(book: Book, unit: Row) -> list[tuple[str, Row, Row | None]]:
    own, above = (
        {(row["subject"], row["item"]): row for row in book.of("rates", key)} for key in (unit["unit"], unit["parent"])
    )
    return [
        (item.title, own[subject.id, item.id], above.get((subject.id, item.id)))
        for subject in book.campaign.subjects
        for item in subject.items
        if (subject.id, item.id) in own and item.scale.approves
    ]


def _events(book: Book, homes: dict[str, str]) -> list[tuple[str, str, Row]]:
    """Days on which something was inspected or circulated, the latest first."""
    known = [row for row in book.all("inspections") if row["unit"] in homes]
    days = [(row[day], day, row) for row in known for day in ("held_on", "circulated_on") if row[day]]
    return sorted(days, key=lambda event: (event[0], event[1], event[2]["inspection"]), reverse=True)
