"""The work on one part of the tree once it is known which reports count: rows, sums, and how much each report says.

A function of its reports alone, the same in this process, in another and on a cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pingyi.campaign.judged import Judged
from pingyi.campaign.subtrees import Listed
from pingyi.campaign.verdict_cache import digest
from pingyi.contract.schemas import Contract
from pingyi.figures.case_totals import case_counts
from pingyi.figures.completeness import AskedPlace, Filled, asked_places, filled
from pingyi.figures.partial_sums import part_sums
from pingyi.figures.tidy import reported
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
    """Neighbouring reports. `shared`: nodes that other portions count for as well; `key`: of the reports' bytes."""

    name: str
    entries: tuple[HeldReport, ...]
    shared: frozenset[str]
    key: str


class PartResult(NamedTuple):
    """What came of a portion. `said`: how much each report fills in, by unit; `tables`: rows of the tidy tables;
    `shared`: nodes of which other portions have sums as well.
    """

    said: dict[str, Filled]
    tables: Tables
    sums: Tables
    shared: frozenset[str]


class Tabulating:
    """Makes a `PartResult` of a `Portion`; can be sent to whoever works. `whole`: with the tidy tables, not their sums alone.

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

    def __call__(self, portion: Portion) -> PartResult:
        read = {entry.unit: self._read(entry.path) for entry in portion.entries}
        counted = [entry for entry in portion.entries if entry.counts]
        tables = reported([(entry.unit, read[entry.unit]) for entry in counted], self.campaign, self.day)
        units = frame("units", ({"unit": entry.unit, "category": entry.category} for entry in counted))
        lines = {entry.unit: entry.nodes for entry in counted}
        sums = part_sums(tables | {"units": units}, self.campaign, lines, portion.shared)
        return PartResult(
            {entry.unit: filled(read[entry.unit], self.places[entry.kind]) for entry in portion.entries},
            tables if self.whole else {},
            sums | {"case_counts": case_counts(tables["cases"])},
            portion.shared,
        )

    def _read(self, path: str) -> Data:
        found = self.at_hand(path) if self.at_hand else read_document(self.source, path)[0]
        if found is None:
            raise ValueError(path)  # it could be read when it was judged
        return found.data


def _tabulating(campaign: Campaign, day: date, source: Source, whole: bool) -> Tabulating:
    return Tabulating(campaign, day, source, None, whole=whole)


def portions(judged: Judged, held: Mapping[str, bool], lines: Mapping[str, Sequence[str]]) -> list[Portion]:
    """The reports that are held, subtree by subtree. `held`: whether each counts, by unit; `lines`: what each unit counts for."""
    listed = [[unit for unit in subtree.reports if unit in held] for subtree in judged.subtrees]
    times = Counter(node for units in listed for node in {node for unit in units for node in lines[unit]})
    shared = frozenset(node for node, number in times.items() if number > 1)
    return [
        _portion(subtree, [_entry(judged, unit, held[unit], lines[unit]) for unit in units], shared)
        for subtree, units in zip(judged.subtrees, listed, strict=True)
        if units
    ]


def _entry(judged: Judged, unit: str, counts: bool, nodes: Sequence[str]) -> HeldReport:
    row = judged.roster[unit]
    return HeldReport(unit, judged.contents.paths[unit], row.category, row.kind, counts, tuple(nodes))


def _portion(subtree: Listed, entries: Sequence[HeldReport], shared: frozenset[str]) -> Portion:
    beyond = shared.intersection(node for entry in entries for node in entry.nodes)
    told = [f"{entry.unit} {entry.counts}".encode() for entry in entries]
    key = digest([subtree.key.encode(), *told, b"", *(node.encode() for node in sorted(beyond))])
    return Portion(subtree.name, tuple(entries), beyond, key)
