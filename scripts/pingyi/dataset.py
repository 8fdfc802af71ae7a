"""The open dataset: every table as CSV for spreadsheets and as JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd

from pingyi.dictionary import TABLES, Column, Tables

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def dataset(tables: Tables) -> dict[str, str]:
    """`data/<table>.csv` (UTF-8 with BOM) and `data/<table>.json` for every table."""
    files = {}
    for name, table in tables.items():
        columns = list(TABLES[name].columns.values())
        rows = records(table)
        files[f"data/{name}.csv"] = _csv(columns, rows)
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        files[f"data/{name}.json"] = f"[\n{lines}\n]\n"
    return files


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain Python values; missing is None."""
    columns = {name: table[name].to_numpy(dtype=object, na_value=None).tolist() for name in table.columns}
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
