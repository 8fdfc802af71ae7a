"""What lies below one root: the campaign's own files read, its reports listed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pingyi.load.documents import FILES_SUFFIX, read_document
from pingyi.load.names import DEVICES, MAX_PATH, twins, unfit
from pingyi.load.roster import ROSTER, roster_rows
from pingyi.load.rows import TableRow, read_table
from pingyi.load.source import Source
from pingyi.load.stamped import read_stamped
from pingyi.model import Document, Problem

CAMPAIGN = "data/campaign.yml"
UNITS = "data/units"
DATA, INSPECTIONS, DECISIONS = "data", "data/inspections", "data/decisions"
DECISION_SUFFIX = ".d"
ATTACHED = re.compile(r"[a-z0-9][a-z0-9-]{0,60}(\.[a-z0-9]{1,10})*")
"""Name of a file attached to a report; which kinds are taken is judged by content."""

PART = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
RESERVED = DEVICES | {"index"}
MAX_PARTS = 6
REPORT_PATH = re.compile(rf"{UNITS}(?:/{PART.pattern}){{1,{MAX_PARTS}}}\.yml")


@dataclass
class Contents:
    """What was read, not yet judged: path of each report by unit id, attached files, inspections by their own id, decisions
    by path.

    `own`: where campaign file, roster and register come from; `reports`: where all else does.
    """

    own: Source
    reports: Source
    campaign: Document | None = None
    table: str | Problem = ""
    """The text of the roster, or why there is none."""
    stamped: list[TableRow] | None = None
    paths: dict[str, str] = field(default_factory=dict)
    inspections: dict[str, Document] = field(default_factory=dict)
    decisions: dict[str, Document] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _documents: dict[str, Document | None] = field(default_factory=dict)

    @property
    def roster(self) -> str:
        """The text of the roster, empty where there is none."""
        return self.table if isinstance(self.table, str) else ""

    @cached_property
    def roster_rows(self) -> tuple[list[TableRow], list[Problem]]:
        """All rows of the roster, and what kept them from being read. Of a roster that was judged before nobody asks."""
        return roster_rows(self.table)

    @property
    def rows(self) -> list[TableRow]:
        """All rows of the roster."""
        return self.roster_rows[0]

    def document(self, path: str) -> Document | None:
        """A report as data, parsed once; None where it cannot be read."""
        if path not in self._documents:
            self._documents[path], _ = read_document(self.reports, path)
        return self._documents[path]

    def readable(self, path: str) -> Document:
        """A report that could be read when it was judged. Raises `ValueError` where it no longer can."""
        found = self.document(path)
        if found is None:
            raise ValueError(path)
        return found

    def keep(self, path: str, document: Document | None) -> None:
        """Take a report that was parsed elsewhere, so that nobody parses it again."""
        self._documents[path] = document


def read(own: Source, reports: Source | None = None) -> Contents:
    """Read campaign and roster of `own`, list `reports` (the same tree, unless said); problems are kept, the rest goes on."""
    contents = Contents(own, reports or own)
    contents.campaign, problems = read_document(own, CAMPAIGN)
    contents.table = read_table(own, ROSTER)
    contents.stamped, stamped_problems = read_stamped(own)
    contents.problems += problems + stamped_problems
    paths = list(contents.reports.paths(DATA))
    others = _list_reports(contents, paths)
    _list_names(contents, paths, others)
    _list_beside(contents, _below(UNITS, others))
    _read_inspections(contents, _below(INSPECTIONS, others))
    _read_decisions(contents, _below(DECISIONS, others))
    return contents


def unit_of(path: str) -> str:
    """The id that the path of a report or of a file attached to it says."""
    return path.removeprefix(f"{UNITS}/").split(f"{FILES_SUFFIX}/", 1)[0].removesuffix(".yml")


def report_of(path: str) -> str:
    """The report that an attached file belongs to; any other path itself."""
    attached = path.startswith(f"{UNITS}/") and f"{FILES_SUFFIX}/" in path
    return f"{UNITS}/{unit_of(path)}.yml" if attached else path


def _below(folder: str, paths: Iterable[str]) -> list[str]:
    """What lies in a folder, or stands in its place."""
    return [path for path in paths if path.startswith(folder) and path[len(folder) :][:1] in ("", "/")]


def _list_reports(contents: Contents, paths: Iterable[str]) -> list[str]:
    """Take the reports of all files; give the others."""
    others = []
    for path in paths:
        if unit := _reporter(path):
            contents.paths[unit] = path
        else:
            others.append(path)
    return others


def _reporter(path: str) -> str | None:
    """The unit whose report stands there by its name."""
    if not REPORT_PATH.fullmatch(path):
        return None
    unit = path[len(UNITS) + 1 : -len(".yml")]
    return unit if RESERVED.isdisjoint(unit.split("/")) else None


def _list_names(contents: Contents, paths: Sequence[str], others: Iterable[str]) -> None:
    """Names that not every machine can hold; those of reports are narrower, but may be too long."""
    long = (path for path in paths if len(path) > MAX_PATH and _beside_reports(path))
    wider = (path for path in others if not _beside_reports(path))
    contents.problems += [problem for path in (*long, *wider) if (problem := unfit(path))]
    contents.problems += twins(paths)


def _beside_reports(path: str) -> bool:
    return path.startswith(f"{UNITS}/") and f"{FILES_SUFFIX}/" not in path


def _list_beside(contents: Contents, paths: Iterable[str]) -> None:
    """Files among the reports that are none, or are not named as such."""
    for path in paths:
        if f"{FILES_SUFFIX}/" in path:
            contents.files.setdefault(unit_of(path), []).append(path)
            name = path.rpartition("/")[2]
            if not ATTACHED.fullmatch(name) and not unfit(path):
                contents.problems.append(Problem("file-attached-name", path, values={"found": name}))
        elif path.rpartition("/")[2] == ".gitkeep":
            continue
        elif problem := misnamed_report(path):
            found = contents.reports.read(path, 0)
            other = isinstance(found, Problem) and found.rule in ("file-symlink", "file-submodule")
            contents.problems.append(found if isinstance(found, Problem) and other else problem)


def _read_inspections(contents: Contents, paths: Iterable[str]) -> None:
    for path in paths:
        name = path.rpartition("/")[2]
        if not name.endswith(".yml"):
            contents.problems += [] if name == ".gitkeep" else [Problem("file-extension", path)]
            continue
        found, problems = read_document(contents.reports, path)
        contents.problems += problems
        if found:
            contents.inspections[name.removesuffix(".yml")] = found


def _read_decisions(contents: Contents, paths: Iterable[str]) -> None:
    for path in paths:
        if path.rpartition("/")[2] == ".gitkeep":
            continue
        found, problems = read_document(contents.reports, path)
        contents.problems += problems
        if found:
            contents.decisions[path] = found


def misnamed_report(path: str) -> Problem | None:
    """What keeps the path of a report from saying a unit's id, if anything."""
    if _reporter(path):
        return None
    name, parts = path.rpartition("/")[2], unit_of(path).split("/")
    if not name.endswith(".yml"):
        return Problem("file-extension", path, values={"name": name})
    for part in parts:
        if part in RESERVED:
            return Problem("file-reserved-name", path, values={"part": part})
        if not PART.fullmatch(part):
            return Problem("file-name", path, values={"part": part})
    values = {"found": len(parts), "limit": MAX_PARTS}
    return Problem("file-too-deep", path, values=values) if len(parts) > MAX_PARTS else None
