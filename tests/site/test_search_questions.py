"""What people type, and the page that must come first: on the sample's site, by the browser's own code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pingyi.publish.site_words import SITE
from pingyi.site.search_index import index
from support.index_files import entries
from support.searches import asked, fetched

WEST, JIA, WAGES = (
    "units/tolls/west-station.html",
    "units/city-jia.html",
    "cases/road-bridge-group/wages-and-workdays.html",
)
DOORS = "guide/doors.html"
MAINTENANCE = "units/city-jia/county-1/maintenance.html"
FIRST = {
    "甲市": JIA,
    "西郊收费站": WEST,
    # Pinyin: all of it, its beginning, first letters, both in one, zh as two letters.
    "xijiao": WEST,
    "xijiaoshoufeizhan": WEST,
    "XJSFZ": WEST,
    "xijiao sfz": WEST,
    "xjshfzh": WEST,
    "jiashi": JIA,
    "jsjtysj": JIA,
    "dhxkyz": "units/city-jia/county-1/passenger.html",
    "yuqi": "progress/overdue.html",
    "manyilv": "guide/counting.html",
    "xījiāo": WEST,
    # The higher unit before those below it.
    "东河县": "units/city-jia/county-1.html",
    "nanchuan": "units/city-jia/county-3.html",
    "luqiao": "units/road-bridge-group.html",
    # Sounds that dialects confuse.
    "xijiaosoufeizan": WEST,
    "simengxian": "units/city-ding/county-2.html",
    "lanchuangqu": "units/city-jia/county-3.html",
    # Codes and ids, however they are written.
    "D12-02": WEST,
    "d12-02": WEST,
    "Ｄ１２０２": WEST,
    "D01": JIA,
    "city-jia/county-1": "units/city-jia/county-1.html",
    "代码D12-02": WEST,
    # Traditional characters.
    "西郊收費站": WEST,
    "滿意率": "guide/counting.html",
    "整改臺賬": "ledger.html",
    # One character that is wrong, missing, too much, or in the place of its neighbour.
    "整改台帐": "ledger.html",
    "西效收费站": WEST,
    "西郊收废站": WEST,
    "西郊收站": WEST,
    "西郊郊收费站": WEST,
    "甲市交通输运局": JIA,
    "xijiap": WEST,
    # Other characters that are said the same.
    "西交收费占": WEST,
    "西郊shoufeizhan": WEST,
    "满意律": "guide/counting.html",
    "截至时间": "guide/index.html",
    "弃全": "guide/counting.html",
    # Some words of a name left out.
    "dongheyanghuzhan": MAINTENANCE,
    "dhyhz": MAINTENANCE,
    "东河养护站": MAINTENANCE,
    "质监站": "units/quality-station.html",
    "甲市运管处": "units/city-jia/transport.html",
    "西郊站": WEST,
    "yunguanju": "units/transport-admin.html",
    # A unit and what is asked of it.
    "甲市整改台账": "ledger/city-jia.html",
    "丁市 逾期": "progress/overdue/city-ding.html",
    "西郊收费站满意率": WEST,
    # Questions that are known.
    "逾期": "progress/overdue.html",
    "谁没报": "progress/overdue.html",
    "哪些单位逾期了": "progress/overdue.html",
    "怎么报": "guide/reporting.html",
    "怎样更正已经定稿的报告": "guide/reporting.html",
    "填错了怎么办": "guide/reporting.html",
    "截止时间": "guide/index.html",
    "什么时候报": "guide/index.html",
    "没有账号": "guide/faq.html",
    "没赶上期限": "guide/faq.html",
    "补报": "guide/faq.html",
    "票数对不上": "guide/faq.html",
    "被退回了怎么办": "guide/approval.html",
    "没改的": "ledger.html",
    "谁逾期了": "progress/overdue.html",
    "还没有交的单位": "progress/overdue.html",
    "逾期怎么办": "guide/faq.html",
    "报告样例": "guide/reporting.html",
    "弃权怎么算": "guide/counting.html",
    "到会率": "guide/requirements.html",
    "rss": "progress/index.html",
    "打印 汇总表": "sheets.html",
    "弃权": "guide/counting.html",
    "下载数据": "data.html",
    "怎么填": DOORS,
    "excel": DOORS,
    # Words in any order, and what no page says just so.
    "东河 养护站": MAINTENANCE,
    "养护站 东河": MAINTENANCE,
    "收回多于发出怎么办": "rules.html",
    "发出多于实到": ("rules.html", "guide/counting.html"),
    "农民工工资": WAGES,
    "工资 工人": WAGES,
    "对结果有异议": "guide/faq.html",
    "怎么投诉": "guide/faq.html",
    "联系电话": "guide/faq.html",
    "除雪": "cases/city-jia/plough-before-first-bus.html",
    "雪车 头班": "cases/city-jia/plough-before-first-bus.html",
    "司机睡觉": "cases/tolls/let-truckers-sleep.html",
}


@pytest.fixture(scope="module")
def answers(internal: Path) -> dict[str, list[dict[str, Any]]]:
    return dict(zip(FIRST, asked(internal, list(FIRST)), strict=True))


@pytest.mark.parametrize(("question", "wanted"), FIRST.items())
def test_what_was_meant_comes_first(
    answers: dict[str, list[dict[str, Any]]], question: str, wanted: str | tuple[str, ...]
):
    url = answers[question][0]["url"].partition("#")[0] if answers[question] else ""

    assert url in ((wanted,) if isinstance(wanted, str) else wanted), answers[question]


def test_a_unit_is_shown_below_the_units_above_it(answers: dict[str, list[dict[str, Any]]]):
    assert answers["东河 养护站"][0]["where"] == "甲市交通运输局 › 甲市东河县交通运输局"


def test_what_says_something_else_is_said_to_be_near(answers: dict[str, list[dict[str, Any]]]):
    assert {answers[question][0]["near"] for question in ("西效收费站", "农民工工资")} == {True}
    assert {answers[question][0]["near"] for question in ("西郊收费站", "XJSFZ", "收回多于发出怎么办")} == {False}


@pytest.mark.parametrize("question", ["甲癸丁戊", "zzqqxx", "啊啊啊"])
def test_what_nothing_comes_near_finds_nothing(internal: Path, question: str):
    assert asked(internal, [question]) == [[]]


def test_every_known_question_leads_to_a_part_that_is_there(internal: Path):
    words = [pin["words"][0] for pin in SITE["pinned"]]
    for pin, found in zip(SITE["pinned"], asked(internal, words, 1), strict=True):
        assert found[0]["url"].partition("#")[0] == pin["to"][0]["page"]
        assert found[0]["title"] == pin["to"][0].get("part", found[0]["title"])


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of units whose names and codes are numbers, so that every pair of digits stands on very many pages."""
    site = tmp_path_factory.mktemp("numbered")
    (site / "units").mkdir()
    for number in range(1500):
        (site / f"units/u-{number}.html").write_text(
            f'<article class="md-content__inner"><h1>第{number:04}单位</h1><p class=verdict>✓ 已上报：好。</p>'
            f"<p>代码 <span class=code>N{number * 7:06}</span>，{number * 13}</p></article>",
            "utf-8",
        )
    index(site)
    return site


@pytest.mark.parametrize(
    ("question", "wanted"), [("N000707", 101), ("n000707", 101), ("0101", 101), ("第0101单位", 101), ("u-101", 101)]
)
def test_a_number_finds_its_unit_without_reading_all_others(numbered: Path, question: str, wanted: int):
    assert asked(numbered, [question], 1)[0][0]["url"] == f"units/u-{wanted}.html"
    assert fetched(numbered, question, 21) < 400


def test_where_a_unit_stands_is_shown_and_not_searched(numbered: Path):
    assert {page["state"] for page in entries(numbered)} == {"✓ 已上报"}
    assert asked(numbered, ["已上报"]) == [[]]


def test_with_the_head_of_an_earlier_build_entries_are_unpacked_with_what_they_name(internal: Path, tmp_path: Path):
    shutil.copytree(internal / "search", tmp_path / "search")
    head = tmp_path / "search/index.json"
    head.write_text(json.dumps(json.loads(head.read_text("utf-8")) | {"common": "00000001"}), "utf-8")

    assert [found["url"] for found in asked(tmp_path, ["西郊收费站"])[0]][:1] == [WEST]


def test_what_no_reader_sees_is_not_searched(internal: Path):
    texts = "".join(text for page in entries(internal) for text in page.values())

    assert "搜索不可用" not in texts
    assert "没有同时符合这些条件" not in texts
    assert "按主题、涉及的评议内容和单位类别相同的多少排列" not in texts
