"""What a run of the check has found, and what of it is about the files that somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pingyi.campaign.judged import Judged
from pingyi.check.deciding import Deciding
from pingyi.check.reporters import Lines, lines_in
from pingyi.load.contents import CAMPAIGN, DECISIONS, INSPECTIONS, UNITS, report_of
from pingyi.load.roster import ROSTER
from pingyi.load.stamped import STAMPED
from pingyi.model import Finding

CAMPAIGN_FILES = (CAMPAIGN, ROSTER, STAMPED)
"""The campaign's own files, against which everything else is judged."""


class NoFileError(Exception):
    """A name that stands for no file of the campaign."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found. `touched`: the paths of a change and of what it breaks; None where no change is judged."""

    judged: Judged
    findings: list[Finding]
    touched: set[str] | None
    deciding: Deciding | None = None
    """What a change decides, where the campaign approves level by level."""

    @property
    def known(self) -> set[str]:
        """Every file of the campaign: its own, reports, what is attached to them, inspections, and whatever is wrong."""
        contents = self.judged.contents
        attached = {path for paths in contents.files.values() for path in paths}
        inspections = {document.path for document in contents.inspections.values()}
        wrong = {finding.path for finding in self.findings}
        own = {CAMPAIGN, ROSTER} | ({STAMPED} if contents.stamped is not None else set())
        decisions = set(contents.decisions)
        return {*own, *contents.paths.values()} | attached | inspections | decisions | wrong | (self.touched or set())

    def about(self, names: Iterable[str] = ()) -> tuple[list[Finding], int]:
        """Findings in the named files and folders (default: all), with attached files, and how many reports these are.

        Of a change, only what it touches. Raises `NoFileError`.
        """
        wanted = self._files(names) or self.known
        if self.touched is not None:
            wanted &= self.touched
        shown = [finding for finding in self.findings if finding.path in wanted or report_of(finding.path) in wanted]
        return sorted(shown), sum(path in wanted for path in self.judged.contents.paths.values())

    def _files(self, names: Iterable[str]) -> set[str]:
        known, wanted = self.known, set()
        for name in names:
            found = {path for path in known if name == "." or f"{path}/".startswith(f"{name}/")}
            if not found:
                raise NoFileError(name)
            wanted |= found
        return wanted


def lines_of(judged: Judged) -> Lines:
    """The lines of each file as it was judged; none of files that were not read at all."""
    reported, own = lines_in(judged.contents.reports), lines_in(judged.contents.own)

    def lines(path: str) -> list[str]:
        if path.startswith((f"{UNITS}/", f"{INSPECTIONS}/", f"{DECISIONS}/")):
            return reported(path)
        return own(path) if path in CAMPAIGN_FILES else []

    return lines
