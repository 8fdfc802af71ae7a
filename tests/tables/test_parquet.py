"""Large tables as Parquet: cell for cell what CSV says, for readers that know nothing of the writer, in parts, the same bytes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pytest

from pingyi.contract.assets import CHECKOUT
from pingyi.figures.internal import summed_tables
from pingyi.tables import parquet
from pingyi.tables.dataset import FORMULA, Origin
from pingyi.tables.dictionary import TABLES, Column, Tables, frame
from pingyi.tables.folder import write_tables
from support.campaigns import opened, tables
from support.commands import run
from support.places import CAMPAIGNS

DUCK = {"integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN", "string": "VARCHAR"}
"""What DuckDB calls the types of the dictionary; the others are numbers."""

HOSTILE = [
    "=1+2", "＝A1", "\t@x", "'=1", 'a"b,c', "甲\n乙\r\n丙", "\r", "a\x00b", "", "NULL", "nan", "00123", "1e5", "𠮷\u202e", " ",
]  # fmt: skip


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts so small that tables of the samples take several."""
    monkeypatch.setattr(parquet, "PART_ROWS", 7)


def written(folder: Path, found: Tables, root: Path = CHECKOUT) -> Path:
    campaign = opened(root)
    write_tables(folder, found, Origin(campaign.campaign, campaign.as_of, "0123456789ab"), parquet=True)
    return folder


def read(folder: Path, name: str) -> tuple[list[str], list[str], list[tuple[Any, ...]]]:
    """Columns, their types and the rows of a table, as DuckDB finds them in its folder."""
    found = duckdb.sql(f"SELECT * FROM read_parquet('{folder}/parquet/{name}/*.parquet')")  # noqa: S608
    return found.columns, [str(kind) for kind in found.types], found.fetchall()


def in_csv(value: Any, column: Column, decimals: int) -> str:
    """How a value is written in CSV, told anew."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if column.type == "points":
            return f"{value:g}"
        case float():
            return f"{value:.{decimals}f}"
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
    return str(value)


def in_file(folder: Path, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / f"{name}.csv").read_bytes().decode("utf-8-sig"), newline="")))


def differences(folder: Path, name: str, decimals: int) -> Iterator[tuple[str, str]]:
    """Cells that CSV and Parquet tell differently, and columns of another type than the dictionary's."""
    columns = list(TABLES[name].columns.values())
    names, types, rows = read(folder, name)
    head, *lines = in_file(folder, name)
    assert names == head
    assert len(rows) == len(lines)
    pairs = list(zip(types, [DUCK.get(column.type, "DOUBLE") for column in columns], strict=True))
    for row, line in zip(rows, lines, strict=True):
        cells = (in_csv(value, column, decimals) for value, column in zip(row, columns, strict=True))
        pairs += zip(cells, line, strict=True)
    yield from (pair for pair in pairs if pair[0] != pair[1])


@pytest.mark.parametrize("root", CAMPAIGNS.values(), ids=CAMPAIGNS)
def test_every_cell_is_what_csv_says(root: Path, tmp_path: Path) -> None:
    found = tables(root, "internal")
    written(tmp_path, found, root)
    decimals = opened(root).campaign.decimals
    wrong = {name: list(differences(tmp_path, name, decimals)) for name in found}
    assert {name: pairs for name, pairs in wrong.items() if pairs} == {}


def test_hostile_texts_and_missing_cells_come_back_as_they_are(tmp_path: Path) -> None:
    rows = [{"unit": f"u-{number}", "name": text} for number, text in enumerate([*HOSTILE, None])]
    written(tmp_path, {"units": frame("units", rows)})
    names, _, cells = read(tmp_path, "units")
    assert [row[names.index("name")] for row in cells] == [*HOSTILE, None]
    assert {row[names.index("members")] for row in cells} == {None}


def test_what_is_no_text_is_refused_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        list(parquet.parquet_parts("units", frame("units", [{"unit": "\ud800"}]), 1))


def test_large_numbers_stay_whole_beside_missing_ones(tmp_path: Path) -> None:
    most = 2**53 + 1
    table = frame("units", [{"unit": "a"}, {"unit": "b"}]).assign(members=pd.array([most, None], dtype="Int64"))
    written(tmp_path, {"units": table})
    names, _, cells = read(tmp_path, "units")
    assert [row[names.index("members")] for row in cells] == [most, None]


def test_figures_are_those_that_are_printed(tmp_path: Path) -> None:
    written(tmp_path, {"rates": frame("rates", [{"unit": "a", "positive_rate": 66.66666}])})
    names, _, [cells] = read(tmp_path, "rates")
    assert cells[names.index("positive_rate")] == 66.7


def test_parts_are_of_one_size_and_pandas_reads_them_as_one(tmp_path: Path) -> None:
    found = summed_tables(opened(CHECKOUT), None)
    written(tmp_path, found)
    for name, table in found.items():
        lengths = [len(pd.read_parquet(part)) for part in sorted((tmp_path / "parquet" / name).iterdir())]
        assert lengths[:-1] == [7] * (len(lengths) - 1)
        whole = pd.read_parquet(tmp_path / "parquet" / name, dtype_backend="numpy_nullable")
        assert list(whole.iloc[:, 0].astype(str)) == list(table.iloc[:, 0])


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    found = summed_tables(opened(CHECKOUT), None)
    one, two = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (written(tmp_path / "one", found), written(tmp_path / "two", found))
    )
    assert one == two
    assert any(path.suffix == ".parquet" for path in one)


def test_the_description_lists_every_part(tmp_path: Path) -> None:
    written(tmp_path, summed_tables(opened(CHECKOUT), None))
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    listed = [path for it in package["resources"] if it["format"] == "parquet" for path in it["path"]]
    there = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "parquet").rglob("*.parquet")}
    assert len(listed) == len(set(listed))
    assert set(listed) == there
    assert len(frictionless.Package(str(tmp_path / "datapackage.json")).resources) == len(package["resources"])


def test_parts_of_an_earlier_run_go(tmp_path: Path) -> None:
    found = summed_tables(opened(CHECKOUT), None)
    written(tmp_path, found)
    written(tmp_path, {name: table.head(3) for name, table in found.items()})
    assert len(list((tmp_path / "parquet/rates").iterdir())) == 1
    campaign = opened(CHECKOUT)
    write_tables(tmp_path, found, Origin(campaign.campaign, campaign.as_of, ""), parquet=False)
    assert not list(tmp_path.rglob("*.parquet"))
    assert "parquet" not in (tmp_path / "datapackage.json").read_text("utf-8")


def totals(folder: Path) -> str:
    done = run(
        "build",
        "--totals",
        folder,
        "--root",
        CHECKOUT,
        "--audience",
        "internal",
        "--as-of",
        opened(CHECKOUT).as_of.isoformat(),
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_small_tables_are_csv_and_json_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "PART_ROWS", 100_000)
    assert "Parquet" not in totals(tmp_path)
    assert not (tmp_path / "parquet").exists()


def test_without_the_extra_csv_is_the_same_and_one_sentence_says_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Parquet" not in totals(tmp_path / "with")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert totals(tmp_path / "without").count("pip install 'pingyi-….whl[cluster]'") == 1
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / way).glob("*.*") if path.name != "datapackage.json"}
        for way in ("with", "without")
    )
    assert one == two
    assert list((tmp_path / "with").rglob("*.parquet"))
    assert not list((tmp_path / "without").rglob("*.parquet"))


def test_pandas_keeps_texts_the_same_way_whether_pyarrow_is_there_or_not() -> None:
    assert {TABLES["units"].columns["name"].dtype.storage, pd.Series(["甲"]).dtype.storage} == {"python"}


def test_nothing_loads_the_extra_that_does_not_write_parquet() -> None:
    code = "import pingyi.tables.parquet, sys; sys.exit('pyarrow.parquet' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
