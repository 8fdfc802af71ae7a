"""Signs and words of the pages: a sign says one thing, a thing has one word, and no words name a colour that dark mode exchanges."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from pingyi.contract.assets import CHECKOUT, assets
from pingyi.contract.campaign_words import DEFAULT_WORDS, heading
from pingyi.publish.missing import SIGNS

TEMPLATES = {path.name: path.read_text("utf-8") for path in assets("templates").glob("*.html")}
GUIDE = {path.name: path.read_text("utf-8") for path in (CHECKOUT / "docs/guide").glob("*.md")}
ENTRY = re.compile(r'"(?P<key>[a-z-]+)": \("(?P<sign>[^"]{1,2})", "(?P<word>[^"]+)"')
TAG = re.compile(r'tag\("[a-z]+", "(?P<sign>[^"]+)", "(?P<word>[^"]+)"\)')
SAME = {"待整改": "未启动", "已整改": "已完成", "已收": "已上报", "未收": "未到期", "逾期": "逾期未报"}
"""Words of inspections and of copies on paper that say of them what others say of promises and of reports."""
ONE_WORD = {"按期": "按时", "中位单位": "单位中位数", "汇总率": "合并的率", "怎样看": "怎样读", "本单位自己</": "本级"}


def test_each_sign_of_a_state_has_one_meaning():
    meanings = defaultdict(set)
    for text in TEMPLATES.values():
        for found in (*ENTRY.finditer(text), *TAG.finditer(text)):
            meanings[found["sign"]].add(SAME.get(found["word"], found["word"]))
    assert len(meanings) > 12
    assert {sign: words for sign, words in meanings.items() if len(words) > 1} == {}
    assert {sign for sign in SIGNS if sign in meanings} <= {"…"}


@pytest.mark.parametrize(("word", "instead"), ONE_WORD.items())
def test_a_thing_has_one_word(word, instead):
    said = {name: text for name, text in {**TEMPLATES, **GUIDE}.items() if re.search(rf"{word}(?!限)", text)}
    assert list(said) == [], instead


def test_no_chart_is_explained_by_names_of_colours():
    colour = re.compile(r"[深浅]?[蓝橙灰绿紫]色?(?=的|是|，)")
    assert {name: colour.findall(text) for name, text in TEMPLATES.items() if colour.search(text)} == {}


@pytest.mark.parametrize(
    ("title", "wanted"), [("党员", "评议党员"), ("Membership", "评议“Membership”"), ("3号线", "评议“3号线”")]
)
def test_a_foreign_title_does_not_run_into_the_words_around_it(title, wanted):
    assert heading(title, DEFAULT_WORDS) == wanted
