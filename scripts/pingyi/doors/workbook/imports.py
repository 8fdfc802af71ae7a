"""The workbook door as a whole: templates to hand out, and what filled workbooks become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.check.place import START
from pingyi.check.shape import Shape
from pingyi.check.verdict import Judge
from pingyi.contract.fields import fields
from pingyi.contract.yaml_writer import report_yaml
from pingyi.doors.unit_names import UnitNames
from pingyi.doors.workbook.absent import absent
from pingyi.doors.workbook.cell_places import sheets_of
from pingyi.doors.workbook.workbook_reader import FilledWorkbook, filled_workbook
from pingyi.doors.workbook.workbook_writer import workbook
from pingyi.load.attached import Attached, by_name
from pingyi.load.source import Folder
from pingyi.load.spreadsheet import pictures_drawn, read_workbook
from pingyi.model import Data, Finding, Problem, Unit


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook became: the text of the report at `path`, where nothing stands against it, and findings by cell.

    `place`: the cell that names the unit.
    """

    path: str
    text: str
    findings: tuple[Finding, ...]
    place: str = ""

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]

    @property
    def wrong(self) -> bool:
        return bool(self.errors)


def template(judged: Judged, unit: Unit) -> bytes:
    """The workbook of a unit, with the report that it has, if any, filled in."""
    report = judged.reports.get(unit.id)
    return blank(judged, unit.kind, unit.category, report.data if report else {"unit": unit.id, "status": "draft"})


def blank(judged: Judged, kind: str, category: str, data: Data) -> bytes:
    """The workbook of one kind and category of units."""
    return workbook(sheets_of(judged, kind, category, data), judged.campaign.title, data)


def imported_all(judged: Judged, root: Path, files: Iterable[Path], *, replacing: bool) -> dict[Path, Imported]:
    """Every workbook of one call by itself. Two of one unit are both refused; so is one whose report is there already."""
    ground = ground_of(judged)
    found = {file: imported(judged, root, file, ground) for file in files}
    by_path: dict[str, list[Path]] = {}
    for file, each in found.items():
        by_path.setdefault(each.path, []).append(file)
    for path, same in by_path.items():
        for file in same if path else ():
            others = "、".join(str(other) for other in same if other != file)
            if others:
                found[file] = _refused(
                    judged, file, found[file], Problem("workbook-unit-twice", "", values={"other": others})
                )
            if not replacing and (root / path).exists():
                found[file] = _refused(judged, file, found[file], Problem("workbook-there", "", values={"found": path}))
    return found


def _refused(judged: Judged, file: Path, found: Imported, problem: Problem) -> Imported:
    return replace(found, findings=(*found.findings, _explained(judged, file, replace(problem, path=found.place))))


@dataclass(frozen=True, slots=True)
class Ground:
    """What every workbook of a campaign is held against."""

    names: UnitNames
    judge: Judge


def ground_of(judged: Judged) -> Ground:
    """The ground of a campaign, to be laid once for many workbooks."""
    return Ground(UnitNames(judged.roster), Judge(judged.campaign, judged.roster, judged.as_of))


def imported(judged: Judged, root: Path, file: Path, ground: Ground | None = None) -> Imported:
    """Read a filled workbook and judge it as the check judges the report that it becomes."""
    ground = ground or ground_of(judged)
    sheets = read_workbook(file)
    if isinstance(sheets, Problem):
        return Imported("", "", (_explained(judged, file, sheets),))
    found = filled_workbook(sheets, fields(judged.contract))
    if pictures := pictures_drawn(file):
        found.problems.append(Problem("workbook-drawings", "", values={"n": pictures}))
    unit = _unit(found, ground.names)
    if found.places and (row := judged.roster.get(unit or "")):
        found.problems += absent(sheets_of(judged, row.kind, row.category), found.seen)
    beside = [_explained(judged, file, problem) for problem in found.problems]
    if not found.places or unit is None:
        return Imported("", "", tuple(beside))
    if not unit:
        return Imported("", "", (*beside, *_unnamed(judged, file, found)))
    path = f"data/units/{unit}.yml"
    text = report_yaml(found.data)
    return Imported(path, text, (*beside, *_judged(judged, root, file, found, ground.judge)), found.place("/unit"))


def _unit(found: FilledWorkbook, names: UnitNames) -> str | None:
    """The id of the unit, also in the data; as it is written where the roster lacks it. None: several are called so."""
    written = str(found.data.get("unit", ""))
    units = names.called(written)
    if len(units) > 1:
        found.problems.append(replace(names.several(written, units), path=found.place("/unit")))
        return None
    if units:
        found.data["unit"] = units[0].id
    return units[0].id if units else written


def _unnamed(judged: Judged, file: Path, found: FilledWorkbook) -> Iterator[Finding]:
    """What is wrong with a report of no unit: its shape is all that can be judged."""
    for problem in Shape(judged.contract, judged.catalogue, "unit").problems(found.data, ""):
        yield _explained(judged, file, replace(problem, path=found.place(problem.pointer)))


def _judged(judged: Judged, root: Path, file: Path, found: FilledWorkbook, judge: Judge) -> Iterator[Finding]:
    """The findings of the check, each at its cell. Attached files are those that lie beside the report already."""
    source, unit = Folder(root), str(found.data["unit"])
    # A unit that is not in the roster may be named anything, also what leads out of the campaign's folder.
    attached = source.paths(f"data/units/{unit}.files") if unit in judged.roster else ()
    files = Attached(source, by_name(unit, attached))
    before = judged.reports.get(unit)
    text, received = report_yaml(found.data), before.received if before else None
    verdict, _ = judge.judge(unit, f"data/units/{unit}.yml", text.encode(), files, received)
    for finding in verdict.findings:
        yield replace(finding, path=_named(file, found.place(finding.pointer)), line=0, column=0)


def _explained(judged: Judged, file: Path, problem: Problem) -> Finding:
    placed = replace(problem, path=_named(file, problem.path if "!" in problem.path else ""))
    return replace(judged.catalogue.explain(placed, lambda _path, _pointer: START), line=0, column=0)


def _named(file: Path, place: str) -> str:
    return f"{file.name} {place}".rstrip()
