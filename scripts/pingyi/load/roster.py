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
    names: list[str]
    raw: list[str]

    def mark(self, pointer: str) -> Mark:
        """Where a cell begins; in a line with quoting, where the line begins."""
        name = pointer.strip("/")
        if name not in self.names or any('"' in cell or "," in cell or "\n" in cell for cell in self.raw):
            return Mark(self.line, 1)
        before = self.raw[: self.names.index(name)]
        return Mark(self.line, sum(len(cell) + 1 for cell in before) + 1)


def read_roster(source: Source) -> tuple[str, list[Row], list[Problem]]:
    """The text of the roster, all its rows, and what kept it from being read."""
    text = read_text(source, PATH, MAX_BYTES)
    if isinstance(text, Problem):
        return "", [], [text]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        rows, problems = _rows(head, reader)
    except csv.Error:
        return text, [], [Problem("csv-syntax", PATH, mark=Mark(reader.line_num, 1))]
    if len(set(head)) < len(head):
        problems.append(Problem("roster-column-twice", PATH, mark=Mark(1, 1)))
    return text, rows, problems if rows or problems else [Problem("roster-empty", PATH, mark=Mark(1, 1))]


def _rows(head: list[str], reader: CsvReader) -> tuple[list[Row], list[Problem]]:
    rows, problems = [], []
    start = reader.line_num
    for cells in reader:
        if len(cells) > len(head):
            values = {"cells": len(cells), "columns": len(head)}
            problems.append(Problem("roster-cells", PATH, mark=Mark(start + 1, 1), values=values))
        elif filled := {
            name: _value(name, text) for name, cell in zip(head, cells, strict=False) if (text := cell.strip())
        }:
            rows.append(Row(filled, start + 1, head, cells))
        start = reader.line_num
    return rows, problems


def _value(name: str, cell: str) -> str | int:
    return int(cell) if name in COUNTS and INTEGER.fullmatch(cell) and len(cell) < 16 else cell
