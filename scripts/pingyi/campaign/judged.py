"""A campaign as it was judged at a day: what was read, what was found wrong in it, and its reports as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pingyi.check.catalogue import Catalogue
from pingyi.contract.schemas import Contract
from pingyi.load.contents import Contents, report_of
from pingyi.model import Campaign, Document, Finding, Report, Stamped, Unit


@dataclass(frozen=True, slots=True)
class Judged:
    """`contents`: what was read; everything else is what came of it at the day `as_of`."""

    contents: Contents
    contract: Contract
    catalogue: Catalogue
    campaign: Campaign
    as_of: date
    roster: Mapping[str, Unit]
    findings: tuple[Finding, ...]
    stamped: Mapping[str, Stamped] | None
    """By unit; None where the campaign keeps no register of copies on paper."""
    reports: Mapping[str, Report] = field(default_factory=dict)
    """By unit; empty where nothing but findings was asked for."""
    commits: Mapping[str, str] = field(default_factory=dict)
    """Path of a report to the commit that brought it."""

    @property
    def inspections(self) -> Mapping[str, Document]:
        return self.contents.inspections

    @property
    def errors(self) -> dict[str, int]:
        """Path of each file with errors to their number; what is wrong with an attached file is wrong with its report."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            if finding.level == "error":
                path = report_of(finding.path)
                counts[path] = counts.get(path, 0) + 1
        return counts
