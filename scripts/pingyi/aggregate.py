"""From an opened campaign to the tables that an audience may see, each in the columns and order of its dictionary."""

from __future__ import annotations

from pingyi.bands import bands_table
from pingyi.casebook import case_totals
from pingyi.chase import chase_table
from pingyi.completeness import asked
from pingyi.dictionary import TABLES, Tables, shaped
from pingyi.disclosure import Audience, publishable
from pingyi.funnel import funnel_table, funnel_totals
from pingyi.load.releases import read_releases
from pingyi.opening import Opened
from pingyi.pictures import measured
from pingyi.progress import campaign_table, curve_table, progress_table, standings, units_table
from pingyi.receipts import receipts_table
from pingyi.release.manifest import released_tables
from pingyi.rollup import roll_up
from pingyi.supervision import inspection_totals
from pingyi.tables import tabulate
from pingyi.tree import lineage


def aggregate(opened: Opened, audience: Audience) -> Tables:
    """Tabulate, roll up and pass through disclosure control; the public sees results of the newest release alone."""
    repository = opened.repository
    found = standings(repository, opened.errors)
    places = asked(opened.contract, repository.campaign)
    tables = {"units": units_table(repository, found, opened.errors, places)} | tabulate(repository, found)
    tables["campaign"] = campaign_table(repository.campaign, repository.as_of)
    tables["chase"] = chase_table(tables["units"], repository)
    tables["progress"] = progress_table(tables["units"], repository.as_of)
    tables["curve"] = curve_table(tables["units"], repository.campaign.starts, repository.as_of)
    tables |= roll_up(tables, repository.campaign)
    tables["case_pictures"] = measured(tables["case_pictures"], opened.raw.reports)
    tables["case_totals"] = case_totals(tables["cases"], tables["units"])
    lines = lineage(tables["units"]["unit"])
    tables["inspection_totals"] = inspection_totals(tables["inspections"], tables["inspection_problems"], lines)
    tables["funnel"] = funnel_table(tables, repository.campaign)
    tables["funnel_totals"] = funnel_totals(tables["funnel"])
    tables["receipts"] = receipts_table(tables, repository.campaign)
    tables["bands"] = bands_table(tables, repository.campaign)
    complete = {name: shaped(name, tables[name]) for name in TABLES}
    releases = read_releases(opened.raw.reports) if audience == "public" else []
    released = released_tables(releases[-1]) if releases else None
    return publishable(complete, audience, repository.campaign, released)
