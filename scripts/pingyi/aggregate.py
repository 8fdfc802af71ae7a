"""From an opened campaign to the tables that an audience may see, each in the columns and order of its dictionary."""

from __future__ import annotations

from pingyi.dictionary import TABLES, Tables, shaped
from pingyi.disclosure import Audience, publishable
from pingyi.load.releases import read_releases
from pingyi.opening import Opened
from pingyi.progress import curve_table, progress_table, standings, units_table
from pingyi.release.manifest import released_tables
from pingyi.rollup import roll_up
from pingyi.tables import tabulate


def aggregate(opened: Opened, audience: Audience) -> Tables:
    """Tabulate, roll up and pass through disclosure control; the public sees results of the newest release alone."""
    repository = opened.repository
    found = standings(repository, opened.errors)
    tables = {"units": units_table(repository, found, opened.errors)} | tabulate(repository, found)
    tables["progress"] = progress_table(tables["units"], repository.as_of)
    tables["curve"] = curve_table(tables["units"], repository.campaign.starts, repository.as_of)
    tables |= roll_up(tables, repository.campaign)
    complete = {name: shaped(name, tables[name]) for name in TABLES}
    releases = read_releases(opened.raw.reports) if audience == "public" else []
    released = released_tables(releases[-1]) if releases else None
    return publishable(complete, audience, repository.campaign, released)
