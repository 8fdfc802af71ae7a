"""Open a campaign: read it, judge its own files, check its reports. What is wrong comes back as findings beside the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pingyi.check import Checker, explain
from pingyi.check.campaign import campaign_problems, roster_problems
from pingyi.check.catalogue import Catalogue
from pingyi.check.shape import Shape
from pingyi.contract import Contract
from pingyi.load import campaign as values
from pingyi.load.history import HistoryError, received
from pingyi.load.repository import Raw, read
from pingyi.load.roster import PATH as ROSTER
from pingyi.load.roster import Row
from pingyi.model import Campaign, Document, Finding, Problem, Report, Repository, Unit

Track = Callable[[Iterable[tuple[str, Document]]], Iterable[tuple[str, Document]]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A campaign that can be worked with, and everything found wrong in it."""

    repository: Repository
    contract: Contract
    catalogue: Catalogue
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> dict[str, int]:
        """Path of each file with errors to their number."""
        paths = [finding.path for finding in self.findings if finding.level == "error"]
        return {path: paths.count(path) for path in dict.fromkeys(paths)}


class CannotOpenError(Exception):
    """The campaign file or the roster is so wrong that no report can be judged."""

    def __init__(self, findings: list[Finding], catalogue: Catalogue) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings, self.catalogue = findings, catalogue


def open_campaign(root: Path, as_of: date | None = None, track: Track = iter) -> Opened:
    """Read and check the campaign at `root` as it stood on `as_of`; `track` may show progress. Raises `CannotOpenError`."""
    raw = read(root)
    if problems := list(_campaign_file(raw)):
        _refuse(raw, raw.problems + problems, Contract(None))
    assert raw.campaign is not None  # noqa: S101 - a missing file is among the problems
    contract = Contract(raw.campaign.data)
    roster, problems = _roster(raw, contract)
    try:
        repository = _repository(raw, values.campaign(raw.campaign.data), roster, as_of)
    except HistoryError as error:
        _refuse(raw, [Problem(str(error), raw.campaign.path, "/timeliness")], contract)
    return _checked(raw, repository, contract, problems, track)


def _checked(raw: Raw, repository: Repository, contract: Contract, problems: list[Problem], track: Track) -> Opened:
    catalogue = Catalogue(contract)
    checker = Checker(contract, catalogue, repository)
    problems = [*raw.problems, *problems, *checker.inspections()]
    for unit, document in track(raw.reports.items()):
        problems += checker.report(unit, document)
    return Opened(repository, contract, catalogue, tuple(explain(problems, catalogue, _documents(raw))))


def _campaign_file(raw: Raw) -> list[Problem]:
    if raw.campaign is None:
        return [problem for problem in raw.problems if problem.path == "data/campaign.yml"]
    contract = Contract(None)
    shape = list(Shape(contract, Catalogue(contract), "campaign").problems(raw.campaign.data, raw.campaign.path))
    return shape or list(campaign_problems(raw.campaign.data, contract))


def _roster(raw: Raw, contract: Contract) -> tuple[dict[str, Unit], list[Problem]]:
    """The valid rows as units by id, and what is wrong with the others."""
    shape = Shape(contract, Catalogue(contract), "roster")
    problems = list(roster_problems(raw.rows, contract))
    units: dict[str, Unit] = {}
    for row in raw.rows:
        found = list(_row_problems(shape, row))
        problems += found
        if not found and row.cells["id"] not in units:
            units[row.cells["id"]] = values.unit(row.cells)
    return units, problems


def _row_problems(shape: Shape, row: Row) -> list[Problem]:
    return [
        Problem(found.rule, ROSTER, found.pointer, row.mark(found.pointer), found.values)
        for found in shape.problems(row.cells, ROSTER)
    ]


def _repository(raw: Raw, campaign: Campaign, roster: dict[str, Unit], as_of: date | None) -> Repository:
    day = as_of or _clock(campaign)
    return Repository(
        campaign=campaign,
        as_of=day,
        roster=roster,
        reports=_reports(raw, campaign),
        inspections=raw.inspections,
        files=frozenset(raw.files),
        problems=tuple(raw.problems),
    )


def _clock(campaign: Campaign) -> date:
    if day := campaign.data.get("as_of"):
        return date.fromisoformat(day)
    return datetime.now(ZoneInfo(campaign.timezone)).date()


def _reports(raw: Raw, campaign: Campaign) -> dict[str, Report]:
    days = received(raw.root, campaign.timezone) if campaign.timeliness == "received" else {}
    return {
        unit: Report(
            unit, document, _declared(document) if campaign.timeliness == "declared" else days.get(document.path)
        )
        for unit, document in raw.reports.items()
    }


def _declared(document: Document) -> date | None:
    try:
        return date.fromisoformat(document.data["reported_on"])
    except (KeyError, TypeError, ValueError):
        return None


def _documents(raw: Raw) -> list[Document]:
    campaign = [raw.campaign] if raw.campaign else []
    return [*campaign, *raw.reports.values(), *raw.inspections.values()]


def _refuse(raw: Raw, problems: list[Problem], contract: Contract) -> None:
    catalogue = Catalogue(contract)
    raise CannotOpenError(explain(problems, catalogue, _documents(raw)), catalogue)
