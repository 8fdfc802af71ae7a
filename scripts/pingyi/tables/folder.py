"""Tables as a folder: each as CSV and JSON, of large ones Parquet beside them, and a description of all."""

from __future__ import annotations

from pathlib import Path

from pingyi.files.write import write
from pingyi.tables.datapackage import described
from pingyi.tables.dataset import DESCRIPTION, Origin, table_files
from pingyi.tables.dictionary import Tables
from pingyi.tables.parquet import PARQUET_FOLDER, parquet_parts, part_names


def write_tables(folder: Path, tables: Tables, origin: Origin, *, parquet: bool) -> None:
    """Write the tables, one file at a time. `parquet`: as `parquet/<table>/part-….parquet` too. Raises `NotWrittenError`."""
    decimals, lengths = origin.campaign.decimals, {name: len(table) for name, table in tables.items()}
    write(folder, table_files(tables, decimals), prune=False)
    for name, table in tables.items():
        # Who reads the folder of a table reads all that is in it: parts of an earlier run go.
        write(folder / PARQUET_FOLDER / name, parquet_parts(name, table, decimals) if parquet else ())
    files = {name: [f"{PARQUET_FOLDER}/{name}/{part}" for part in part_names(rows)] for name, rows in lengths.items()}
    description = described(lengths, origin.campaign, origin.as_of, origin.commit, files if parquet else {})
    write(folder, {DESCRIPTION: description}, prune=False)
