"""A run of the check: all reports of a campaign, or what a proposal would make of them and what it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pingyi.campaign.checking import Track, untracked
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import check_campaign, explain
from pingyi.check.change import Proposal, proposal
from pingyi.check.reporters import Lines, lines_in
from pingyi.load.changes import changes, origin, resolve
from pingyi.load.contents import CAMPAIGN, INSPECTIONS, UNITS, report_of
from pingyi.load.documents import read_document
from pingyi.load.roster import ROSTER
from pingyi.load.source import Commit, Folder, Source
from pingyi.load.stamped import STAMPED
from pingyi.model import Data, Finding

REPORTED = (f"{UNITS}/", f"{INSPECTIONS}/")
"""What is read from a proposal. All else comes from the base that judges it."""


@dataclass(frozen=True, slots=True)
class Request:
    """Where reports are read from: the root, a commit or tree, or a folder; and since when a change by whom is judged.

    `as_of`: the day after which nothing can have happened; default: the campaign's clock.
    """

    root: Path
    proposed: str | None = None
    folder: Path | None = None
    base: str | None = None
    author: str | None = None
    as_of: date | None = None

    @property
    def source(self) -> Source | None:
        if self.proposed is not None:
            return Commit(self.root, resolve(self.root, self.proposed))
        return Folder(self.folder) if self.folder else None


class NoFileError(Exception):
    """A name that stands for no file of the campaign."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found. `touched`: the paths of a change; None where no change is judged."""

    judged: Judged
    findings: list[Finding]
    touched: set[str] | None

    @property
    def known(self) -> set[str]:
        """Every file of the campaign: its own, reports, what is attached to them, inspections, and whatever is wrong."""
        contents = self.judged.contents
        attached = {path for paths in contents.files.values() for path in paths}
        inspections = {document.path for document in contents.inspections.values()}
        wrong = {finding.path for finding in self.findings}
        own = {CAMPAIGN, ROSTER} | ({STAMPED} if contents.stamped is not None else set())
        return {*own, *contents.paths.values()} | attached | inspections | wrong | (self.touched or set())

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


def judge(request: Request, track: Track = untracked) -> Outcome:
    """Check all reports, and the change if there is one. Raises `CannotOpenError` and `GitError`."""
    source = request.source
    judged = check_campaign(request.root, source, track, request.as_of)
    found = list(judged.findings)
    if request.base is None:
        return Outcome(judged, found, None)
    if source:
        # Campaign and roster are the base's: what is wrong in them is not of the proposal.
        found = [finding for finding in found if finding.path.startswith(REPORTED)]
    touched, more = _change(judged, request, request.base)
    return Outcome(judged, found + more, touched)


def _change(judged: Judged, request: Request, base: str) -> tuple[set[str], list[Finding]]:
    """The paths that a proposal touches, and what the rules of change scope say of it."""
    repository = request.folder or request.root
    found = changes(repository, base, request.proposed)
    before = Commit(repository, origin(repository, base, request.proposed))
    it = Proposal(
        changes=found,
        author=request.author,
        roster=judged.roster,
        before=lambda path: _data(before, path),
        after=lambda path: _data(judged.contents.reports, path),
    )
    # An attached file that goes or comes may be wrong of its report, which need not have changed.
    touched = {path for change in found for path in (change.path, report_of(change.path))}
    return touched, explain(proposal(it), judged.catalogue, judged.contents)


def lines_of(judged: Judged) -> Lines:
    """The lines of each file as it was judged; none of files that were not read at all."""
    reported, own = lines_in(judged.contents.reports), lines_in(judged.contents.own)

    def lines(path: str) -> list[str]:
        if path.startswith(REPORTED):
            return reported(path)
        return own(path) if path in (CAMPAIGN, ROSTER, STAMPED) else []

    return lines


def _data(source: Source, path: str) -> Data | None:
    document, _ = read_document(source, path)
    return document.data if document else None
