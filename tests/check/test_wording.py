"""Texts are plain words: what hides, marks up or was never filled in is found, and ordinary Chinese prose is left alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.check.verdict import Judge
from support.judges import find, report, rules, sample_judge
from support.situations import REPORT, UNIT

HIDDEN = [
    0xAD, 0x61C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF,
    0xE0001, 0xE0041,
]  # fmt: skip
MARKUP = [
    "<b>重点</b>", "<br/>", "<script>alert(1)</script>", "<img src=x>", "<!-- 注 -->", "[见这里](http://a)", "![图](a.png)",
    "```", "&nbsp;", "&#8203;", "<a href='x'>", "</div>",
]  # fmt: skip
EMPTY = [
    "待填写",
    "待补",
    "未填",
    "xx",
    "××",
    "……",
    "TODO",
    "tbd",
    "略",
    "同上",
    "示例",
    "测试",
    "？？",
    "--",
    "【待补充】",
    "【请填写】",
]
INSIDE = ["会议于XXX年召开", "由×××负责", "【请填写单位名称】已经部署", "TODO 补充数字", "数字 TBD 以后再说"]
ORDINARY = [
    "有人反映冬季除雪不够及时。我们查明是机械调度不合理，拟在两个垭口增设值守点。",
    "第一段。\n\n第二段：一是……；二是……。",
    "“五个好”“五带头”，《通知》〔2012〕1号；（一）部署、（二）评议——逐级汇总。",
    "完好率 > 90%，返坏率 < 5%", "2×2 米、3×5 的牌子", "A、B 两个标段", "R&D 和 C&D 公司", "待命、待岗职工；未定级的村道",
    "略有下降，同上年相比", "测试仪器三台", "示例县", "“要想富，先修路。”", "1.5 * 2 = 3", "路面 5--8 厘米", "Q: 为什么？A: 因为。",
    "没有。", "无", "e通卡", "GPS、ETC", "a < b 且 c > d", "下划线 snow_map_2012", "#1 标、2# 桥", "* 号标注的", "［2012］", "😀",
]  # fmt: skip
COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处"
PROSE = st.text(st.sampled_from(COMMON + "，。；：、！？“”《》（）——……\n 0123456789%"), min_size=2, max_size=300)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return sample_judge()


@pytest.mark.parametrize("code", HIDDEN, ids=hex)
def test_what_nobody_sees_is_found_and_named(judge: Judge, code: int) -> None:
    (finding,) = find(judge, f"满意{chr(code)}票")
    assert finding.rule == "text-invisible"
    assert f"U+{code:04X}" in finding.message
    assert "第 3 个字" in finding.message
    assert chr(code) not in finding.message + finding.fix


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_found(judge: Judge, text: str) -> None:
    assert rules(judge, f"前面{text}后面") == {"text-markup"}


@pytest.mark.parametrize("text", EMPTY)
def test_what_was_never_filled_in_is_found(judge: Judge, text: str) -> None:
    assert rules(judge, text) == {"text-placeholder"}
    assert rules(judge, f"  {text}\n") == {"text-placeholder"}


@pytest.mark.parametrize("text", INSIDE)
def test_gaps_in_a_sentence_are_found(judge: Judge, text: str) -> None:
    assert rules(judge, text) == {"text-placeholder"}


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_prose_is_left_alone(judge: Judge, text: str) -> None:
    assert rules(judge, text) == set()


@pytest.mark.parametrize("text", ["【请示】关于除雪的请示", "【待遇】临时工工钱", "若 a<b，则 c>d"])
def test_more_ordinary_prose_is_left_alone(judge: Judge, text: str) -> None:
    assert rules(judge, text) == set()


@given(PROSE.filter(lambda text: any(character in COMMON for character in text)))
def test_random_prose_is_left_alone(judge: Judge, text: str) -> None:
    assert not rules(judge, f"我们{text}。") - {"person-mobile", "person-card"}


VOTES = [
    "不满意票2改为3",
    "36张有效票，满意30票",
    "满意票41改为40",
    "满意率98%",
    "满意率由九十二提高到百分之九十八",
    "得了三十票",
    "群众满意度达到９８．５％",
    "30票",
    "28人满意",
    "满意30票",
    "98%的满意率",
    "满意 30 票",
    "满意：30票",
    "没有不满意票",
    "收回票数由352改为387",
    "479份有效评价",
    "不满意19份",
    "satisfied-30-of-36.jpg",
    "manyi30.png",
]
NO_VOTES = [
    "三票之差",
    "车票30张",
    "售票窗口增加3个",
    "126张票据",
    "合格率95%",
    "路面平整度98",
    "投票人数",
    "评价满意的有28个",
    "全票通过",
    "一致同意",
    "两边计数差一票",
    "办理船票30张",
    "发票3张",
    "21人赞成",
    "一票否决",
    "3票据",
    "满意的问题",
    "picture-3.jpg",
    "整改率100%",
    "votes",
    "班车票价3元",
]


def told(judge: Judge, **parts: object) -> list[str]:
    """Where figures of a vote were found."""
    found = judge.judge(UNIT, REPORT, report(**parts), {})[0].findings
    return [finding.pointer for finding in found if finding.rule == "text-votes"]


@pytest.mark.parametrize("text", VOTES)
def test_figures_of_a_vote_are_found_where_everybody_may_read_them(judge: Judge, text: str) -> None:
    picture = {"file": "a.png", "alt": "图", "caption": text}
    assert told(judge, cases=[{"results": text, "images": [picture]}], revisions=[{"reason": text}]) == [
        "/cases/0/results",
        "/cases/0/images/0/caption",
        "/revisions/0/reason",
    ]
    assert told(judge, organising={"account": f"前面{text}后面"}) == ["/organising/account"]


@pytest.mark.parametrize("text", NO_VOTES)
def test_tickets_receipts_and_other_rates_are_no_votes(judge: Judge, text: str) -> None:
    assert told(judge, cases=[{"results": text}]) == []


def test_what_stays_inside_may_name_votes(judge: Judge) -> None:
    assert told(judge, results={"organisation": {"outcome": "void", "reason": "收回31票，多出2票"}}) == []


def test_codes_are_not_read_as_prose(judge: Judge) -> None:
    """An id such as `xx` or a file called test.png is nobody's unfilled text."""
    case = {"id": "xx", "title": "题", **dict.fromkeys(["background", "actions", "results", "lessons"], "事情")}
    found = judge.judge(UNIT, REPORT, report(cases=[case], attachments=[{"file": "test.png", "title": "图"}]), {})[0]
    assert {finding.rule for finding in found.findings} == {"file-missing"}


def test_long_texts_take_no_longer_than_their_length(judge: Judge) -> None:
    """Nothing here may run away on a text made for it."""
    rng = random.Random(2012)
    for hostile in (
        "<a" * 4000,
        "a." * 4000,
        "1380" * 2000,
        "&a" * 4000,
        "x@" + "a." * 3900,
        "- " * 4000,
        "【待" * 2500,
    ):
        rules(judge, hostile)
        rules(judge, "".join(rng.sample(hostile, len(hostile))))
