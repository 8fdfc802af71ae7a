"""The search index: what a page is found by, and what is left out."""

from __future__ import annotations

import json
import zlib
from itertools import accumulate
from pathlib import Path

import pytest

from pingyi.site.built_page import PageText, page_texts
from pingyi.site.search_index import index, place
from pingyi.site.search_tokens import folded_text, pairs, spellings, syllables, tokens
from support.index_files import unpacked
from support.readers import files

PAGE = """<nav>导航</nav><article class="md-content__inner md-typeset"><p class="from-folder" hidden>没有搜索</p><div class="py">
<nav class="crumbs"><a href="../progress/index.html">进展</a> › <a href="b.html">甲<b>局</b></a> › <a href="b/c.html">乙局</a></nav><h1 id="a">第<b>0123</b>单位（甲 &amp; 乙）<a class="headerlink" href="#a">¶</a></h1>
<p>除<em>雪</em>车</p><svg><title>图里的字</title></svg><table class="t" data-nosearch><td>表里的字</td></table>
<p class="muted">代码 <span class="code">D1-2</span></p><aside>旁边的话</aside><form><option>选项</option></form>
<p class="note" data-nosearch>符号</p><table><td>术语表</td></table><p>&lt;script&gt;</p></div></article><footer>页脚</footer>"""


def site(folder: Path, **titles: str) -> Path:
    """A built site: path (with - for /) to title."""
    for path, title in titles.items():
        page = folder / f"{path.replace('_', '/')}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f'<article class="md-content__inner"><h1>{title}</h1></article>', "utf-8")
    return folder


def found(folder: Path, token: str) -> list[str]:
    """Addresses of the pages that the written index names for a token."""
    count = json.loads((folder / "search/index.json").read_text("utf-8"))["files"]
    postings = unpacked(folder / f"search/pairs/{place(token, count)}.z").get(token, [])
    steps = [one for step in postings[1:] for one in ([1] * -step if step < 0 else [step])]
    numbers = list(accumulate([*postings[:1], *steps]))
    return [unpacked(folder / f"search/pages/{number}.z")["url"] for number in numbers]


def test_a_page_is_its_title_and_its_text_without_charts_figures_and_navigation():
    (page,) = page_texts("units/a.html", PAGE)

    assert page == PageText(
        "units/a.html",
        "第0123单位（甲 & 乙）",
        "unit",
        "除雪车 代码 D1-2 术语表 <script>",
        "甲局 › 乙局",
        ("a", "D1-2"),
    )


def test_a_page_to_look_things_up_in_goes_part_by_part():
    page = """<article class="md-content__inner"><h1>指南</h1><p>开头</p><h2 id="one">第一<a class="headerlink">¶</a></h2><p>甲</p>
<h4>小</h4><h3 id="&amp;">第二</h3></article>"""

    assert list(page_texts("guide/a.html", page)) == [
        PageText("guide/a.html", "指南", "guide", "开头"),
        PageText("guide/a.html#one", "第一", "guide", "甲 小", "指南"),
        PageText("guide/a.html#&", "第二", "guide", "", "指南"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲市局", {"甲市", "市局"}),
        ("第01单位", {"第0", "01", "1单", "单位"}),
        ("甲，乙 丙丁", {"丙丁"}),
        ("ＡＢ１ Road-x", {"ab", "b1", "ro", "oa", "ad"}),
        ("甲", set()),
    ],
)
def test_pairs_join_what_stands_side_by_side_and_no_more(text, expected):
    assert pairs(text) == expected


def test_a_page_is_found_by_its_text_its_title_and_its_whole_title():
    found = tokens("甲市 局", ["D-1"], "除雪")

    said = {"~ji", "~ia", "~as", "~sh", "~hi", "~ij", "~ju", "~js", "~sj", "~hj", "^ji", "^js"}
    assert found == {"=甲市局", "=d1", "甲市", "#甲市", "#甲", "#市", "#局", "除雪", *said}


@pytest.mark.parametrize(
    ("title", "full", "initials"),
    [
        ("重庆站", "chongqingzhan", "cqz"),
        ("吕梁女子中学", "luliangnuzizhongxue", "llnzzx"),
        ("第3支部 ROAD", "di3zhiburoad", "d3zbr"),
        ("收費站", "shoufeizhan", "sfz"),
    ],
)
def test_a_title_is_said_without_tones(title, full, initials):
    assert spellings(title)[:2] == [full, initials]
    assert "".join(syllables(title)) == full


def test_traditional_and_full_width_characters_are_compared_as_plain_ones_of_the_same_length():
    assert folded_text("臺賬Ａ１，滿意 Road") == "台账a1，满意 road"


def test_of_each_syllable_that_a_title_has_common_characters_are_listed(tmp_path):
    index(site(tmp_path, units_a="逾站"))
    same = unpacked(tmp_path / "search/sounds.z")

    assert {"逾", "愈"} <= {*same["yu"]}
    assert "占" in same["zhan"]
    assert "gua" not in same


def test_the_guide_comes_first_lists_last_and_pages_without_content_not_at_all(tmp_path):
    titles = dict.fromkeys(
        ("ledger", "cases_a_one", "cases_index", "units_b", "units_a", "guide_index", "rules", "404", "search"), "共同"
    )
    index(site(tmp_path, **titles))

    assert found(tmp_path, "共同") == [
        "guide/index.html", "rules.html", "units/a.html", "units/b.html", "cases/a/one.html", "cases/index.html", "ledger.html",
    ]  # fmt: skip


def test_another_build_leaves_nothing_of_an_earlier_index(tmp_path):
    index(site(tmp_path, units_a="甲局", units_b="甲站"))
    (tmp_path / "units/b.html").unlink()
    index(tmp_path)

    assert found(tmp_path, "#甲局") == ["units/a.html"]
    assert found(tmp_path, "#甲站") == []
    assert len(list((tmp_path / "search/pages").iterdir())) == 1


def test_entries_are_packed_with_one_text_that_the_head_names(tmp_path):
    index(site(tmp_path, **{f"units_u{number}": f"第{number}单位（除雪站）" for number in range(60)}))
    head = json.loads((tmp_path / "search/index.json").read_text("utf-8"))
    packed = [path.read_bytes() for path in (tmp_path / "search/pages").iterdir()]

    assert [path.name for path in (tmp_path / "search/common").iterdir()] == [f"{head['common']}.z"]
    assert {entry[2:6].hex() for entry in packed} == {head["common"]}
    assert max(map(len, packed)) < 60
    assert sorted(found(tmp_path, "除雪")) == sorted(f"units/u{number}.html" for number in range(60))


@pytest.mark.parametrize("pages", [0, 1, 2, 60])
def test_the_same_pages_give_the_same_bytes(tmp_path, pages):
    titles = {f"units_u{number}": f"第{number}单位" for number in range(pages)}
    index(site(tmp_path / "one", **titles))
    index(site(tmp_path / "other", **dict(reversed(titles.items()))))

    assert files(tmp_path / "one/search") == files(tmp_path / "other/search")


def test_a_long_page_leaves_room_for_others_in_what_entries_are_packed_with(tmp_path):
    index(site(tmp_path, guide_long="长" * 50_000, units_a="甲局", units_b="乙局"))
    (common,) = (tmp_path / "search/common").iterdir()

    said = zlib.decompress(common.read_bytes()).decode()
    assert all(title in said for title in ("甲局", "乙局"))
