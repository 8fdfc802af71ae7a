"""The open dataset: every table as CSV for spreadsheets and as JSON for programs, and a description of all."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from pingyi.datapackage import described
from pingyi.dictionary import TABLES, Column, Tables
from pingyi.model import Campaign
from pingyi.pack import packed

FOLDER = "data/"

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from: whose campaign, as of which day, from which commit (empty outside of Git)."""

    campaign: Campaign
    as_of: date
    commit: str


def dataset(tables: Tables, origin: Origin) -> dict[str, str | bytes]:
    """Every file of the dataset: each table as CSV (UTF-8 with BOM) and JSON, their description, all as one zip, and a
    JSON file a unit with its rows of every table.
    """
    rows = {name: records(table) for name, table in tables.items()}
    files: dict[str, str | bytes] = {}
    for name, found in rows.items():
        files[f"{FOLDER}{name}.csv"] = _csv(list(TABLES[name].columns.values()), found)
        files[f"{FOLDER}{name}.json"] = _json(found)
    files[f"{FOLDER}datapackage.json"] = described(rows, origin.campaign, origin.as_of, origin.commit)
    bare = {path.removeprefix(FOLDER): str(content).encode() for path, content in files.items()}
    files[f"{FOLDER}dataset.zip"] = packed(bare, origin.as_of)
    return files | _units(rows, origin)


def _json(rows: list[dict[str, Any]]) -> str:
    """A row a line: readable, and several times as fast as indenting."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def _units(rows: dict[str, list[dict[str, Any]]], origin: Origin) -> dict[str, str | bytes]:
    """`data/units/<id>.json`: one unit's rows of every table that has it, with what lies below it where a table adds up."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {row["unit"]: {} for row in rows["units"]}
    for name, table in rows.items():
        for row in table if "unit" in TABLES[name].columns else ():
            if row["unit"] in found:
                found[row["unit"]].setdefault(name, []).append(row)
    head = {"as_of": origin.as_of.isoformat(), "commit": origin.commit}
    return {
        f"{FOLDER}units/{unit}.json": json.dumps({"unit": unit, **head, "tables": own}, ensure_ascii=False) + "\n"
        for unit, own in found.items()
    }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain Python values; missing is None."""
    columns = {name: table[name].astype(object).where(table[name].notna(), None).tolist() for name in table.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def shown(value: Any, kind: str) -> str:
    """A cell as text, the same in CSV and on a page: rates and scores with one decimal, missing empty."""
    if value is None:
        return ""
    if kind in ("rate", "score"):
        return f"{value:.1f}"
    return str(value).lower() if kind == "boolean" else str(value)


def _csv(columns: list[Column], rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([_cell(row[column.name], column.type) for column in columns] for row in rows)
    return out.getvalue()


def _cell(value: Any, kind: str) -> str:
    """Text that a spreadsheet would run as a formula is shown as text instead."""
    text = shown(value, kind)
    return f"'{text}" if kind == "string" and text.startswith(FORMULA) else text
