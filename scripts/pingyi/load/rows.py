"""Tables in CSV: rows of text with their places, blank cells left out, counts as integers where they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pingyi.load.documents import read_text
from pingyi.load.normalform import INTEGER
from pingyi.load.source import Source
from pingyi.model import Mark, Problem

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

MAX_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table and where it and its cells stand."""

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


def read_rows(source: Source, path: str, counts: Collection[str] = ()) -> tuple[str, list[Row], list[Problem]]:
    """The text of a CSV file, all its rows, and what kept it from being read. `counts`: columns of integers."""
    text = read_text(source, path, MAX_BYTES)
    if isinstance(text, Problem):
        return "", [], [text]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = _head(next(reader, []))
        rows, problems = _rows(head, reader, path, counts)
    except csv.Error:
        return text, [], [Problem("csv-syntax", path, mark=Mark(reader.line_num, 1))]
    if len(set(head)) < len(head):
        problems.append(Problem("csv-column-twice", path, mark=Mark(1, 1)))
    return text, rows, problems


def _head(cells: list[str]) -> list[str]:
    """The columns' names, without the empty columns that spreadsheets leave at the end."""
    names = [name.strip() for name in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _rows(head: list[str], reader: CsvReader, path: str, counts: Collection[str]) -> tuple[list[Row], list[Problem]]:
    rows, problems = [], []
    start = reader.line_num
    for cells in reader:
        if any(cells[len(head) :]):
            values = {"cells": len(cells), "columns": len(head)}
            problems.append(Problem("csv-cells", path, mark=Mark(start + 1, 1), values=values))
        elif filled := {
            name: _value(text, count=name in counts)
            for name, cell in zip(head, cells, strict=False)
            if (text := cell.strip())
        }:
            rows.append(Row(filled, start + 1, head, cells))
        start = reader.line_num
    return rows, problems


def _value(cell: str, *, count: bool) -> str | int:
    return int(cell) if count and INTEGER.fullmatch(cell) and len(cell) < 16 else cell
