"""From a judged campaign to all its tables, for the office's eyes: what was reported, who has reported, and the sums.

What is known of the whole says which reports count; these are tabulated and added up part by part (`portions`); what the
parts gave is merged_sums, and what needs the whole again (medians, the funnel's centre, rates) is worked out of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
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
from pingyi.figures.portions import PartResult, Portion, Tabulating, held_reports, portions
from pingyi.figures.progress import Standing, campaign_table, standings, unit_places, units_table
from pingyi.figures.progress_sums import curve_table, progress_table, unit_sums
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
    errors, lines = judged.errors, lineage(judged.roster)
    found = standings(judged, errors)
    parts = list(_tabulated(judged, _portions(judged, lines, errors), found, lines, workers, whole=True))
    tables = {name: pd.concat([part.tables[name] for part in parts], ignore_index=True) for name in parts[0].tables}
    tables |= recorded(judged)
    said = {unit: filled for part in parts for unit, filled in part.said.items()}
    units = units_table(judged, found, errors, asked_places(judged.contract, judged.campaign), said)
    added = PartResult({}, {}, unit_sums(units, lines, judged.as_of), frozenset())
    tables |= _summed(judged, [*parts, added], units, lines, tables, whole=True)
    tables |= {"units": units, "chase": chase_table(units, judged)}
    tables |= {"receipts": receipts_table(tables, judged.campaign)}
    if held := record(judged):
        tables |= approval_tables(judged, held, found)
    return {name: shaped(name, tables[name]) for name, table in TABLES.items() if held or not table.approval}


def summed_tables(judged: Judged, cache_folder: Path | None, workers: Workers | None = None) -> Tables:
    """What is added up, for all units with others below and those that report to the office.

    No table has a row for each unit or for each thing that was reported, so that a million reports have room.
    `cache_folder`: where sums of parts are kept; None: nowhere.
    """
    errors, inner = judged.errors, _inner(judged.roster)
    lines = {unit: nodes if unit in inner else nodes[1:] for unit, nodes in lineage(judged.roster).items()}
    context = digest([fingerprint(judged.contents, judged.as_of).encode(), pd.__version__.encode()])
    make = partial(_parts, judged, errors, lines, workers)
    parts = list(tabulated(_portions(judged, lines, errors), make, Cache(cache_folder, context)))
    tables = _summed(judged, parts, unit_places(judged), lines, recorded(judged), whole=False)
    cases = tables["case_totals"]
    tables["case_totals"] = cases[(cases["facet"] != "unit") | cases["value"].isin(inner)]
    return {name: shaped(name, tables[name]) for name in TABLES if name in tables}


def _inner(roster: Mapping[str, Unit]) -> set[str]:
    """Units with others below them, and those that report to the office."""
    return {parent(unit) for unit in roster} | {unit for unit, row in roster.items() if row.kind == "reporting"}


def _portions(judged: Judged, lines: Mapping[str, Sequence[str]], errors: Mapping[str, int]) -> list[Portion]:
    """All portions, at least one."""
    return portions(judged, lines, errors) or [Portion("", (), frozenset(), "")]


def _tabulated(
    judged: Judged,
    given: Sequence[Portion],
    found: Mapping[str, Standing],
    lines: Mapping[str, Sequence[str]],
    workers: Workers | None,
    *,
    whole: bool,
) -> Iterator[PartResult]:
    """What the reports of each portion give. `found`: its units' standings."""
    counted = counting(judged, dict(found))
    held = [held_reports(judged, portion, found, counted, lines) for portion in given]
    chosen = here_or(workers, sum(len(part.entries) for part in held), APART_FROM)
    # Pages ask for the reports again; where only sums are asked for, each is let go once it is added up.
    at_hand = judged.contents.document if whole and not chosen.apart else None
    return chosen.map(Tabulating(judged.campaign, judged.as_of, judged.contents.reports, at_hand, whole=whole), held)


def _parts(
    judged: Judged,
    errors: Mapping[str, int],
    lines: Mapping[str, Sequence[str]],
    workers: Workers | None,
    given: Sequence[Portion],
) -> Iterator[PartResult]:
    """The sums of each portion, of its reports and of its units."""
    places = asked_places(judged.contract, judged.campaign)
    found = standings(judged, errors, (unit for portion in given for unit in portion.units))
    for portion, part in zip(given, _tabulated(judged, given, found, lines, workers, whole=False), strict=True):
        own = {unit: found[unit] for unit in portion.units}
        units = units_table(judged, own, errors, places, part.said, whole=False)
        upward = {unit: lines[unit] for unit in portion.units}
        yield part._replace(said={}, sums=part.sums | unit_sums(units, upward, judged.as_of))


def _summed(
    judged: Judged,
    parts: Sequence[PartResult],
    units: pd.DataFrame,
    lines: Mapping[str, Sequence[str]],
    records: Tables,
    *,
    whole: bool,
) -> Tables:
    """What is added up. `units`: at least where each belongs (`unit_places`); `records`: `figures.tidy.recorded`; `whole`: with
    what is worked out of each unit.
    """
    campaign = judged.campaign
    sums = merged_sums([part.sums for part in parts])
    shared = frozenset().union(*(part.shared for part in parts))
    tables = {
        "campaign": campaign_table(campaign, judged.as_of),
        "progress": progress_table(sums, units, lines, campaign.decimals),
        "curve": curve_table(sums, campaign.starts, judged.as_of),
        **rolled_up(sums, units["unit"].to_numpy(dtype=object), lines, campaign, shared),
        "case_totals": totalled(sums["case_counts"], units),
        "inspection_totals": inspection_totals(records["inspections"], records["inspection_problems"], lines),
    }
    where = funnel_places(tables | {"own": sums["own"], "units": units})
    tables["funnel"] = funnel_table(where if whole else where[where["scope"] == "reporting"], campaign)
    tables["funnel_totals"] = funnel_totals(where)
    tables["bands"] = bands_table(tables, campaign)
    return tables
