"""Files that went wrong: each counted right, or refused at its cell with nothing written."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from openpyxl import load_workbook

from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from support.ballots import CASES, GRADES, HEAD, ITEMS, UNIT, counts, mapped, sample, tally, town
from support.commands import run


@pytest.fixture
def root(tmp_path):
    return town(tmp_path)


def oracle(rows):
    """Marks counted by the standard library and openpyxl alone."""
    head, *ballots = [row for row in rows if any(row)]
    places = {item: head.index(column) for item, column in ITEMS.items()}
    return len(ballots), {item: Counter(GRADES[row[at]] for row in ballots) for item, at in places.items()}


def assert_counted(root, rows):
    valid, items = oracle(rows)
    result = counts(root)
    assert result["ballots"] == {"returned": valid, "valid": valid, "spoiled": 0}
    assert {item: +Counter(tally) for item, tally in result["items"].items()} == items


def csv_rows(name, encoding="utf-8-sig", separator=",", skip=0):
    with (CASES / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=separator))[skip:]


def sheet_rows(name, sheet=0):
    return [list(row) for row in load_workbook(CASES / name).worksheets[sheet].iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("name", "rows", "count"),
    [
        ("t01-dim-short.xlsx", lambda: sheet_rows("t01-dim-short.xlsx"), 30),
        ("t02-trailing.csv", lambda: csv_rows("t02-trailing.csv"), 10),
        ("t03-blank-ballot.csv", lambda: csv_rows("t03-blank-ballot.csv"), 9),
        ("t03-blank-ballot.xlsx", lambda: sheet_rows("t03-blank-ballot.xlsx"), 9),
        ("t08-gbk.csv", lambda: csv_rows("t08-gbk.csv", "gb18030"), 10),
        ("t08-utf16.csv", lambda: csv_rows("t08-utf16.csv", "utf-16", "\t"), 10),
        ("t08-sep.csv", lambda: csv_rows("t08-sep.csv", "utf-8-sig", ",", 1), 10),
        ("t09-second-sheet.xlsx", lambda: sheet_rows("t09-second-sheet.xlsx", 1), 10),
    ],
)
def test_read_right(root, name, rows, count):
    result = tally(root, CASES / name)
    assert result.exit_code == 0, result.output
    assert_counted(root, rows())
    assert counts(root)["ballots"]["valid"] == count


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_empty_row_is_named_alike_in_both_formats(root, kind):
    result = tally(root, CASES / f"t03-blank-ballot.{kind}")
    assert "有 1 行完全空着，没有算作票：第 6 行" in result.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("t04-dup-head.csv", ["A1“态度”、F1“态度”"]),
        ("t05-merged-mark.xlsx", ["t05-merged-mark.xlsx Sheet!A2", "A2:A4"]),
        ("t07-formula.xlsx", [f"Sheet!A{row}" for row in range(2, 7)]),
    ],
)
def test_refused_by_cell(root, name, said):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    result = tally(root, CASES / name)
    assert result.exit_code == 1
    assert all(words in result.output for words in said), result.output
    assert {
        path: path.read_bytes() for path in root.rglob("*") if path.is_file() and "cache" not in path.parts
    } == before


def test_no_cell_leads_out_of_the_campaign(root):
    before = sorted(path for path in root.parent.parent.rglob("*.yml"))
    result = tally(root, CASES / "t13-traversal.csv", unit="{单位}")
    assert result.exit_code == 1
    for row, found in ((3, "../../../escaped"), (4, "Hall/East-Point"), (5, "hall/east-point")):
        assert f"t13-traversal.csv A{row}" in result.output
        assert f"“{found}" in result.output
    assert sorted(path for path in root.parent.parent.rglob("*.yml")) == before


@pytest.mark.parametrize("unit", ["../campaign", "/etc/passwd", "hall/east-point ", "hall\\east-point", "con", ""])
def test_no_flag_leads_out_of_the_campaign(root, unit):
    campaign = (root / "data/campaign.yml").read_bytes()
    for more in ([], ["--enrol"]):
        result = tally(root, CASES / "t08-gbk.csv", *more, unit=unit)
        assert result.exit_code in (1, 2)
        assert "Traceback" not in result.output
    assert (root / "data/campaign.yml").read_bytes() == campaign
    assert not (root / f"data/units/{UNIT}.yml").exists()


def test_a_limesurvey_export_counts_what_was_completed(root):
    items = {item: f"G01Q01[SQ00{number}]" for number, item in enumerate(ITEMS, 1)}
    grades = {f"A{number}": grade for number, grade in enumerate(GRADES.values(), 1)}
    result = tally(root, CASES / "t16-limesurvey.csv", mapping=mapped(items, grades))
    assert result.exit_code == 0, result.output
    assert "LimeSurvey" in result.output
    assert "第 32–39 行，编号 31、32、33、34、35、36、37、38" in result.output
    assert counts(root)["ballots"]["valid"] == 30
    assert counts(root)["items"]["attitude"] == {"very-good": 30, "good": 0, "fair": 0, "poor": 0}


TYPED = """# 先由经办人手写
unit: city-wu
status: draft
# 人数以花名册为准
coverage: {organisations: 1, members: 20}   # 含借调

sessions:
  - held_on: 2012-02-01
    form: meeting
    attended: 12
"""


def test_one_subject_after_the_other_and_nothing_typed_is_lost(tmp_path):
    root = sample(tmp_path)
    report = root / "data/units/city-wu.yml"
    report.write_text(TYPED, encoding="utf-8")
    grades = [f"--grade={cell}={grade}" for cell, grade in (("满意", "satisfied"), ("基本满意", "fairly"))]
    organisation = ["--item=key-tasks=重点", "--item=promises=承诺", "--item=rectification=整改"]
    member = ["--item=problem-solving=难题", "--item=commitments=承诺", "--item=service=服务"]
    first = [*organisation, *grades, "--subject=organisation"]
    second = [*member, *grades, "--subject=member", "--ballot=票号", "--person=党员", "--persons=2"]
    assert tally(root, CASES / "t16-organisation.csv", unit="city-wu", mapping=first).exit_code == 0
    assert tally(root, CASES / "t16-member.csv", unit="city-wu", mapping=second).exit_code == 0
    assert report.read_text(encoding="utf-8").startswith(TYPED)
    assert counts(root, "organisation", "city-wu")["ballots"]["valid"] == 10
    assert counts(root, "member", "city-wu")["valid_ratings"] == 6


def test_head_names_of_the_town(root):
    """Without --item and --grade, the titles of the campaign's items and grades are the heads and cells."""
    result = run("tally", CASES / "t08-gbk.csv", "--unit", UNIT, "--root", root)
    assert result.exit_code == 0, result.output
    document, _ = read_document(Folder(root), f"data/units/{UNIT}.yml")
    assert document.data["results"]["service"]["ballots"]["valid"] == 10
    assert HEAD == ["态度", "快慢", "讲得清", "环境", "时间"]
