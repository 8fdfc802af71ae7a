"""The newest accepted reports as an Atom feed (RFC 4287), for readers who would rather be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import SITE

FEED_PATH = "feed.xml"
FEED_ENTRIES = 50
FEED_WORDS: dict[str, str] = SITE["feed"]
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def files(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    """`feed.xml` with all reports, a feed for each reporting unit with those below it, and one for the cases of each theme.

    Their ids hold when the site moves; without a `site_url` their links are relative to the feed.
    """
    title = book.campaign.title
    yield _feed(book, renderer, FEED_PATH, FEED_WORDS["all"].format(title=title), _reports(book, book.all("units")))
    for unit in book.reporting_units():
        words = FEED_WORDS["unit"].format(title=title, name=unit["name"])
        below = [unit, *book.below(unit["unit"])]
        yield _feed(book, renderer, reports_feed(unit["unit"]), words, _reports(book, below))
    for theme, name in book.campaign.titles("themes").items():
        if cases := book.by("cases", "theme", theme):
            words = FEED_WORDS["theme"].format(title=title, name=name)
            yield _feed(book, renderer, theme_feed(theme), words, _cases(book, cases))


def reports_feed(unit: str) -> str:
    """Where the feed of a reporting unit stands."""
    return f"units/{unit}.xml"


def theme_feed(theme: str) -> str:
    """Where the feed of a theme's cases stands."""
    return f"cases/{theme}.xml"


def _feed(book: Book, renderer: Renderer, path: str, title: str, entries: list[dict[str, Any]]) -> tuple[str, str]:
    base, zone = book.campaign.data.get("site_url", "").rstrip("/"), ZoneInfo(book.campaign.timezone)
    newest = sorted(entries, key=lambda entry: (entry["published"], entry["page"]), reverse=True)[:FEED_ENTRIES]
    text = renderer.text(
        "feed.xml",
        id=named_uuid(book, path.removesuffix(".xml")).urn,
        path=path,
        feed_title=title,
        base=f"{base}/" if base else "../" * path.count("/"),
        updated=max((entry["updated"] for entry in newest), default=_moment(book.campaign.starts.isoformat(), zone)),
        entries=newest,
    )
    return path, NOT_XML.sub("", text)


def named_uuid(book: Book, key: str) -> UUID:
    """An id that depends on the campaign and the key alone."""
    return uuid5(NAMESPACE_URL, f"pingyi:{book.campaign.data['id']}/{key}")


def _reports(book: Book, units: list[Row]) -> list[dict[str, Any]]:
    """An entry for each unit whose report was received."""
    received = ((row, row["received_on"]) for row in units if row["received_on"])
    return [_entry(book, f"units/{row['unit']}", row, day, max(day, row["last_change"] or "")) for row, day in received]


def _cases(book: Book, cases: list[Row]) -> list[dict[str, Any]]:
    """An entry for each case."""
    return [
        _entry(book, f"cases/{row['unit']}/{row['id']}", row, row["reported_on"], row["reported_on"]) for row in cases
    ]


def _entry(book: Book, key: str, row: Row, published: str, updated: str) -> dict[str, Any]:
    zone = ZoneInfo(book.campaign.timezone)
    moments = {"published": _moment(published, zone), "updated": _moment(updated, zone)}
    return {"id": named_uuid(book, key).urn, "page": f"{key}.html", "row": row, **moments}


def _moment(day: str, zone: ZoneInfo) -> str:
    """A day as the moment at which it begins in the campaign's time zone."""
    return datetime.fromisoformat(day).replace(tzinfo=zone).isoformat()
