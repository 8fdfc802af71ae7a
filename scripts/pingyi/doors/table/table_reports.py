"""From a table and a mapping to reports: what `pingyi import --map` writes, each unit's wholly or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.check.place import START
from pingyi.check.verdict import Judge
from pingyi.contract.fields import fields, walk
from pingyi.doors.report_merge import Draft, Writing, draft
from pingyi.doors.table.table_head import find_head
from pingyi.doors.table.table_mapping import TableMapping, table_mapping
from pingyi.doors.table.unit_rows import RowReader, UnitRow
from pingyi.doors.unit_names import UnitNames
from pingyi.doors.workbook.cell_values import as_seen
from pingyi.load.attached import Attached, by_name
from pingyi.load.office_table import OfficeTable, office_tables
from pingyi.model import Data, Finding, Problem

SHOWN_ROWS = 20
"""Findings of one rule, and rows, that are told one by one."""


@dataclass(slots=True)
class Tabled:
    """What tables became. `files`: path to text of every report to write. `refused`: cell and name of each unit that is not written, and its errors."""

    files: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: dict[tuple[str, str], list[Finding]] = field(default_factory=dict)
    units: int = 0

    @property
    def wrong(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)


def tabled(judged: Judged, files: Iterable[Path], mapping: Path, *, replacing: bool) -> Tabled:
    """Read tables by one mapping. Raises `MappingError` where it does not fit the campaign."""
    table = _Tables(judged, table_mapping(mapping, judged), replacing=replacing)
    rows = [row for file in files for row in table.rows(file)]
    _tell_twice(rows)
    for row in rows:
        table.write(row)
    table.result.findings = list(_capped(table.result.findings, judged))
    return table.result


class _Tables:
    def __init__(self, judged: Judged, mapping: TableMapping, *, replacing: bool) -> None:
        self.judged, self.mapping, self.result = judged, mapping, Tabled()
        self.judge = Judge(judged.campaign, judged.roster, judged.as_of)
        self.names = UnitNames(judged.roster)
        tallies = {each.path for each in walk(fields(judged.contract)) if each.kind == "tally"}
        self.writing = Writing(replacing, lambda path: path in tallies, self._head)

    def rows(self, file: Path) -> list[UnitRow]:
        """The rows of a file; none where it has no such table."""
        tables = office_tables(file)
        if isinstance(tables, Problem):
            self._tell([replace(tables, path=tables.path or file.name)])
            return []
        head = find_head(file.name, tables, self.mapping.heads, self.mapping.sheet)
        if isinstance(head, Problem):
            self._tell([replace(head, path=head.path or file.name)])
            return []
        reader = RowReader(file.name, head, self.mapping, self.names)
        rows = list(reader.rows())
        self._tell(_left_out(file.name, reader.left_out))
        others = {table.name: self._units_on(table) for table in tables if table.name != head.table.name}
        self._tell(
            Problem("table-sheet-unread", file.name, values={"sheet": name, "n": n}) for name, n in others.items() if n
        )
        if not rows:
            self._tell([Problem("table-none", file.name)])
        return rows

    def write(self, row: UnitRow) -> None:
        """The report of a row's unit, if nothing stands against it."""
        found, made = self._tell(row.problems), None
        if not found:
            made = draft(
                self.judged, row.unit, {key: value for key, value in row.data.items() if key != "unit"}, self.writing
            )
            found = [
                *self._tell(replace(problem, path=row.where) for problem in made.problems),
                *self._judged(row, made),
            ]
        self.result.units += 1
        errors = [finding for finding in found if finding.level == "error"]
        if errors:
            self.result.refused[row.where, row.called] = errors
        elif made:
            self.result.files[made.path] = made.text

    def _units_on(self, table: OfficeTable) -> int:
        """How many rows of a sheet name one unit."""
        rows = table.rows.values()
        return sum(any(len(self.names.called(as_seen(cell.value))) == 1 for cell in cells.values()) for cells in rows)

    def _head(self, data: Data) -> Data:
        """A report that has none gets a status and a date."""
        head = {"status": "draft", "reported_on": self.judged.as_of.isoformat()}
        return {key: value for key, value in head.items() if key not in data}

    def _judged(self, row: UnitRow, made: Draft) -> list[Finding]:
        """What the check says of the report, each at its cell."""
        if not made.text:
            return []
        contents, before = self.judged.contents, self.judged.reports.get(row.unit)
        files = Attached(contents.reports, by_name(row.unit, contents.files.get(row.unit, ())))
        received = before.received if before else None
        verdict, _ = self.judge.judge(row.unit, made.path, made.text.encode(), files, received)
        found = [replace(each, path=row.place(each.pointer), line=0, column=0) for each in verdict.findings]
        self.result.findings += found
        return found

    def _tell(self, problems: Iterable[Problem]) -> list[Finding]:
        explain = self.judged.catalogue.explain
        found = [replace(explain(problem, lambda _path, _pointer: START), line=0, column=0) for problem in problems]
        self.result.findings += found
        return found


def _tell_twice(rows: Iterable[UnitRow]) -> None:
    """A unit that has several rows: nobody can say which one is meant."""
    first: dict[str, UnitRow] = {}
    for row in rows:
        other = first.setdefault(row.unit, row)
        if row.unit and other is not row:
            row.problems.append(Problem("table-unit-twice", row.where, values={"other": other.where}))
            if not any(problem.rule == "table-unit-twice" for problem in other.problems):
                other.problems.append(Problem("table-unit-twice", other.where, values={"other": row.where}))


def _left_out(file: str, rows: list[tuple[str, str]]) -> Iterator[Problem]:
    if rows:
        shown = "、".join(f"{cell}“{text[:SHOWN_ROWS]}”" for cell, text in rows[:SHOWN_ROWS])
        yield Problem(
            "table-left-out", file, values={"n": len(rows), "rows": shown + ("…" if len(rows) > SHOWN_ROWS else "")}
        )


def _capped(findings: Iterable[Finding], judged: Judged) -> Iterator[Finding]:
    """The first findings of each rule, and how many there are besides."""
    told: Counter[str] = Counter()
    where: Mapping[str, str] = {}
    for finding in findings:
        told[finding.rule] += 1
        where = {finding.rule: finding.path.partition(" ")[0], **where}
        if told[finding.rule] <= SHOWN_ROWS:
            yield finding
    for rule, count in told.items():
        if count > SHOWN_ROWS:
            problem = Problem("table-more", where[rule], values={"rule": rule, "n": count - SHOWN_ROWS})
            yield replace(judged.catalogue.explain(problem, lambda _path, _pointer: START), line=0, column=0)
