"""A run of the check: all reports of a campaign, or what a proposal would make of them and what it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pingyi.campaign.approving import deciding_of
from pingyi.campaign.checking import Track, untracked
from pingyi.campaign.generated import as_derived
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import CannotOpenError, check_campaign, explain, with_releases
from pingyi.campaign.outcome import CAMPAIGN_FILES, Outcome
from pingyi.campaign.request import Request
from pingyi.check.change import proposal
from pingyi.check.permissions import Person
from pingyi.check.proposed import Proposal, release_of
from pingyi.load import values
from pingyi.load.changes import Change, changes, origin
from pingyi.load.contents import read, report_of
from pingyi.load.documents import read_document
from pingyi.load.releases import AS_IT_IS, ATTRIBUTES, NAME, RELEASES
from pingyi.load.source import Commit, Folder, Source
from pingyi.model import ROOT, Data, Finding, Unit


class MainBrokenError(CannotOpenError):
    """Nothing can be judged, and the proposal is neither the cause nor the cure."""


def judge(request: Request, track: Track = untracked) -> Outcome:
    """Check all reports, and the change if there is one. Raises `CannotOpenError` and `GitError`."""
    if request.base is None:
        judged = with_releases(
            check_campaign(request.root, request.source, track, request.as_of, workers=request.workers)
        )
        return Outcome(judged, list(judged.findings), None)
    repository = request.folder or request.root
    found = changes(repository, request.base, request.proposed)
    before = Commit(repository, origin(repository, request.base, request.proposed))
    return _Change(request, found, before, track).outcome()


@dataclass(frozen=True, slots=True)
class _Change:
    """A change to be judged: the files that differ from `before`."""

    request: Request
    changes: list[Change]
    before: Commit
    track: Track

    @property
    def proposed(self) -> Source:
        return self.request.source or Folder(self.request.root)

    @property
    def touched(self) -> set[str]:
        # An attached file that goes or comes may be wrong of its report, which need not have changed.
        return {path for change in self.changes for path in (change.path, report_of(change.path))}

    def outcome(self) -> Outcome:
        """Reports are judged by main's campaign and roster. Where these change, all is judged by the new ones as well, and
        what they would break is shown wherever it stands.
        """
        by_main = self._open(self.request.grounds, self.proposed)
        if not any(change.path in CAMPAIGN_FILES for change in self.changes):
            if isinstance(by_main, CannotOpenError):
                raise MainBrokenError(by_main.findings, by_main.catalogue) from by_main
            found = {finding for finding in by_main.findings if finding.path not in CAMPAIGN_FILES} & self._touching(
                by_main
            )
            return self._with_rules(by_main, by_main, found)
        by_itself = self._open(self.proposed, self.proposed)
        if isinstance(by_itself, CannotOpenError):
            return self._refused(by_main, by_itself)
        if isinstance(by_main, CannotOpenError):
            return self._with_rules(by_itself, None, self._touching(by_itself))
        found = self._touching(by_itself) | self._broken(by_itself)
        if not self._by_office(by_main):
            found |= {finding for finding in self._touching(by_main) if finding.path not in CAMPAIGN_FILES}
        return self._with_rules(by_itself, by_main, found)

    def _open(self, own: Source, reports: Source) -> Judged | CannotOpenError:
        try:
            it = self.request
            return check_campaign(it.root, reports, self.track, it.as_of, own=own, workers=it.workers)
        except CannotOpenError as error:
            return error

    def _refused(self, by_main: Judged | CannotOpenError, by_itself: CannotOpenError) -> Outcome:
        """The proposal would leave a campaign that nobody can open."""
        if isinstance(by_main, CannotOpenError):
            raise by_itself
        shown = replace(by_main, contents=replace(by_main.contents, own=self.proposed))
        found = {finding for finding in self._touching(by_main) if finding.path not in CAMPAIGN_FILES}
        return self._with_rules(shown, by_main, found | set(by_itself.findings))

    def _touching(self, judged: Judged) -> set[Finding]:
        # Of a decision that is proposed the rules of change say more than that it does not fit.
        found = (finding for finding in judged.findings if finding.rule != "decision-stale")
        return {finding for finding in found if {finding.path, report_of(finding.path)} & self.touched}

    def _broken(self, by_itself: Judged) -> set[Finding]:
        """The errors that the proposal brings into files that it does not touch."""
        main = self._open(self.before, self.before)
        if isinstance(main, CannotOpenError):
            return set()
        known = {(finding.path, finding.rule, finding.pointer, finding.message) for finding in main.findings}
        errors = (finding for finding in by_itself.findings if finding.level == "error")
        return {one for one in errors if (one.path, one.rule, one.pointer, one.message) not in known}

    def _by_office(self, by_main: Judged) -> bool:
        """Whether somebody proposes new grounds who may; then they judge alone."""
        person = self._person(by_main.roster)
        return person is not None and person.has("office", ROOT) == "yes"

    def _person(self, roster: Mapping[str, Unit]) -> Person | None:
        it = self.request
        return None if it.author is None else Person(it.author, roster, it.maintainers, it.members)

    def _with_rules(self, judged: Judged, by_main: Judged | None, found: set[Finding]) -> Outcome:
        """With what the rules of change scope say. `by_main`: None where main's own files cannot be opened."""
        roster = by_main.roster if by_main else _people(self.request.grounds)
        released = frozenset(release_of(path) for path in self.before.paths(RELEASES))
        it = Proposal(
            changes=self.changes,
            person=self._person(roster),
            roster=roster,
            before=lambda path: _data(self.before, path),
            after=lambda path: _data(self.proposed, path),
            released=released,
            verified=self._verified(released),
            generated=as_derived(judged, self.proposed, self.before),
            founding=by_main is None,
            queued=self.request.proposed is not None and self.request.author is None,
            deciding=deciding_of(by_main, self.before, self.changes, self.request.root) if by_main else None,
        )
        found |= set(explain(proposal(it), judged.catalogue, judged.contents))
        return Outcome(judged, sorted(found), self.touched | {finding.path for finding in found}, it.deciding)

    def _verified(self, released: frozenset[str]) -> dict[str, list[str]]:
        """What is wrong with each new release; of the file beside them, whether it is the tool's."""
        if self.request.verify is None:
            return {}
        new = dict.fromkeys(release_of(change.path) for change in self.changes)
        found = {
            name: self.request.verify(self.proposed, name)
            for name in new
            if NAME.fullmatch(name) and name not in released
        }
        beside = self.proposed.read(f"{RELEASES}/{ATTRIBUTES}")
        return found | ({ATTRIBUTES: []} if beside == AS_IT_IS.encode() else {})


def _people(source: Source) -> dict[str, Unit]:
    """The rows of a roster whose campaign cannot be opened, as far as they are units: somebody must be able to mend it."""
    found = {}
    for row in read(source).rows:
        try:
            unit = values.unit(row.cells)
        except (TypeError, ValueError, AttributeError):
            continue
        found[unit.id] = unit
    return found


def _data(source: Source, path: str) -> Data | None:
    document, _ = read_document(source, path)
    return document.data if document else None
