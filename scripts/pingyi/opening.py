"""Open a campaign: read it, judge its own files, check its reports. What is wrong comes back as findings beside the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from pingyi.check.campaign import campaign_problems, roster_problems, stamped_problems
from pingyi.check.catalogue import Catalogue
from pingyi.check.place import text_placer
from pingyi.check.run import Track, justified, run, untracked
from pingyi.check.shape import Shape
from pingyi.check.submission import Context
from pingyi.contract import Contract
from pingyi.load import campaign as values
from pingyi.load.files import FILES_SUFFIX, read_document
from pingyi.load.history import History, HistoryError, history, last_changes
from pingyi.load.repository import CAMPAIGN, UNITS, Raw, read, report_of
from pingyi.load.roster import PATH as ROSTER
from pingyi.load.rows import Row
from pingyi.load.source import Source
from pingyi.load.stamped import PATH as STAMPED
from pingyi.model import Campaign, Document, Finding, Problem, Report, Repository, Stamped, Unit

CACHE = "build/cache"
UNREADABLE = ("file-absent", "file-symlink", "file-unreadable", "file-too-large", "file-encoding", "csv-syntax")


@dataclass(frozen=True, slots=True)
class Checked:
    """A campaign whose reports were judged, and everything found wrong in it."""

    raw: Raw
    context: Context
    contract: Contract
    catalogue: Catalogue
    findings: tuple[Finding, ...]
    stamped: dict[str, Stamped] | None

    @property
    def errors(self) -> dict[str, int]:
        """Path of each file with errors to their number; what is wrong with an attached file is wrong with its report."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            if finding.level == "error":
                path = report_of(finding.path)
                counts[path] = counts.get(path, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class Opened(Checked):
    """A checked campaign with its reports as data, as they stood on the clock's day."""

    repository: Repository


class CannotOpenError(Exception):
    """The campaign file or the roster is so wrong that no report can be judged."""

    def __init__(self, findings: list[Finding], catalogue: Catalogue) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings, self.catalogue = findings, catalogue


def check_campaign(
    root: Path, reports: Source | None = None, track: Track = untracked, today: date | None = None
) -> Checked:
    """Check the campaign at `root`, its reports read from there or from another source. Raises `CannotOpenError`.

    `today` takes the place of the campaign's clock.
    """
    raw = read(root, reports)
    if problems := _campaign_file(raw):
        _refuse(raw, problems, Contract(None))
    assert raw.campaign is not None  # noqa: S101 - a missing file is among the problems
    contract = Contract(raw.campaign.data)
    if unreadable := [problem for problem in raw.problems if problem.path == ROSTER and problem.rule in UNREADABLE]:
        _refuse(raw, unreadable, contract)
    campaign = values.campaign(raw.campaign.data)
    roster, problems = _roster(raw, contract)
    context = Context(campaign, roster, today or _clock(campaign))
    catalogue = Catalogue(contract)
    found, beside = run(raw, context, lambda problems: explain(problems, catalogue, raw), root / CACHE, track)
    problems += [*raw.problems, *_inspections(raw, context, contract, catalogue), *_homeless(raw)]
    register, stamped_found = _stamped(raw, contract, catalogue, roster)
    problems += stamped_found
    findings = [*explain(problems, catalogue, raw), *beside]
    findings += [finding for verdict in found.values() for finding in verdict.findings]
    shown = sorted(set(justified(findings, found, raw.paths, catalogue.words["noted"])))
    return Checked(raw, context, contract, catalogue, tuple(shown), register)


def open_campaign(root: Path, as_of: date | None = None, track: Track = untracked) -> Opened:
    """Check the campaign at `root` and read its reports as they stood on `as_of`. Raises `CannotOpenError`."""
    checked = check_campaign(root, track=track)
    campaign, day = checked.context.campaign, as_of or checked.context.today
    try:
        kept = history(root, campaign.timezone, day) if campaign.timeliness == "received" else None
    except HistoryError as error:
        _refuse(checked.raw, [Problem(str(error), CAMPAIGN, "/timeliness")], checked.contract)
    repository = Repository(
        campaign=campaign,
        as_of=day,
        roster=checked.context.roster,
        reports=dict(_reports(checked.raw, kept, day)),
        inspections=checked.raw.inspections,
        commits=last_changes(root),
        stamped=checked.stamped,
    )
    return Opened(
        checked.raw, checked.context, checked.contract, checked.catalogue, checked.findings, checked.stamped, repository
    )


def explain(problems: Iterable[Problem], catalogue: Catalogue, raw: Raw) -> list[Finding]:
    """Problems of any file in words, each at its line and column."""
    own = [raw.campaign] if raw.campaign else []
    texts = {document.path: document.text for document in [*own, *raw.inspections.values()]}

    def text(path: str) -> str | None:
        if path in texts or not path.endswith(".yml"):
            return texts.get(path)
        document, _ = read_document(raw.reports, path)
        return document.text if document else None

    place = text_placer(text)
    return [catalogue.explain(problem, place) for problem in problems]


def _campaign_file(raw: Raw) -> list[Problem]:
    if raw.campaign is None:
        return [problem for problem in raw.problems if problem.path == CAMPAIGN]
    contract = Contract(None)
    shape = list(Shape(contract, Catalogue(contract), "campaign").problems(raw.campaign.data, raw.campaign.path))
    return shape or list(campaign_problems(raw.campaign.data, contract))


def _roster(raw: Raw, contract: Contract) -> tuple[dict[str, Unit], list[Problem]]:
    """The valid rows as units by id, and what is wrong with the others."""
    shape = Shape(contract, Catalogue(contract), "roster")
    problems = list(roster_problems(raw.rows, contract))
    units: dict[str, Unit] = {}
    for row in raw.rows:
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
    raw: Raw, contract: Contract, catalogue: Catalogue, roster: Mapping[str, Unit]
) -> tuple[dict[str, Stamped] | None, list[Problem]]:
    """The valid rows of the register of copies on paper by unit, and what is wrong with the others."""
    if raw.stamped is None:
        return None, []
    shape = Shape(contract, catalogue, "stamped")
    register: dict[str, Stamped] = {}
    problems = list(stamped_problems(raw.stamped, roster))
    for row in raw.stamped:
        found = _row_problems(shape, row, STAMPED)
        problems += found
        if not found and row.cells["unit"] in roster:
            register.setdefault(row.cells["unit"], values.stamped(row.cells))
    return register, problems


def _inspections(raw: Raw, context: Context, contract: Contract, catalogue: Catalogue) -> Iterable[Problem]:
    shape = Shape(contract, catalogue, "inspection")
    for document in raw.inspections.values():
        yield from shape.problems(document.data, document.path)
        found = document.data.get("unit")
        if found is not None and found not in context.roster:
            yield Problem("inspection-unit", document.path, "/unit", values={"found": found})


def _homeless(raw: Raw) -> Iterable[Problem]:
    """Files attached to a report that is not there."""
    for unit, paths in raw.files.items():
        if unit not in raw.paths:
            report = f"{UNITS}/{unit}.yml"
            yield from (
                Problem("file-unused", path, values={"found": path.rpartition(f"{FILES_SUFFIX}/")[2], "report": report})
                for path in paths
            )


def _clock(campaign: Campaign) -> date:
    if day := campaign.data.get("as_of"):
        return date.fromisoformat(day)
    return datetime.now(ZoneInfo(campaign.timezone)).date()


def _reports(raw: Raw, kept: History | None, as_of: date) -> Iterable[tuple[str, Report]]:
    """Every report that can be read. `kept`: what main's history says of it; None: the dates that it declares count."""
    for unit, path in raw.paths.items():
        document, _ = read_document(raw.reports, path)
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


def _refuse(raw: Raw, problems: list[Problem], contract: Contract) -> NoReturn:
    catalogue = Catalogue(contract)
    raise CannotOpenError(explain(problems, catalogue, raw), catalogue)
