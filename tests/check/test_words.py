"""What is wrong is named as what it is, and what nobody sees never gets further than the check."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from pingyi.campaign.open import check_campaign
from pingyi.check.verdict import Judge
from pingyi.load.documents import decode, document
from pingyi.model import Problem
from pingyi.sheets.content import Case, Chapter, Ledger, SheetDocument, Text
from pingyi.sheets.docx import default_template, word_file
from pingyi.sheets.xlsx import sheet_workbook
from pingyi.tables.dataset import FORMULA
from support.judges import find, sample_judge
from support.situations import DRAFT, REPORT, UNIT, write

CAUSES = {
    "status:\u00a0draft": ([4], "不换行空格"),
    "status: draft\nreported_on:\u30002012-02-07\nx: 1": ([5], "全角空格"),
    "status：draft": ([4], "全角冒号"),
    "<<<<<<< HEAD\nstatus: draft\n=======": ([4, 6], "冲突标记"),
    "results:\n\torganisation: 1": ([5], "制表符"),
    'note: "\\ud83d"': ([4], "半个字符"),
}
HEAD = f"unit: {UNIT}\n# 填报\n# 人：办公室\n"


@pytest.fixture(scope="module")
def judge() -> Judge:
    return sample_judge()


@pytest.mark.parametrize("lines", CAUSES)
def test_a_sign_typed_for_another_is_named_at_its_line(judge: Judge, lines: str) -> None:
    where, cause = CAUSES[lines]
    raw = f"{HEAD}{lines}\nreported_by: a\n".encode()
    found = judge.judge(UNIT, REPORT, raw, {})[0].findings
    assert [(finding.rule, finding.line) for finding in found] == [("yaml-syntax", line) for line in where]
    assert all(cause in finding.message for finding in found)


@pytest.mark.parametrize("text", ["人员：张三", "b\nc: '时间：九点'\n"])
def test_a_full_width_colon_in_a_text_is_nothing(text: str) -> None:
    assert document("x", f"note: {text}\n")[1] == []


@pytest.mark.parametrize("text", ["a: {{ ?foo: x }}", "{{ ?foo: x }}", "a:\n  ? foo\n  : x", "?foo: x", "a: {{?foo}}"])
def test_a_question_mark_before_a_key_is_refused(text: str) -> None:
    (problem,) = document("x", text.replace("{{", "{").replace("}}", "}"))[1]
    assert (problem.rule, problem.values["found"]) == ("yaml-key", "?foo")


def test_a_question_mark_in_a_text_is_nothing() -> None:
    assert document("x", "a: 为什么 ?\nb: [真的?, 是?]\nc: {d: 好 ?, e: 1}\n")[1] == []


def test_half_a_character_is_named_with_its_place() -> None:
    found = decode("a: 1\nb: 满意".encode() + b"\xed\xa0\xbd\n", "x")
    assert isinstance(found, Problem)
    assert (found.rule, found.mark, found.values) == ("yaml-character", (2, 6), {"code": "U+D83D"})


@pytest.mark.parametrize("space", "\u00a0\u3000\u2003\ufeff")
def test_a_space_that_is_none_is_shown(judge: Judge, space: str) -> None:
    raw = f"unit: {UNIT}\nstatus: draft{space}\nreported_on{space}: 2012-02-07\n".encode()
    found = judge.judge(UNIT, REPORT, raw, {})[0].findings
    assert sum(f"〔U+{ord(space):04X}〕" in finding.message for finding in found) == 2


CONTROLS = [*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), 0xFDD0, 0xFFFE, 0xFFFF]


@pytest.mark.parametrize("code", CONTROLS, ids=hex)
def test_controls_and_what_is_no_character_are_found(judge: Judge, code: int) -> None:
    raw = f'{DRAFT}organising: {{account: "满意\\u{code:04x}票"}}\n'.encode()
    (finding,) = judge.judge(UNIT, REPORT, raw, {})[0].findings
    assert finding.rule == "text-invisible"
    assert f"U+{code:04X}" in finding.message


@pytest.mark.parametrize("text", ["_x000B_", "_x0007_", "_x001F_", "_x009f_"])
def test_what_a_spreadsheet_reads_as_a_control_is_found(judge: Judge, text: str) -> None:
    (finding,) = find(judge, f"满意{text}票")
    assert (finding.rule, text in finding.message) == ("text-invisible", True)


@pytest.mark.parametrize("text", ["x000B", "_x4e00_", "第1行\n第2行", "表\t格", "snow_x00_1"])
def test_ordinary_texts_stay(judge: Judge, text: str) -> None:
    assert find(judge, f"满意，{text}，已经办好") == []


def chapter(text: str) -> SheetDocument:
    case = Case(text, text, (Text(text, (text,)),), ())
    ledger = Ledger(("问题",), (300.0,), ((text,),))
    parts = Chapter(text, text, "A4", (), (), (text,), (text,), (), (), ledger, (case,), "")
    return SheetDocument(text, text, date(2012, 2, 17), demonstration=False, chapters=(parts,), decimals=1)


def test_no_text_breaks_a_sheet() -> None:
    """Names come from the roster, which nobody checks for characters."""
    text = "满意" + "".join(map(chr, CONTROLS)) + "\ud800票"
    made = docx.Document(io.BytesIO(word_file(chapter(text), default_template(), lambda _path: None)))
    assert any(paragraph.text.startswith("满意") and paragraph.text.endswith("票") for paragraph in made.paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(sheet_workbook(chapter(text))))
    assert any("满意" in str(cell.value) for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize("sign", FORMULA)
def test_no_text_becomes_a_formula_in_a_sheet(sign: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheet_workbook(chapter(f"{sign}1+1"))))
    cells = [cell for sheet in book for row in sheet for cell in row if str(cell.value).startswith(sign)]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    assert {"＝", "＋", "－", "＠"} <= {*FORMULA}


TWO = """results:
  organisation: {outcome: held, ballots: {eligible: 48, attended: 42, issued: 42, returned: 42, valid: 41, spoiled: 1},
    items: {key-tasks: %s, promises: %s, rectification: %s}}
organising: {account: 请看 <b>这里</b> 的说明}
consultation: {started_on: 2012-01-13, self_check: 请看 <b>这里</b> 的说明}
notes: %s
"""
SAME = "{satisfied: 35, fairly: 3, dissatisfied: 1, unknown: 2}"


@pytest.mark.parametrize(
    ("notes", "lowered"),
    [
        ([{"rule": "text-markup"}], 0),
        ([{"rule": "text-markup", "pointer": "/organising/account"}], 1),
        (
            [
                {"rule": "text-markup", "pointer": f"/{place}"}
                for place in ("organising/account", "consultation/self_check")
            ],
            2,
        ),
        ([{"rule": "text-markup", "pointer": "/organising/account"}, {"rule": "text-markup"}], 1),
    ],
)
def test_one_note_explains_one_warning(root: Path, notes: list[dict[str, str]], lowered: int) -> None:
    told = json.dumps([{**note, "text": "是原话"} for note in notes], ensure_ascii=False)
    write(root, REPORT, DRAFT + TWO % (SAME, SAME, SAME, told))
    found = [finding for finding in check_campaign(root).findings if finding.rule == "text-markup"]
    assert [finding.level for finding in found].count("hint") == lowered
