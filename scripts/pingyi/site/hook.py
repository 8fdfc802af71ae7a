"""A hook for MkDocs that makes large sites fast. Without it the pages come out the same, only slower: a test compares.

Two things are done once that MkDocs does for every page. A generated page says in its front matter `body: html`: its body
is HTML on one line, which Markdown would return as it is. And what the theme puts around such a page is the same for all
pages at a folder's depth, but for those beside a page of the navigation, whose links to it are shorter. So it is rendered
once for each of these, with marks where title, description, address and body belong.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from typing import Any

from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from pingyi.pages.renderer import COMPILED

IDS = re.compile(r' id="?([^" >]*)')
MARK = "\ue000{}\ue001"
SLOTS = re.compile("\ue000(\\w+)\ue001")
Context = dict[str, Any]
VARYING = ("title", "description")
"""Fields of the front matter that a frame leaves open."""


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Take a body that is HTML past Markdown; what others may ask of the page, its anchors, is still found."""
    if page.meta.get("body") != "html":
        return markdown

    def render(*_: Any) -> None:
        page.content, page.toc = "", get_toc([])
        page.present_anchor_ids = {html.unescape(name) for name in IDS.findall(markdown)}

    page.render = render
    # Bodies stay on disk until their page is written, for ten thousand of them fill a memory.
    return ""


def on_page_context(context: Context, *, page: Page, **_: Any) -> Context:
    if page.meta.get("body") == "html":
        page.content = body(page)
    return context


def on_post_page(output: str, *, page: Page, **_: Any) -> str:
    if page.meta.get("body") == "html":
        page.content = ""
    return output


def on_env(env: Any, **_: Any) -> Any:
    """Let the theme's page template render through frames; look for changed templates once, not for every page, and compile
    them once, not for every build while a site is served.
    """
    env.auto_reload = False
    env.bytecode_cache = COMPILED
    main = env.get_template("main.html")
    main.render = Frames(main.render)
    return env


def body(page: Page) -> str:
    """The body of a generated page, from its file."""
    source: str = page.file.content_string
    return source.split("\n---\n", 1)[1].strip()


class Frames:
    """The page template, rendered once for all generated pages that the theme surrounds alike."""

    def __init__(self, render: Callable[[Context], str]) -> None:
        self.render = render
        self.frames: dict[tuple[Any, ...], PageFrame] = defaultdict(PageFrame)

    def __call__(self, context: Context) -> str:
        page = context["page"]
        # The navigation marks its own pages as the current one.
        if page.meta.get("body") != "html" or any(page is listed for listed in context["nav"].pages):
            return self.render(context)
        return self.frames[_alike(context)].around(page, lambda: self.render(context))


class PageFrame:
    """What stands around a page's own values; used once it was right for a second page, never where it was wrong."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.holds: bool | None = None

    def around(self, page: Page, render: Callable[[], str]) -> str:
        if self.holds:
            return self._filled(page)
        whole = render()
        if self.parts and self.holds is None:
            self.holds = self._filled(page) == whole
        elif not self.parts:
            with _marked(page):
                self.parts = SLOTS.split(render())
        return whole

    def _filled(self, page: Page) -> str:
        values = {**page.meta, "address": page.canonical_url, "body": page.content}
        return "".join(values[part] if place % 2 else part for place, part in enumerate(self.parts))


def _alike(context: Context) -> tuple[Any, ...]:
    """What a theme may look at, besides the values that are marked."""
    page = context["page"]
    meta = {key: key in VARYING or value for key, value in page.meta.items()}
    listed = {posixpath.dirname(entry.url) for entry in context["nav"].pages}
    near = [folder for folder in accumulate(page.url.split("/")[:-1], "{}/{}".format) if folder in listed]
    return (
        context["base_url"],
        *near,
        json.dumps(meta, sort_keys=True),
        page.canonical_url is None,
    )


@contextmanager
def _marked(page: Page) -> Iterator[None]:
    """The page with marks instead of its own values."""
    meta, address, content = page.meta, page.canonical_url, page.content
    page.meta = {**meta, **{key: MARK.format(key) for key in VARYING if key in meta}}
    page.canonical_url = address and MARK.format("address")
    page.content = MARK.format("body")
    yield
    page.meta, page.canonical_url, page.content = meta, address, content
