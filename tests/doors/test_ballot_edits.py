"""Random edits of ballot files end in equal counts or in a finding, never in other counts.

80 edits of each kind of file together, 20,000 with PINGYI_FULL=1. The oracle knows what each edit means and counts with
the standard library alone.
"""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from pingyi.doors.ballot_reports import count_file
from pingyi.load.documents import document as parse
from support.ballots import GRADES, HEAD, ITEMS, UNIT, write_csv, write_xlsx
from support.campaigns import opened
from support.places import TOWN
from support.situations import FULL

NUMBER = 20_000 if FULL else 80
MARKS = [*GRADES, ""]


class Edited:
    """A ballot file being edited. `ballots`: what is on the ballots; `refused`: an edit that must be found."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.ballots = [chance.choices(MARKS, [5, 3, 2, 1, 1], k=5) for _ in range(chance.randint(1, 8))]
        self.head = list(HEAD)
        self.rows = [list(ballot) for ballot in self.ballots]
        self.before: list[list[str]] = []
        self.refused = False
        self.changes: list[str] = []
        self.file = chance.choice(["csv", "xlsx"])

    def column(self) -> int:
        return self.chance.randrange(len(self.head))

    def row(self) -> int:
        return self.chance.randrange(len(self.rows))


def more_column(it):
    """A column of no use, somewhere: what stands in it changes nothing."""
    at = it.chance.randint(0, len(it.head))
    it.head.insert(at, it.chance.choice(["备注", "填写时间", "来源\n详情"]) + str(len(it.head)))
    for row in it.rows:
        row.insert(at, it.chance.choice(["", "好", "a;b", "x,y", '引"号', "两\n行", "１"]))


def reorder(it):
    order = list(range(len(it.head)))
    it.chance.shuffle(order)
    it.head = [it.head[at] for at in order]
    it.rows = [[row[at] for at in order] for row in it.rows]


def number_heads(it):
    if "、" not in "".join(it.head):
        it.head = [f"{number}、{name}" for number, name in enumerate(it.head, 1)]


def break_heads(it):
    at = it.column()
    it.head[at] = f" {it.head[at][:1]}\n{it.head[at][1:]}　"


def drop_column(it):
    at = it.column()
    del it.head[at]
    for row in it.rows:
        del row[at]


def double_column(it):
    at = it.column()
    it.head.append(it.head[at])
    for row in it.rows:
        row.append(row[at])


def blank_row(it):
    it.rows.insert(it.chance.randint(0, len(it.rows)), [it.chance.choice(["", " ", "　"]) for _ in it.head])


def total_row(it):
    row = [str(len(it.rows))] * len(it.head)
    row[it.column()] = it.chance.choice(["合计", "总 计：", "小计", "平均分"])
    it.rows.append(row)
    it.refused = True


def title(it):
    it.before.append([it.chance.choice(["2025年测评选票", "说明：一行一张票"])])


def spaces(it):
    row, at = it.row(), it.column()
    if it.rows[row][at] in GRADES:
        it.rows[row][at] = it.chance.choice([" {}", "{} ", "　{}", "{}\n", "{}(5分)", "{}（5分）"]).format(
            it.rows[row][at]
        )


def missing(it):
    row = it.row()
    empty = not any(cell.strip() for cell in it.rows[row])
    for at, name in enumerate(it.head):
        if not empty and not it.rows[row][at] and any("".join(name.split()).endswith(column) for column in HEAD):
            it.rows[row][at] = it.chance.choice(["(空)", "（跳过）", "NA", "N/A", "-3", "-2"])


def wrong_mark(it):
    row, at = it.row(), it.column()
    if it.rows[row][at] in GRADES:
        it.rows[row][at] = it.chance.choice(["很好 较好", "√", "①", "1", "很好吧", "7²", "满意", "较好、一般"])


def error_value(it):
    row, at = it.row(), it.column()
    if it.rows[row][at] in GRADES:
        it.rows[row][at] = it.chance.choice(["#N/A", "#REF!", "#VALUE!"])
        it.refused = True


def merge(it):
    it.changes.append("merge")


def hide(it):
    it.changes.append("hide")


def strike(it):
    it.changes.append("strike")


def formula(it):
    it.changes.append("formula")


def other_sheet(it):
    it.changes.append("sheet")


def wrong_size(it):
    it.changes.append("size")


def cut(it):
    it.changes.append("cut")


EDITS = [
    more_column, reorder, number_heads, break_heads, drop_column, double_column, blank_row, total_row, title, spaces,
    missing, wrong_mark, error_value, merge, hide, strike, formula, other_sheet, wrong_size, cut,
]  # fmt: skip


def written(it, folder):
    """The file on disk. What only one format can have is done there; the other leaves it."""
    rows = [*it.before, it.head, *it.rows]
    if it.file == "csv":
        encoding = it.chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
        file = write_csv(folder / "b.csv", rows, encoding, it.chance.choice(",;\t|"))
        if "cut" in it.changes and encoding in ("utf-8", "gb18030"):
            cut_last_row(it, file, encoding)
        return file
    file = write_xlsx(folder / "b.xlsx", rows)
    book = load_workbook(file)
    sheet, top = book["选票"], len(it.before) + 1
    for change in it.changes:
        if change == "sheet":
            book.create_sheet("说明", 0)["A1"] = "说明"
        used = next(
            (at for at, name in enumerate(it.head, 1) if any("".join(name.split()).endswith(c) for c in HEAD)), None
        )
        if used is None:
            continue
        if change == "merge":
            sheet.merge_cells(start_row=top + 1, end_row=top + 2, start_column=used, end_column=used)
            it.refused = True
        if change == "strike" and sheet.cell(top + 1, used).value:
            sheet.cell(top + 1, used).font = Font(strike=True)
            it.refused = True
        if change == "formula":
            sheet.cell(top + 1, used, "=1+1")
            it.refused = True
        if change == "hide" and any(cell for cell in it.rows[0]):
            sheet.row_dimensions[top + 1].hidden = True
            it.refused = True
    book.save(file)
    if "size" in it.changes:
        wrong_dimension(file)
    return file


def cut_last_row(it, file, encoding):
    """A file that was not wholly sent: the last row ends before its last cell."""
    text = file.read_bytes().decode(encoding)
    if any('"' in line for line in text.splitlines()) or len(it.head) < 2:
        return
    body = text.rstrip("\r\n")
    cut_text = body[: max(body.rfind(separator) for separator in ",;\t|")]
    if any(cell.strip() for cell in it.rows[-1][:-1]) and len(it.rows[-1]) == len(it.head):
        file.write_bytes(cut_text.encode(encoding))
        it.refused = True


def wrong_dimension(file):
    """What writers do that get a sheet's size wrong."""
    import zipfile

    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', content))


def expected(it):
    """Valid and spoiled ballots and marks, from the rows themselves."""
    places = {item: columns(it, column)[0] for item, column in ITEMS.items()}
    ballots = [row for row in it.rows if any(cell.strip() for cell in row)]
    good = [row for row in ballots if not any(odd(row[at]) for at in places.values())]
    grades = {item: Counter(GRADES.get(bare(row[at]), "blank") for row in good) for item, at in places.items()}
    return len(good), len(ballots) - len(good), grades


def bare(cell):
    return re.sub(r"[(（]5分[)）]", "", cell).strip()


def odd(cell):
    return bare(cell) and bare(cell) not in GRADES and cell not in ("(空)", "（跳过）", "NA", "N/A", "-3", "-2")


def columns(it, column):
    return [at for at, name in enumerate(it.head) if "".join(name.split()).endswith(column)]


OPTIONS = dict.fromkeys(
    ("subject", "count", "ballot", "person", "complete", "sheet", "reported_on", "eligible", "attended", "issued", "persons")
) | {
    "unit": UNIT, "items": [f"{item}={column}" for item, column in ITEMS.items()], "missing": [],
    "grades": [f"{cell}={grade}" for cell, grade in GRADES.items()], "final": False, "enrol": False, "replace": False,
}  # fmt: skip


def outcome(file):
    """Refused or not, and the results in the report that would be written."""
    found = count_file(file, None, opened(TOWN), OPTIONS)
    if not found.files:
        assert any(finding.level == "error" for finding in found.findings)
        return None, found.findings
    document, _ = parse("x.yml", found.files[f"data/units/{UNIT}.yml"])
    return document.data["results"]["service"], found.findings


def check(seed, folder):
    it = Edited(random.Random(seed))
    edits = it.chance.choices(EDITS, k=it.chance.randint(0, 4))
    for edit in edits:
        if it.head and it.rows:
            edit(it)
    if not it.rows or not it.head:
        return
    result, findings = outcome(written(it, folder))
    words = "\n".join(f"{finding.path} {finding.message}" for finding in findings)
    story = f"seed {seed}: {[edit.__name__ for edit in edits]} {it.file}\n{it.head}\n{it.rows}\n{words}"
    refused = it.refused or any(len(columns(it, column)) != 1 for column in HEAD)
    valid, spoiled, grades = (0, 0, {}) if refused else expected(it)
    if refused or result is None:
        assert result is None, story
        assert valid == 0, story
        return
    assert result["ballots"] == {"returned": valid + spoiled, "valid": valid, "spoiled": spoiled}, story
    assert {item: +Counter(marks) for item, marks in result["items"].items()} == {i: +c for i, c in grades.items()}, (
        story
    )
    assert words.count("整张作无效票") >= spoiled, story


@pytest.mark.parametrize("part", range(4))
def test_equal_counts_or_a_finding(tmp_path, part):
    for seed in range(part, NUMBER, 4):
        check(seed, tmp_path)
