"""搜索: the page of a search's results, so that a search has an address."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.pages.renderer import Renderer


def pages(renderer: Renderer) -> Iterator[tuple[str, str]]:
    yield renderer.page("search.md", "搜索", "search.html")
