"""The places that findings name: there the form asks, and there the workbook of `pingyi import --template` has the value."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from openpyxl import load_workbook

from pingyi.campaign.own_records import told_apart
from pingyi.contract.form_steps import field_name
from pingyi.doors.field_places import FieldPlaces
from pingyi.doors.workbook.cell_places import cell_places, sheets_of
from pingyi.doors.workbook.imports import template
from pingyi.load.nodes import join
from pingyi.model import Finding, Unit
from support.campaigns import opened
from support.places import TOWN


@pytest.fixture(scope="module")
def town():
    return opened(TOWN)


def leaves(value, pointer=""):
    """Every value with its pointer."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, join(pointer, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value):
            yield from leaves(inner, join(pointer, str(number)))
    else:
        yield pointer, value


@pytest.mark.parametrize("unit", ["hall/housing", "library"])
def test_each_value_stands_in_the_cell_that_is_named(town, unit):
    row, data = town.roster[unit], town.reports[unit].data
    places = cell_places(sheets_of(town, row.kind, row.category), data)
    book = load_workbook(io.BytesIO(template(town, row)))
    seen = 0
    for pointer, value in leaves(data):
        sheet, _, cell = places.place(pointer).partition("!")
        held = book[sheet][cell].value
        if isinstance(value, int) or (isinstance(value, str) and "。" in value):
            assert held == value, pointer
            seen += 1
        assert held is not None, pointer
    assert seen > 20


def finding(path, pointer, field=""):
    return Finding(path, 3, 1, "required", "error", pointer, "少了", "补上", field)


HOUSING = "data/units/hall/housing.yml"


@pytest.mark.parametrize(
    ("pointer", "field", "form", "cell"),
    [
        ("/results/service/items/speed", "", "第 2 步“发票收票、现场测评”：评议结果 › 便民服务 › 各项得票 › 办事和等候的快慢", "评议结果"),
        ("/feedback/rectification/0/due_on", "", "第 3 步“公布结果、逐条整改”：整改 › 整改台账 › 整改事项 1 › 完成期限", "整改台账"),
        ("/feedback", "/feedback/given_on", "第 3 步“公布结果、逐条整改”：整改 › 通报日期", "报告"),
        ("/sessions", "", "第 2 步“发票收票、现场测评”：评议场次", "评议场次"),
        ("/weather", "", "第 4 步“签批”：weather", "报告"),
    ],
)  # fmt: skip
def test_step_field_sheet_and_cell_are_named(town, pointer, field, form, cell):
    first, second = FieldPlaces(town)(finding(HOUSING, pointer, field))
    assert first == f"网页表单{form}"
    assert second.startswith(f"工作簿“{cell}”表 ")


@pytest.mark.parametrize(
    "path",
    ["data/roster.csv", "data/units/hall/nowhere.yml", "data/units/hall/housing.files/a.png", "a.xlsx 报告!C3", "x"],
)
def test_what_is_no_field_of_a_report_has_no_such_place(town, path):
    assert FieldPlaces(town)(finding(path, "/status")) == ()
    assert FieldPlaces(town)(finding(HOUSING, "")) == ()


def test_a_field_is_called_by_the_titles_on_the_way(town):
    assert field_name(town.contract, "/cases/1/pictures/0/alt") == "典型案例 › 典型案例 2 › 图片 › 图片 1 › 图中内容"


def test_units_of_one_name_are_told_apart_wherever_a_finding_names_one():
    """Only they: other names stay short."""
    rows = [("a", "甲县"), ("b", "乙县"), ("a/town", "城关镇"), ("b/town", "城关镇"), ("b/x", "东乡")]
    units = told_apart({unit: Unit(unit, name, "general", "branch") for unit, name in rows})
    assert [unit.title for unit in units.values()] == ["甲县", "乙县", "甲县 › 城关镇", "乙县 › 城关镇", "东乡"]


def test_naming_places_waits_for_no_slow_library():
    """Every command that says what it found names them."""
    code = "import sys, pingyi.cli; print({'numpy', 'openpyxl', 'pandas'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
