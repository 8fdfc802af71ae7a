"""Everything below one root, read once: campaign, roster rows, reports, inspections, names of attached files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pingyi.load.files import FILES_SUFFIX, read_document, walk
from pingyi.load.roster import Row, read_roster
from pingyi.model import Document, Problem

CAMPAIGN = "data/campaign.yml"
UNITS = "data/units"
INSPECTIONS = "data/inspections"
PART = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
RESERVED = frozenset(
    ["index", "con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))]
)
MAX_PARTS = 6


@dataclass(slots=True)
class Raw:
    """What was read, not yet judged. Reports by unit id, inspections by their own id."""

    root: Path
    campaign: Document | None = None
    rows: list[Row] = field(default_factory=list)
    reports: dict[str, Document] = field(default_factory=dict)
    inspections: dict[str, Document] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def read(root: Path) -> Raw:
    """Read the campaign at `root`; whatever cannot be read becomes a problem and the rest goes on."""
    raw = Raw(root)
    raw.campaign, problems = read_document(root, CAMPAIGN)
    raw.rows, roster_problems = read_roster(root)
    raw.problems += problems + roster_problems
    _read_reports(raw)
    _read_inspections(raw)
    return raw


def unit_of(path: str) -> str:
    """The id that a report's path says."""
    return path.removeprefix(f"{UNITS}/").removesuffix(".yml")


def _read_reports(raw: Raw) -> None:
    for path in _paths(raw.root, UNITS):
        if FILES_SUFFIX + "/" in path:
            raw.files.add(path)
        elif problem := _misnamed(path):
            raw.problems.append(problem)
        else:
            found, problems = read_document(raw.root, path)
            raw.problems += problems
            if found:
                raw.reports[unit_of(path)] = found


def _read_inspections(raw: Raw) -> None:
    for path in _paths(raw.root, INSPECTIONS):
        if not path.endswith(".yml"):
            raw.problems.append(Problem("file-extension", path))
            continue
        found, problems = read_document(raw.root, path)
        raw.problems += problems
        if found:
            raw.inspections[Path(path).stem] = found


def _paths(root: Path, folder: str) -> Iterator[str]:
    for entry in walk(root, folder):
        path = Path(entry.path).relative_to(root).as_posix()
        if entry.name != ".gitkeep":
            yield path


def _misnamed(path: str) -> Problem | None:
    name = path.rpartition("/")[2]
    if not name.endswith(".yml"):
        return Problem("file-extension", path, values={"name": name})
    parts = unit_of(path).split("/")
    for part in parts:
        if part in RESERVED:
            return Problem("file-reserved-name", path, values={"part": part})
        if not PART.fullmatch(part):
            return Problem("file-name", path, values={"part": part})
    return Problem("file-name", path, values={"part": f"{len(parts)} 级"}) if len(parts) > MAX_PARTS else None
