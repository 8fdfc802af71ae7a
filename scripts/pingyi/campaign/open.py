"""Open a campaign: read it, judge its own files, check its reports. What is wrong comes back as findings beside the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

from pingyi.campaign.approving import approval_problems, record
from pingyi.campaign.arrival import (
    Commits,
    at_hand,
    by_declaration,
    by_history,
    contradictions,
    line_of,
    received_before,
)
from pingyi.campaign.checking import Means, Track, fingerprint, run, untracked
from pingyi.campaign.clock import day_of
from pingyi.campaign.first_seen import dated
from pingyi.campaign.judged import Judged
from pingyi.campaign.justified import justified
from pingyi.campaign.kept_roster import JudgedRoster, kept_roster
from pingyi.campaign.own_records import own_records, roster_units
from pingyi.campaign.verdict_cache import Cache
from pingyi.campaign.workers import Workers
from pingyi.check.campaign_file import campaign_problems, lowered_problems
from pingyi.check.catalogue import Catalogue
from pingyi.check.place import text_placer
from pingyi.check.shape import Shape
from pingyi.check.wording import invisible
from pingyi.contract.schemas import Contract
from pingyi.files.caches import cache_folder
from pingyi.load import values
from pingyi.load.contents import CAMPAIGN, Contents, read
from pingyi.load.history import history, tip
from pingyi.load.mainline import HistoryError, Mainline
from pingyi.load.releases import release_problems
from pingyi.load.roster import ROSTER
from pingyi.load.source import Commit, Folder, Source
from pingyi.model import Campaign, Finding, Problem, Stated

UNREADABLE = (
    "file-absent", "file-symlink", "file-unreadable", "file-too-large", "file-encoding", "file-not-text",
    "csv-foreign", "csv-separator", "csv-header", "csv-syntax", "csv-column-twice",
)  # fmt: skip
"""Rules about a table of which no row can be taken as it stands."""


class CannotOpenError(Exception):
    """The campaign file or the roster is so wrong that no report can be judged."""

    def __init__(self, findings: list[Finding], catalogue: Catalogue) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings, self.catalogue = findings, catalogue


def check_campaign(
    root: Path,
    reports: Source | None = None,
    track: Track = untracked,
    as_of: date | None = None,
    *,
    own: Source | None = None,
    workers: Workers | None = None,
) -> Judged:
    """Check the campaign at `root`, its reports and its own files read from there or from other sources.

    `as_of` takes the place of the campaign's clock; `workers`: who works, by default whoever pays.
    """
    means = Means(cache_folder(root, "check"), track, workers)
    own = own or Folder(root)
    return _judged(root, read(own, _theirs(reports or own, workers)), as_of, means)[0]


def _theirs(source: Source, workers: Workers | None) -> Source:
    """A source as those read it who work."""
    return workers.source(source) if workers else source


def open_campaign(
    root: Path,
    as_of: date | None = None,
    track: Track = untracked,
    commit: str | None = None,
    *,
    workers: Workers | None = None,
) -> Judged:
    """Check the campaign at `root` and read its reports, all by one day. Raises `CannotOpenError` and `GitError`.

    `commit`: all of `data/` but `data/releases/` is read from there, and history ends there. Which commit held what was
    known on a day, `gate.open_published` knows.
    """
    own = Commit(root, commit) if commit else Folder(root)
    contents = read(own, _theirs(own, workers))
    means = Means(cache_folder(root, "check"), track, workers)
    judged, said = _judged(root, contents, as_of, means, commit)
    if judged.campaign.timeliness == "declared":
        line = _line_or_none(root, judged.campaign, commit)
        reports = by_declaration(contents, said)
    else:
        line = judged.line or _line(root, judged.campaign, commit, contents)
        reports = by_history(contents, said, history(root, line, judged.as_of, at_hand=at_hand(contents, said)))
    return replace(
        with_releases(judged),
        commit=commit,
        reports={report.unit: report for report in reports},
        commits=Commits(root, line, commit),
    )


def with_releases(judged: Judged) -> Judged:
    """With what is wrong with the files of frozen releases, of which an edited one is never published."""
    return _with(judged, release_problems(judged.releases))


def _with(judged: Judged, problems: Iterable[Problem]) -> Judged:
    found = explain(problems, judged.catalogue, judged.contents)
    return replace(judged, findings=tuple(sorted({*judged.findings, *found})))


def _judged(
    root: Path, contents: Contents, as_of: date | None, means: Means, commit: str | None = None
) -> tuple[Judged, dict[str, Stated]]:
    """What was read, judged, and what each report that can be read says of itself."""
    about = _campaign_file(contents)
    assert contents.campaign is not None  # noqa: S101 - refused above
    contract = Contract(contents.campaign.data)
    campaign = values.campaign(contents.campaign.data)
    day = day_of(campaign, as_of)
    cache = Cache(means.cache_folder, fingerprint(contents, day))
    roster, problems = kept_roster(cache.drawer(ROSTER), "", lambda: _judged_roster(contents, contract))
    catalogue = Catalogue(contract)
    line = _line_or_none(root, campaign, commit) if campaign.timeliness == "received" else None

    def main() -> Mainline | None:
        return line or _line_or_none(root, campaign, commit)

    found = run(
        contents,
        (campaign, roster, day),
        lambda problems: explain(dated(problems, contents, root, main, catalogue), catalogue, contents),
        means,
        cache,
        received=received_before(root, contents, roster, line, day) if line else {},
        main=tip(root, commit),
    )
    register, decided, own = own_records(contents, contract, catalogue, campaign, roster)
    problems += [*about, *own, *(contradictions(line) if line else ())]
    findings = [*explain(problems, catalogue, contents), *found.findings]
    shown = sorted(set(justified(findings, found.notes, contents.paths, catalogue.words["noted"])))
    releases = Folder(root)
    judged = Judged(
        contents, contract, catalogue, campaign, day, roster, tuple(shown), register, releases, decided, line,
        found.subtrees,
    )  # fmt: skip
    return _with_lives(judged), dict(found.said)


def _with_lives(judged: Judged) -> Judged:
    """With what is wrong where reports are approved level by level: nobody can act, or a decision is on what was."""
    lives = record(judged)
    return _with(judged, approval_problems(lives)) if lives else judged


def _line(root: Path, campaign: Campaign, commit: str | None, contents: Contents) -> Mainline:
    try:
        return line_of(root, campaign.timezone, commit)
    except HistoryError as error:
        refuse_history(error, contents)


def _line_or_none(root: Path, campaign: Campaign, commit: str | None) -> Mainline | None:
    """Main's line where it can be had: without it a check still says what it can."""
    try:
        return line_of(root, campaign.timezone, commit)
    except HistoryError:
        return None


def explain(problems: Iterable[Problem], catalogue: Catalogue, contents: Contents) -> list[Finding]:
    """Problems of any file in words, each at its line and column."""
    own = [contents.campaign] if contents.campaign else []
    others = [*own, *contents.inspections.values(), *contents.decisions.values()]
    texts = {document.path: document.text for document in others}

    def text(path: str) -> str | None:
        if path in texts or not path.endswith(".yml"):
            return texts.get(path)
        document = contents.document(path)
        return document.text if document else None

    place = text_placer(text)
    return [catalogue.explain(problem, place) for problem in problems]


def _campaign_file(contents: Contents) -> list[Problem]:
    """What is doubtful in the campaign file. Raises `CannotOpenError` for what is wrong in it."""
    bare = Contract(None)
    catalogue = Catalogue(bare)
    if contents.campaign is None:
        _refuse(contents, [problem for problem in contents.problems if problem.path == CAMPAIGN], bare)
    data = contents.campaign.data
    if shape := list(Shape(bare, catalogue, "campaign").problems(data, CAMPAIGN)):
        _refuse(contents, shape, bare)
    found = [*campaign_problems(data, bare, catalogue), *invisible(data, CAMPAIGN)]
    if not any(catalogue.entries[problem.rule].level == "error" for problem in found):
        found += lowered_problems(data, Catalogue(Contract({**data, "rules": {}})))
    if any(catalogue.entries[problem.rule].level == "error" for problem in found):
        _refuse(contents, found, bare)
    return found


def _judged_roster(contents: Contents, contract: Contract) -> JudgedRoster:
    """The units by id, and what is wrong. An office may begin with an empty roster and enrol units from their ballots; reports
    need one. Raises `CannotOpenError`.
    """
    useless = (*UNREADABLE, "roster-empty") if contents.paths else UNREADABLE
    _, problems = contents.roster_rows
    if unreadable := [problem for problem in problems if problem.rule in useless]:
        _refuse(contents, unreadable, contract)
    units, others = roster_units(contents, contract)
    return units, problems + others


def refuse_history(error: HistoryError, contents: Contents) -> NoReturn:
    """Say that a campaign cannot be opened since its history does not tell. Raises `CannotOpenError`."""
    values = {"reason": error.reason}
    _refuse(contents, [Problem(error.rule, CAMPAIGN, "/timeliness", values=values)], Contract(None))


def _refuse(contents: Contents, problems: list[Problem], contract: Contract) -> NoReturn:
    catalogue = Catalogue(contract)
    raise CannotOpenError(explain(problems, catalogue, contents), catalogue)
