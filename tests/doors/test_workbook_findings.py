"""What a clerk's workbook has when it went wrong: each is told at its cell or in a sentence, and never becomes another number."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import zipfile

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.utils.datetime import MAC_EPOCH
from PIL import Image as Picture

from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.doors.workbook.imports import imported
from pingyi.load.nodes import construct
from pingyi.load.normalform import compose
from pingyi.load.spreadsheet import pictures_drawn
from support import campaigns
from support.places import TESTS, TOWN

CASES = TESTS / "examples/workbooks"
UNIT, OTHER = "hall/housing", "hall/household"


@pytest.fixture(scope="module")
def town():
    return campaigns.opened(TOWN)


@pytest.fixture
def book():
    return load_workbook(io.BytesIO(campaigns.workbook(UNIT, TOWN)))


@pytest.fixture
def read(town, tmp_path):
    """The data and the findings (rule and cell) of a workbook after it is saved."""

    def saved(book):
        path = tmp_path / "read.xlsx"
        book.save(path)
        found = imported(town, TOWN, path, campaigns.ground(TOWN))
        data = construct(compose(found.text)[0]) if found.text else {}
        return data, [(finding.rule, finding.path.removeprefix("read.xlsx ")) for finding in found.findings]

    return saved


@pytest.fixture
def root(tmp_path):
    shutil.copytree(TOWN / "data", tmp_path / "town/data")
    return tmp_path / "town"


def run(root, *files):
    result = CliRunner().invoke(cli, ["import", *map(str, files), "--replace", "--root", str(root)])
    return result.exit_code, result.output


def report(root, unit=UNIT):
    return (root / f"data/units/{unit}.yml").read_text(encoding="utf-8")


def test_a_corrected_sheet_and_its_stale_copy_are_refused_by_both_names(root):
    before = report(root)
    code, output = run(root, CASES / "w1-results-copy.xlsx")
    assert code == 1
    assert "评议结果 (2)!" in output
    assert "和 评议结果!" in output
    assert report(root) == before


def test_days_are_counted_from_where_the_workbook_counts(root):
    code, _ = run(root, CASES / "w4-date-1904-general.xlsx")
    assert code == 0
    (session,) = construct(compose(report(root))[0])["sessions"]
    assert session["held_on"] == "2025-09-29"


def test_a_strict_workbook_is_read(root):
    before = construct(compose(report(root))[0])
    assert run(root, CASES / "x-strict-workbook.xlsx")[0] == 0
    assert construct(compose(report(root))[0])["results"] == before["results"]


def test_two_workbooks_of_one_unit_are_refused_and_the_others_are_written(root, tmp_path):
    before = report(root)
    other = tmp_path / "other.xlsx"
    other.write_bytes(campaigns.workbook(OTHER, TOWN))
    (root / f"data/units/{OTHER}.yml").unlink()
    broken, missing = tmp_path / "broken.xlsx", tmp_path / "missing.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(50))
    files = [broken, CASES / "w5-a.xlsx", missing, CASES / "w5-same-unit.xlsx", tmp_path, other]
    code, output = run(root, *files)
    assert code == 1
    assert report(root) == before
    assert f"data/units/{OTHER}.yml" in output
    assert (root / f"data/units/{OTHER}.yml").exists()
    assert "没有导入的工作簿 5 个" in output
    for name in ("broken.xlsx：", "missing.xlsx：", "w5-a.xlsx：", "w5-same-unit.xlsx："):
        assert name in output
    assert len(re.findall(r"这次导入的还有同一个单位的工作簿：\S*w5-(?:a|same-unit)\.xlsx", output)) >= 2


def test_rows_sorted_without_their_marks_are_found(book, read):
    sheet = book["评议结果"]
    rows = [[cell.value for cell in row] for row in sheet["B16:G20"]]
    for row, values in zip(sheet["B16:G20"], sorted(rows, key=str), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value
    assert "workbook-title" in {rule for rule, place in read(book)[1] if place.startswith("评议结果!B1")}


def test_grade_titles_swapped_above_their_counts_are_found(book, read):
    sheet = book["评议结果"]
    sheet["C15"].value, sheet["D15"].value = sheet["D15"].value, sheet["C15"].value
    assert {("workbook-title", "评议结果!C15"), ("workbook-title", "评议结果!D15")} <= set(read(book)[1])


def test_columns_of_a_table_swapped_without_their_marks_are_found(book, read):
    sheet = book["整改台账"]
    for row in range(2, 5):
        one, other = sheet.cell(row, 5), sheet.cell(row, 6)
        one.value, other.value = other.value, one.value
    assert {("workbook-title", "整改台账!E2"), ("workbook-title", "整改台账!F2")} <= set(read(book)[1])


def test_whole_columns_swapped_with_their_marks_are_the_same_table(book, read):
    sheet = book["整改台账"]
    for row in range(1, 5):
        one, other = sheet.cell(row, 4), sheet.cell(row, 7)
        one.value, other.value = other.value, one.value
    sheet.row_dimensions[1].hidden = True
    data, findings = read(book)
    assert not findings
    assert data["feedback"]["rectification"][0]["problem"] == "过户要在两个窗口各排一次队。"


def test_a_copied_row_is_refused_by_both_cells(book, read):
    sheet = book["评议结果"]
    for cell in list(sheet[16]):
        sheet.cell(24, cell.column).value = cell.value
    assert ("workbook-twice", "评议结果!C24") in read(book)[1]


def test_a_copied_entry_is_refused_by_both_cells(book, read):
    sheet = book["评议场次"]
    for cell in list(sheet[4]):
        sheet.cell(5, cell.column).value = cell.value
    assert ("workbook-twice", "评议场次!B5") in read(book)[1]


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("报告!D10", "workbook-stray"),
        ("报告!C20", "workbook-beside"),
        ("评议结果!C21", "workbook-beside"),
        ("整改台账!N4", "workbook-stray"),
        ("整改台账!N9", "workbook-beside"),
        ("草稿纸!B2", "workbook-unmarked"),
        ("评议结果!ZZ6", "workbook-stray"),
        ("评议场次!A6", "workbook-beside"),
        ("报告!XFD1048576", "workbook-beside"),
    ],
)
def test_what_stands_in_no_cell_of_a_field_is_told(book, read, place, rule):
    title, _, cell = place.partition("!")
    sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
    book["报告"]["C10"].value = "文书"
    sheet[cell].value = 26
    assert (rule, place) in read(book)[1]


def test_an_answer_beside_its_cell_is_an_error(book, read):
    sheet = book["评议结果"]
    sheet["D10"].value, sheet["C10"].value = sheet["C10"].value, None
    assert ("workbook-beside", "评议结果!D10") in read(book)[1]


def test_a_deleted_row_and_a_deleted_sheet_are_told(book, read):
    book["评议结果"].delete_rows(7)
    del book["整改台账"]
    rules = read(book)[1]
    assert ("workbook-absent", "评议结果!C6") in rules
    assert ("workbook-absent", "read.xlsx") in rules


def test_an_entry_without_a_number_gets_the_next_one(book, read):
    """As the form does; what has one keeps it."""
    sheet = book["整改台账"]
    for row, number in ((4, None), (6, "ledger-4"), (7, None)):
        for column in range(2, 12):
            sheet.cell(row, column).value = sheet.cell(4, column).value
        sheet.cell(row, 2).value, sheet.cell(row, 4).value = number, f"第 {row} 行写的问题，各不相同。"
    data, rules = read(book)
    assert [entry["id"] for entry in data["feedback"]["rectification"]] == ["ledger-5", "ledger-4", "ledger-6"]
    assert not rules


@pytest.mark.parametrize("area", ["C10:C11", "A10:C10", "B10:D10", "C16:D17"])
def test_merged_cells_over_entries_are_refused(book, read, area):
    book["评议结果"].merge_cells(area)
    assert ("workbook-merged", f"评议结果!{area.partition(':')[0]}") in read(book)[1]


def test_merged_cells_elsewhere_are_nobodys_business(book, read):
    book["评议结果"].merge_cells("L30:M31")
    assert not read(book)[1]


def test_hidden_rows_and_sheets_with_content_are_named(book, read):
    book["评议结果"].row_dimensions[10].hidden = True
    book["整改台账"].sheet_state = "veryHidden"
    assert {("workbook-hidden", "评议结果!C10"), ("workbook-hidden", "整改台账!B4")} <= set(read(book)[1])


def test_comments_pictures_and_text_boxes_are_told(book, read, tmp_path):
    assert not read(book)[1]
    book["评议结果"]["C10"].comment = Comment("应为 26", "甲")
    Picture.new("RGB", (8, 8)).save(tmp_path / "p.png")
    book["整改台账"].add_image(Image(tmp_path / "p.png"), "F9")
    assert sorted(read(book)[1]) == [("workbook-comments", "评议结果!C10"), ("workbook-drawings", "read.xlsx")]
    with zipfile.ZipFile(tmp_path / "box.xlsx", "w") as archive:
        archive.writestr("xl/drawings/drawing1.xml", '<xdr:wsDr><xdr:sp macro=""><xdr:txBody/></xdr:sp></xdr:wsDr>')
    assert pictures_drawn(tmp_path / "box.xlsx") == 1


def test_contents_that_nobody_sees_are_named(book, read):
    book["评议结果"]["C10"].number_format = ";;;"
    book["整改台账"]["B4"].font = Font(color="FFFFFF")
    assert {("workbook-hidden", "评议结果!C10"), ("workbook-hidden", "整改台账!B4")} == set(read(book)[1])


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: setattr(cell, "font", Font(strike=True)),
        lambda cell: setattr(cell, "value", CellRichText(TextBlock(InlineFont(strike=True), "2"), "5")),
        lambda cell: setattr(cell, "value", CellRichText("2", TextBlock(InlineFont(vertAlign="superscript"), "5"))),
    ],
)
def test_what_is_crossed_out_or_raised_is_no_number(book, read, change):
    change(book["评议结果"]["C10"])
    assert read(book)[1] == [("workbook-struck", "评议结果!C10")]


def test_other_looks_of_letters_change_nothing(book, read):
    book["评议结果"]["C10"].value = CellRichText(TextBlock(InlineFont(b=True, color="FFFF0000"), "2"), "5")
    data, found = read(book)
    assert data["results"]["service"]["ballots"]["valid"] == 25
    assert not found


@pytest.mark.parametrize("typed", [25, 25.0, "25", "２５", " 25 ", "\u300025\xa0", "025"])
def test_a_count_is_read(book, read, typed):
    book["评议结果"]["C10"].value = typed
    assert read(book)[0]["results"]["service"]["ballots"]["valid"] == 25


@pytest.mark.parametrize("typed", ["1,234", "1，234", "１,２３４", 1234])
def test_thousands_are_read(book, read, typed):
    book["评议结果"]["C10"].value = typed
    assert read(book)[0]["results"]["service"]["ballots"]["valid"] == 1234


@pytest.mark.parametrize(
    "typed",
    [
        "71 96",
        "7²",
        "①",
        "⑫",
        "12,34",
        "1,2345",
        "二十五",
        "25票",
        "25.000",
        "1e1",
        "+25",
        "2\u200b5",
        "٢٥",
        25.5,
        True,
        "—",
        "½",
        "25,",
        dt.date(1900, 1, 25),
        dt.time(1, 1),
        "=12+13",
        1e300,
    ],
)
def test_what_is_no_count_is_refused_at_its_cell(book, read, typed):
    book["评议结果"]["C10"].value = typed
    data, findings = read(book)
    assert not isinstance(data["results"]["service"]["ballots"].get("valid"), int)
    assert "评议结果!C10" in {place for _, place in findings}


def test_a_percentage_is_no_count(book, read):
    book["评议结果"]["C10"].value, book["评议结果"]["C10"].number_format = 1, "0%"
    assert ("type", "评议结果!C10") in read(book)[1]


@pytest.mark.parametrize("epoch", [None, MAC_EPOCH])
@pytest.mark.parametrize(
    "typed",
    [
        dt.date(2025, 9, 29),
        "2025-9-29",
        "2025年9月29日",
        "2025 年 9 月 29 日",
        "２０２５．９．２９",
        "20250929",
        20250929,
        "2025/9/29",
        "2025-09-29",
    ],
)
def test_a_day_is_read(book, read, typed, epoch):
    book.epoch = epoch or book.epoch
    book["评议场次"]["B4"].value = typed
    assert read(book)[0]["sessions"][0]["held_on"] == "2025-09-29"


@pytest.mark.parametrize(
    "typed",
    [
        "9-29",
        "25-9-29",
        "29/9/2025",
        "2025-13-01",
        "20251301",
        "2025 929",
        "2025-9-2 9",
        "2025.9",
        2025,
        1.5,
        45929.5,
        "二〇二五年九月二十九日",
        "2025-⑨-29",
        True,
        dt.time(9, 29),
        20251301,
        1e308,
    ],
)
def test_what_is_no_day_is_refused_at_its_cell(book, read, typed):
    book["评议场次"]["B4"].value = typed
    assert "评议场次!B4" in {place for _, place in read(book)[1]}


def test_a_day_whose_year_the_spreadsheet_made_up_is_refused(book, read):
    cell = book["评议场次"]["B4"]
    cell.value, cell.number_format = dt.date(2025, 9, 29), 'm"月"d"日"'
    data, findings = read(book)
    assert data["sessions"][0]["held_on"] == "9-29"
    assert "评议场次!B4" in {place for _, place in findings}


@pytest.mark.parametrize("typed", [dt.date(2026, 1, 2), 0.5, True, dt.time(12, 30)])
def test_a_text_that_became_something_else_is_refused(book, read, typed):
    book["整改台账"]["D4"].value = typed
    assert ("workbook-mangled", "整改台账!D4") in read(book)[1]


@pytest.mark.parametrize(
    "called", ["住房和不动产窗口", "T1-2", "hall/housing", "hall/housing 住房和不动产窗口", "Ｔ1-2"]
)
def test_a_unit_is_known_by_what_the_roster_calls_it(book, read, called):
    book["报告"]["C1"].value = called
    data, findings = read(book)
    assert data["unit"] == UNIT
    assert not findings


def test_a_name_of_two_units_is_refused_and_both_are_named_with_their_parents(root, book, tmp_path):
    roster = root / "data/roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("住房和不动产窗口", "户籍社保窗口"), encoding="utf-8")
    path = tmp_path / "book.xlsx"
    book["报告"]["C1"].value = "户籍社保窗口"
    book.save(path)
    (finding,) = imported(open_campaign(root), root, path).findings
    assert (finding.rule, finding.path) == ("table-unit-several", "book.xlsx 报告!C1")
    for unit in (UNIT, OTHER):
        assert f"{unit}（示例镇便民服务中心 › 户籍社保窗口）" in finding.message


def encrypted(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))


def packed(name, content):
    def write(path):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, content)

    return write


def cut(path):
    book = Workbook()
    book.save(path)
    path.write_bytes(path.read_bytes()[:2000])


def torn(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types")
        archive.writestr("xl/workbook.xml", "<workbook")


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (encrypted, "加了密码"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "旧版"),
        (packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        (packed("xl/workbook.bin", ""), "xlsb"),
        (packed("word/document.xml", ""), "不是 xlsx"),
        (lambda path: path.write_text("单位,票数\n", encoding="utf-8"), "不是 xlsx"),
        (lambda path: path.write_bytes(b""), "不是 xlsx"),
        (cut, "坏了"),
        (torn, "坏了"),
    ],
)
def test_what_is_no_workbook_is_named_as_what_it_is(town, tmp_path, write, said):
    path = tmp_path / "x.xlsx"
    write(path)
    (finding,) = imported(town, TOWN, path).findings
    assert finding.rule == "workbook-unreadable"
    assert said in finding.message
    assert "另存为" in finding.fix
