"""`data/roster.csv`: rows of text, blank cells left out, counts as integers where they are."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pingyi.load.files import read_text
from pingyi.load.normalform import INTEGER
from pingyi.load.source import Source
from pingyi.model import Mark, Problem

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

PATH = "data/roster.csv"
MAX_BYTES = 64 * 2**20
COUNTS = ("organisations", "members")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the roster and where it and its cells stand."""

    cells: dict[str, Any]
    line: int
    columns: dict[str, int]

    def mark(self, pointer: str) -> Mark:
        return Mark(self.line, self.columns.get(pointer.strip("/"), 1))


def read_roster(source: Source) -> tuple[list[Row], list[Problem]]:
    """All rows of the roster, and what kept it from being read."""
    text = read_text(source, PATH, MAX_BYTES)
    if isinstance(text, Problem):
        return [], [text]
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        rows, problems = _rows(head, reader, lines)
    except csv.Error:
        return [], [Problem("csv-syntax", PATH, mark=Mark(reader.line_num, 1))]
    if len(set(head)) < len(head):
        problems.append(Problem("roster-column-twice", PATH, mark=Mark(1, 1)))
    return rows, problems if rows or problems else [Problem("roster-empty", PATH, mark=Mark(1, 1))]


def _rows(head: list[str], reader: CsvReader, lines: list[str]) -> tuple[list[Row], list[Problem]]:
    rows, problems = [], []
    start = reader.line_num
    for cells in reader:
        if len(cells) > len(head):
            values = {"cells": len(cells), "columns": len(head)}
            problems.append(Problem("roster-cells", PATH, mark=Mark(start + 1, 1), values=values))
        elif any(cell.strip() for cell in cells):
            rows.append(_row(head, cells, start + 1, lines[start]))
        start = reader.line_num
    return rows, problems


def _row(head: list[str], cells: list[str], line: int, raw: str) -> Row:
    filled = {name: _value(name, cell.strip()) for name, cell in zip(head, cells, strict=False) if cell.strip()}
    return Row(filled, line, _columns(head, cells, raw))


def _value(name: str, cell: str) -> str | int:
    return int(cell) if name in COUNTS and INTEGER.fullmatch(cell) and len(cell) < 16 else cell


def _columns(names: list[str], cells: list[str], raw: str) -> dict[str, int]:
    """Where each cell begins in the line; unknown (left out) in lines with quoting."""
    if '"' in raw:
        return {}
    columns, column = {}, 1
    for name, cell in zip(names, cells, strict=False):
        columns[name] = column
        column += len(cell) + 1
    return columns
