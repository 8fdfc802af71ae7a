"""Tables as Parquet, for those who have more than a spreadsheet opens: typed by the dictionary, in parts, each by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sized
from datetime import date
from importlib.util import find_spec
from typing import Any

import pandas as pd

from pingyi.tables.columns import Rows
from pingyi.tables.dataset import shown
from pingyi.tables.dictionary import TABLES

PARQUET_FOLDER = "parquet"
PART_ROWS = 100_000
"""Rows of a part, of which one is in memory at a time: some 6 MB as CSV and ten times as much as values. From the
first table that takes more than one part, all tables are offered as Parquet; what is smaller every program reads as CSV at once."""
FORM = {"version": "2.6", "compression": "zstd", "compression_level": 3}
"""How parts are written, said here so that no default of another version changes their bytes."""


def offers_parquet(tables: Mapping[str, Sized]) -> bool:
    """Whether these tables are so large that they are wanted as Parquet too."""
    return any(len(table) > PART_ROWS for table in tables.values())


def writes_parquet() -> bool:
    """Whether the extra that writes Parquet is installed."""
    return find_spec("pyarrow") is not None


def part_names(rows: int) -> list[str]:
    """The files of a table of so many rows, in the order of its rows; an empty one has a part as well, for its columns."""
    return [f"part-{start // PART_ROWS:05}.parquet" for start in range(0, max(rows, 1), PART_ROWS)]


def parquet_parts(name: str, table: pd.DataFrame, decimals: int) -> Iterator[tuple[str, bytes]]:
    """Each part of a table in turn: names of files below `parquet/<table>/`. `decimals`: how CSV rounds rates and scores."""
    rows = Rows(table)
    for number, file in enumerate(part_names(len(rows))):
        start = number * PART_ROWS
        yield file, _part(name, rows.columns(slice(start, start + PART_ROWS)), decimals)


def _part(name: str, values: list[list[Any]], decimals: int) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to import
    from pyarrow import parquet  # noqa: PLC0415

    types = {"integer": pa.int64(), "date": pa.date32(), "boolean": pa.bool_(), "string": pa.string()}
    columns = TABLES[name].columns.values()
    arrays = {
        column.name: pa.array(_read(cells, column.type, decimals), types.get(column.type, pa.float64()))
        for column, cells in zip(columns, values, strict=True)
    }
    out = io.BytesIO()
    parquet.write_table(pa.table(arrays), out, **FORM)
    return out.getvalue()


def _read(cells: list[Any], kind: str, decimals: int) -> list[Any]:
    """What Parquet has of a column: days as days, and figures with the decimals that CSV prints."""
    if kind == "date":
        return [None if cell is None else date.fromisoformat(cell) for cell in cells]
    if kind in ("rate", "score", "points"):
        return [None if cell is None else float(shown(cell, kind, decimals)) for cell in cells]
    return cells
