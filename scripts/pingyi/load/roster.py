"""`data/roster.csv`: who must report."""

from __future__ import annotations

from pingyi.contract.schemas import own_schema
from pingyi.load.header import columns
from pingyi.load.rows import Row, read_rows
from pingyi.load.source import Source
from pingyi.model import Mark, Problem

PATH = "data/roster.csv"
COUNTS = ("organisations", "members")
COLUMNS = columns(own_schema("roster"))


def read_roster(source: Source) -> tuple[str, list[Row], list[Problem]]:
    """The text of the roster, all its rows, and what kept it from being read."""
    text, rows, problems = read_rows(source, PATH, COLUMNS, COUNTS)
    return text, rows, problems if rows or problems else [Problem("roster-empty", PATH, mark=Mark(1, 1))]
