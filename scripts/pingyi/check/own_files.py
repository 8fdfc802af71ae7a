"""What the schema cannot say of the roster and of the register of copies on paper."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pingyi.contract.schemas import Contract
from pingyi.load.contents import RESERVED
from pingyi.load.roster import ROSTER
from pingyi.load.rows import TableRow
from pingyi.load.stamped import STAMPED
from pingyi.model import ROOT, Problem, parent


def roster_problems(rows: list[TableRow], contract: Contract) -> Iterator[Problem]:
    """Doubles, missing parents, reserved names, and extensions without a reason."""
    lines: dict[str, dict[object, int]] = {"id": {}, "code": {}}
    ids = {row.cells.get("id") for row in rows}
    for row in rows:
        unit = str(row.cells.get("id", ""))
        yield from _doubles(row, lines, contract)
        if parent(unit) != ROOT and parent(unit) not in ids:
            yield Problem("roster-parent", ROSTER, "/id", row.mark("/id"), {"parent": parent(unit)})
        for part in RESERVED.intersection(unit.split("/")):
            yield Problem("roster-reserved", ROSTER, "/id", row.mark("/id"), {"part": part})
        if "due" in row.cells and "due_reason" not in row.cells:
            yield Problem("roster-due-reason", ROSTER, "/due", row.mark("/due"), {"due": row.cells["due"]})


def stamped_problems(rows: list[TableRow], units: Container[str]) -> Iterator[Problem]:
    """Units that the roster does not have, and doubles. `units`: the roster's ids."""
    lines: dict[object, int] = {}
    for row in rows:
        unit = row.cells.get("unit")
        first = lines.setdefault(unit, row.line)
        if unit is not None and unit not in units:
            yield Problem("stamped-unit", STAMPED, "/unit", row.mark("/unit"), {"found": unit})
        elif unit is not None and first != row.line:
            yield Problem("stamped-twice", STAMPED, "/unit", row.mark("/unit"), {"found": unit, "first": first})


def _doubles(row: TableRow, lines: dict[str, dict[object, int]], contract: Contract) -> Iterator[Problem]:
    for column in ("id", "code"):
        value = row.cells.get(column)
        first = lines[column].setdefault(value, row.line)
        if value is not None and first != row.line:
            values = {"title": contract.title("roster", f"/{column}"), "found": value, "first": first}
            yield Problem("roster-duplicate", ROSTER, f"/{column}", row.mark(f"/{column}"), values)
