"""`data/roster.csv`: who must report."""

from __future__ import annotations

from pingyi.contract.schemas import own_schema
from pingyi.load.header import columns
from pingyi.load.rows import TableRow, read_rows
from pingyi.model import Mark, Problem

ROSTER = "data/roster.csv"
ROSTER_COUNTS = ("organisations", "members")
ROSTER_HEADER = columns(own_schema("roster"))


def roster_rows(text: str | Problem) -> tuple[list[TableRow], list[Problem]]:
    """All rows of the roster, and what kept them from being read."""
    if isinstance(text, Problem):
        return [], [text]
    rows, problems = read_rows(text, ROSTER, ROSTER_HEADER, ROSTER_COUNTS)
    return rows, problems if rows or problems else [Problem("roster-empty", ROSTER, mark=Mark(1, 1))]
