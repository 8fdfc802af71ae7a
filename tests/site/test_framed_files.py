"""A frame is drawn once for pages that the theme surrounds alike, and never used where it would be wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pingyi.site.framed_files import Frames
from support.places import TOWN
from support.readers import files, pages
from support.sites import build, campaign, without_hook

Draw = Callable[[Any], str]
PAGES = {f"{folder}page-{number}.html": f"<p>{number}" for folder in ("", "a/", "b/", "a/deep/") for number in range(4)}


def plain(page: Any) -> str:
    return f"<title>{page.meta['title']}</title>{'../' * page.url.count('/')}{page.meta.get('late')}<main>{page.content}</main>{page.canonical_url}"


def near_the_navigation(page: Any) -> str:
    return f"{page.url.startswith('a/')}{plain(page)}"


def by_page(page: Any) -> str:
    return f"{page.url}{plain(page)}"


def drawn(draw: Draw, pages: dict[str, str]) -> tuple[dict[str, str], int]:
    """Each page in its frame, and how often the theme was asked."""
    asked: list[str] = []

    def render(page: Any) -> str:
        asked.append(page.url)
        return draw(page)

    frames = Frames(render, {"a"})
    made = {
        url: frames.around(page(url), {"title": f"T{url}", "late": "deep" in url}, body) for url, body in pages.items()
    }
    return made, len(asked)


def page(url: str) -> Any:
    return SimpleNamespace(url=url, canonical_url=f"https://example.org/{url}", meta={}, content="", active=False)


def alone(draw: Draw, url: str, body: str) -> str:
    shown = page(url)
    shown.meta, shown.content = {"title": f"T{url}", "late": "deep" in url}, body
    return draw(shown)


@pytest.mark.parametrize("draw", [plain, near_the_navigation, by_page])
def test_every_page_is_as_the_theme_draws_it_alone(draw: Draw):
    made, _ = drawn(draw, PAGES)
    assert made == {url: alone(draw, url, body) for url, body in PAGES.items()}


def test_the_theme_is_asked_twice_for_pages_alike_and_once_for_their_frame():
    # Four folders: at the top, beside the navigation, elsewhere as deep, and deeper.
    assert drawn(near_the_navigation, PAGES)[1] == 4 * 3


def test_where_the_theme_looks_at_the_page_it_is_asked_for_each():
    assert drawn(by_page, PAGES)[1] == len(PAGES) + 4


def test_prose_links_to_generated_pages_and_own_pages_stand_among_them(tmp_path: Path):
    root = campaign(tmp_path / "town", TOWN)
    with (root / "docs/guide/index.md").open("a", encoding="utf-8") as guide:
        guide.write("\n[大厅](../units/hall.md#file)、[台账](../ledger/hall.md)\n")
    (root / "docs/units/own.md").parent.mkdir()
    (root / "docs/units/own.md").write_text("# 自己写的一页\n\n见[大厅](hall.md)。\n", "utf-8")
    (root / "mkdocs.yml").write_text(
        "nav:\n- 大厅: units/hall.md\n- 指南: [guide/index.md, guide/questions.md]\n", "utf-8"
    )
    site = build(root, "--no-sheets")
    found = pages(site)
    assert {"../units/hall.html#file", "../ledger/hall.html"} <= {*found["guide/index.html"].xpath("//main//@href")}
    assert found["units/own.html"].xpath("string(//h1)").startswith("自己写的一页")
    assert found["units/hall.html"].xpath("string(//nav//*[@aria-current])") == "大厅"
    ours = {path: content for path, content in files(site).items() if not path.startswith("search/")}
    assert ours == without_hook(root, tmp_path / "plain")
