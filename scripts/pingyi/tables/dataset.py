"""The open dataset: every table as CSV for spreadsheets and as JSON for programs, and a description of all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from pingyi.files.archives import Archive
from pingyi.model import Campaign
from pingyi.tables.columns import Rows, WrittenColumn
from pingyi.tables.datapackage import described
from pingyi.tables.dictionary import TABLES, Column, Record, Tables

DATA_FOLDER = "data/"
DESCRIPTION = "datapackage.json"
ARCHIVE = "dataset.zip"
LOOSE_UNITS = 2000
"""Of more units than these, tables with a row a unit and more are tens of megabytes each: they can be had in the zip alone, once."""
ROWS_AT_ONCE = 5000
"""Rows that are written at a time."""
CSV_END = "\r\n"
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""How a text begins that a spreadsheet may run. A Chinese one takes the full-width signs, too."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from: whose campaign, as of which day, from which commit (empty outside of Git)."""

    campaign: Campaign
    as_of: date
    commit: str


def dataset(tables: Tables, origin: Origin) -> Iterator[tuple[str, str | bytes]]:
    """Every file of the dataset in turn: each table as CSV (UTF-8 with BOM) and JSON, their description, a JSON file a
    reporting unit with its rows of every table, and all but these as one zip.

    Of a campaign of more than `LOOSE_UNITS` units, tables with rows of units are in the zip alone, as CSV, and so is the description.
    """
    archive, loose = Archive(origin.as_of), loose_tables(tables)
    own: dict[str, dict[str, list[str]]] = {unit: {} for unit in _reporting(tables["units"])}
    for name, table in tables.items():
        rows = Rows(table)
        _sort_out(name, rows, own)
        made = _table_files(name, rows, origin.campaign.decimals)
        if name not in loose:
            archive.add(f"{name}.csv", made[f"{name}.csv"])
            continue
        for file, parts in made.items():
            kept = _Kept(parts)
            archive.add(file, kept)
            yield f"{DATA_FOLDER}{file}", kept.content().decode()
    lengths = {name: len(table) for name, table in tables.items()}
    description = described(lengths, origin.campaign, origin.as_of, origin.commit)
    archive.add(DESCRIPTION, [description.encode()])
    if len(loose) == len(tables):
        yield f"{DATA_FOLDER}{DESCRIPTION}", description
    yield f"{DATA_FOLDER}{ARCHIVE}", archive.content()
    yield from _units(own, origin)


def loose_tables(tables: Mapping[str, Sized]) -> set[str]:
    """The tables that can be had one by one, whose addresses stay the same while the roster does."""
    large = len(tables["units"]) > LOOSE_UNITS
    return {name for name in tables if not (large and "unit" in TABLES[name].columns)}


def table_files(tables: Tables, decimals: int) -> Iterator[tuple[str, bytes]]:
    """`<table>.csv` (UTF-8 with BOM) and `<table>.json` of each table in turn."""
    for name, table in tables.items():
        for file, parts in _table_files(name, Rows(table), decimals).items():
            yield file, b"".join(parts)


class _Kept:
    """Parts of a file that are kept while they are read."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts, self._read = parts, list[bytes]()

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self._read.append(part)
            yield part

    def content(self) -> bytes:
        return b"".join(self._read)


def _table_files(name: str, rows: Rows, decimals: int) -> dict[str, Iterator[bytes]]:
    columns = list(TABLES[name].columns.values())
    return {f"{name}.csv": _csv(columns, rows, decimals), f"{name}.json": _json(columns, rows)}


def _json(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    heads = [f'{"{,"[place > 0]}"{column.name}":' for place, column in enumerate(columns)]
    told = rows.told(partial(_member, head) for head in heads)
    yield b"[\n"
    for part in _parts(rows):
        end = "},\n" if part.stop < len(rows) else "}\n"
        yield ("},\n".join(_lines(told, part)) + end).encode()
    yield b"]\n" if len(rows) else b"\n]\n"


def _member(key: str, value: Any) -> str:
    return key + ENCODE(value)


def _lines(told: Sequence[WrittenColumn], part: slice) -> Iterator[str]:
    """The cells of each row as texts, one after the other."""
    cells = (column.texts[column.codes[part]].tolist() for column in told)
    return map("".join, zip(*cells, strict=True))


def _parts(rows: Rows) -> Iterator[slice]:
    return (slice(start, min(start + ROWS_AT_ONCE, len(rows))) for start in range(0, len(rows), ROWS_AT_ONCE))


def _reporting(units: pd.DataFrame) -> list[str]:
    return list(units["unit"][units["kind"] == "reporting"])


def _sort_out(name: str, rows: Rows, own: dict[str, dict[str, list[str]]]) -> None:
    """Put the rows of each of these units to what is there of it."""
    for unit, tables in own.items() if "unit" in TABLES[name].columns else ():
        if found := rows.where("unit", unit):
            tables[name] = [ENCODE(row) for row in found]


def _units(own: dict[str, dict[str, list[str]]], origin: Origin) -> Iterator[tuple[str, str]]:
    """`data/units/<id>.json`: one reporting unit's rows of every table that has it, with what lies below it where a table adds up.

    Of all the others, which may be many thousands, only the tables tell.
    """
    about = ENCODE({"as_of": origin.as_of.isoformat(), "commit": origin.commit})[1:-1]
    for unit, tables in own.items():
        yield f"{DATA_FOLDER}units/{unit}.json", _unit(unit, about, tables)


def _unit(unit: str, about: str, tables: dict[str, list[str]]) -> str:
    """The file of a unit, put together from rows that are JSON already."""
    own = ",\n".join(f'"{name}":[{",".join(rows)}]' for name, rows in tables.items())
    return f'{{"unit":{ENCODE(unit)},{about},"tables":{{{own}}}}}\n'


def records(table: pd.DataFrame) -> list[Record]:
    """Every row as plain Python values; missing is None."""
    return Rows(table).all()


def shown(value: Any, kind: str, decimals: int) -> str:
    """A cell as text, the same in CSV and on a page: rates and scores with the campaign's decimals, missing empty."""
    if value is None:
        return ""
    if kind in ("rate", "score"):
        return f"{value:.{decimals}f}"
    return str(value).lower() if kind == "boolean" else str(value)


def _csv(columns: Sequence[Column], rows: Rows, decimals: int) -> Iterator[bytes]:
    commas = [","[not place :] for place in range(len(columns))]
    told = rows.told(
        partial(_cell, comma, column.type, decimals) for comma, column in zip(commas, columns, strict=True)
    )
    yield ("\ufeff" + ",".join(column.name for column in columns) + CSV_END).encode()
    for part in _parts(rows):
        yield "".join(line + CSV_END for line in _lines(told, part)).encode()


def _cell(before: str, kind: str, decimals: int, value: Any) -> str:
    """A cell as CSV has it. Text that a spreadsheet would run as a formula is shown as text instead."""
    text = shown(value, kind, decimals)
    if kind != "string":
        return before + text
    out = io.StringIO()
    # One more cell, as a row of one that is empty is written otherwise.
    csv.writer(out, lineterminator=CSV_END).writerow((f"'{text}" if text.startswith(FORMULA) else text, ""))
    return before + out.getvalue().removesuffix(f",{CSV_END}")
