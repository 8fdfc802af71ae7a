"""The office's rows and records beside the campaign file: what of them can be used, and what is wrong with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pingyi.check.catalogue import Catalogue
from pingyi.check.decision_files import decision_problems, decisions_in
from pingyi.check.own_files import roster_problems, stamped_problems
from pingyi.check.shape import Shape
from pingyi.check.wording import INVISIBLE, invisible
from pingyi.contract.schemas import Contract
from pingyi.load import values
from pingyi.load.contents import UNITS, Contents
from pingyi.load.roster import ROSTER
from pingyi.load.rows import TableRow
from pingyi.load.stamped import STAMPED
from pingyi.model import Campaign, Decision, Problem, Stamped, Unit


def roster_units(contents: Contents, contract: Contract) -> tuple[dict[str, Unit], list[Problem]]:
    """The valid rows as units by id, and what is wrong with the others."""
    shape = Shape(contract, Catalogue(contract), "roster")
    problems = list(roster_problems(contents.rows, contract))
    unseen = bool(INVISIBLE.search(contents.roster))
    units: dict[str, Unit] = {}
    for row in contents.rows:
        found = [] if shape.accepts(row.cells) else _placed(shape.problems(row.cells, ROSTER), row)
        problems += found + (_placed(invisible(row.cells, ROSTER), row) if unseen else [])
        if not found and row.cells["id"] not in units:
            units[row.cells["id"]] = values.unit(row.cells)
    return told_apart(units), problems


def told_apart(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """The units by id, those of one name with what stands above them."""
    bearers = Counter(unit.name for unit in units.values())
    return {
        unit.id: replace(unit, above=_above(unit, units)) if bearers[unit.name] > 1 else unit for unit in units.values()
    }


def _above(unit: Unit, units: Mapping[str, Unit]) -> str:
    parts = unit.id.split("/")
    ids = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return " › ".join(units[each].name for each in ids if each in units)


def _placed(problems: Iterable[Problem], row: TableRow) -> list[Problem]:
    """Problems of a row, each at its cell."""
    return [replace(found, mark=row.mark(found.pointer)) for found in problems]


def own_records(
    contents: Contents, contract: Contract, catalogue: Catalogue, campaign: Campaign, roster: Mapping[str, Unit]
) -> tuple[dict[str, Stamped] | None, dict[str, list[Decision]], list[Problem]]:
    """The register of copies on paper, the decisions, and what is wrong with these and with other files that are no reports."""
    register, problems = _stamped_register(contents, contract, catalogue, roster)
    shape = Shape(contract, catalogue, "decision")
    problems += [*contents.problems, *_inspection_problems(contents, roster, contract, catalogue), *_homeless(contents)]
    problems += decision_problems(contents.decisions, roster, campaign, shape)
    return register, decisions_in(contents.decisions, roster, campaign, shape), problems


def _stamped_register(
    contents: Contents, contract: Contract, catalogue: Catalogue, roster: Mapping[str, Unit]
) -> tuple[dict[str, Stamped] | None, list[Problem]]:
    """The valid rows of the register of copies on paper by unit, and what is wrong with the others."""
    if contents.stamped is None:
        return None, []
    shape = Shape(contract, catalogue, "stamped")
    register: dict[str, Stamped] = {}
    problems = list(stamped_problems(contents.stamped, roster))
    for row in contents.stamped:
        found = _placed(shape.problems(row.cells, STAMPED), row)
        problems += found + _placed(invisible(row.cells, STAMPED), row)
        if not found and row.cells["unit"] in roster:
            register.setdefault(row.cells["unit"], values.stamped(row.cells))
    return register, problems


def _inspection_problems(
    contents: Contents, roster: Mapping[str, Unit], contract: Contract, catalogue: Catalogue
) -> Iterable[Problem]:
    """What is wrong with the records of inspections."""
    shape = Shape(contract, catalogue, "inspection")
    for document in contents.inspections.values():
        yield from shape.problems(document.data, document.path)
        yield from invisible(document.data, document.path)
        found = document.data.get("unit")
        if found is not None and found not in roster:
            yield Problem("inspection-unit", document.path, "/unit", values={"found": found})


def _homeless(contents: Contents) -> Iterable[Problem]:
    """Files attached to a report that is not there."""
    for unit, paths in contents.files.items():
        if unit not in contents.paths:
            report = f"{UNITS}/{unit}.yml"
            yield from (Problem("file-homeless", path, values={"report": report}) for path in paths)
