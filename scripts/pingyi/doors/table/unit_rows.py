"""The rows of a table below its head, each as what it says of one unit; every refusal at its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pingyi.contract.fields import Field, value_at
from pingyi.doors.ballot_mapping import BLANKS, plain_cell
from pingyi.doors.placed import Placed
from pingyi.doors.table.table_head import TableHead, cell_place
from pingyi.doors.table.table_mapping import FilledPlace, TableMapping
from pingyi.doors.unit_names import UnitNames
from pingyi.doors.workbook.cell_values import as_seen, mangled, meant
from pingyi.doors.workbook.layout import Path
from pingyi.load.ballot_rows import cell_name
from pingyi.load.office_table import Cells
from pingyi.load.spreadsheet import CellValue
from pingyi.model import Problem, Unit


@dataclass(slots=True)
class UnitRow(Placed):
    """What a row says of a unit. `where`: the cell that names it; `unit`: its id, nothing where it means none."""

    where: str = ""
    called: str = ""
    unit: str = ""


class RowReader:
    """Reads the rows of one table by a mapping."""

    def __init__(self, file: str, head: TableHead, mapping: TableMapping, names: UnitNames) -> None:
        self.file, self.head, self.mapping, self.names = file, head, mapping, names
        self.table = head.table
        self.units = [head.columns(name)[0] for name in mapping.units]
        self.filled = [(each, [head.columns(name)[0] for name in each.heads]) for each in mapping.filled]
        self.values = {column for _, columns in self.filled for column in columns}
        self.left_out: list[tuple[str, str]] = []
        """Rows that are no unit's (totals, notes, nothing that is wanted), with a cell and the first words of each."""

    def rows(self) -> Iterator[UnitRow]:
        """Every row that names a unit, or should."""
        for number, cells in self.table.rows.items():
            if number > self.head.row and (row := self._row(number, cells)):
                yield row

    def _row(self, number: int, cells: Cells) -> UnitRow | None:
        texts = [self._text(number, column) for column in self.units]
        row = UnitRow(where=self._at(number, self.units[-1]), called=texts[-1])
        found = self.names.unit(texts[-1], [text for text in texts[:-1] if text])
        total = any(self.mapping.totals.fullmatch(BLANKS.sub("", plain_cell(text))) for text in texts)
        if isinstance(found, Problem) and (total or not self.values & cells.keys()):
            self.left_out.append(
                (
                    self._at(number, self.units[-1]).split(" ", 1)[1],
                    next(filter(None, texts), as_seen(next(iter(cells.values())).value)),
                )
            )
            return None
        row.problems += self._flaws(number, cells)
        if isinstance(found, Unit):
            row.unit = found.id
            row.put(("unit",), found.id, row.where)
        elif texts[-1]:
            row.problems.append(Problem(found.rule, row.where, values=found.values))
        else:
            row.problems.append(Problem("table-unit-blank", row.where))
        for filled, columns in self.filled:
            self._put(row, filled, [self._cell(number, column) for column in columns])
        self._fix(row)
        return row

    def _text(self, number: int, column: int) -> str:
        """A unit's cell; a merged one names a higher level for each of its rows."""
        row, first = self.table.covered.get((number, column), (number, column))
        if column == self.units[-1]:
            row, first = number, column
        cell = self.table.rows.get(row, {}).get(first)
        return "" if cell is None else as_seen(cell.value)

    def _flaws(self, number: int, cells: Cells) -> Iterator[Problem]:
        """What stands against a row as a whole, and against cells that are used."""
        width, heads = self.table.widths.get(number), max(self.head.names)
        if width is not None and width < heads:
            yield Problem("table-cells", self._at(number, width), values={"cells": width, "columns": heads})
        for column in cells:
            if column > heads:
                values = {"found": as_seen(cells[column].value)[:40]}
                yield Problem("table-beyond", self._at(number, column), values=values)
        for column in sorted(self.values.union(self.units)):
            if (number, column) in self.table.covered and column not in self.units[:-1]:
                first = self.table.covered[number, column]
                yield Problem("table-merged", self._at(number, column), values={"found": self._at(*first)})
            elif (cell := cells.get(column)) and (rule := _flaw(cell)):
                yield Problem(rule, self._at(number, column))

    def _cell(self, number: int, column: int) -> CellValue:
        """A cell, also a blank one."""
        found = self.table.rows[number].get(column)
        return found or CellValue(cell_name(number, column - 1), number, column, None)

    def _put(self, row: UnitRow, filled: FilledPlace, cells: list[CellValue]) -> None:
        """Put what the cells of a field say at its path; what cannot be put is told, and then the row is lost."""
        values = [self._value(cell, filled.field) for cell in cells]
        if all(value is None for value in values):
            return
        where = self._at(cells[0].row, cells[0].column)
        if len(cells) > 1:
            self._add_up(row, filled, cells, values)
        elif mangled(cells[0].value, filled.field):
            row.problems.append(Problem("workbook-mangled", where, values={"found": values[0]}))
        else:
            self._keep(row, filled.path, values[0], where)

    def _keep(self, row: UnitRow, path: Path, value: Any, where: str) -> None:
        """Put a value at its path, unless that is a member of a list whose member before is not there."""
        if first := _skipped(row, path):
            row.problems.append(Problem("table-list", where, values={"found": "/".join(path), "first": first}))
        else:
            row.put(path, value, where)

    def _add_up(self, row: UnitRow, filled: FilledPlace, cells: list[CellValue], values: list[Any]) -> None:
        """The sum of several cells, each of which must be a number: a blank one is not nought."""
        for cell, value in zip(cells, values, strict=True):
            if not isinstance(value, int):
                found = "" if value is None else str(value)
                row.problems.append(Problem("table-sum", self._at(cell.row, cell.column), values={"found": found}))
        if all(isinstance(value, int) for value in values):
            self._keep(row, filled.path, sum(values), self._at(cells[0].row, cells[0].column))

    def _value(self, cell: CellValue, field: Field) -> Any:
        missing = isinstance(cell.value, str) and plain_cell(cell.value) in self.mapping.missing
        return None if missing or cell.faulty else meant(cell.value, field, self.table.epoch)

    def _fix(self, row: UnitRow) -> None:
        """What is the same in all reports; of a subject only where the row says something of it."""
        for path, value in self.mapping.fixed.items():
            if path[0] != "results" or value_at(row.data, path[:2]) is not None:
                self._keep(row, path, value, row.where)

    def _at(self, number: int, column: int) -> str:
        return cell_place(self.file, self.table, number, column)


def _skipped(row: UnitRow, path: Path) -> str:
    """The member of a list that would have to be there before this one."""
    for depth, step in enumerate(path):
        if step.isdecimal() and int(step) > len(value_at(row.data, path[:depth]) or []):
            return "/".join((*path[:depth], str(int(step) - 1)))
    return ""


def _flaw(cell: CellValue) -> str:
    """The rule that a used cell breaks, whatever it holds; none."""
    broken = {"table-formula": cell.faulty, "table-hidden": cell.hidden, "table-struck": cell.struck}
    return next((rule for rule, found in broken.items() if found), "")
