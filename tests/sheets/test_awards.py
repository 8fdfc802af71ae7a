"""The table that awards are decided by."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from pingyi.publish.book import Book
from pingyi.publish.sheet_paths import AWARDS
from pingyi.sheets.make import making
from support.campaigns import opened, tables
from support.places import TOWN


def test_the_table_for_awards_has_a_sheet_a_rule_and_a_line_a_unit():
    book = Book(tables(TOWN), opened(TOWN).campaign)
    files = dict(making(opened(TOWN), book).files(["."], ["xlsx"]))
    sheets = load_workbook(io.BytesIO(files[AWARDS]))
    assert sheets.sheetnames == ["便民服务满意率", "工作人员的态度得分"]
    for sheet, rule in zip(sheets, ("service", "attitude"), strict=True):
        lines = {row[0]: row for row in sheet.iter_rows(min_row=5, values_only=True)}
        assert lines.keys() == set(book.names.values())
        for row in book.by("bands", "rule", rule):
            figure = row["rate"] if row["rate"] is not None else row["score"]
            assert lines[book.name(row["unit"])][2:6] == (row["part"], row["whole"], figure, row["band"])
