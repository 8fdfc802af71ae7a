"""搜索: the page of a search's results, so that a search has an address."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.pages.renderer import Renderer
from pingyi.publish.site_words import TITLES


def pages(renderer: Renderer) -> Iterator[tuple[str, str]]:
    yield renderer.page("search.md", TITLES["search"], "search.html")
