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

FEED_PATH = "feed.xml"
FEED_ENTRIES = 50
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def files(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    """`feed.xml`. Its ids hold when the site moves; without a `site_url` its links are relative to the feed."""
    rows = sorted(
        (row for row in book.all("units") if row["received_on"]),
        key=lambda row: (row["received_on"], row["unit"]),
        reverse=True,
    )
    zone = ZoneInfo(book.campaign.timezone)
    entries = [_entry(book, row, zone) for row in rows[:FEED_ENTRIES]]
    base = book.campaign.data.get("site_url", "").rstrip("/")
    text = renderer.text(
        "feed.xml",
        id=named_uuid(book, "feed").urn,
        base=f"{base}/" if base else "",
        updated=max((entry["updated"] for entry in entries), default=_moment(book.campaign.starts.isoformat(), zone)),
        entries=entries,
    )
    yield FEED_PATH, NOT_XML.sub("", text)


def named_uuid(book: Book, key: str) -> UUID:
    """An id that depends on the campaign and the key alone."""
    return uuid5(NAMESPACE_URL, f"pingyi:{book.campaign.data['id']}/{key}")


def _entry(book: Book, row: Row, zone: ZoneInfo) -> dict[str, Any]:
    changed = max(row["received_on"], row["last_change"] or "")
    return {
        "id": named_uuid(book, f"units/{row['unit']}").urn,
        "row": row,
        "published": _moment(row["received_on"], zone),
        "updated": _moment(changed, zone),
    }


def _moment(day: str, zone: ZoneInfo) -> str:
    """A day as the moment at which it begins in the campaign's time zone."""
    return datetime.fromisoformat(day).replace(tzinfo=zone).isoformat()
