"""The tables that the campaign publishes, as `schemas/dataset.yml` describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document

Record = dict[str, Any]
Tables = dict[str, pd.DataFrame]

DTYPES = {
    "string": "string",
    "date": "string",
    "integer": "Int64",
    "rate": "Float64",
    "score": "Float64",
    "boolean": "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    title: str

    @property
    def dtype(self) -> str:
        return DTYPES[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """`results`: holds evaluation results, so the public audience gets it only from a release; `internal`: never.

    `references`: columns whose values are always a key of another table.
    """

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    results: bool = False
    internal: bool = False
    references: Mapping[tuple[str, ...], str] = field(default_factory=dict)


def _table(name: str, entry: dict[str, object]) -> Table:
    columns = {}
    for column, text in dict(entry["columns"]).items():  # type: ignore[call-overload]
        kind, _, title = text.partition(" ")
        columns[column] = Column(column, kind, title)
    key = tuple(str(column) for column in entry["key"])  # type: ignore[attr-defined]
    texts = str(entry["title"]), str(entry["description"])
    flags = bool(entry.get("results", False)), bool(entry.get("internal", False))
    references = {tuple(names.split()): target for names, target in dict(entry.get("references", {})).items()}  # type: ignore[call-overload]
    return Table(name, *texts, key, columns, *flags, references)


def _tables() -> dict[str, Table]:
    document = own_document(assets("schemas"), "dataset.yml")
    return {name: _table(name, entry) for name, entry in document.data["tables"].items()}


TABLES = _tables()


def frame(name: str, rows: Iterable[Record]) -> pd.DataFrame:
    """Rows as the named table: its columns in its order, nothing else, missing stays missing."""
    built = pd.DataFrame.from_records(list(rows), columns=list(TABLES[name].columns))
    return shaped(name, built)


def shaped(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """A frame in the columns, order and types of the named table."""
    columns = TABLES[name].columns
    return table[list(columns)].astype({key: column.dtype for key, column in columns.items()}).reset_index(drop=True)
