"""The workbook door as a whole: templates to hand out, and what filled workbooks become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pingyi.check.place import START
from pingyi.check.run import MAX_FILE
from pingyi.check.shape import Shape
from pingyi.check.verdict import Judge
from pingyi.fields import fields
from pingyi.load.source import Folder
from pingyi.load.workbook import read_workbook
from pingyi.model import Data, Finding, Problem, Unit
from pingyi.opening import Opened
from pingyi.report_yaml import report_yaml
from pingyi.workbook.layout import layout
from pingyi.workbook.read import Filled, filled
from pingyi.workbook.write import WORDS, workbook


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook became: the text of the report at `path`, where nothing stands against it, and findings by cell."""

    path: str
    text: str
    findings: tuple[Finding, ...]

    @property
    def wrong(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)


def template(opened: Opened, unit: Unit) -> bytes:
    """The workbook of a unit, with the report that it has, if any, filled in."""
    report = opened.repository.reports.get(unit.id)
    return blank(opened, unit.kind, report.data if report else {"unit": unit.id, "status": "draft"})


def blank(opened: Opened, kind: str, data: Data | None = None) -> bytes:
    """The workbook of one kind of units."""
    campaign = opened.repository.campaign
    return workbook(layout(opened.contract, campaign.data["parts"], kind, WORDS["main"]), campaign.title, data or {})


def imported(opened: Opened, root: Path, file: Path) -> Imported:
    """Read a filled workbook and judge it as the check judges the report that it becomes."""
    sheets = read_workbook(file)
    if isinstance(sheets, Problem):
        return Imported("", "", (_explained(opened, file, sheets),))
    found = filled(sheets, fields(opened.contract))
    beside = [_explained(opened, file, problem) for problem in found.problems]
    if not found.places:
        return Imported("", "", tuple(beside))
    unit = str(found.data.get("unit", ""))
    if not unit:
        return Imported("", "", (*beside, *_unnamed(opened, file, found)))
    path = f"data/units/{unit}.yml"
    text = report_yaml(found.data)
    return Imported(path, text, (*beside, *_judged(opened, root, file, found, text)))


def _unnamed(opened: Opened, file: Path, found: Filled) -> Iterator[Finding]:
    """What is wrong with a report of no unit: its shape is all that can be judged."""
    for problem in Shape(opened.contract, opened.catalogue, "unit").problems(found.data, ""):
        yield _explained(opened, file, replace(problem, path=found.place(problem.pointer)))


def _judged(opened: Opened, root: Path, file: Path, found: Filled, text: str) -> Iterator[Finding]:
    """The findings of the check, each at its cell. Attached files are those that lie beside the report already."""
    source, unit = Folder(root), str(found.data["unit"])
    # A unit that is not in the roster may be named anything, also what leads out of the campaign's folder.
    attached = source.paths(f"data/units/{unit}.files") if unit in opened.repository.roster else ()
    files = {path.rpartition("/")[2]: source.read(path, MAX_FILE) for path in attached}
    verdict = Judge(opened.context).judge(unit, f"data/units/{unit}.yml", text.encode(), files)
    for finding in verdict.findings:
        yield replace(finding, path=_named(file, found.place(finding.pointer)), line=0, column=0)


def _explained(opened: Opened, file: Path, problem: Problem) -> Finding:
    placed = replace(problem, path=_named(file, problem.path if "!" in problem.path else ""))
    return replace(opened.catalogue.explain(placed, lambda _path, _pointer: START), line=0, column=0)


def _named(file: Path, place: str) -> str:
    return f"{file.name} {place}".rstrip()
