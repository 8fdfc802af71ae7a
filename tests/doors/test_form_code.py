"""What the form reads, keeps and writes, driven in Node: nothing is lost, invented or misread on the way through it."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pingyi.check.verdict import Judge
from pingyi.contract.assets import CHECKOUT
from pingyi.contract.forge import Forge
from pingyi.load.documents import document
from support.browser_code import in_node, request
from support.judges import judge_of, sample_judge
from support.mutations import Case, examples, reports
from support.places import TOWN, VALID

STRINGS = [
    "no", "yes", "on", "null", "true", "~", "2012-01-20", "12:30", "1_000", "007", "1e3", "0x1F", "0o7", ".5", "1.5", "-", "--- a", "=1+1", "＋", "😀",
    "👨‍👩‍👧 一家", "a: b", "a #b", "#井号", "- 一", "? 问", "! 感叹", "& 和", "* 星", "@某", "`反引号`", "'单'", '"双"', "[方]", "{花}", "%百分", "|竖", ">大于",
    "以冒号结尾:", "反斜杠\\n", " 前有空格", "后有空格 ", "  ", "\t制表", "一\t二", "第一行\n第二行", "第一行\n\n第三行\n", "末尾两行\n\n", "\n前面空行", "  缩进\n不缩进", "一\n  二\n    三",
    "行尾空格  \n下一行", "一\r\n二", "全角　空格", "不换行\u00a0空格", "行分隔\u2028符", "零宽\u200b", "\ufeff开头", "字" * 5000, "长行 " * 200, "a" * 200, "6个窗口", "〔2012〕1号", "$()", "${{ x }}", "<b>", "一\n",
    "\x85下一行", "y", "N", "Infinity", ".inf", "NaN", "key: |\n  block", "---", "...", "一\n---\n二", "一\n# 二", "\u3000\u3000段首缩进\n\u3000\u3000第二段",
]  # fmt: skip

LONGEST_KEY = 1000
"""YAML lets no longer text stand before a colon."""


@pytest.fixture(scope="module")
def sample() -> Judge:
    return sample_judge()


def written(judge: Judge, data: list[dict[str, Any]]) -> list[Any]:
    """What Python reads from what the form writes of each report's data."""
    texts = [answer["written"] for answer in in_node(judge, [{"data": one} for one in data])]
    found = [document("", text) for text in texts]
    for text, (one, problems) in zip(texts, found, strict=True):
        assert one is not None, (problems, text)
    return [one.data for one, _ in found if one]


@cache
def saved(root: Path) -> tuple[Judge, list[Case], list[dict[str, Any]]]:
    """Every report of a campaign, what the form makes of it, and who judges both."""
    judge = judge_of(root)
    cases = reports(root) + (examples(VALID.glob("*.yml")) if root == CHECKOUT else [])
    return judge, cases, in_node(judge, [request(judge, *case) for case in cases])


@pytest.mark.parametrize("root", [CHECKOUT, TOWN], ids=["sample", "town"])
def test_a_report_opened_and_saved_unchanged_holds_the_same_data_and_passes_the_check(root: Path) -> None:
    judge, cases, answers = saved(root)
    for case, answer in zip(cases, answers, strict=True):
        before, after = document("", case.text)[0], document("", answer["written"])[0]
        assert before
        assert after
        assert after.data == before.data == answer["data"]
        assert rules(judge, case.unit, answer["written"]) == rules(judge, case.unit, case.text)


def rules(judge: Judge, unit: str, text: str) -> set[tuple[str, str]]:
    findings = judge.judge(unit, f"data/units/{unit}.yml", text.encode(), {})[0].findings
    return {(finding.rule, finding.pointer) for finding in findings}


def test_a_written_report_is_the_same_when_it_is_written_again(sample: Judge) -> None:
    first = [answer["written"] for answer in saved(CHECKOUT)[-1]]
    again = [answer["written"] for answer in in_node(sample, [{"text": text} for text in first])]
    assert again == first


@pytest.mark.parametrize("place", ["line", "text", "entry", "list", "key"])
def test_any_text_comes_back_as_it_was(sample: Judge, place: str) -> None:
    """As a field at the top or deep in a list, as a member of a list, as a key."""

    def report(text: str) -> dict[str, Any]:
        part: dict[str, dict[str, Any]] = {
            "line": {"sign_off": {"prepared_by": text, "approved_by": "x"}},
            "text": {"consultation": {"started_on": "2012-01-13", "self_check": text}},
            "entry": {
                "feedback": {"given_on": "x", "rectification": [{"id": text, "problem": text, "deep": [{"a": text}]}]}
            },
            "list": {"consultation": {"channels": [text, "box", text]}},
            "key": {"results": {text: {text: 1, "b": {text: 2}}}},
        }
        return {"unit": "city-jia", "status": text, **part[place]}

    data = [report(text) for text in STRINGS if place != "key" or len(text) <= LONGEST_KEY]
    for wanted, found in zip(data, written(sample, data), strict=True):
        assert found == wanted


def test_random_texts_come_back_as_they_were(sample: Judge) -> None:
    chance = random.Random(2012)
    letters = "一二：:#-?!&*'\"|>%@`{}[], \n\n  \tａ１0a.~\\\u2028\u200b😀\x85\u3000"
    texts = ["".join(chance.choices(letters, k=chance.randint(1, 30))) for _ in range(2000)]
    data = [
        {"unit": "x", "cases": [{"id": text, "background": text}], "sign_off": {"prepared_by": text}} for text in texts
    ]
    assert written(sample, data) == data


def test_what_is_blank_is_absent_and_so_is_what_holds_only_blanks(sample: Judge) -> None:
    typed = [
        ("/coverage/members", "1"), ("/results/organisation/items/promises/satisfied", "2"), ("/feedback/given_on", "x"),
        ("/coverage/members", None), ("/results/organisation/items/promises/satisfied", None), ("/nowhere/at/all", None),
    ]  # fmt: skip
    (answer,) = in_node(sample, [{"data": {"unit": "city-jia"}, "typed": typed}])
    assert answer["data"] == {"unit": "city-jia", "feedback": {"given_on": "x"}}


PATH = "data/units/city-jia/county-1.yml"
QUERY = "data%2Funits%2Fcity-jia%2Fcounty-1.yml"


@pytest.mark.parametrize(("forge", "new", "edit"), [
    ("github", f"new/main?filename={QUERY}&value=%E4%B8%80", f"edit/main/{PATH}"),
    ("gitlab", f"-/new/main?file_name={QUERY}", f"-/edit/main/{PATH}"),
    ("gitea", f"_new/main/?filename={QUERY}&value=%E4%B8%80", f"_edit/main/{PATH}"),
    ("forgejo", f"_new/main/?filename={QUERY}&value=%E4%B8%80", f"_edit/main/{PATH}"),
    ("gitee", "tree/main/data/units", f"edit/main/{PATH}"),
])  # fmt: skip
def test_a_report_goes_to_the_page_of_its_forge(sample: Judge, forge: str, new: str, edit: str) -> None:
    repository = Forge(forge, "https://git.example.org/office/campaign", "main").addresses()
    answers = in_node(sample, [{"target": [repository, PATH, "一", exists]} for exists in (False, True)])
    base = "https://git.example.org/office/campaign/"
    assert [answer["url"] for answer in answers] == [base + new, base + edit]
    assert [answer["filled"] for answer in answers] == ["value=" in new, False]


def test_an_address_that_would_be_too_long_has_only_the_name(sample: Judge) -> None:
    """GitHub answers 8,191 bytes and more with an error; a Chinese character takes nine of them."""
    repository = Forge("github", "https://github.com/office/campaign", "2012").addresses()
    sizes = (100, 800, 900, 5000)
    answers = in_node(sample, [{"target": [repository, PATH, "字" * size, False]} for size in sizes])
    assert all(len(answer["url"]) < 8191 for answer in answers)
    assert [answer["filled"] for answer in answers] == [True, True, False, False]
