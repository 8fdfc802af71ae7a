"""The search index: what a page is found by, and what is left out."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path

import pytest

from pingyi.site.search_index import PageText, index, page_text, pairs, place, tokens

PAGE = """<nav>导航</nav><article class="md-content__inner md-typeset"><div class="py"><h1 id="a">第<b>0123</b>单位（甲 &amp; 乙）<a class="headerlink" href="#a">¶</a></h1>
<p>除<em>雪</em>车</p><svg><title>图里的字</title></svg><table class="t" data-nosearch><td>表里的字</td></table>
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
    postings = json.loads((folder / f"search/pairs/{place(token, count)}.json").read_text("utf-8")).get(token, [])
    steps = [one for step in postings[1:] for one in ([1] * -step if step < 0 else [step])]
    numbers = list(accumulate([*postings[:1], *steps]))
    return [json.loads((folder / f"search/pages/{number}.json").read_text("utf-8"))["url"] for number in numbers]


def test_a_page_is_its_title_and_its_text_without_charts_figures_and_navigation():
    page = page_text("units/a.html", PAGE)

    assert page == PageText("units/a.html", "第0123单位（甲 & 乙）", "unit", "除雪车 术语表 <script>")


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
    page = PageText("a.html", "甲市 局", "unit", "除雪")

    assert tokens(page) == {"=甲市局", "甲市", "#甲市", "除雪"}


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
