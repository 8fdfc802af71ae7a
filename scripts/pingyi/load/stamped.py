"""`data/stamped.csv`: which signed and stamped copies the office has received on paper. A campaign may do without it."""

from __future__ import annotations

from pingyi.contract.schemas import own_schema
from pingyi.load.header import columns
from pingyi.load.rows import TableRow, read_rows, read_table
from pingyi.load.source import Source
from pingyi.model import Problem

STAMPED = "data/stamped.csv"
STAMPED_HEADER = columns(own_schema("stamped"))


def read_stamped(source: Source) -> tuple[list[TableRow] | None, list[Problem]]:
    """All rows, and what kept them from being read; None where the campaign keeps no such register."""
    text = read_table(source, STAMPED)
    if isinstance(text, Problem):
        return (None, []) if text.rule == "file-absent" else ([], [text])
    return read_rows(text, STAMPED, STAMPED_HEADER)
