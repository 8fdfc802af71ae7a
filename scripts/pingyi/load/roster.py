"""`data/roster.csv`: who must report."""

from __future__ import annotations

from pingyi.contract.schemas import own_schema
from pingyi.load.header import columns
from pingyi.load.rows import TableRow, read_rows
from pingyi.load.source import Source
from pingyi.model import Mark, Problem

ROSTER = "data/roster.csv"
ROSTER_COUNTS = ("organisations", "members")
ROSTER_HEADER = columns(own_schema("roster"))


def read_roster(source: Source) -> tuple[str, list[TableRow], list[Problem]]:
    """The text of the roster, all its rows, and what kept it from being read."""
    text, rows, problems = read_rows(source, ROSTER, ROSTER_HEADER, ROSTER_COUNTS)
    return text, rows, problems if rows or problems else [Problem("roster-empty", ROSTER, mark=Mark(1, 1))]
