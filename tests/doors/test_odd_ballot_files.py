"""Ballot files as odd as offices have them: read right, or refused by cell. Each stands for its kind; two ballots unless said."""

from __future__ import annotations

import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from pingyi.doors.ballot_reports import count_file
from support.ballots import GRADES, HEAD, ITEMS, UNIT, write_csv, write_xlsx
from support.campaigns import opened
from support.places import TOWN

MARKS = ["很好", "较好", "一般", "较差", "很好"]
OPTIONS = dict.fromkeys(
    ("subject", "count", "ballot", "person", "complete", "sheet", "reported_on", "eligible", "attended", "issued", "persons")
) | {
    "unit": UNIT, "items": [f"{item}={column}" for item, column in ITEMS.items()], "missing": [],
    "grades": [f"{cell}={grade}" for cell, grade in GRADES.items()], "final": False, "enrol": False, "replace": False,
}  # fmt: skip


def outcome(file, **options):
    """Valid and spoiled ballots where something would be written; else what was found, by place."""
    found = count_file(file, None, opened(TOWN), OPTIONS | options)
    if found.files:
        return found.valid, found.spoiled
    return [f"{finding.path} {finding.rule}" for finding in found.findings if finding.level == "error"]


def packed(file, part, old, new):
    """A workbook with a part of it changed."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(old, new, content) if re.search(part, name) else content)
    return file


HEADS = {
    "kind behind": "1、{}[单选题]", "kind and must behind": "1、{}（单选题 *必答）", "star before": "*1. {}", "in brackets": "（1）{}",
    "bracket after": "1) {}", "circled": "①{}", "Chinese number": "一、{}", "in words": "第1题 {}", "colon behind": "{}：",
    "question mark": "1.{}？", "kind between": "1.【单选】{}", "matrix": "1、评一评—{}", "row in brackets": "评一评 [{}]", "group": "a/b/{}",
    "line break": "1、\n{}", "blank of Word": "\u00a0{}\u00a0", "mark of direction": "\u200e{}", "soft hyphen": "{}\u00ad",
}  # fmt: skip


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_column_is_known_by_its_question(tmp_path, head):
    rows = [[head.format(name) for name in HEAD], MARKS, MARKS]
    assert outcome(write_csv(tmp_path / "b.csv", rows)) == (2, 0)


@pytest.mark.parametrize(
    "mark",
    [
        "很好\u200e",
        "很好\u2060",
        "很好\u00ad",
        "\ufeff很好",
        "A.很好",
        "1、很好",
        "很好(5分)",
        "很好（5分）",
        "很好\u3000",
    ],
)
def test_a_mark_is_known_whatever_stands_around_it(tmp_path, mark):
    assert outcome(write_csv(tmp_path / "b.csv", [HEAD, [mark, *MARKS[1:]], MARKS])) == (2, 0)


@pytest.mark.parametrize("mark", ["5.4", "5.5", "1、5", "A.5", "1:5", "5%", "05", "⑤", "5²", "五", "-5", "5/4"])
def test_a_number_that_is_none_of_the_marks_spoils_the_ballot(tmp_path, mark):
    """What stands behind a point or a colon is no mark of its own where it is a number."""
    grades = ["5=very-good", "4=good", "3=fair", "2=poor"]
    rows = [HEAD, [mark, "4", "3", "2", "5"], ["5", "4", "3", "2", "5"]]
    assert outcome(write_csv(tmp_path / "b.csv", rows), grades=grades) == (1, 1)


NO_BALLOTS = {
    **{f"total {word}": [word, "", "", "", ""] for word in ("平均数", "百分比", "得票数", "Grand Total", "最大值", "共5票", "满意率：90%")},
    "head again": HEAD, "head in another order": HEAD[::-1], "head with numbers": [f"{n}、{name}" for n, name in enumerate(HEAD[::-1], 1)],
    "numbers below": ["2"] * 5, "shares below": ["40%", "60.5%", "0", "0", "100%"], "signature": ["计票人：甲", "", "监票人：", "", ""], "note": ["注：只划一个", "", "", "", ""],
}  # fmt: skip


@pytest.mark.parametrize("row", NO_BALLOTS.values(), ids=NO_BALLOTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_row_that_is_no_ballot_is_refused(tmp_path, row, form):
    rows = [HEAD, MARKS, MARKS, row]
    file = write_csv(tmp_path / "b.csv", rows) if form == "csv" else write_xlsx(tmp_path / "b.xlsx", rows)
    assert outcome(file) == [f"b.{form}{' 选票!' if form == 'xlsx' else ' '}A4 table-total"]


def test_a_signature_beside_the_marks_is_no_blank_ballot_and_a_remark_on_a_ballot_is_none(tmp_path):
    rows: list[list[object]] = [["序号", *HEAD, "建议"], ["1", *MARKS, "备注：多开窗口"], ["2", *MARKS, ""]]
    assert outcome(write_csv(tmp_path / "b.csv", rows)) == (2, 0)
    rows.append(["制表：办公室", *[""] * 6])
    assert outcome(write_csv(tmp_path / "c.csv", rows)) == ["c.csv A4 table-total"]


def test_ballots_that_go_on_on_a_sheet_without_a_head_are_told(tmp_path):
    book = Workbook()
    for row in (HEAD, MARKS, MARKS):
        book.active.append(row)
    summary = book.create_sheet("汇总")
    for line in (["项目", *GRADES], ["态度", 2, 0, 0, 0]):
        summary.append(line)
    book.save(tmp_path / "b.xlsx")
    assert outcome(tmp_path / "b.xlsx") == (2, 0)
    book.create_sheet("续").append(MARKS)
    book["续"].append(MARKS)
    book.save(tmp_path / "b.xlsx")
    assert outcome(tmp_path / "b.xlsx") == ["b.xlsx table-sheets"]


def test_numbered_rows_without_a_mark_count_and_are_told(tmp_path):
    rows = [["序号", *HEAD], ["1", *MARKS], *([str(n), *[""] * 5] for n in (2, 3, 4))]
    found = count_file(write_csv(tmp_path / "b.csv", rows), None, opened(TOWN), OPTIONS)
    assert (found.valid, [finding.message for finding in found.findings if finding.rule == "ballots-blank"]) == (
        4, ["有 3 行一项也没有划，算作有效票，每项都是弃权：第 3–5 行"],
    )  # fmt: skip


def test_a_second_row_of_the_head_is_refused(tmp_path):
    lower = ["工作人员的态度", "办事的快慢", "讲得清不清", "环境和设施", "开放的时间"]
    assert outcome(write_csv(tmp_path / "b.csv", [HEAD, lower, MARKS])) == ["b.csv A2 table-total"]


@pytest.mark.parametrize(
    "error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#BUSY!", "########", "#DIV/0!", "#N/A", "#NAME?"]
)
def test_what_a_spreadsheet_shows_for_no_result_is_no_mark(tmp_path, error):
    assert outcome(write_csv(tmp_path / "b.csv", [HEAD, [error] * 5, MARKS]))[0] == "b.csv A2 table-formula"


UNREAD = {
    "no end of a quote": ('备注,{head}\nx,{marks}\n"甲,{marks}\nx,{marks}\n', "b.csv A3 csv-syntax"),
    "empty": ("", "b.csv ballots-none"),
    "a mark of order alone": ("\ufeff", "b.csv ballots-none"),
    "a page": ("<html><table><tr><td>态度", "b.csv csv-foreign"),
    "XML of 2003": ('<?xml version="1.0"?><Workbook>', "b.csv csv-foreign"),
    "RTF": ("{{\\rtf1\\ansi", "b.csv csv-foreign"),
    "a nought": ("{head}\n{marks}\n\0", "b.csv file-not-text"),
}


@pytest.mark.parametrize(("text", "said"), UNREAD.values(), ids=UNREAD)
def test_what_cannot_be_read_is_named_as_what_it_is(tmp_path, text, said):
    filled = text.format(head=",".join(HEAD), marks=",".join(MARKS))
    (tmp_path / "b.csv").write_text(filled, encoding="utf-8")
    assert outcome(tmp_path / "b.csv") == [said]


PARTS = {
    "strict": (r"\.(xml|rels)$", rb"schemas\.openxmlformats\.org/(spreadsheetml|officeDocument)/2006", rb"purl.oclc.org/ooxml/\1", (2, 0)),
    "no size": ("sheet1", rb'<dimension ref="[^"]*" ?/>', b"", (2, 0)),
    "no names of cells": ("sheet1", rb' r="[A-Z]*[0-9]+"', b"", (2, 0)),
    "signs of reading": ("sharedStrings", "很好</t>".encode(), '很好</t><rPh sb="0" eb="1"><t>hěn</t></rPh>'.encode(), (2, 0)),
    "formatted": ("sharedStrings", "<t>很好</t>".encode(), "<r><t>很</t></r><r><rPr><b/></rPr><t>好</t></r>".encode(), (2, 0)),
    "low row": ("sheet1", rb'<row r="3"', rb'<row ht="0" customHeight="1" r="3"', ["b.xlsx 选票!A3 table-hidden-row"]),
    "narrow column": ("sheet1", b"<sheetData>", b'<cols><col min="2" max="2" width="0"/></cols><sheetData>', ["b.xlsx 选票!B2 table-hidden-column"]),
    "empty result": ("sheet1", rb'<c r="A3"[^>]*>.*?</c>', b'<c r="A3" t="str"><f>IF(1,"","")</f><v></v></c>', ["b.xlsx 选票!A3 table-formula"]),
    "new error": ("sheet1", rb'<c r="A3"[^>]*>.*?</c>', b'<c r="A3" t="e"><v>#SPILL!</v></c>', ["b.xlsx 选票!A3 table-formula"]),
}  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new", "said"), PARTS.values(), ids=PARTS)
def test_workbooks_as_other_programs_write_them(tmp_path, part, old, new, said):
    file = write_xlsx(tmp_path / "b.xlsx", [HEAD, MARKS, MARKS])
    assert outcome(packed(file, part, old, new)) == said


@pytest.mark.parametrize("name", ["b.csv", "b.et", "b.xls", "B.XLSX", "b"])
def test_a_workbook_is_known_by_its_content(tmp_path, name):
    file = write_xlsx(tmp_path / "b.xlsx", [HEAD, MARKS, MARKS])
    assert outcome(file.rename(tmp_path / name)) == (2, 0)


def test_a_sheet_of_a_chart_holds_no_ballots(tmp_path):
    book = Workbook()
    for row in [HEAD, MARKS, MARKS]:
        book.active.append(row)
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("图").add_chart(chart)
    book.save(tmp_path / "b.xlsx")
    assert outcome(tmp_path / "b.xlsx") == (2, 0)


@pytest.mark.parametrize(
    ("called", "said"),
    [("", "table-unit-blank"), ("\u200b", "table-unit-blank"), ("hall/east-point\u200b", "table-unit-nearly")],
)
def test_a_unit_that_only_looks_right_is_named(tmp_path, called, said):
    rows = [["单位", *HEAD], [called, *MARKS]]
    assert outcome(write_csv(tmp_path / "b.csv", rows), unit="{单位}") == [f"b.csv A2 {said}"]
