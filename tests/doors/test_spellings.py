"""One reading of numbers and days at every door: what is typed gives the same report everywhere, or a finding at its place.

`tests/examples/spellings.yml` says what must come out. YAML has its normal form: it reads less, and never anything else.
"""

from __future__ import annotations

import datetime as dt
import io
from itertools import zip_longest
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from pingyi.contract.fields import fields
from pingyi.contract.yaml_writer import plain_yaml
from pingyi.doors.ballot_columns import find
from pingyi.doors.ballot_mapping import ballot_mapping
from pingyi.doors.enrolment import Enrolment
from pingyi.doors.table.table_head import find_head
from pingyi.doors.table.table_mapping import table_mapping
from pingyi.doors.table.unit_rows import RowReader
from pingyi.doors.tally import tally
from pingyi.doors.unit_names import UnitNames
from pingyi.doors.workbook.imports import template
from pingyi.doors.workbook.workbook_reader import filled_workbook
from pingyi.load.ballot_rows import ballot_tables
from pingyi.load.documents import document
from pingyi.load.office_table import office_tables
from pingyi.load.spreadsheet import read_workbook
from support.browser_code import in_node
from support.campaigns import opened
from support.judges import judge_of
from support.places import TOWN
from support.tables import text, write_map

SPELLINGS = yaml.safe_load((Path(__file__).parents[1] / "examples/spellings.yml").read_text(encoding="utf-8"))
NUMBERS, DAYS = ([tuple(pair) for pair in SPELLINGS[kind]] for kind in ("numbers", "days"))
CELLS = {kind: [tuple(cell) for cell in SPELLINGS["cells"][kind]] for kind in ("numbers", "days")}
UNIT = "hall/housing"
KINDS = {"numbers": "attended", "days": "held_on"}
ITEMS = {"attitude": "态度", "speed": "快慢", "clarity": "讲得清", "premises": "环境", "hours": "时间"}


@pytest.fixture(scope="module")
def town():
    return opened(TOWN)


@pytest.fixture(scope="module")
def judge():
    return judge_of(TOWN)


def outcomes(judge, kind, values):
    """What the check makes of values that came through a door: the value, `refused` or `blank`."""
    sessions = [{"form": "box"} | ({} if value is None else {KINDS[kind]: value}) for value in values]
    report = plain_yaml({"unit": UNIT, "status": "draft", "reported_on": "2025-10-14", "sessions": sessions})
    found, told = [], set()
    for start in range(0, len(sessions), 60):
        report = plain_yaml({"unit": UNIT, "status": "draft", "sessions": sessions[start : start + 60]})
        findings = judge.judge(UNIT, f"data/units/{UNIT}.yml", report.encode(), {})[0].findings
        told = {it.pointer for it in findings if it.rule in ("type", "pattern", "minimum", "maximum")}
        for at, value in enumerate(values[start : start + 60]):
            refused = f"/sessions/{at}/{KINDS[kind]}" in told
            found.append("refused" if refused else "blank" if value is None else value)
    return found


def wanted(spellings):
    return [(typed, out) for typed, *_, out in spellings]


def paired(spellings, found):
    return [(typed, out) for (typed, *_), out in zip(spellings, found, strict=True)]


def test_there_are_two_hundred_of_them_each_once():
    assert len(NUMBERS) + len(DAYS) >= 200
    assert len({typed for typed, _ in NUMBERS}) == len(NUMBERS)
    assert len({typed for typed, _ in DAYS}) == len(DAYS)


@pytest.mark.parametrize(("kind", "sort"), [("numbers", "integer"), ("days", "date")])
def test_form(kind, sort, judge):
    spellings = {"numbers": NUMBERS, "days": DAYS}[kind]
    answers = in_node(judge, [{"read": [sort, typed]} for typed, _ in spellings])
    assert paired(spellings, outcomes(judge, kind, [each["value"] for each in answers])) == wanted(spellings)


def cells(kind):
    """Every spelling as text, and what spreadsheets keep instead: value, number format, what must come out."""
    return [(typed, "@", out) for typed, out in {"numbers": NUMBERS, "days": DAYS}[kind]] + CELLS[kind]


def put(cell, value, form):
    cell.value, cell.number_format = value, form
    if isinstance(value, str):
        cell.data_type = "s"  # also of what looks like a formula


def test_workbook(town, judge, tmp_path):
    """A row of the sheet of sessions for each spelling of a number and of a day."""
    book = load_workbook(io.BytesIO(template(town, town.roster[UNIT])))
    sheet = book["评议场次"]
    columns = {str(sheet.cell(1, column).value): column for column in range(2, sheet.max_column + 1)}
    for kind, key in KINDS.items():
        for row, (value, form, _) in enumerate(cells(kind), 4):
            put(sheet.cell(row, columns[key]), value, form)
            sheet.cell(row, columns["form"]).value = "问卷箱"
    book.save(tmp_path / "w.xlsx")
    found = filled_workbook(read_workbook(tmp_path / "w.xlsx"), fields(town.contract))
    sessions = found.data["sessions"]
    for kind, key in KINDS.items():
        values = [session.get(key) for session in sessions[: len(cells(kind))]]
        assert paired(cells(kind), outcomes(judge, kind, values)) == wanted(cells(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_yaml_reads_its_normal_form_and_nothing_else(kind, judge):
    plain = {"numbers": r"71|0|-0|100000000", "days": r"2012-02-03|2012-02-29"}[kind]
    read = set()
    for typed, out in {"numbers": NUMBERS, "days": DAYS}[kind]:
        found, _ = document("x.yml", f"sessions:\n- form: box\n  {KINDS[kind]}: {typed}\n")
        value = found.data["sessions"][0].get(KINDS[kind]) if found else "?"
        (outcome,) = outcomes(judge, kind, [value if isinstance(value, str | int | None) else "?"])
        assert outcome in (out, "refused", "blank" if not typed.strip() or typed.startswith("#") else out), typed
        read |= {typed.strip()} if outcome not in ("refused", "blank") else set()
    assert set(plain.split("|")) <= read


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_ballots(form, town, tmp_path):
    """The column that says for how many ballots a row stands. A blank one says nothing, so it is refused."""
    mapping = {"units": [{"id": UNIT}], "subject": "service", "items": ITEMS, "count": "票数"}
    spellings = [(typed, "@", out) for typed, out in NUMBERS] if form == "csv" else CELLS["numbers"]
    for typed, number_format, out in spellings:
        path = tmp_path / f"b.{form}"
        if form == "csv":
            text(path, [["票数", *ITEMS.values()], [typed, *["很好"] * 5]])
        else:
            book = Workbook()
            book.active.append(["票数", *ITEMS.values()])
            book.active.append([None, *["很好"] * 5])
            put(book.active["A2"], typed, number_format)
            book.save(path)
        with ballot_tables(path) as tables:
            found = find("b", tables, lambda source: ballot_mapping(town, source, mapping), None)
            counted = tally("b", found, Enrolment(UnitNames(town.roster)))
        read = counted.counts[UNIT].valid if counted.counts else "refused"
        assert read == ("refused" if out == "blank" else out), (typed, counted.problems)
        assert (read == "refused") == any("A2" in problem.path for problem in counted.problems)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_table(form, town, judge, tmp_path):
    spellings = {"numbers": NUMBERS, "days": DAYS} if form == "csv" else {kind: cells(kind) for kind in KINDS}
    rows = [[typed for typed, *_ in spellings[kind]] for kind in KINDS]
    path = tmp_path / f"t.{form}"
    if form == "csv":
        text(path, [["单位", "人数", "日期"], *(["T1-2", *pair] for pair in zip_longest(*rows, fillvalue=""))])
    else:
        book = Workbook()
        book.active.append(["单位", "人数", "日期"])
        for column, kind in enumerate(KINDS, 2):
            for row, (value, number_format, _) in enumerate(spellings[kind], 2):
                book.active.cell(row, 1, "T1-2")
                put(book.active.cell(row, column), value, number_format)
        book.save(path)
    mapping = write_map(tmp_path / "m.yml", {"sessions/0/attended": "人数", "sessions/0/held_on": "日期"})
    known = table_mapping(mapping, town)
    head = find_head(path.name, office_tables(path), known.heads, None)
    read = {row.where: row for row in RowReader(path.name, head, known, UnitNames(town.roster)).rows()}
    places = [
        f"t.xlsx Sheet!A{row}" if form == "xlsx" else f"t.csv A{row}" for row in range(2, 2 + max(map(len, rows)))
    ]
    for kind, key in KINDS.items():
        data = [read[place].data if place in read else {} for place in places[: len(spellings[kind])]]
        values = [each.get("sessions", [{}])[0].get(key) for each in data]
        assert paired(spellings[kind], outcomes(judge, kind, values)) == wanted(spellings[kind])


def test_the_days_are_days():
    assert all(dt.date.fromisoformat(out) for _, out in DAYS if out not in ("refused", "blank"))
