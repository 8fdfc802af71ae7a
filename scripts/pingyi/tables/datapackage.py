"""The dataset described for programs: a Frictionless Data Package, https://datapackage.org (version 1, table schemas)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from pingyi.model import Campaign
from pingyi.tables.dictionary import TABLES, Column, Table, in_words

TYPES = {"rate": "number", "score": "number", "points": "number"}
"""Column types that a table schema calls otherwise."""

RATE = {"minimum": 0, "maximum": 100}


def described(
    tables: Mapping[str, int],
    campaign: Campaign,
    as_of: date,
    commit: str,
    parquet: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> str:
    """`datapackage.json` for the CSV files of these tables, which stand beside it. `tables`: how many rows each has;
    `parquet`: the files of those that are there as Parquet too.
    """
    known = {name: in_words(TABLES[name], campaign) for name in tables}
    licence = campaign.data.get("licence")
    package = {
        "profile": "data-package" if parquet else "tabular-data-package",
        "name": campaign.data["id"],
        "title": campaign.title,
        "description": campaign.data.get("summary", campaign.title),
        "created": f"{as_of.isoformat()}T00:00:00Z",
        "as_of": as_of.isoformat(),
        "commit": commit,
        "demonstration": bool(campaign.data.get("demonstration")),
        "sources": [{"title": campaign.data["organiser"]}],
        **({"licenses": [licence]} if licence else {}),
        "resources": [
            *(_resource(table, tables) for table in known.values()),
            *(_in_parts(known[name], tables, files) for name, files in parquet.items()),
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table, tables: Mapping[str, int]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "rows": tables[table.name],
        "dialect": {"lineTerminator": "\r\n", "delimiter": ",", "header": True},
        "schema": _schema(table, tables),
    }


def _in_parts(table: Table, tables: Mapping[str, int], files: Sequence[str]) -> dict[str, Any]:
    """A table as Parquet, which says its columns and types itself."""
    return {
        "profile": "data-resource",
        "name": f"{table.name}-parquet",
        "path": list(files),
        "title": table.title,
        "description": table.description,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "rows": tables[table.name],
    }


def _schema(table: Table, tables: Mapping[str, int]) -> dict[str, Any]:
    foreign = list(_foreign_keys(table, tables))
    return {
        "fields": [_field(column, table) for column in table.columns.values()],
        "primaryKey": list(table.key),
        "missingValues": [""],
        **({"foreignKeys": foreign} if foreign else {}),
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": TYPES.get(column.type, column.type),
        "title": column.title,
    }
    constraints: dict[str, Any] = {"required": True} if column.name in table.key else {}
    if column.type == "rate":
        field["unit"] = "%"
        constraints |= RATE
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_keys(table: Table, tables: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """References to tables that this audience gets."""
    for columns, target in table.references.items():
        if target in tables:
            yield {"fields": list(columns), "reference": {"resource": target, "fields": list(TABLES[target].key)}}
