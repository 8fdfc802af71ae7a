"""From a judged campaign to all its tables, for the office's eyes: what was reported, who has reported, and the sums."""

from __future__ import annotations

from pingyi.campaign.approving import record
from pingyi.campaign.judged import Judged
from pingyi.figures.approval_tables import approval_tables, counting
from pingyi.figures.bands import bands_table
from pingyi.figures.case_totals import case_totals
from pingyi.figures.chase import chase_table
from pingyi.figures.completeness import asked_places
from pingyi.figures.funnel import funnel_table, funnel_totals
from pingyi.figures.progress import campaign_table, curve_table, progress_table, standings, units_table
from pingyi.figures.receipts import receipts_table
from pingyi.figures.rollup import roll_up
from pingyi.figures.supervision import inspection_totals
from pingyi.figures.tidy import tabulate
from pingyi.figures.tree import lineage
from pingyi.tables.dictionary import TABLES, Tables, shaped


def internal_tables(judged: Judged) -> Tables:
    """Every table of the dictionary that the campaign has, in its columns and order. Only reports that count have content in them."""
    found = standings(judged, judged.errors)
    places = asked_places(judged.contract, judged.campaign)
    tables = {"units": units_table(judged, found, judged.errors, places)} | tabulate(judged, counting(judged, found))
    tables["campaign"] = campaign_table(judged.campaign, judged.as_of)
    tables["chase"] = chase_table(tables["units"], judged)
    tables["progress"] = progress_table(tables["units"], judged.as_of, judged.campaign.decimals)
    tables["curve"] = curve_table(tables["units"], judged.campaign.starts, judged.as_of)
    tables |= roll_up(tables, judged.campaign)
    tables["case_totals"] = case_totals(tables["cases"], tables["units"])
    lines = lineage(tables["units"]["unit"])
    tables["inspection_totals"] = inspection_totals(tables["inspections"], tables["inspection_problems"], lines)
    tables["funnel"] = funnel_table(tables, judged.campaign)
    tables["funnel_totals"] = funnel_totals(tables["funnel"])
    tables["receipts"] = receipts_table(tables, judged.campaign)
    tables["bands"] = bands_table(tables, judged.campaign)
    if held := record(judged):
        tables |= approval_tables(judged, held, found)
    return {name: shaped(name, tables[name]) for name, table in TABLES.items() if held or not table.approval}
