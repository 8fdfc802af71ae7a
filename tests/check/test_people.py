"""Persons' numbers and addresses are found however they are typed, and shown in part; ordinary prose raises no alarm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.campaign.open import check_campaign
from pingyi.check.verdict import Judge
from pingyi.contract.assets import CHECKOUT
from support.judges import find, report, rules, sample_judge
from support.places import GOLDENS, INVALID
from support.situations import REPORT, UNIT

FULL_WIDTH = str.maketrans("0123456789X@.-", "０１２３４５６７８９Ｘ＠．－")
WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
FRAMES = ["{}", "联系人登记{}", "登记{}，由办公室保管。", "（{}）", "编号:{}；", "第一段。\n\n{} 是第二段。"]
DIGITS = st.text("0123456789", min_size=1, max_size=30)

WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]
"""ISO 7064 MOD 11-2: the powers of two, the last digit but one times two."""


@pytest.fixture(scope="module")
def judge() -> Judge:
    return sample_judge()


def digits(judge: Judge, text: str) -> Iterator[str]:
    """All digits and letters that findings show, without the words around them."""
    for finding in find(judge, text):
        yield from finding.message.partition("（")[2].rpartition("）")[0].split("…")


@st.composite
def identities(draw: st.DrawFn) -> str:
    born = date(1900, 1, 1) + timedelta(days=draw(st.integers(0, 45_000)))
    body = f"110000{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@st.composite
def cards(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from("3456")) + draw(st.text("0123456789", min_size=14, max_size=17))
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    return body + str(-sum(sum(divmod(number, 10)) for number in doubled) % 10)


mobiles = st.builds("1{}{}".format, st.sampled_from("3456789"), st.integers(0, 999_999_999).map("{:09}".format))
frames = st.sampled_from(FRAMES)


@given(identities(), frames, st.booleans())
def test_an_identity_number_is_found_and_shown_in_part(judge: Judge, number: str, frame: str, wide: bool) -> None:
    text = frame.format(number.translate(FULL_WIDTH) if wide else number)
    (finding,) = (finding for finding in find(judge, text) if finding.rule == "person-identity")
    assert number not in finding.message
    assert f"（{number[:3]}…" in finding.message
    assert number[6:14] not in finding.message


@given(identities(), st.integers(0, 16), st.integers(1, 9))
def test_an_identity_number_with_a_digit_changed_is_none(judge: Judge, number: str, place: int, by: int) -> None:
    changed = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert "person-identity" not in rules(judge, f"登记{changed}。")


@given(identities(), st.sampled_from(["A{}", "{}9", "9{}", "{}B"]))
def test_part_of_a_longer_code_is_no_identity_number(judge: Judge, number: str, frame: str) -> None:
    assert "person-identity" not in rules(judge, frame.format(number))


CHINESE = [
    str.maketrans("0123456789", digits)
    for digits in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹")
]


@given(identities(), frames, st.sampled_from(["", " ", "-", "·", ". "]), st.sampled_from([1, 4, 6]))
def test_an_identity_number_with_something_between_its_digits_is_found(
    judge: Judge, number: str, frame: str, gap: str, group: int
) -> None:
    spaced = gap.join(number[start : start + group] for start in range(0, len(number), group))
    assert "person-identity" in rules(judge, frame.format(spaced))


@given(identities(), mobiles, st.sampled_from(CHINESE), frames)
def test_numbers_in_other_digits_are_found(
    judge: Judge, identity: str, mobile: str, digits: dict[int, int], frame: str
) -> None:
    assert "person-identity" in rules(judge, frame.format(identity.translate(digits)))
    assert "person-mobile" in rules(judge, frame.format(mobile.translate(digits)))


@pytest.mark.parametrize(
    "text",
    [
        "0931-8481234",
        "（0931）8481234转8012",
        "010 65550100",
        "02065550100",
        "０９３１－８４８１２３４",
        "电话：0571-87654321",
        "〇九三一八四八一二三四",
    ],
)
def test_a_landline_is_found(judge: Judge, text: str) -> None:
    for frame in FRAMES:
        assert rules(judge, frame.format(text)) == {"person-landline"}


@pytest.mark.parametrize(
    "text", ["甘A12345", "京A·12345", "沪AD12345", "粤B D1234", "甘Ａ１２３４５", "陕A1234学", "新A-8B888"]
)
def test_a_plate_is_found(judge: Judge, text: str) -> None:
    for frame in FRAMES:
        assert rules(judge, frame.format(text)) == {"person-plate"}


SPACINGS = ["{}{}{}", "{} {} {}", "{}-{}-{}", "{} {}{}", "+86 {}{}{}", "+86-{}-{}-{}", "86{} {} {}", "电话{}-{} {}转"]


@given(mobiles, frames, st.sampled_from(SPACINGS), st.booleans())
def test_a_mobile_number_is_found_in_any_spacing(
    judge: Judge, number: str, frame: str, spacing: str, wide: bool
) -> None:
    spaced = spacing.format(number[:3], number[3:7], number[7:])
    text = frame.format(spaced.translate(WIDE_DIGITS) if wide else spaced)
    assert "person-mobile" in rules(judge, text)
    assert all(number not in shown and len(shown) <= 3 for shown in digits(judge, text))


@pytest.mark.parametrize(
    "text",
    [
        "138　0000　0000",
        "138\u00a00000\u00a00000",
        "138—0000—0000",
        "138.0000.0000",
        "138 00 00 00 00",
        "１３８－００００－００００",
    ],
)
def test_a_mobile_number_is_found_in_odd_spacing(judge: Judge, text: str) -> None:
    assert rules(judge, f"来电{text}反映") == {"person-mobile"}


@given(mobiles, DIGITS)
def test_part_of_a_longer_number_is_no_mobile_number(judge: Judge, number: str, more: str) -> None:
    assert "person-mobile" not in rules(judge, f"编号{number}{more}。")
    assert "person-mobile" not in rules(judge, f"编号9{more}{number}。")


@given(cards(), frames, st.sampled_from(["", " ", "-"]), st.booleans())
def test_a_card_number_is_found(judge: Judge, number: str, frame: str, gap: str, wide: bool) -> None:
    spaced = gap.join(number[start : start + 4] for start in range(0, len(number), 4))
    text = frame.format(spaced.translate(FULL_WIDTH) if wide and not gap else spaced)
    assert rules(judge, text) & {"person-card", "person-identity"}
    assert all(number not in shown and len(shown) <= 3 for shown in digits(judge, text))


@given(cards(), st.integers(1, 9))
def test_a_card_number_with_a_wrong_check_digit_is_none(judge: Judge, number: str, by: int) -> None:
    assert "person-card" not in rules(judge, f"{number[:-1]}{(int(number[-1]) + by) % 10}")


NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789._-", min_size=3, max_size=20).map("x{}y".format)


@given(NAMES, st.sampled_from(["example.com", "mail.example.com.cn", "qq.com", "163.com"]), frames, st.booleans())
def test_a_mail_address_is_found_and_shown_in_part(judge: Judge, name: str, host: str, frame: str, wide: bool) -> None:
    address = f"{name}@{host}"
    text = frame.format(address.replace("@", "＠") if wide else address)
    assert "person-email" in rules(judge, text)
    assert all(address not in finding.message for finding in find(judge, text))


ORDINARY = [
    "2012-02-07", "2012年2月7日", "20120207", "2012-01-13 至 2012-02-29，共48天", "1999—2012年", "1999-2012",
    "编码620100", "邮编730030", "行政区划620102 620103 620104", "12328", "12122",
    "G30、G312、S2012、X138", "G312线K2012+300至K2015+700", "K1380+000", "甘交创组办〔2012〕1号", "交公路发〔2011〕138号",
    "GB/T 19001-2008", "ISO 9001:2008", "JTG H10-2009", "GB 11643-1999", "ISBN 978-7-114-12345-6", "3.14159265358979",
    "发出1380张、收回1379张、有效1370张", "1380 张，1379 张，1370 张", "13800元", "138万元", "1.38亿元", "13,800,000,000元",
    "满意35 基本满意3 不满意1 不了解2", "7:30—19:30", "37.5%", "36度", "第138期", "2012001380", "202×年", "1380000米",
    "12345678901234567890", "项目编号20120138000000", "@所有人", "微信公众号 @ 交通", "三〇一二", "ＡＢＣ１２３", "一、二、三、四、五、六、七、八、九", "甘A级景区", "川A线", "新G30线", "0.0931848123", "2012-0931-1234567",
    "①按时②到位③公开④清楚⑤及时", "二〇一二年二月七日至二〇一二年二月二十九日", "第〇一二三号", "400-810-1234",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_figures_raise_no_alarm(judge: Judge, text: str) -> None:
    for frame in FRAMES:
        assert rules(judge, frame.format(text)) == set()


def test_eleven_bare_digits_that_begin_like_a_mobile_number_are_taken_for_one(judge: Judge) -> None:
    """Even before 元: amounts of ten thousand million are written 138亿元, and a number let through cannot be recalled."""
    assert rules(judge, "投资13800000000元") == {"person-mobile"}


@pytest.mark.parametrize("text", ["系数0.13812345678", "系数3.13812345678"])
def test_decimals_are_no_number_of_a_person(judge: Judge, text: str) -> None:
    assert rules(judge, text) == set()


@given(st.lists(st.integers(0, 99_999_999), max_size=20), st.sampled_from(["、", "，", "/", "；", " + "]))
def test_lists_of_figures_raise_no_alarm(judge: Judge, figures: list[int], gap: str) -> None:
    assert rules(judge, f"各单位票数：{gap.join(map(str, figures))}") == set()


def test_no_report_of_the_sample_raises_an_alarm() -> None:
    """All that is found is what it shows on purpose: accepted reports that were corrected afterwards."""
    assert {finding.rule for finding in check_campaign(CHECKOUT).findings} == {"decision-stale"}


@pytest.mark.parametrize("rule", ["identity", "mobile", "email"])
def test_the_printed_finding_does_not_repeat_what_it_objects_to(rule: str) -> None:
    """It ends in a public log, which outlives the correction."""
    secret = {"identity": "110000190001010004", "mobile": "138 0000 0000", "email": "xiaowang@example.com"}[rule]
    assert secret in (INVALID / f"person-{rule}.yml").read_text(encoding="utf-8")
    assert secret not in (GOLDENS / f"check/person-{rule}.txt").read_text(encoding="utf-8")


def test_a_short_address_is_shown_in_part_too(judge: Judge) -> None:
    (finding,) = find(judge, "意见发至a@b.cn。")
    assert "a@b" not in finding.message


def test_numbers_are_found_in_every_text_of_a_report(judge: Judge) -> None:
    parts = {
        "sign_off": {"prepared_by": "文书13800000000", "approved_by": "书记"},
        "feedback": {
            "given_on": "2012-02-01",
            "rectification": [{"id": "r1", "status": "done", "problem": "13800000001"}],
        },
        "notes": [{"rule": "x", "text": "13800000002"}],
    }
    found = judge.judge(UNIT, REPORT, report(**json.loads(json.dumps(parts))), {})[0].findings
    pointers = {finding.pointer for finding in found if finding.rule == "person-mobile"}
    assert pointers == {"/sign_off/prepared_by", "/feedback/rectification/0/problem", "/notes/0/text"}
