"""Open a campaign: read it, judge its own files, check its reports. What is wrong comes back as findings beside the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from pingyi.campaign.checking import Track, justified, run, untracked
from pingyi.campaign.first_seen import dated
from pingyi.campaign.judged import Judged
from pingyi.check.catalogue import Catalogue
from pingyi.check.own_files import campaign_problems, roster_problems, stamped_problems
from pingyi.check.place import text_placer
from pingyi.check.shape import Shape
from pingyi.contract.schemas import Contract
from pingyi.files.caches import cache_folder
from pingyi.load import values
from pingyi.load.contents import CAMPAIGN, UNITS, Contents, read
from pingyi.load.documents import FILES_SUFFIX
from pingyi.load.history import History, HistoryError, head, history, last_changes
from pingyi.load.roster import PATH as ROSTER
from pingyi.load.rows import Row
from pingyi.load.source import Folder, Source
from pingyi.load.stamped import PATH as STAMPED
from pingyi.model import Campaign, Document, Finding, Problem, Report, Stamped, Unit

UNREADABLE = ("file-absent", "file-symlink", "file-unreadable", "file-too-large", "file-encoding", "csv-syntax")


class CannotOpenError(Exception):
    """The campaign file or the roster is so wrong that no report can be judged."""

    def __init__(self, findings: list[Finding], catalogue: Catalogue) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings, self.catalogue = findings, catalogue


def check_campaign(
    root: Path,
    reports: Source | None = None,
    track: Track = untracked,
    today: date | None = None,
    *,
    keep: bool = False,
) -> Judged:
    """Check the campaign at `root`, its reports read from there or from another source. Raises `CannotOpenError`.

    `today` takes the place of the campaign's clock. `keep`: see `checking.run`.
    """
    contents = read(Folder(root), reports)
    if problems := _campaign_file(contents):
        _refuse(contents, problems, Contract(None))
    assert contents.campaign is not None  # noqa: S101 - a missing file is among the problems
    contract = Contract(contents.campaign.data)
    if unreadable := [
        problem for problem in contents.problems if problem.path == ROSTER and problem.rule in UNREADABLE
    ]:
        _refuse(contents, unreadable, contract)
    campaign = values.campaign(contents.campaign.data)
    roster, problems = _roster(contents, contract)
    day = today or _clock(campaign)
    catalogue = Catalogue(contract)
    found, beside = run(
        contents,
        (campaign, roster, day),
        lambda problems: explain(dated(problems, contents, root, campaign.timezone, catalogue), catalogue, contents),
        cache_folder(root, "check"),
        track,
        keep=keep,
        main=head(root),
    )
    problems += [*contents.problems, *_inspections(contents, roster, contract, catalogue), *_homeless(contents)]
    register, stamped_found = _stamped(contents, contract, catalogue, roster)
    problems += stamped_found
    findings = [*explain(problems, catalogue, contents), *beside]
    findings += [finding for verdict in found.values() for finding in verdict.findings]
    shown = sorted(set(justified(findings, found, contents.paths, catalogue.words["noted"])))
    return Judged(contents, contract, catalogue, campaign, day, roster, tuple(shown), register)


def open_campaign(root: Path, as_of: date | None = None, track: Track = untracked) -> Judged:
    """Check the campaign at `root` and read its reports as they stood on `as_of`. Raises `CannotOpenError`."""
    judged = check_campaign(root, track=track, keep=True)
    campaign, day = judged.campaign, as_of or judged.as_of
    try:
        kept = history(root, campaign.timezone, day) if campaign.timeliness == "received" else None
    except HistoryError as error:
        _refuse(judged.contents, [Problem(str(error), CAMPAIGN, "/timeliness")], judged.contract)
    reports = dict(_reports(judged.contents, kept, day))
    return replace(judged, as_of=day, reports=reports, commits=last_changes(root))


def explain(problems: Iterable[Problem], catalogue: Catalogue, contents: Contents) -> list[Finding]:
    """Problems of any file in words, each at its line and column."""
    own = [contents.campaign] if contents.campaign else []
    texts = {document.path: document.text for document in [*own, *contents.inspections.values()]}

    def text(path: str) -> str | None:
        if path in texts or not path.endswith(".yml"):
            return texts.get(path)
        document = contents.document(path)
        return document.text if document else None

    place = text_placer(text)
    return [catalogue.explain(problem, place) for problem in problems]


def _campaign_file(contents: Contents) -> list[Problem]:
    if contents.campaign is None:
        return [problem for problem in contents.problems if problem.path == CAMPAIGN]
    contract = Contract(None)
    shape = list(
        Shape(contract, Catalogue(contract), "campaign").problems(contents.campaign.data, contents.campaign.path)
    )
    return shape or list(campaign_problems(contents.campaign.data, contract))


def _roster(contents: Contents, contract: Contract) -> tuple[dict[str, Unit], list[Problem]]:
    """The valid rows as units by id, and what is wrong with the others."""
    shape = Shape(contract, Catalogue(contract), "roster")
    problems = list(roster_problems(contents.rows, contract))
    units: dict[str, Unit] = {}
    for row in contents.rows:
        found = _row_problems(shape, row, ROSTER)
        problems += found
        if not found and row.cells["id"] not in units:
            units[row.cells["id"]] = values.unit(row.cells)
    return units, problems


def _row_problems(shape: Shape, row: Row, path: str) -> list[Problem]:
    return [
        Problem(found.rule, path, found.pointer, row.mark(found.pointer), found.values)
        for found in shape.problems(row.cells, path)
    ]


def _stamped(
    contents: Contents, contract: Contract, catalogue: Catalogue, roster: Mapping[str, Unit]
) -> tuple[dict[str, Stamped] | None, list[Problem]]:
    """The valid rows of the register of copies on paper by unit, and what is wrong with the others."""
    if contents.stamped is None:
        return None, []
    shape = Shape(contract, catalogue, "stamped")
    register: dict[str, Stamped] = {}
    problems = list(stamped_problems(contents.stamped, roster))
    for row in contents.stamped:
        found = _row_problems(shape, row, STAMPED)
        problems += found
        if not found and row.cells["unit"] in roster:
            register.setdefault(row.cells["unit"], values.stamped(row.cells))
    return register, problems


def _inspections(
    contents: Contents, roster: Mapping[str, Unit], contract: Contract, catalogue: Catalogue
) -> Iterable[Problem]:
    shape = Shape(contract, catalogue, "inspection")
    for document in contents.inspections.values():
        yield from shape.problems(document.data, document.path)
        found = document.data.get("unit")
        if found is not None and found not in roster:
            yield Problem("inspection-unit", document.path, "/unit", values={"found": found})


def _homeless(contents: Contents) -> Iterable[Problem]:
    """Files attached to a report that is not there."""
    for unit, paths in contents.files.items():
        if unit not in contents.paths:
            report = f"{UNITS}/{unit}.yml"
            yield from (
                Problem("file-unused", path, values={"found": path.rpartition(f"{FILES_SUFFIX}/")[2], "report": report})
                for path in paths
            )


def _clock(campaign: Campaign) -> date:
    if day := campaign.data.get("as_of"):
        return date.fromisoformat(day)
    return datetime.now(ZoneInfo(campaign.timezone)).date()


def _reports(contents: Contents, kept: History | None, as_of: date) -> Iterable[tuple[str, Report]]:
    """Every report that can be read. `kept`: what main's history says of it; None: the dates that it declares count."""
    for unit, path in contents.paths.items():
        document = contents.document(path)
        if document and kept:
            yield unit, Report(unit, document, kept.received.get(path), kept.changed.get(path))
        elif document:
            yield (
                unit,
                Report(unit, document, _day(document.data.get("reported_on")), _declared_change(document, as_of)),
            )


def _declared_change(document: Document, as_of: date) -> date | None:
    """The last day by `as_of` on which a report says it was filled in or corrected."""
    revisions = document.data.get("revisions")
    entries = [entry for entry in revisions if isinstance(entry, dict)] if isinstance(revisions, list) else []
    days = [_day(document.data.get("reported_on")), *(_day(entry.get("date")) for entry in entries)]
    return max((day for day in days if day and day <= as_of), default=None)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _refuse(contents: Contents, problems: list[Problem], contract: Contract) -> NoReturn:
    catalogue = Catalogue(contract)
    raise CannotOpenError(explain(problems, catalogue, contents), catalogue)
