"""The roster as offices save it."""

from __future__ import annotations

import shutil

from pingyi.load.roster import ROSTER, roster_rows
from pingyi.load.rows import read_table
from pingyi.load.source import Folder
from support.commands import run
from support.places import TESTS, TOWN


def read(root):
    return roster_rows(read_table(Folder(root), ROSTER))


def test_empty_columns_at_the_end_are_no_columns(tmp_path):
    shutil.copytree(TOWN / "data", tmp_path / "data")
    expected = read(tmp_path)[0]
    shutil.copy(TESTS / "examples/tables/trailing-columns.csv", tmp_path / "data/roster.csv")
    rows, problems = read(tmp_path)
    assert not problems
    assert [row.cells for row in rows] == [row.cells for row in expected]
    assert run("check", "--root", tmp_path).exit_code == 0


def test_a_cell_beyond_the_last_column_is_still_found(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/roster.csv").write_text(
        "id,name,category,kind,\nhall,大厅,window,reporting,,乱\n", encoding="utf-8"
    )
    assert [problem.rule for problem in read(tmp_path)[1]] == ["csv-cells"]
