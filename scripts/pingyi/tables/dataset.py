"""The open dataset: every table as CSV for spreadsheets and as JSON for programs, and a description of all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pingyi.files.archives import packed
from pingyi.model import Campaign
from pingyi.tables.datapackage import described
from pingyi.tables.dictionary import TABLES, Column, Tables

DATA_FOLDER = "data/"
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Records = Mapping[str, Sequence[dict[str, Any]]]
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""How a text begins that a spreadsheet may run. A Chinese one takes the full-width signs, too."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from: whose campaign, as of which day, from which commit (empty outside of Git)."""

    campaign: Campaign
    as_of: date
    commit: str


def dataset(rows: Records, origin: Origin) -> dict[str, str | bytes]:
    """Every file of the dataset: each table as CSV (UTF-8 with BOM) and JSON, their description, all as one zip, and a
    JSON file a reporting unit with its rows of every table.
    """
    encoded = {name: _encoded(found) for name, found in rows.items()}
    files: dict[str, str | bytes] = {}
    for name, found in rows.items():
        made = _table_files(name, found, encoded[name], origin.campaign.decimals)
        files |= {f"{DATA_FOLDER}{file}": text for file, text in made.items()}
    files[f"{DATA_FOLDER}datapackage.json"] = described(rows, origin.campaign, origin.as_of, origin.commit)
    bare = {path.removeprefix(DATA_FOLDER): str(content).encode() for path, content in files.items()}
    files[f"{DATA_FOLDER}dataset.zip"] = packed(bare, origin.as_of)
    return files | _units(rows, encoded, origin)


def table_files(tables: Tables, decimals: int) -> dict[str, str]:
    """`<table>.csv` (UTF-8 with BOM) and `<table>.json` of each table."""
    rows = rows_of(tables)
    made = (_table_files(name, found, _encoded(found), decimals) for name, found in rows.items())
    return {file: text for files in made for file, text in files.items()}


def _encoded(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Each row in JSON. All are encoded at once and parted where a row begins: within a text, a quotation mark is escaped."""
    return [f'{{"{row}}}' for row in ENCODE(rows)[3:-2].split('},{"')] if rows else []


def _table_files(name: str, rows: Sequence[dict[str, Any]], encoded: list[str], decimals: int) -> dict[str, str]:
    joined = ",\n".join(encoded)
    csv_ = _csv(list(TABLES[name].columns.values()), rows, decimals)
    return {f"{name}.csv": csv_, f"{name}.json": f"[\n{joined}\n]\n"}


def _units(rows: Records, encoded: dict[str, list[str]], origin: Origin) -> dict[str, str | bytes]:
    """`data/units/<id>.json`: one reporting unit's rows of every table that has it, with what lies below it where a table adds up.

    Of all the others, which may be many thousands, only the tables tell.
    """
    found: dict[str, dict[str, list[str]]] = {row["unit"]: {} for row in rows["units"] if row["kind"] == "reporting"}
    for name, table in rows.items():
        if "unit" in TABLES[name].columns:
            for row, text in zip(table, encoded[name], strict=True):
                if row["unit"] in found:
                    found[row["unit"]].setdefault(name, []).append(text)
    about = ENCODE({"as_of": origin.as_of.isoformat(), "commit": origin.commit})[1:-1]
    return {f"{DATA_FOLDER}units/{unit}.json": _unit(unit, about, own) for unit, own in found.items()}


def _unit(unit: str, about: str, tables: dict[str, list[str]]) -> str:
    """The file of a unit, put together from rows that are JSON already."""
    own = ",\n".join(f'"{name}":[{",".join(rows)}]' for name, rows in tables.items())
    return f'{{"unit":{ENCODE(unit)},{about},"tables":{{{own}}}}}\n'


def rows_of(tables: Tables) -> Records:
    """The rows of every table."""
    return {name: records(table) for name, table in tables.items()}


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain Python values; missing is None."""
    columns = {name: table[name].array.to_numpy(dtype=object, na_value=None).tolist() for name in table.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def shown(value: Any, kind: str, decimals: int) -> str:
    """A cell as text, the same in CSV and on a page: rates and scores with the campaign's decimals, missing empty."""
    if value is None:
        return ""
    if kind in ("rate", "score"):
        return f"{value:.{decimals}f}"
    return str(value).lower() if kind == "boolean" else str(value)


def _csv(columns: list[Column], rows: Sequence[dict[str, Any]], decimals: int) -> str:
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(zip(*(_cells(column, rows, decimals) for column in columns), strict=True))
    return out.getvalue()


def _cells(column: Column, rows: Sequence[dict[str, Any]], decimals: int) -> list[Any]:
    """A column's cells as CSV has them. Text that a spreadsheet would run as a formula is shown as text instead."""
    values = [row[column.name] for row in rows]
    if column.type == "string":
        return [f"'{value}" if value and value.startswith(FORMULA) else value for value in values]
    return values if column.type in ("integer", "date") else [shown(value, column.type, decimals) for value in values]
