"""The workbook door: what is filled in comes out as the same report; what cannot be read is told by sheet and cell."""

from __future__ import annotations

import datetime as dt
import io
import shutil

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.doors.workbook.imports import blank, imported
from pingyi.load.nodes import construct
from pingyi.load.normalform import compose
from support import campaigns
from support.places import CAMPAIGNS, TOWN
from support.situations import FULL

SCALES = TOWN.parent / "scales"
HARD = [
    "no",
    "2012-01-20",
    "12:30",
    "1_000",
    "007",
    "1e3",
    "=1+1",
    "＋",
    "null",
    "true",
    "~",
    "'x",
    "- a: b",
    "#井号",
    "🚌 车",
    "甲" * 300,
]
"""Texts that a spreadsheet or a YAML reader would like to take for something else."""


each_campaign = pytest.mark.parametrize("root", CAMPAIGNS.values(), ids=CAMPAIGNS)


def plain(value):
    """Data without line breaks at the ends of texts: a cell of several lines has none, a YAML block has one."""
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def data_of(text):
    node, faults = compose(text)
    assert faults == []
    return construct(node)


def read(path, root=CHECKOUT):
    return imported(campaigns.opened(root), root, path, campaigns.ground(root))


def cell_of(book, path):
    """The cell in which a field of a form is answered."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_col=3):
            if row[0].value == path:
                return sheet, row[2]
    raise KeyError(path)


def table(book, title):
    sheet = book[title]
    return sheet, {cell.value: cell.column for cell in sheet[1] if cell.value}


@pytest.mark.parametrize("root", [*CAMPAIGNS.values(), SCALES], ids=[*CAMPAIGNS, "scales"])
def test_a_report_goes_through_a_workbook_unchanged(root, tmp_path):
    """Also one that says how many came where nobody is asked for it."""
    opened = campaigns.opened(root)
    for unit, report in list(opened.reports.items())[:: 1 if FULL else 12]:
        path = tmp_path / "book.xlsx"
        path.write_bytes(campaigns.workbook(unit, root))
        found = read(path, root)
        assert plain(data_of(found.text)) == plain(report.data), unit
        known = {finding.rule for finding in opened.findings if finding.path == report.document.path}
        assert {finding.rule for finding in found.findings if finding.level == "error"} <= known


@each_campaign
def test_untouched_it_reports_nothing(root, tmp_path):
    opened = campaigns.opened(root)
    for kind in opened.campaign.due:
        path = tmp_path / "blank.xlsx"
        path.write_bytes(
            blank(
                opened, kind, next(iter(opened.campaign.titles("categories"))), {"unit": "nowhere", "status": "draft"}
            )
        )
        assert data_of(read(path, root).text) == {"unit": "nowhere", "status": "draft"}


@pytest.fixture
def book(tmp_path):
    """The workbook of a unit that has not reported, and where it is kept."""
    sample = campaigns.opened()
    unit = next(row.id for row in sample.roster.values() if row.id not in sample.reports)
    return load_workbook(io.BytesIO(campaigns.workbook(unit))), tmp_path / "book.xlsx"


@pytest.mark.parametrize("text", HARD)
def test_a_text_stays_the_text_that_it_is(book, text):
    workbook, path = book
    _, cell = cell_of(workbook, "sign_off/prepared_by")
    cell.value, cell.data_type = text, "s"
    workbook.save(path)
    assert data_of(read(path).text)["sign_off"] == {"prepared_by": text}


def test_a_long_text_with_paragraphs_comes_through(book):
    workbook, path = book
    text = "一段。\n\n" + "长" * 5000
    cell_of(workbook, "consultation/self_check")[1].value = f" {text}  "
    workbook.save(path)
    assert data_of(read(path).text)["consultation"]["self_check"] == text + "\n"


@pytest.mark.parametrize("typed", [42, 42.0, "42", "４２", " 42 ", "\u300042"])
def test_a_number_is_read_however_it_was_typed(book, typed):
    workbook, path = book
    cell_of(workbook, "consultation/opinions")[1].value = typed
    workbook.save(path)
    assert data_of(read(path).text)["consultation"] == {"opinions": 42}


@pytest.mark.parametrize(
    "typed",
    [
        dt.date(2012, 2, 6),
        dt.datetime.fromisoformat("2012-02-06"),
        40945,
        "2012-2-6",
        "2012/02/06",
        "2012年2月6日",
        "２０１２．２．６",
    ],
)
def test_a_date_is_read_however_it_was_typed(book, typed):
    workbook, path = book
    _, cell = cell_of(workbook, "reported_on")
    cell.value = typed
    workbook.save(path)
    assert data_of(read(path).text)["reported_on"] == "2012-02-06"


@pytest.mark.parametrize("typed", ["意见箱、座谈会", "box, forum", "意见箱；forum"])
def test_words_are_read_by_title_and_by_code(book, typed):
    workbook, path = book
    cell_of(workbook, "consultation/channels")[1].value = typed
    workbook.save(path)
    assert data_of(read(path).text)["consultation"] == {"channels": ["box", "forum"]}


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("约40", "type"), (4.5, "type"), (-3, "minimum"), ("=1+1", "workbook-formula"), ("#N/A", "workbook-formula")],
)
def test_what_is_no_number_is_told_by_its_cell(book, typed, rule):
    workbook, path = book
    sheet, cell = cell_of(workbook, "results/organisation/ballots/valid")
    cell.value = typed
    workbook.save(path)
    found = {finding.rule: finding.path for finding in read(path).findings}
    assert found[rule] == f"book.xlsx {sheet.title}!{cell.coordinate}"


def test_a_formula_is_read_by_its_stored_value_and_a_wrong_sum_is_told():
    found = read(CHECKOUT / "tests/examples/workbooks/libreoffice.xlsx")
    assert data_of(found.text)["results"]["organisation"]["ballots"]["valid"] == 59
    assert [finding.rule for finding in found.findings] == ["text-votes"]


def test_lists_are_read_row_by_row_and_blank_rows_are_none(book):
    workbook, path = book
    sheet, columns = table(workbook, "整改台账")
    for row, entry in {4: ("r1", "路灯不亮", "未启动"), 7: ("r2", "站牌看不清", "done")}.items():
        for key, value in zip(("id", "problem", "status"), entry, strict=True):
            sheet.cell(row, columns[key]).value = value
    workbook.save(path)
    assert data_of(read(path).text)["feedback"]["rectification"] == [
        {"id": "r1", "problem": "路灯不亮", "status": "not-started"},
        {"id": "r2", "problem": "站牌看不清", "status": "done"},
    ]


def test_a_picture_belongs_to_its_case(book):
    workbook, path = book
    sheet, columns = table(workbook, "典型案例")
    sheet.cell(4, columns["id"]).value = "lamps"
    pictures, names = table(workbook, "图片")
    for row, case in ((4, "lamps"), (5, "nothing")):
        pictures.cell(row, 2).value = case
        pictures.cell(row, names["file"]).value = "lamp.png"
    workbook.save(path)
    found = read(path)
    assert data_of(found.text)["cases"] == [{"id": "lamps", "pictures": [{"file": "lamp.png"}]}]
    assert ("workbook-parent", "book.xlsx 图片!B5") in {(finding.rule, finding.path) for finding in found.findings}


def test_merged_and_stray_cells_are_told(book):
    workbook, path = book
    sheet, columns = table(workbook, "整改台账")
    sheet.merge_cells("D4:D6")
    sheet.cell(7, columns["id"]).value = "r1"
    sheet.cell(7, max(columns.values()) + 2).value = "我的备注"
    workbook.save(path)
    rules = {finding.rule: finding for finding in read(path).findings}
    assert rules["workbook-merged"].path == "book.xlsx 整改台账!D4"
    assert "我的备注" in rules["workbook-stray"].message


def test_a_workbook_without_its_unit_asks_for_it(tmp_path):
    sample = campaigns.opened()
    path = tmp_path / "x.xlsx"
    path.write_bytes(blank(sample, "branch", next(iter(sample.campaign.titles("categories"))), {"status": "draft"}))
    found = read(path)
    assert found.path == ""
    assert "缺少“单位编号”" in "".join(finding.message for finding in found.findings)
    assert {finding.rule for finding in found.findings} == {"required"}


@pytest.mark.parametrize("content", [b"", b"PK", b"\xd0\xcf\x11\xe0old", None])
def test_what_is_no_workbook_of_ours_is_told(tmp_path, content):
    path = tmp_path / "x.xlsx"
    if content is None:
        other = Workbook()
        other.active["A1"] = "甲市/满意/不满意"
        other.save(path)
    else:
        path.write_bytes(content)
    (finding, *_) = read(path).findings
    assert finding.rule == ("workbook-foreign" if content is None else "workbook-unreadable")


def test_a_workbook_full_of_pictures_is_refused_unread(tmp_path):
    path = tmp_path / "x.xlsx"
    with path.open("wb") as file:
        file.truncate(6 * 2**20)
    assert [finding.rule for finding in read(path).findings] == ["workbook-too-large"]


def test_a_unit_that_leads_out_of_the_folder_is_no_file(book, tmp_path):
    workbook, path = book
    cell_of(workbook, "unit")[1].value = "../../outside"
    workbook.save(path)
    found = read(path)
    assert found.wrong
    result = CliRunner().invoke(cli, ["import", str(path), "--root", str(town(tmp_path))])
    assert result.exit_code == 1
    assert not list(tmp_path.rglob("outside*"))


def town(folder):
    shutil.copytree(TOWN / "data", folder / "town/data")
    return folder / "town"


def test_the_command_writes_templates_and_reads_them_back(tmp_path):
    root = town(tmp_path)
    unit = next(iter(open_campaign(root).reports))
    before = data_of((root / f"data/units/{unit}.yml").read_text(encoding="utf-8"))
    run = CliRunner().invoke

    assert run(cli, ["import", "--template", unit, "-o", str(tmp_path / "t.xlsx"), "--root", str(root)]).exit_code == 0
    kept = run(cli, ["import", str(tmp_path / "t.xlsx"), "--root", str(root)])
    assert (kept.exit_code, "--replace" in kept.output) == (1, True)
    assert run(cli, ["import", str(tmp_path / "t.xlsx"), "--replace", "--root", str(root)]).exit_code == 0
    after = data_of((root / f"data/units/{unit}.yml").read_text(encoding="utf-8"))
    assert plain(after) == plain(before)


def test_a_workbook_with_errors_becomes_no_report(tmp_path):
    root = town(tmp_path)
    unit = next(iter(campaigns.opened(TOWN).reports))
    workbook = load_workbook(io.BytesIO(campaigns.workbook(unit, TOWN)))
    cell_of(workbook, "reported_on")[1].value = "昨天"
    workbook.save(tmp_path / "bad.xlsx")
    before = (root / f"data/units/{unit}.yml").read_bytes()

    result = CliRunner().invoke(cli, ["import", str(tmp_path / "bad.xlsx"), "--replace", "--root", str(root)])
    assert result.exit_code == 1
    assert "昨天" in result.output
    assert "bad.xlsx 报告!C" in result.output
    assert (root / f"data/units/{unit}.yml").read_bytes() == before


def test_every_reporting_unit_gets_its_workbook(tmp_path):
    root = town(tmp_path)
    result = CliRunner().invoke(cli, ["import", "--templates", "-o", str(tmp_path / "out"), "--root", str(root)])
    assert result.exit_code == 0
    roster = open_campaign(root).roster
    reporting = {f"{unit.replace('/', '-')}.xlsx" for unit, row in roster.items() if row.kind == "reporting"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == reporting
