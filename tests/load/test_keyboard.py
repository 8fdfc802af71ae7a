"""YAML by hand: what Chinese keyboards, WPS, Word and merges leave in it is named at its line, in the browser too, and good YAML left alone."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pingyi.contract.assets import CHECKOUT
from pingyi.load.documents import document
from pingyi.load.keyboard import SLIP_SIGNS, slips
from pingyi.load.normalform import compose
from support.browser_code import in_node, request
from support.judges import sample_judge
from support.mutations import reports
from support.places import TOWN

GOOD = """unit: hall/housing
status: final
reported_on: 2025-10-14
sessions:
  - held_on: 2025-09-29
    form: meeting
    attended: 26
    participants: {residents: 17, merchants: 9}
feedback:
  given_on: 2025-10-13
  audiences: [visitors, staff]
  rectification:
    - id: r1
      problem: 过户要在两个窗口各排一次队。
      measure: 收件和核税合到一个窗口。
      owner: 登记岗
      status: in-progress
"""

SLIPS = [
    ("status: final", "status：final", "full-width colon"),
    ("status: final", "status:final", "colon"),
    ("status: final", "status :final", "colon"),
    ("status: final", "status﹕final", "full-width colon"),
    ("status: final", "“status”：final", "full-width colon"),
    ("status: final", "status:\u3000final", "no-break space"),
    ("status: final", "status:\u00a0final", "no-break space"),
    ("  given_on: 2025", "\u3000given_on: 2025", "no-break space"),
    ("  given_on: 2025", "\u00a0\u00a0given_on: 2025", "no-break space"),
    ("  given_on: 2025", "\tgiven_on: 2025", "tab"),
    ("    form: meeting", "  \tform: meeting", "tab"),
    ("  - held_on: ", "  -held_on: ", "dash"),
    ("    - id: r1", "    －id: r1", "full-width dash"),
    ("    - id: r1", "    — id: r1", "full-width dash"),
    ("    - id: r1", "    -id：r1", "full-width colon"),
    ("{residents: 17, merchants: 9}", "｛residents: 17, merchants: 9｝", "full-width bracket"),
    ("{residents: 17, merchants: 9}", "{residents: 17, merchants: 9｝", "full-width bracket"),
    ("{residents: 17, merchants: 9}", "{residents：17，merchants：9}", "full-width colon"),
    ("{residents: 17, merchants: 9}", "{residents: 17，merchants: 9}", "full-width comma"),
    ("{residents: 17, merchants: 9}", "{residents: 17、 merchants: 9}", "full-width comma"),
    ("{residents: 17, merchants: 9}", "{residents:17, merchants:9}", "colon"),
    ("{residents: 17, merchants: 9}", "{residents=17, merchants=9}", "no colon"),
    ("{residents: 17, merchants: 9}", "{residents: 17, merchants 9}", "no colon"),
    ("{residents: 17, merchants: 9}", "{residents 17, merchants: 9}", "no colon"),
    ("[visitors, staff]", "[visitors，staff]", "full-width comma"),
    ("[visitors, staff]", "[visitors、staff]", "full-width comma"),
    ("[visitors, staff]", "［visitors, staff］", "full-width bracket"),
    ("[visitors, staff]", "[visitors, staff］", "full-width bracket"),
    ("attended: 26", "attended: '26", "unclosed quote"),
    ("problem: 过户", 'problem: "过户', "unclosed quote"),
    ("problem: 过户", "problem: '过户", "unclosed quote"),
    ("各排一次队。", "各排一次队。\n<<<<<<< HEAD", "conflict markers"),
    ("登记岗", "登记岗 #2", "comment"),
    ("登记岗", "登记岗 # 2 号窗口", "comment"),
    ("登记岗", "#2 号窗口", "comment"),
    ("owner: 登记岗", "owner: “登记岗: 二号窗口”", "smart quotes"),
    ("owner: 登记岗", 'owner: "登记岗"二号窗口', "after quote"),
]
"""What stands there, what somebody types instead, and what it is."""


def told(text: str) -> list[tuple[str, int]]:
    return [(str(fault.values.get("problem", "comment")), fault.mark.line) for fault in compose(text)[1]]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("good", "typed", "cause"), SLIPS)
def test_a_slip_is_named_at_its_line(good: str, typed: str, cause: str, ends: str) -> None:
    assert good in GOOD
    text = GOOD.replace(good, typed, 1)
    line = text[: text.index(typed) + len(typed)].count("\n") + 1
    assert told(text.replace("\n", ends))[0] == (cause, line)


def test_every_line_of_a_report_typed_in_the_chinese_way_is_named_at_once() -> None:
    lines = [number for number, line in enumerate(GOOD.splitlines(), 1) if ": " in line and "{" not in line]
    found = told(re.sub(r": (?![^{]*})", "：", GOOD))
    assert {("full-width colon", line) for line in lines} <= set(found)


def test_the_browser_names_the_same_rule_and_line() -> None:
    judge = sample_judge()
    texts = [GOOD.replace(good, typed, 1) for good, typed, _ in SLIPS]
    answers = in_node(judge, [request(judge, "city-jia", text) for text in texts])
    wanted = [(fault.rule, fault.mark.line) for fault in (compose(text)[1][0] for text in texts)]
    assert [(answer.get("fault"), answer.get("line")) for answer in answers] == wanted


PLAIN = re.compile(r""" *(- )?[a-z_]+: [^|{\["']""")

SILENT = [
    "problem: 见附件（#3）", 'problem: "见附件 #3"', "problem: 见附件#3", "problem: 甲  # 说明", "attended: 26 #人", "# 说明：一",
    "#说明", "problem: |\n  status：final\n  -item\n  见附件 #3\n  \tx", "problem: ［2012］1 号", "problem: WPS：打不开，重装",
    "problem: 他说“好：可以”", "problem: 7:30—19:30", "problem: https://example.com/a", "problem: 甲，b",
    "problem: 用{abc}和[a, b]表示", "a: {}", "a: {b: [x, y], c: {d: 1}, }", 'a: {"b": "x, y"}', "a: [b, c]",
    "a: {problem: 收件，核税, id: x}", "a: [收件，核税]", 'a: ["一，二", \'三：四\']', "problem: 'it''s #1'", 'problem: "a\\" #1"',
    'problem: "一\n  二 #三\n  四：五"', "- 一\n- “二”", "problem: —— 甲", "- |\n 一 #二\n- 三",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_what_only_looks_like_a_slip_is_left_alone(text: str) -> None:
    assert told(text + "\n") == []


NASTY = st.text(
    st.sampled_from("甲乙，。：；、“”‘’（）［］｛｝－—# \u3000:-'\"{}[],|>abc12\n"), min_size=1, max_size=30
)
TREES = st.recursive(NASTY | st.integers(0, 99), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=3), max_leaves=8)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), TREES, min_size=1),
    st.sampled_from([None, "'", '"', "|"]),
    st.booleans(),
)
def test_whatever_another_writer_of_yaml_makes_is_left_alone(
    data: dict[str, Any], style: str | None, flow: bool
) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_style=style, default_flow_style=flow, width=10_000)
    assert slips(text) == []


TEXTS = [case.text for root in (CHECKOUT, TOWN) for case in reports(root)]


def test_reports_that_are_read_are_left_alone() -> None:
    for text in TEXTS:
        assert slips(text) == []


def test_a_slip_anywhere_in_a_report_is_told_at_its_line() -> None:
    """In reports as they are: a key's colon, at random, in each of the ways of the keyboard."""
    chance = random.Random(78)
    texts = [text for text in TEXTS if document("", text)[0]]
    for _ in range(100):
        lines = chance.choice(texts).split("\n")
        number = chance.choice([place for place, line in enumerate(lines) if PLAIN.match(line)])
        lines[number] = re.sub(": ?", chance.choice(["：", ":", "﹕", "： "]), lines[number], count=1)
        assert told("\n".join(lines))[0][1] == number + 1


@pytest.mark.parametrize(("good", "typed", "cause"), [slip for slip in SLIPS if slip[2] not in ("unclosed quote", "smart quotes", "after quote", "comment")])  # fmt: skip
def test_the_signs_are_in_every_text_that_is_worth_a_look(good: str, typed: str, cause: str) -> None:
    assert any(sign.search("\n" + GOOD.replace(good, typed, 1)) for sign in SLIP_SIGNS)


HOUSING = (TOWN / "data/units/hall/housing.yml").read_text("utf-8")
CONFLICT = "<<<<<<< HEAD\n      speed: {very-good: 8}\n=======\n      speed: {very-good: 9}\n>>>>>>> fix\n      speed: "


@pytest.mark.parametrize(
    ("good", "typed", "lines"),
    [("status: final", "status：final", [3]), ("      speed: ", CONFLICT, [15, 17, 19])],
    ids=["full-width colon", "conflict"],
)
def test_a_report_of_a_town_is_told_by_line_and_cause(good: str, typed: str, lines: list[int]) -> None:
    found = sample_judge().judge("hall/housing", "r.yml", HOUSING.replace(good, typed, 1).encode(), {})[0].findings
    first = HOUSING[: HOUSING.index(good)].count("\n") + 1
    assert [finding.line - first for finding in found] == [line - lines[0] for line in lines]
    assert all("全角冒号" in finding.message or "冲突标记" in finding.message for finding in found)
