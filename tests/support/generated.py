"""The pages that are generated of a campaign, before the site generator sees them; made once a process, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.contract.assets import CHECKOUT
from pingyi.disclosure import Audience
from pingyi.pages import pages
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.tables.dictionary import Tables
from support.campaigns import opened, tables
from support.readers import Page, bodies

COMMIT = "0123abc"


@cache
def made(root: Path = CHECKOUT, audience: Audience = "internal") -> dict[str, Page]:
    """Path to parsed body of every page of a campaign."""
    return rendered(opened(root), tables(root, audience))


def rendered(judged: Judged, told: Tables | None = None) -> dict[str, Page]:
    """The same from tables that say something else, or of a campaign that nobody shares."""
    return bodies(written(judged, told).items())


def written(judged: Judged, told: Tables | None = None) -> dict[str, str]:
    """Path to text of every page, feed and calendar."""
    return dict(_in_turn(judged, told))


def first(judged: Judged, last: str = "progress/index.md") -> dict[str, str]:
    """The same up to one that is made early: the rest takes longest."""
    made: dict[str, str] = {}
    for path, content in _in_turn(judged):
        made[path] = content
        if path == last:
            break
    return made


def _in_turn(judged: Judged, told: Tables | None = None) -> Iterator[tuple[str, str]]:
    book = Book(told or audience_tables(judged, "internal"), judged.campaign)
    return ((path, content) for path, content in pages(judged, book, COMMIT, {})[0] if content is not None)
