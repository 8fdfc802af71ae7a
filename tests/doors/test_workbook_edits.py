"""Random edits of a filled workbook end in the data that was written in, or in a finding; never in other data.

80 edited workbooks, 20,000 with PINGYI_FULL=1. Edits are made by openpyxl alone. What moves the bare contents of cells for
entries, or deletes an entry of a list, is typing: no program can tell it from what a clerk meant.
"""

from __future__ import annotations

import io
import os
import random
from datetime import date, datetime, time

import pytest
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH, to_excel

from pingyi.doors.workbook.imports import ground_of, imported, template
from pingyi.load.nodes import construct
from pingyi.load.normalform import compose
from support import campaigns
from support.places import TOWN

CHUNKS = 8
ROUNDS = (20_000 if os.environ.get("PINGYI_FULL") else 80) // CHUNKS
FORMS, TABLES = ("报告", "评议结果"), ("评议场次", "整改台账")
FIRST = 4


def _cells(sheet, rows):
    return [[(cell.value, cell.number_format) for cell in row] for row in rows]


def _write(cell, value):
    """A cell covered by a merged one holds nothing, and nobody can type there."""
    if not isinstance(cell, MergedCell):
        cell.value = value


def _put(rows, contents):
    for row, content in zip(rows, contents, strict=True):
        for cell, (value, form) in zip(row, content, strict=True):
            _write(cell, value)
            if not isinstance(cell, MergedCell):
                cell.number_format = form


def _sheet(book, chance, titles=FORMS + TABLES):
    return chance.choice([sheet for sheet in book.worksheets if sheet.title in titles] or book.worksheets)


def sort_rows(book, chance):
    """All rows or some, with the hidden column or (as the hand does) without it."""
    sheet = _sheet(book, chance)
    first = chance.randint(1, max(1, sheet.max_row - 1))
    left = chance.choice([1, 2])
    rows = list(sheet.iter_rows(min_row=first, max_row=sheet.max_row, min_col=left, max_col=sheet.max_column))
    contents = _cells(sheet, rows)
    key = chance.choice([0, 1])
    contents.sort(key=lambda row: str(row[min(key, len(row) - 1)][0] or ""), reverse=chance.random() < 0.5)
    _put(rows, contents)


def swap_columns(book, chance):
    """Two columns of a sheet with their titles, with the hidden first row or without it."""
    sheet = _sheet(book, chance)
    one, other = chance.sample(range(1, sheet.max_column + 1), 2)
    first = chance.choice([1, 2]) if sheet.title in TABLES else 1
    pair = [[sheet.cell(row, column) for row in range(first, sheet.max_row + 1)] for column in (one, other)]
    _put(pair, list(reversed(_cells(sheet, pair))))


def insert_row(book, chance):
    sheet = _sheet(book, chance)
    row = chance.randint(1, sheet.max_row + 1)
    sheet.insert_rows(row)
    if chance.random() < 0.5:
        _write(sheet.cell(row, chance.randint(2, 4)), chance.choice([7, "补充", date(2025, 10, 1)]))


def insert_column(book, chance):
    sheet = _sheet(book, chance)
    sheet.insert_cols(chance.randint(1, sheet.max_column + 1))


def delete_row(book, chance):
    sheet = _sheet(book, chance)
    sheet.delete_rows(chance.randint(1, sheet.max_row if sheet.title in FORMS else FIRST - 1))


def delete_column(book, chance):
    sheet = _sheet(book, chance)
    sheet.delete_cols(chance.randint(1, sheet.max_column))


def copy_row(book, chance):
    sheet = _sheet(book, chance)
    row, target = chance.randint(1, sheet.max_row), sheet.max_row + chance.randint(1, 3)
    for cell in list(sheet[row]):
        _write(sheet.cell(target, cell.column), cell.value)


def copy_sheet(book, chance):
    sheet = book.copy_worksheet(_sheet(book, chance))
    if chance.random() < 0.5:
        _write(sheet.cell(chance.randint(1, sheet.max_row), 3), chance.choice([3, "草稿"]))


def move_sheet(book, chance):
    book.move_sheet(_sheet(book, chance), chance.randint(-3, 3))


def rename_sheet(book, chance):
    _sheet(book, chance).title = chance.choice(["Sheet1", "结果（新）", "说明 "])


def delete_sheet(book, chance):
    book.remove(_sheet(book, chance))


def write_outside(book, chance):
    sheet = chance.choice([_sheet(book, chance), book.create_sheet("草稿纸")])
    place = chance.randint(1, sheet.max_row + 2), sheet.max_column + chance.randint(1, 3)
    _write(sheet.cell(*place), chance.choice([5, "备注"]))


def merge_cells(book, chance):
    sheet = _sheet(book, chance)
    row, column = chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column)
    sheet.merge_cells(start_row=row, end_row=row + chance.randint(0, 2), start_column=column, end_column=column + 1)


def hide(book, chance):
    sheet = _sheet(book, chance)
    sheet.row_dimensions[chance.randint(1, sheet.max_row)].hidden = True


def _entries(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_col=3 if sheet.title in FORMS else 2):
            yield from (cell for cell in row if cell.value is not None and (sheet.title in FORMS or cell.row >= FIRST))


def retype_number(book, chance):
    cells = [cell for cell in _entries(book) if isinstance(cell.value, int)]
    if not cells:
        return
    cell = chance.choice(cells)
    number = cell.value
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    cell.value = chance.choice(
        [
            float(number),
            str(number),
            wide,
            f"{number:,}",
            f" {number} ",
            f"{number}票",
            f"{number}²",
            f"1 {number}",
            "①",
            f"={number}+0",
            number / 100,
            f"{number}.0",
        ]
    )
    cell.number_format = chance.choice(["General", "0", "@", "0%", "0.00"])


def cross_out(book, chance):
    """A number crossed out, and the right one behind it in the same cell."""
    cells = [cell for cell in _entries(book) if isinstance(cell.value, int)]
    if cells:
        cell = chance.choice(cells)
        cell.value = CellRichText(TextBlock(InlineFont(strike=True), str(chance.randint(1, 9))), str(cell.value))


def retype_date(book, chance):
    cells = [cell for cell in _entries(book) if str(cell.value).startswith("2025-") and len(str(cell.value)) == 10]
    if not cells:
        return
    cell = chance.choice(cells)
    day = date.fromisoformat(str(cell.value))
    typed = [day, datetime.combine(day, time(12, 30)), to_excel(day, book.epoch), int(f"{day:%Y%m%d}")]
    texts = [f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.month}月{day.day}日", f"{day:%d/%m/%Y}"]
    cell.value = chance.choice([*typed, *texts, f"{day:%Y%m%d}", f"{day.year}．{day.month}．{day.day}"])
    if isinstance(cell.value, date):
        cell.number_format = chance.choice(["yyyy-mm-dd", 'm"月"d"日"', "[$-804]aaaa"])
    else:
        cell.number_format = "General"


def count_from_1904(book, _chance):
    book.epoch = MAC_EPOCH


EDITS = [
    sort_rows, swap_columns, insert_row, insert_column, delete_row, delete_column, copy_row, copy_sheet, move_sheet,
    rename_sheet, delete_sheet, write_outside, merge_cells, hide, retype_number, cross_out, retype_date, count_from_1904,
]  # fmt: skip


def canonical(value):
    """Data without line ends of texts and without the order of lists, which sorting their rows may change."""
    if isinstance(value, dict):
        return {key: canonical(child) for key, child in value.items()}
    if isinstance(value, list):
        return sorted((canonical(child) for child in value), key=repr)
    return value.rstrip("\n") if isinstance(value, str) else value


@pytest.fixture(scope="module")
def written():
    """A campaign, the data of a report without findings, and its workbook with nothing hidden."""
    town = campaigns.opened(TOWN)
    report = town.reports["hall/housing"]
    book = load_workbook(io.BytesIO(template(town, town.roster[report.unit])))
    for sheet in book.worksheets:
        for shape in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]:
            shape.hidden = False
    content = io.BytesIO()
    book.save(content)
    return town, canonical(report.data), content.getvalue(), ground_of(town)


def outcome(written, path):
    """`equal`, `found`, or the other data."""
    town, data, _, ground = written
    found = imported(town, TOWN, path, ground)
    if found.findings:
        return "found"
    node, faults = compose(found.text)
    assert not faults
    read = canonical(construct(node))
    return "equal" if read == data else read


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_edits_end_in_equal_data_or_in_a_finding(written, tmp_path, chunk):
    path = tmp_path / "book.xlsx"
    ends = []
    for number in range(chunk * ROUNDS, (chunk + 1) * ROUNDS):
        chance = random.Random(number)
        edits = [chance.choice(EDITS) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
        book = load_workbook(io.BytesIO(written[2]))
        for edit in sorted(edits, key=lambda edit: edit is not count_from_1904):
            edit(book, chance)
        book.save(path)
        ends.append(outcome(written, path))
        assert ends[-1] in ("equal", "found"), (number, [edit.__name__ for edit in edits])
    assert set(ends) == {"equal", "found"}
