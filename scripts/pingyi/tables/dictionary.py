"""The tables that the campaign publishes, as `schemas/dataset.yml` describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from pandas.api.types import pandas_dtype

from pingyi.contract.assets import assets
from pingyi.contract.campaign_words import worded
from pingyi.load.documents import own_document
from pingyi.model import Campaign, Data, Subject

Record = dict[str, Any]
Tables = dict[str, pd.DataFrame]

# Where pyarrow is installed pandas would keep texts otherwise, and what comes of them would hang on that.
pd.options.mode.string_storage = "python"

DTYPES = {
    kind: pandas_dtype(name)
    for kind, name in {
        "string": "str",
        "date": "str",
        "integer": "Int64",
        "rate": "Float64",
        "score": "Float64",
        "points": "object",
        "boolean": "boolean",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    title: str

    @property
    def dtype(self) -> Any:
        return DTYPES[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """`results`: holds evaluation results, so the public audience gets it only from a release; `internal`: never.

    `approval`: only of a campaign that approves level by level; `part`: only of one that asks for this part of a report. `references`: columns whose values are always a key of another table.
    """

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    results: bool = False
    internal: bool = False
    approval: bool = False
    part: str | None = None
    references: Mapping[tuple[str, ...], str] = field(default_factory=dict)


def _table(name: str, entry: dict[str, object]) -> Table:
    columns = {}
    for column, text in dict(entry["columns"]).items():  # type: ignore[call-overload]
        kind, _, title = text.partition(" ")
        columns[column] = Column(column, kind, title)
    key = tuple(str(column) for column in entry["key"])  # type: ignore[attr-defined]
    texts = str(entry["title"]), str(entry["description"])
    results, internal, approval = (bool(entry.get(flag, False)) for flag in ("results", "internal", "approval"))
    references = {tuple(names.split()): target for names, target in dict(entry.get("references", {})).items()}  # type: ignore[call-overload]
    part = str(entry["part"]) if "part" in entry else None
    return Table(name, *texts, key, columns, results, internal, approval, part, references)


DATASET_WORDS: Data = own_document(assets("schemas"), "dataset.yml").data
TABLES = {name: _table(name, entry) for name, entry in DATASET_WORDS["tables"].items()}

EVERYWHERE = {name: table for name, table in TABLES.items() if not table.approval}
"""The tables that every campaign has."""


def base_word(subject: Subject) -> str:
    """What the denominator of a subject's rates is called."""
    return str(DATASET_WORDS["bases"][subject.denominator][subject.counts])


def in_words(table: Table, campaign: Campaign) -> Table:
    """A table described in the campaign's own words."""
    kinds = dict.fromkeys(subject.denominator for subject in campaign.subjects)
    words = {
        **campaign.words,
        "base": "、".join(DATASET_WORDS["bases"][kind]["ballots"] for kind in kinds),
        "denominator": "".join(DATASET_WORDS["denominators"][kind] for kind in kinds),
    }

    def said(text: str) -> str:
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        return str(worded(text, words))

    columns = {name: replace(column, title=said(column.title)) for name, column in table.columns.items()}
    return replace(table, title=said(table.title), description=said(table.description), columns=columns)


def frame(name: str, rows: Iterable[Record]) -> pd.DataFrame:
    """Rows as the named table: its columns in its order, nothing else, missing stays missing."""
    found = list(rows)
    return shaped(name, pd.DataFrame({column: [row.get(column) for row in found] for column in TABLES[name].columns}))


def shaped(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """A frame in the columns, order and types of the named table; only what is otherwise is converted."""
    arrays = {key: (table[key].array, column.dtype) for key, column in TABLES[name].columns.items()}
    # Column by column: pandas takes four times as long to choose and convert a whole small frame.
    made = {key: array if array.dtype == dtype else array.astype(dtype) for key, (array, dtype) in arrays.items()}
    return pd.DataFrame(made, index=pd.RangeIndex(len(table)), copy=False)
