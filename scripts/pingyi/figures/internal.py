"""From a judged campaign to all its tables, for the office's eyes: what was reported, who has reported, and the sums.

What is known of the whole says which reports count; these are tabulated and added up part by part (`portions`); what the
parts gave is merged_sums, and what needs the whole again (medians, the funnel's centre, rates) is worked out of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from pingyi.campaign.approving import record
from pingyi.campaign.checking import fingerprint
from pingyi.campaign.judged import Judged
from pingyi.campaign.verdict_cache import Cache, digest
from pingyi.campaign.workers import Workers, here_or
from pingyi.figures.approval_tables import approval_tables, counting
from pingyi.figures.bands import bands_table
from pingyi.figures.case_totals import totalled
from pingyi.figures.chase import chase_table
from pingyi.figures.completeness import asked_places
from pingyi.figures.funnel import funnel_places, funnel_table, funnel_totals
from pingyi.figures.kept_sums import tabulated
from pingyi.figures.partial_sums import merged_sums
from pingyi.figures.portions import PartResult, Portion, Tabulating, portions
from pingyi.figures.progress import HELD, Standing, campaign_table, curve_table, progress_table, standings, units_table
from pingyi.figures.receipts import receipts_table
from pingyi.figures.rollup import rolled_up
from pingyi.figures.supervision import inspection_totals
from pingyi.figures.tidy import recorded
from pingyi.figures.tree import lineage
from pingyi.model import Unit, parent
from pingyi.tables.dictionary import TABLES, Tables, shaped

APART_FROM = 3000
"""Number of reports to tabulate from which starting more processes pays."""


def internal_tables(judged: Judged, workers: Workers | None = None) -> Tables:
    """Every table of the dictionary that the campaign has, in its columns and order. Only reports that count have content in them."""
    found = standings(judged, judged.errors)
    lines = lineage(judged.roster)
    given, work, chosen = _given(judged, found, lines, workers, whole=True)
    parts = list(chosen.map(work, given))
    tables = _whole(parts) | recorded(judged)
    tables |= _summed(judged, found, lines, parts, tables, whole=True)
    tables["receipts"] = receipts_table(tables, judged.campaign)
    if held := record(judged):
        tables |= approval_tables(judged, held, found)
    return {name: shaped(name, tables[name]) for name, table in TABLES.items() if held or not table.approval}


def summed_tables(judged: Judged, cache_folder: Path | None, workers: Workers | None = None) -> Tables:
    """What is added up, for all units with others below and those that report to the office.

    No table has a row for each unit or for each thing that was reported, so that a million reports have room.
    `cache_folder`: where sums of parts are kept; None: nowhere.
    """
    found = standings(judged, judged.errors)
    inner = _inner(judged.roster)
    lines = {unit: nodes if unit in inner else nodes[1:] for unit, nodes in lineage(judged.roster).items()}
    given, work, chosen = _given(judged, found, lines, workers, whole=False)
    context = digest([fingerprint(judged.contents, judged.as_of).encode(), pd.__version__.encode()])
    parts = list(tabulated(given, work, chosen, Cache(cache_folder, context)))
    tables = _summed(judged, found, lines, parts, recorded(judged), whole=False)
    cases = tables["case_totals"]
    tables["case_totals"] = cases[(cases["facet"] != "unit") | cases["value"].isin(inner)]
    return {name: shaped(name, tables[name]) for name in TABLES if name in tables}


def _inner(roster: Mapping[str, Unit]) -> set[str]:
    """Units with others below them, and those that report to the office."""
    return {parent(unit) for unit in roster} | {unit for unit, row in roster.items() if row.kind == "reporting"}


def _given(
    judged: Judged,
    found: Mapping[str, Standing],
    lines: Mapping[str, Sequence[str]],
    workers: Workers | None,
    *,
    whole: bool,
) -> tuple[list[Portion], Tabulating, Workers]:
    """All portions, at least one; the work on each, and who does it."""
    counted = counting(judged, dict(found))
    held = {unit: unit in counted for unit in judged.reports if unit in found and found[unit].state in HELD}
    given = portions(judged, held, lines) or [Portion("", (), frozenset(), "")]
    chosen = here_or(workers, len(held), APART_FROM)
    at_hand = None if chosen.apart else judged.contents.document
    work = Tabulating(judged.campaign, judged.as_of, judged.contents.reports, at_hand, whole=whole)
    return given, work, chosen


def _whole(parts: Sequence[PartResult]) -> Tables:
    """The tidy tables of all parts."""
    return {name: pd.concat([part.tables[name] for part in parts], ignore_index=True) for name in parts[0].tables}


def _summed(
    judged: Judged,
    found: Mapping[str, Standing],
    lines: Mapping[str, Sequence[str]],
    parts: Sequence[PartResult],
    records: Tables,
    *,
    whole: bool,
) -> Tables:
    """What is added up, and the table of units that most of it is read with. `records`: `figures.tidy.recorded`.

    `whole`: with what is told of each unit.
    """
    campaign, day = judged.campaign, judged.as_of
    said = {unit: filled for part in parts for unit, filled in part.said.items()}
    places = asked_places(judged.contract, campaign)
    units = units_table(judged, dict(found), judged.errors, places, said, whole=whole)
    sums = merged_sums([part.sums for part in parts])
    shared = frozenset().union(*(part.shared for part in parts))
    tables = {
        "campaign": campaign_table(campaign, day),
        "progress": progress_table(units, lines, day, campaign.decimals),
        "curve": curve_table(units, campaign.starts, day),
        **rolled_up(sums, units, lines, campaign, shared),
        "case_totals": totalled(sums["case_counts"], units),
        "inspection_totals": inspection_totals(records["inspections"], records["inspection_problems"], lines),
    }
    where = funnel_places(tables | {"own": sums["own"], "units": units})
    tables["funnel"] = funnel_table(where if whole else where[where["scope"] == "reporting"], campaign)
    tables["funnel_totals"] = funnel_totals(where)
    if whole:
        tables |= {"units": units, "chase": chase_table(units, judged)}
    tables["bands"] = bands_table(tables, campaign)
    return tables
