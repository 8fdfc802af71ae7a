"""The work on one part of the tree once it is known which reports count: rows, sums, and how much each report says.

A function of its reports alone, the same in this process, in another and on a cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pingyi.campaign.judged import Judged
from pingyi.campaign.subtrees import Listed
from pingyi.campaign.verdict_cache import digest
from pingyi.contract.schemas import Contract
from pingyi.figures.approval_tables import counting
from pingyi.figures.case_totals import case_counts
from pingyi.figures.completeness import AskedPlace, Filled, asked_places, filled
from pingyi.figures.partial_sums import part_sums
from pingyi.figures.progress import HELD, Standing, standings
from pingyi.figures.tidy import reported
from pingyi.load.contents import unit_of
from pingyi.load.documents import read_document
from pingyi.load.source import Source
from pingyi.model import Campaign, Data, Document
from pingyi.tables.dictionary import Tables, frame


class HeldReport(NamedTuple):
    """A report that is held. `counts`: in every sum; `nodes`: what it counts for."""

    unit: str
    path: str
    category: str
    kind: str
    counts: bool
    nodes: tuple[str, ...]


class Portion(NamedTuple):
    """Neighbouring units. `shared`: nodes that other portions count for as well; `key`: of all that their sums depend on, beside
    roster, campaign, day and tool.
    """

    name: str
    units: tuple[str, ...]
    shared: frozenset[str]
    key: str


class HeldReports(NamedTuple):
    """The reports of a portion that are held."""

    name: str
    entries: tuple[HeldReport, ...]
    shared: frozenset[str]


class PartResult(NamedTuple):
    """What came of a portion. `said`: how much each report fills in, by unit; `tables`: rows of the tidy tables;
    `shared`: nodes of which other portions have sums as well.
    """

    said: dict[str, Filled]
    tables: Tables
    sums: Tables
    shared: frozenset[str]


class Tabulating:
    """Makes a `PartResult` of the reports of a portion; can be sent to whoever works. `whole`: with the tidy tables, not their sums alone.

    `at_hand`: gives documents that are in memory; it is not sent.
    """

    def __init__(
        self,
        campaign: Campaign,
        day: date,
        source: Source,
        at_hand: Callable[[str], Document | None] | None,
        *,
        whole: bool,
    ) -> None:
        self.campaign, self.day, self.source, self.whole = campaign, day, source, whole
        self.at_hand = at_hand

    def __reduce__(self) -> tuple[Callable[..., Tabulating], tuple[Campaign, date, Source, bool]]:
        return _tabulating, (self.campaign, self.day, self.source, self.whole)

    @cached_property
    def places(self) -> Mapping[str, tuple[AskedPlace, ...]]:
        return asked_places(Contract(self.campaign.data), self.campaign)

    def __call__(self, held: HeldReports) -> PartResult:
        read = {entry.unit: self._read(entry.path) for entry in held.entries}
        counted = [entry for entry in held.entries if entry.counts]
        tables = reported([(entry.unit, read[entry.unit]) for entry in counted], self.campaign, self.day)
        units = frame("units", ({"unit": entry.unit, "category": entry.category} for entry in counted))
        lines = {entry.unit: entry.nodes for entry in counted}
        sums = part_sums(tables | {"units": units}, self.campaign, lines, held.shared)
        return PartResult(
            {entry.unit: filled(read[entry.unit], self.places[entry.kind]) for entry in held.entries},
            tables if self.whole else {},
            sums | {"case_counts": case_counts(tables["cases"])},
            held.shared,
        )

    def _read(self, path: str) -> Data:
        found = self.at_hand(path) if self.at_hand else read_document(self.source, path)[0]
        if found is None:
            raise ValueError(path)  # it could be read when it was judged
        return found.data


def _tabulating(campaign: Campaign, day: date, source: Source, whole: bool) -> Tabulating:
    return Tabulating(campaign, day, source, None, whole=whole)


def portions(judged: Judged, lines: Mapping[str, Sequence[str]], errors: Mapping[str, int]) -> list[Portion]:
    """The units of the roster subtree by subtree. `lines`: what each counts for; `errors`: their number by path."""
    known = [tuple(unit for unit in subtree.units if unit in judged.roster) for subtree in judged.subtrees]
    nodes = [{node for unit in units for node in lines[unit]} for units in known]
    times = Counter(node for found in nodes for node in found)
    shared = frozenset(node for node, number in times.items() if number > 1)
    told = _Told.of(judged, errors)
    return [
        Portion(subtree.name, units, shared & below, told.key(subtree, units, shared & below))
        for subtree, units, below in zip(judged.subtrees, known, nodes, strict=True)
        if units
    ]


class _Told(NamedTuple):
    """What the sums of a part depend on that is known of the whole. `wrong`: units with errors; `counted`: units whose reports
    count, where levels approve.
    """

    judged: Judged
    wrong: frozenset[str]
    counted: frozenset[str]

    @classmethod
    def of(cls, judged: Judged, errors: Mapping[str, int]) -> _Told:
        counted = counting(judged, standings(judged, errors)) if judged.campaign.approval else ()
        return cls(judged, frozenset(map(unit_of, errors)), frozenset(counted))

    def key(self, subtree: Listed, units: Sequence[str], shared: Iterable[str]) -> str:
        reports, stamped = self.judged.reports, self.judged.stamped
        # Where reports date themselves, the subtree's key has their days.
        found = [reports[unit] for unit in subtree.reports if unit in reports] if self.judged.line else []
        came = [f"{report.unit} {report.received} {report.changed}" for report in found]
        lists = sorted(self.wrong.intersection(units)), sorted(self.counted.intersection(units)), came, sorted(shared)
        copies = [str(stamped.get(unit)) for unit in units] if stamped else [str(stamped is None)]
        return digest("\n".join(each).encode() for each in ([subtree.key], *lists, copies))


def held_reports(
    judged: Judged,
    portion: Portion,
    found: Mapping[str, Standing],
    counted: Container[str],
    lines: Mapping[str, Sequence[str]],
) -> HeldReports:
    """The reports of a portion that are held. `found`: at least its units' standings; `counted`: units whose reports count."""
    units = [unit for unit in portion.units if unit in judged.reports and found[unit].state in HELD]
    entries = tuple(_entry(judged, unit, unit in counted, lines[unit]) for unit in units)
    return HeldReports(portion.name, entries, portion.shared)


def _entry(judged: Judged, unit: str, counts: bool, nodes: Sequence[str]) -> HeldReport:
    row = judged.roster[unit]
    return HeldReport(unit, judged.contents.paths[unit], row.category, row.kind, counts, tuple(nodes))
