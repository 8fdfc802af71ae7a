"""The pages that are generated of a campaign, before the site generator sees them; made once a process, and never changed."""

from __future__ import annotations

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
    book = Book(told or audience_tables(judged, "internal"), judged.campaign)
    return dict(pages(judged, book, COMMIT, {})[0])
