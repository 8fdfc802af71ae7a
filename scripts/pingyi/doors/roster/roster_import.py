"""From an office's table to the roster, and what that changes: known units keep their ids, whatever else was renamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pingyi.campaign.judged import Judged
from pingyi.campaign.start import EXAMPLE
from pingyi.doors.roster.roster_head import RosterTableError, find_roster_head, roster_said
from pingyi.doors.roster.roster_ids import fresh_part
from pingyi.doors.roster.roster_rows import OfficeRow, office_rows
from pingyi.doors.roster.roster_tree import parents
from pingyi.doors.typed import as_typed
from pingyi.load.office_table import office_tables
from pingyi.load.roster import ROSTER_HEADER
from pingyi.model import ROOT, Mark, Problem, parent

PLACES_TOLD = 5

RosterCells = dict[str, Any]


@dataclass
class RosterChange:
    """What an import makes of the roster: all its rows by id, and how they came about.

    `cells`: what changes, as id, column, old and new. `kept`: units that the table lacks and the roster keeps.
    `notes`: sentences on how the table was read.
    """

    units: dict[str, RosterCells]
    added: list[str] = field(default_factory=list)
    cells: list[tuple[str, str, Any, Any]] = field(default_factory=list)
    removed: list[RosterCells] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The roster as a CSV file."""
        out = io.StringIO()
        writer = csv.DictWriter(out, list(ROSTER_HEADER.titles), lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(self.units.values())
        return out.getvalue()


def read_change(file: Path, judged: Judged, *, sheet: str | None, category: str | None, remove: bool) -> RosterChange:
    """What a table changes. `category`: of units for which the table has none. Raises `RosterTableError`."""
    tables = office_tables(file)
    if isinstance(tables, Problem):
        raise RosterTableError(roster_said("unread", file=file.name, why=_why(tables, judged)))
    head = find_roster_head(file.name, tables, sheet)
    categories = judged.campaign.titles("categories")
    rows = office_rows(head, categories)
    if not rows:
        raise RosterTableError(roster_said("empty", file=file.name))
    above, how = parents(head, rows)
    _no_twins(rows, above)
    columns = [key for key in head.columns if key in ROSTER_HEADER.titles]
    known = {row.cells["id"]: dict(row.cells) for row in judged.contents.rows}
    change = _change(rows, above, known, columns)
    _fill_in_category(change, category, categories)
    found = "、".join(str(head.table.rows[head.row][column].value).strip() for column in head.columns.values())
    change.notes[:0] = [roster_said("columns", found=found), how]
    change.notes += [roster_said("heads-unknown", heads="、".join(head.unknown))] if head.unknown else []
    if others := [table.name for table in tables if table.rows and table.name != head.table.name]:
        change.notes.append(roster_said("sheets-unread", sheets="、".join(others)))
    if unseen := [row.place for row in rows if row.hidden]:
        change.notes.append(roster_said("hidden", n=len(unseen), places="、".join(unseen[:PLACES_TOLD])))
    _take_out(change, judged, remove=remove)
    return change


def _why(problem: Problem, judged: Judged) -> str:
    finding = judged.catalogue.explain(problem, lambda _path, _pointer: Mark(1, 1))
    return f"{finding.message}。{finding.fix}"


def _fill_in_category(change: RosterChange, category: str | None, categories: Mapping[str, str]) -> None:
    """Units that have none get the one that was said for all, or the campaign's only one. Raises `RosterTableError`."""
    chosen = category or (next(iter(categories)) if len(categories) == 1 else None)
    for unit in change.units.values():
        if "category" not in unit:
            if chosen not in categories:
                known = "、".join(f"{key}（{title}）" for key, title in categories.items())
                raise RosterTableError(roster_said("category-none", known=known))
            unit["category"] = chosen


def _no_twins(rows: Sequence[OfficeRow], above: Sequence[int | None]) -> None:
    """No code twice, and no name twice below one parent unless codes tell them apart. Raises `RosterTableError`."""
    reasons: list[str] = []
    codes: dict[str, OfficeRow] = {}
    names: dict[tuple[int | None, str], OfficeRow] = {}
    for row, number in zip(rows, above, strict=True):
        code = row.cells.get("code")
        if code and codes.setdefault(code, row) is not row:
            reasons.append(roster_said("code-twice", place=row.place, value=code, first=codes[code].place))
        first = names.setdefault((number, as_typed(row.name)), row)
        if first is not row and not (code and first.cells.get("code")):
            reasons.append(roster_said("name-twice", place=row.place, value=row.name, first=first.place))
    if reasons:
        raise RosterTableError(*reasons)


def _change(
    rows: Sequence[OfficeRow], above: Sequence[int | None], known: Mapping[str, RosterCells], columns: Sequence[str]
) -> RosterChange:
    """Every unit of the table after its parent, so that an id is made of an id."""
    change = RosterChange({})
    by_code = {unit["code"]: unit["id"] for unit in known.values() if "code" in unit}
    by_name = {(parent(unit["id"]), as_typed(unit["name"])): unit["id"] for unit in known.values()}
    ids: dict[int, str] = {}
    for number in _from_the_top(above):
        row, up = rows[number], above[number]
        over = ROOT if up is None else ids[up]
        named = by_name.get((over, as_typed(row.name)))
        old: str | None = row.cells.get("id") or by_code.get(row.cells.get("code")) or named
        if old in change.units:
            old = None
        if old and old in known and parent(old) != over:
            change.notes.append(roster_said("moved", name=row.name, old=old))
            ids[number] = old
            change.units[old] = known[old]
            continue
        ids[number] = old or _fresh_id(row.name, over, rows[up].name if up is not None else "", {*known, *change.units})
        _place(change, ids[number], row, known.get(ids[number]), columns)
    order = {ids[number]: None for number in range(len(rows))}
    change.units = {unit: change.units[unit] for unit in order} | {key: known[key] for key in known if key not in order}
    change.added = [unit for unit in order if unit in change.added]
    change.kept = [key for key in known if key not in order]
    return change


def _from_the_top(above: Sequence[int | None]) -> list[int]:
    depths = {}
    for number in range(len(above)):
        depth, up = 0, above[number]
        while up is not None:
            depth, up = depth + 1, above[up]
        depths[number] = depth
    return sorted(depths, key=lambda number: (depths[number], number))


def _fresh_id(name: str, over: str, above: str, ids: set[str]) -> str:
    siblings = {unit.rpartition("/")[2] for unit in ids if parent(unit) == over}
    part = fresh_part(name, above, siblings)
    return part if over == ROOT else f"{over}/{part}"


def _place(change: RosterChange, unit: str, row: OfficeRow, old: RosterCells | None, columns: Sequence[str]) -> None:
    """A unit as the table says it; what the table has no column for stays as it was."""
    before: RosterCells = old or {"kind": "branch" if "/" in unit else "reporting"}
    kept = {key: value for key, value in before.items() if key not in columns}
    new = {**kept, **row.cells, "id": unit}
    change.units[unit] = new
    if old is None:
        change.added.append(unit)
    else:
        keys = [key for key in ROSTER_HEADER.titles if old.get(key) != new.get(key)]
        change.cells += [(unit, key, old.get(key), new.get(key)) for key in keys]


def _take_out(change: RosterChange, judged: Judged, *, remove: bool) -> None:
    """Units that the table lacks and that nobody has reported for, if asked for; the example always."""
    held = set(judged.contents.paths)
    for unit in list(reversed(change.kept)):
        leaves = not any(other != unit and other.startswith(f"{unit}/") for other in change.units)
        if (remove or unit == EXAMPLE) and leaves and unit not in held:
            change.kept.remove(unit)
            change.removed.insert(0, change.units.pop(unit))
