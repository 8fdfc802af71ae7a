"""The open dataset: valid by its own description, readable where a BOM is expected, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import frictionless
import pytest

from pingyi.contract.assets import CHECKOUT
from pingyi.disclosure import Audience
from pingyi.files.write import write
from pingyi.tables.dataset import FORMULA, Origin, dataset
from pingyi.tables.dictionary import EVERYWHERE, TABLES, Tables, frame
from support.campaigns import opened, tables
from support.places import CAMPAIGNS, TOWN

Files = dict[str, str | bytes]


def tables_of(root: Path, audience: Audience = "internal") -> tuple[Tables, Origin]:
    found = opened(root)
    return tables(root, audience), Origin(found.campaign, found.as_of, "0123456789ab")


def published(tables: Tables, origin: Origin) -> Files:
    return dict(dataset(tables, origin))


@cache
def whole(root: Path) -> Files:
    """Everything that is published of a campaign."""
    return published(*tables_of(root))


@pytest.fixture(params=list(CAMPAIGNS.values()), ids=list(CAMPAIGNS))
def files(request: pytest.FixtureRequest) -> Files:
    return whole(request.param)


def named(files: Files) -> set[str]:
    """The tables of a campaign: none for a part of the report that it does not use."""
    campaign = json.loads(files["data/campaign.json"])[0]["campaign"]
    (judged,) = [opened(root) for root in CAMPAIGNS.values() if opened(root).campaign.data["id"] == campaign]
    known = TABLES if judged.campaign.approval else EVERYWHERE
    return {name for name, table in known.items() if table.part is None or judged.campaign.uses(table.part)}


def validated(files: Files, folder: Path) -> frictionless.Report:
    write(folder, {path: content for path, content in files.items() if not path.startswith("data/units/")})
    return frictionless.validate(str(folder / "data/datapackage.json"))


def complaints(report: frictionless.Report) -> list[str]:
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]


def test_description_and_data_are_a_valid_data_package(files: Files, tmp_path: Path):
    report = validated(files, tmp_path)
    assert complaints(report) == []
    assert report.valid
    assert {task.name for task in report.tasks} == named(files)


def test_the_public_package_is_valid_without_the_tables_that_are_withheld(tmp_path: Path):
    report = validated(published(*tables_of(CHECKOUT, "public")), tmp_path)
    assert complaints(report) == []
    assert {task.name for task in report.tasks} == {
        name for name, table in EVERYWHERE.items() if not (table.results or table.internal)
    }


def narrowed(files: Files, table: str) -> Files:
    """The package with one table and those that its keys name."""
    package = json.loads(files["data/datapackage.json"])
    (described,) = (resource for resource in package["resources"] if resource["name"] == table)
    kept = {table} | {key["reference"]["resource"] for key in described["schema"].get("foreignKeys", ())}
    package["resources"] = [resource for resource in package["resources"] if resource["name"] in kept]
    return {**files, "data/datapackage.json": json.dumps(package)}


@pytest.mark.parametrize(
    ("table", "before", "after", "kind"),
    [
        ("reports", "\ncity-jia,", "\ncity-jja,", "foreign-key"),
        ("reports", "\ncity-jia,", "\n,", "constraint-error"),
        ("rates", r",[0-9]{2}\.[0-9],", ",931.0,", "constraint-error"),
        ("progress", r"\n\.,all,", "\n.,all,x", "type-error"),
    ],
)
def test_the_validator_would_find_a_fault(table: str, before: str, after: str, kind: str, tmp_path: Path):
    found = whole(CHECKOUT)
    text, changed = re.subn(before, after, str(found[f"data/{table}.csv"]), count=1)
    assert changed
    report = validated(narrowed(found, table) | {f"data/{table}.csv": text}, tmp_path)
    assert kind in {error.type for task in report.tasks for error in task.errors}


def test_every_field_has_a_title_and_a_type_and_rates_their_unit(files: Files):
    package = json.loads(files["data/datapackage.json"])
    assert package["as_of"]
    assert package["commit"] == "0123456789ab"
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["title"] != field["name"]
            assert (field.get("unit") == "%") == (TABLES[resource["name"]].columns[field["name"]].type == "rate")


def test_the_licence_is_named_where_the_campaign_has_one():
    named = json.loads(whole(CHECKOUT)["data/datapackage.json"])
    unnamed = json.loads(whole(TOWN)["data/datapackage.json"])
    assert [licence["name"] for licence in named["licenses"]] == ["Apache-2.0"]
    assert "licenses" not in unnamed


def test_the_zip_has_every_table_in_both_forms_and_is_always_the_same(files: Files):
    archive = zipfile.ZipFile(io.BytesIO(files["data/dataset.zip"]))
    single = {path.removeprefix("data/"): content for path, content in files.items() if path.count("/") == 1}
    single.pop("dataset.zip")
    assert {name: archive.read(name).decode() for name in archive.namelist()} == single
    assert len({entry.date_time for entry in archive.infolist()}) == 1
    assert archive.infolist()[0].date_time[0] in (2012, 2025)


def test_json_and_csv_hold_the_same_rows(files: Files):
    for name in named(files):
        rows = json.loads(files[f"data/{name}.json"])
        with io.StringIO(str(files[f"data/{name}.csv"]).removeprefix("\ufeff"), newline="") as stream:
            cells = list(csv.DictReader(stream))
        assert len(cells) == len(rows)
        for row, line in zip(rows, cells, strict=True):
            assert {key: value for key, value in line.items() if value == ""} == {
                key: "" for key, value in row.items() if value in (None, "")
            }


def test_a_reporting_unit_has_its_rows_of_all_tables_in_one_file(files: Files):
    units = [unit for unit in json.loads(files["data/units.json"]) if unit["kind"] == "reporting"]
    assert {f"data/units/{unit['unit']}.json" for unit in units} == {
        path for path in files if path.startswith("data/units/")
    }
    published = {name: json.loads(files[f"data/{name}.json"]) for name in named(files)}
    for unit in units:
        own = json.loads(files[f"data/units/{unit['unit']}.json"])
        assert own["tables"]["units"] == [unit]
        for name, rows in own["tables"].items():
            assert rows == [row for row in published[name] if row["unit"] == unit["unit"]], name


def test_chinese_survives_where_a_byte_order_mark_is_expected(files: Files):
    raw = str(files["data/units.csv"]).encode()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "单位" in str(files["data/datapackage.json"])
    names = [row["name"] for row in csv.DictReader(raw.decode("utf-8-sig").splitlines())]
    assert names[0] == json.loads(files["data/units.json"])[0]["name"]


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_begins_like_a_formula(start: str):
    tables, origin = tables_of(TOWN)
    row = tables["units"].iloc[0].to_dict() | {"name": f"{start}1+1", "exempt_reason": f"{start}cmd"}
    found = published({"units": frame("units", [row])}, origin)
    cells = next(csv.DictReader(io.StringIO(str(found["data/units.csv"]).removeprefix("\ufeff"), newline="")))
    assert cells["name"] == f"'{start}1+1"
    assert [cell for cell in cells.values() if cell.startswith(FORMULA)] == []
    assert json.loads(str(found["data/units.json"]))[0]["name"] == f"{start}1+1"


def test_a_day_before_zip_files_knew_days_is_no_obstacle():
    tables, origin = tables_of(TOWN)
    old = published({"units": tables["units"]}, Origin(origin.campaign, date(1921, 7, 1), ""))
    archive = zipfile.ZipFile(io.BytesIO(old["data/dataset.zip"]))
    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_of_many_units_tables_with_rows_of_units_stand_in_the_zip_alone_and_once(monkeypatch: pytest.MonkeyPatch):
    tables, origin = tables_of(TOWN)
    few = published(tables, origin)
    monkeypatch.setattr("pingyi.tables.dataset.LOOSE_UNITS", len(tables["units"]) - 1)
    many = published(tables, origin)
    rows = {f"{name}.csv" for name in tables if "unit" in TABLES[name].columns}
    doubles = {path.replace(".csv", ".json") for path in rows}
    zips = [zipfile.ZipFile(io.BytesIO(found.pop("data/dataset.zip"))) for found in (few, many)]
    whole, lean = ({name: archive.read(name) for name in archive.namelist()} for archive in zips)
    assert lean == {name: content for name, content in whole.items() if name not in doubles}
    assert few.keys() - many.keys() == {*(f"data/{name}" for name in rows | doubles), "data/datapackage.json"}
    assert {path: few[path] for path in many} == many
