"""A campaign as it was judged at a day: what was read, what was found wrong in it, and its reports as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pingyi.campaign.subtrees import Listed
from pingyi.check.catalogue import Catalogue
from pingyi.contract.schemas import Contract
from pingyi.load.contents import Contents, report_of
from pingyi.load.mainline import Mainline
from pingyi.load.releases import Release, read_releases
from pingyi.load.source import Source
from pingyi.model import Campaign, Decision, Document, Finding, Report, Stamped, Unit


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
    releases: Source
    """Where frozen releases stand: always in what is checked out, whatever commit the rest was read from."""
    decisions: Mapping[str, Sequence[Decision]]
    """Those that are right, by unit and in order."""
    line: Mainline | None
    """Main's first-parent line, where receipt is measured by it and it can be had."""
    subtrees: Sequence[Listed]
    """All reports, in order."""
    commit: str | None = None
    """The commit that all else below `data/` was read from; None: the files on disk."""
    reports: Mapping[str, Report] = field(default_factory=dict)
    """By unit; empty where nothing but findings was asked for."""
    commits: Mapping[str, str] = field(default_factory=dict)
    """Path of a report to the commit that brought it."""

    @property
    def inspections(self) -> Mapping[str, Document]:
        """Those without an error, by their own id."""
        errors, found = self.errors, self.contents.inspections
        return {name: document for name, document in found.items() if document.path not in errors}

    @property
    def receipt(self) -> Literal["declared", "logged", "committed"]:
        """What says when a report came: itself, the server's log of receipt, or the commits of main."""
        if self.line is None:
            return "declared"
        return "logged" if self.line.logged else "committed"

    @property
    def published(self) -> list[Release]:
        """The releases that there were on the day, oldest first."""
        day = self.as_of.isoformat()
        return [release for release in read_releases(self.releases) if release.manifest.get("as_of", day) <= day]

    @property
    def errors(self) -> dict[str, int]:
        """Path of each file with errors to their number; what is wrong with an attached file is wrong with its report.

        A report that is not there yet cannot be wrong yet.
        """
        counts = Counter(report_of(finding.path) for finding in self.findings if finding.level == "error")
        later = self.later
        return {path: count for path, count in counts.items() if path not in later}

    @property
    def later(self) -> dict[str, Report]:
        """By path, the reports that are not there yet: they came, or say they were made, after the day."""
        return {
            report.path: report for report in self.reports.values() if report.received and report.received > self.as_of
        }
