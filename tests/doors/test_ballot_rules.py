"""Every rule on ballot files has an example in which it speaks, in words without a gap, and nothing is written by an error."""

from __future__ import annotations

import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from support.ballots import GRADES, HEAD, UNIT, mapped, tally, town, write_csv, write_xlsx

BALLOT = ["很好", "较好", "一般", "很好", "较差"]
ROWS = [HEAD, BALLOT, BALLOT]


@pytest.fixture
def root(tmp_path):
    return town(tmp_path)


def plain(path, rows):
    return write_csv(path / "b.csv", rows)


def sheet(path, change):
    """A workbook of good ballots, and what somebody did to it."""
    file = write_xlsx(path / "b.xlsx", ROWS)
    book = load_workbook(file)
    change(book)
    book.save(file)
    return file


def hidden_sheet(book):
    book.create_sheet("说明")
    book["选票"].sheet_state = "hidden"
    book.active = 1


def many_enrolled(path, unit, **more):
    level = {"id": "'{单位}'", "name": "'{单位}'", "category": "window"} | more
    (path / "map.yml").write_text(
        f"units: [{{{', '.join(f'{key}: {value}' for key, value in level.items())}}}]\n", encoding="utf-8"
    )
    return plain(path, [["单位", *HEAD], [unit, *BALLOT]])


ENROL = lambda path: ["--enrol", "--map", path / "map.yml"]  # noqa: E731
SITUATIONS = {
    "table-columns": lambda p: (plain(p, [HEAD[:4], BALLOT[:4]]), []),
    "table-columns-sheets": lambda p: (sheet(p, lambda book: (book.create_sheet("说明"), book["选票"].delete_cols(1))), []),
    "table-sheet-absent": lambda p: (sheet(p, lambda book: None), ["--sheet", "选民"]),
    "table-sheets": lambda p: (sheet(p, lambda book: book.copy_worksheet(book["选票"])), []),
    "table-column-twice": lambda p: (plain(p, [[*HEAD, " 态 度"], [*BALLOT, "很好"]]), []),
    "ballots-column-shared": lambda p: (plain(p, ROWS), ["--item", "hours=态度"]),
    "table-cells": lambda p: (plain(p, [*ROWS, BALLOT[:3]]), []),
    "table-beyond": lambda p: (plain(p, [*ROWS, [*BALLOT, "", "很好"]]), []),
    "table-merged": lambda p: (sheet(p, lambda book: book["选票"].merge_cells("B2:B3")), []),
    "table-formula": lambda p: (sheet(p, lambda book: book["选票"].__setitem__("C3", "=A1")), []),
    "table-hidden-row": lambda p: (sheet(p, lambda book: setattr(book["选票"].row_dimensions[3], "hidden", True)), []),
    "table-hidden-column": lambda p: (sheet(p, lambda book: setattr(book["选票"].column_dimensions["B"], "hidden", True)), []),
    "table-hidden-sheet": lambda p: (sheet(p, hidden_sheet), []),
    "table-hidden": lambda p: (sheet(p, lambda book: setattr(book["选票"]["B2"], "number_format", ";;;")), []),
    "table-struck": lambda p: (sheet(p, lambda book: setattr(book["选票"]["B2"], "font", Font(strike=True))), []),
    "table-total": lambda p: (plain(p, [["序号", *HEAD], ["1", *BALLOT], ["合 计：", "1", "1", "1", "1", "1"]]), []),
    "table-unit": lambda p: (plain(p, [["单位", *HEAD], ["没有的", *BALLOT]]), ["--unit", "{单位}"]),
    "table-unit-nearly": lambda p: (plain(p, [["单位", *HEAD], ["Hall", *BALLOT]]), ["--unit", "{单位}"]),
    "table-unit-several": lambda p: (plain(p, ROWS), ["--unit", "同名"]),
    "ballots-unit-id": lambda p: (many_enrolled(p, "../campaign"), ENROL(p)),
    "ballots-unit-parent": lambda p: (many_enrolled(p, "nowhere/x"), ENROL(p)),
    "ballots-count": lambda p: (plain(p, [[*HEAD, "票数"], [*BALLOT, "1，23"]]), ["--count", "票数"]),
    "ballots-number": lambda p: (plain(p, [["票号", *HEAD], ["", *BALLOT]]), ["--ballot", "票号"]),
    "ballots-repeated": lambda p: (plain(p, [["票号", *HEAD], ["1", *BALLOT], [" １", *BALLOT]]), ["--ballot", "票号"]),
    "ballots-none": lambda p: (plain(p, [HEAD]), []),
    "ballots-unmapped-grade": lambda p: (plain(p, ROWS), "without 较差"),
    "ballots-all-spoiled": lambda p: (plain(p, [HEAD, ["√", *BALLOT[1:]]]), []),
    "ballots-two-grades": lambda p: (plain(p, [*ROWS, ["很好、较好", *BALLOT[1:]]]), []),
    "ballots-unknown-mark": lambda p: (plain(p, [*ROWS, ["①", *BALLOT[1:]]]), []),
    "ballots-empty": lambda p: (plain(p, [*ROWS, [""] * 5, ["　"] * 5]), []),
    "ballots-blank": lambda p: (plain(p, [["序号", *HEAD], ["1", *BALLOT], ["2", *[""] * 5]]), []),
    "ballots-incomplete": lambda p: (plain(p, [[*HEAD, "完成"], [*BALLOT, "是"], [*BALLOT, ""]]), ["--complete", "完成"]),
    "ballots-missing": lambda p: (plain(p, [*ROWS, ["(空)", "（跳过）", *BALLOT[2:]]]), []),
    "ballots-tags": lambda p: (plain(p, [HEAD, ["#q+a", "", "#q", "", ""], BALLOT]), []),
    "table-more": lambda p: (plain(p, [*ROWS, *[["？", *BALLOT[1:]]] * 21]), []),
    "table-there": lambda p: (plain(p, ROWS), ["--unit", "hall"]),
    "table-replaced": lambda p: (plain(p, ROWS), ["--unit", "hall", "--replace"]),
    "table-comments": lambda p: (plain(p, ROWS), ["--unit", "library"]),
    "table-comments-gone": lambda p: (plain(p, ROWS), ["--unit", "library", "--replace"]),
    "table-unreadable-report": lambda p: (plain(p, ROWS), ["--unit", "clinic"]),
}  # fmt: skip
BESIDE = {"table-more": {"ballots-unknown-mark"}, "ballots-all-spoiled": {"ballots-unknown-mark"}}
"""Rules that speak only together with others."""

REPORTS = {
    "library": "unit: library\nstatus: draft\nresults:\n  # 计票单在三楼\n  service: {outcome: held}\n",
    "clinic": "unit: clinic\nstatus draft\n",
}


def test_every_rule_has_an_example(catalogue):
    rules = {entry.id for entry in catalogue.entries.values() if entry.scope == "table"}
    assert {rule for rule in rules if rule.startswith("ballots-")} <= SITUATIONS.keys()


@pytest.mark.parametrize("rule", SITUATIONS)
def test_rule(rule, root, tmp_path, catalogue):
    roster = root / "data/roster.csv"
    roster.write_text(
        roster.read_text(encoding="utf-8").replace("户籍社保窗口", "同名").replace("便民药房", "同名"), encoding="utf-8"
    )
    for unit, text in REPORTS.items():
        (root / f"data/units/{unit}.yml").write_text(text, encoding="utf-8")
    before = {path: path.read_bytes() for path in (root / "data").rglob("*") if path.is_file()}
    file, options = SITUATIONS[rule](tmp_path)
    mapping = (
        mapped(grades={cell: grade for cell, grade in GRADES.items() if cell != "较差"})
        if options == "without 较差"
        else mapped()
    )
    options = [] if isinstance(options, str) else options
    if "--enrol" in options:
        mapping = [*mapping, *options]
        options = []
    unit = options[options.index("--unit") + 1] if "--unit" in options else "{单位}" if "--enrol" in mapping else UNIT
    rest = [each for at, each in enumerate(options) if each != "--unit" and (at == 0 or options[at - 1] != "--unit")]
    result = (tally_by_map if "--enrol" in mapping else tally)(root, file, *rest, unit=unit, mapping=mapping)
    told = set(re.findall(r"\[((?:ballots|table)-[a-z-]+)\]", result.output))
    assert rule in told, result.output
    assert told <= {rule} | BESIDE.get(rule, set())
    assert not re.search(r"[{}]|None|Traceback", result.output), result.output
    if catalogue.entries[rule].level == "error":
        assert result.exit_code == 1
        assert {path: path.read_bytes() for path in (root / "data").rglob("*") if path.is_file()} == before


def tally_by_map(root, file, *options, unit, mapping):
    """Where the mapping's file says which unit."""
    from support.commands import run

    return run("tally", file, "--root", root, *mapping, *options)


def test_what_is_no_text_and_no_workbook_is_refused_with_a_sentence(root, tmp_path):
    for content in (b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"\xff\xfe\x00", b"a,b\n\x81\xff\n", b"", b"\0\0\0\0"):
        (tmp_path / "x.csv").write_bytes(content)
        result = tally(root, tmp_path / "x.csv")
        assert result.exit_code == 1, (content, result.output)
        assert "错误" in result.output


def test_a_workbook_of_another_kind_is_refused(root, tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert tally(root, tmp_path / "x.xlsx").exit_code == 1
    book = Workbook()
    book.save(tmp_path / "empty.xlsx")
    assert tally(root, tmp_path / "empty.xlsx").exit_code == 1
