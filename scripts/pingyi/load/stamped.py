"""`data/stamped.csv`: which signed and stamped copies the office has received on paper. A campaign may do without it."""

from __future__ import annotations

from pingyi.contract.schemas import own_schema
from pingyi.load.header import columns
from pingyi.load.rows import TableRow, read_rows
from pingyi.load.source import Source
from pingyi.model import Problem

STAMPED = "data/stamped.csv"
STAMPED_HEADER = columns(own_schema("stamped"))


def read_stamped(source: Source) -> tuple[list[TableRow] | None, list[Problem]]:
    """All rows, and what kept them from being read; None where the campaign keeps no such register."""
    _, rows, problems = read_rows(source, STAMPED, STAMPED_HEADER)
    absent = [problem.rule for problem in problems] == ["file-absent"]
    return (None, []) if absent else (rows, problems)
