"""Tables in CSV: rows of text with their places, blank cells left out, counts as integers where they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pingyi.load.documents import decode
from pingyi.load.header import Columns, column_names, foreign, header_problem
from pingyi.load.normalform import INTEGER
from pingyi.load.source import Source
from pingyi.model import Mark, Problem

MAX_TABLE = 256 * 2**20
"""The roster of two million units, the most that `pingyi demo` makes."""


@dataclass(frozen=True, slots=True)
class TableRow:
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


def read_table(source: Source, path: str) -> str | Problem:
    """The text of a CSV file, or why there is none."""
    raw = source.read(path, MAX_TABLE)
    return raw if isinstance(raw, Problem) else foreign(raw, path) or decode(raw, path)


def read_rows(
    text: str, path: str, known: Columns, counts: Collection[str] = ()
) -> tuple[list[TableRow], list[Problem]]:
    """All rows of the text of a CSV file, and what kept them from being read. `counts`: columns of integers.

    A file that is none, or whose first line is not ours, is one problem and has no rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        # A quote without its end is only missed at the end of the file; it stands in the record that began here.
        return [], [Problem("csv-syntax", path, mark=Mark(start, 1))]
    (_, head), *body = lines or [(1, [])]
    names = column_names(head)
    if problem := header_problem(names, [cells for _, cells in body], known, path):
        return [], [problem]
    return _rows(names, body, path, counts)


def _rows(
    names: list[str], lines: Iterable[tuple[int, list[str]]], path: str, counts: Collection[str]
) -> tuple[list[TableRow], list[Problem]]:
    rows, problems = [], []
    for line, cells in lines:
        filled: dict[str, Any] = {
            name: text for name, cell in zip(names, cells, strict=False) if (text := cell.strip())
        }
        for name in counts:
            if name in filled:
                filled[name] = _count(filled[name])
        if any(cell.strip() for cell in cells[len(names) :]):
            values = {"cells": len(cells), "columns": len(names)}
            problems.append(Problem("csv-cells", path, mark=Mark(line, 1), values=values))
        elif filled:
            rows.append(TableRow(filled, line, names, cells))
    return rows, problems


def _count(cell: str) -> str | int:
    return int(cell) if INTEGER.fullmatch(cell) and len(cell) < 16 else cell
