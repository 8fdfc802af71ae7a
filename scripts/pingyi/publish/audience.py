"""The tables that an audience may see: all of them, or what disclosure control and the newest release leave."""

from __future__ import annotations

from pingyi.campaign.judged import Judged
from pingyi.campaign.workers import Workers
from pingyi.disclosure import Audience, publishable
from pingyi.figures.internal import internal_tables
from pingyi.model import Campaign
from pingyi.publish.picture_sizes import with_sizes
from pingyi.release.manifest import released_tables
from pingyi.tables.dictionary import TABLES, Tables, shaped


def audience_tables(judged: Judged, audience: Audience, workers: Workers | None = None) -> Tables:
    """The public sees results of the newest release alone; published pictures say how large they are."""
    tables = internal_tables(judged, workers)
    pictures = with_sizes(tables["case_pictures"], judged.contents.reports)
    tables["case_pictures"] = shaped("case_pictures", pictures)
    releases = judged.published if audience == "public" else []
    released = released_tables(releases[-1]) if releases else None
    seen = publishable(tables, audience, judged.campaign, released)
    return {name: table for name, table in seen.items() if _asked(name, judged.campaign) or len(table)}


def _asked(name: str, campaign: Campaign) -> bool:
    """Whether the campaign asks for the part of a report that fills a table."""
    part = TABLES[name].part
    return part is None or campaign.uses(part)
