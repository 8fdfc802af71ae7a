"""The roster from an office's table: what Excel and offices do to it is read where it can be, and else told by its cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment

from support.commands import done, run

STRUCK = InlineFont(strike=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    wheel = tmp_path / "pingyi-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"a wheel")
    options = ("--preset=blank", "--organiser=示例办公室", "--yes", "--no-build", "--wheel", wheel)
    done("init", tmp_path / "new", *options)
    return tmp_path / "new"


def book(path: Path, *rows: list, indents: tuple[int, ...] = ()) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for number, indent in enumerate(indents, 2):
        made.active.cell(number, 1).alignment = Alignment(indent=indent)
    made.save(path)
    return path


def rows(home: Path) -> list[dict[str, str]]:
    with (home / "data/roster.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def imported(home: Path, table: Path, *options: str) -> list[str]:
    done("roster", table, "--root", home, "--yes", *options)
    return [row["id"] for row in rows(home)]


def test_divisions_stand_below_the_codes_that_theirs_begin_with(home: Path, tmp_path: Path) -> None:
    table = book(
        tmp_path / "t.xlsx",
        ["代码", "名称"],
        [620000, "示例省"],
        ["620100", "甲市"],
        [620102.0, "城关区"],
        [620102001, "城关镇"],
    )
    assert imported(home, table) == [
        "shilisheng", "shilisheng/jiashi", "shilisheng/jiashi/chengguanqu", "shilisheng/jiashi/chengguanqu/chengguanzhen",
    ]  # fmt: skip


def test_indented_names_stand_below_those_further_out_and_twins_get_numbers(home: Path, tmp_path: Path) -> None:
    lines = [["单位名称"], ["甲县"], ["城关镇"], ["乙县"], ["城关镇"], ["成关镇"]]
    table = book(tmp_path / "t.xlsx", *lines, indents=(0, 1, 0, 1, 1))
    assert imported(home, table) == [
        "jiaxian", "jiaxian/chengguanzhen", "yixian", "yixian/chengguanzhen", "yixian/chengguanzhen-2",
    ]  # fmt: skip


def test_ids_stay_whatever_is_renamed_reordered_or_added(home: Path, tmp_path: Path) -> None:
    first = tmp_path / "a.csv"
    first.write_bytes("单位名称,上级单位,代码,人数\n甲局,,A1,30\n一科,甲局,A2,5\n二科,甲局,A3,6\n".encode("gb18030"))
    assert imported(home, first) == ["jiaju", "jiaju/yike", "jiaju/erke"]
    second = tmp_path / "b.csv"
    second.write_bytes(
        "代码;单位名称;上级单位;人数\nA3;综合科;甲局;６\nA1;甲局;;30\n;三科;甲局;1,234\n".encode("utf-8-sig")
    )
    said = run("roster", second, "--root", home).output
    assert "综合科（jiaju/erke）单位名称：二科 → 综合科" in said
    assert [row["name"] for row in rows(home)] == ["甲局", "一科", "二科"]
    assert imported(home, second) == ["jiaju/erke", "jiaju", "jiaju/sanke", "jiaju/yike"]
    assert imported(home, second, "--remove") == ["jiaju/erke", "jiaju", "jiaju/sanke"]
    assert "名册没有变化" in done("roster", second, "--root", home)
    assert "没有错误" in done("check", "--root", home)


def test_rows_that_nobody_sees_are_told(home: Path, tmp_path: Path) -> None:
    made = Workbook()
    for row in (["单位名称"], ["甲局"], ["乙局"]):
        made.active.append(row)
    made.active.row_dimensions[3].hidden = True
    made.save(tmp_path / "t.xlsx")
    assert "有 1 行是隐藏的，也读了：A3" in done("roster", tmp_path / "t.xlsx", "--root", home, "--yes")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([["单位名称", "代码"], ["甲局", "6.20102E+11"]], "B2：代码“6.20102E+11”被 Excel 写成了科学计数法"),
        ([["单位名称", "代码"], ["甲局", "0101"], ["乙局", 102]], "A3：代码“102”不足 4 位"),
        ([["单位名称", "人数"], ["甲局", "三十"]], "B2：自己的成员数“三十”不是人数"),
        ([["单位名称", "上级单位"], ["甲局", "乙局"]], "A2：上级“乙局”不在表里"),
        ([["单位名称", "上级单位"], ["甲局", "乙局"], ["乙局", "甲局"]], "绕了一圈"),
        ([["单位名称", "类别"], ["甲局", "别的"]], "B2：活动里没有“别的”这个类别"),
        ([["单位名称", "成立时间"], ["甲局", "去年"]], "B2：设立日期“去年”不是日期"),
        ([["单位名称"], ["甲局"], ["甲局"]], "“甲局”在同一个上级下面有两个"),
        ([["甲", "乙"], ["丙", "丁"]], "没有找到表头"),
        ([["单位名称", "人数"], ["甲局", CellRichText(TextBlock(STRUCK, "3"), "5")]], "B2：自己的成员数有划掉的字"),
    ],
)
def test_what_cannot_be_understood_is_told_and_nothing_is_written(home: Path, tmp_path: Path, lines, said) -> None:
    before = rows(home)
    result = run("roster", book(tmp_path / "t.xlsx", *lines), "--root", home, "--yes")
    assert result.exit_code == 1
    assert said in result.output
    assert "名册没有动" in result.output
    assert rows(home) == before
