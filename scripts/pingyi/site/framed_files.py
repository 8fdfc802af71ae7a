"""Generated pages past MkDocs: to it they are files to be copied, and as they are copied they get the frame of the theme.

A generated page says first in its front matter `body: html`: its body is HTML on one line, which Markdown would return as it is.
What the theme puts around such a page is the same for all pages at a folder's depth, but for those beside a page of the
navigation, whose links to it are shorter. So it is rendered once for each of these, with marks where title, description,
address and body belong.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from pingyi.pages import by_two
from pingyi.pages.renderer import GENERATED

MARK = "\ue000{}\ue001"
SLOTS = re.compile("\ue000(\\w+)\ue001")
HEAD_END = "\n---\n"
Render = Callable[[Page], str]
VARYING = ("title", "description")
"""Fields of the front matter that a frame leaves open."""


class FramedFiles(Files):  # type: ignore[misc] # of MkDocs no types are read
    """The files of a site, of which generated pages outside of the navigation want nothing of MkDocs but a frame."""

    nav: Navigation
    frames: Frames

    def __init__(self, files: Files, config: MkDocsConfig, listed: Collection[str]) -> None:
        self.config = config
        super().__init__(self._ready(file) if file.src_uri not in listed else file for file in files)

    def _ready(self, file: File) -> File:
        return FramedFile(file, self) if file.is_documentation_page() and _is_generated(file) else file

    def frame(self, env: Any) -> None:
        """Take the frames from the theme, now that the navigation is known."""
        main = env.get_template("main.html")
        self.frames = Frames(
            lambda page: main.render(get_context(self.nav, self, self.config, page)),
            {posixpath.dirname(entry.url) for entry in self.nav.pages},
        )

    def copy_static_files(
        self, dirty: bool = False, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> None:
        """Copy what is no page to MkDocs, by two processes: each file by itself, and the same from either."""
        wanted = [file for file in self if not file.is_documentation_page() and inclusion(file.inclusion)]
        with ExitStack() as copies:
            for _ in by_two.made(lambda some: [file.copy_file(dirty) for file in some], wanted, copies):
                pass

    @property
    def pages(self) -> list[File]:
        """All pages, those that MkDocs makes and those that it copies."""
        return [file for file in self if file.page and file.inclusion.is_included()]


class FramedFile(File):  # type: ignore[misc]
    """A generated page. Links to it are found as those to any other, and it stands in the site's map."""

    def __init__(self, file: File, files: FramedFiles) -> None:
        super().__init__(
            file.src_uri,
            file.src_dir,
            file.dest_dir,
            file.use_directory_urls,
            dest_uri=file.dest_uri,
            inclusion=file.inclusion,
        )
        self.files = files
        Page(None, self, files.config)

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002 - nothing is ever built in part
        assert self.page  # noqa: S101 - it made itself known to its file
        # Bodies stay on disk until their page is written, for ten thousand of them fill a memory.
        head, body = self.content_string.split(HEAD_END, 1)
        write_file(self.files.frames.around(self.page, _meta(head), body.strip()).encode(), self.abs_dest_path)


def _is_generated(file: File) -> bool:
    with Path(str(file.abs_src_path)).open("rb") as source:
        return source.read(len(GENERATED)) == GENERATED.encode()


def _meta(head: str) -> dict[str, Any]:
    """The front matter of a generated page, which is JSON line by line."""
    _, *lines = head.split("\n")
    return {key: json.loads(value) for key, value in (line.split(": ", 1) for line in lines)}


class Frames:
    """What stands around pages, by all that a theme may look at. `listed`: the folders of the navigation's pages."""

    def __init__(self, render: Render, listed: Collection[str]) -> None:
        self._render, self._listed = render, listed
        self._frames: dict[tuple[Any, ...], PageFrame] = defaultdict(PageFrame)
        self._seen_from = cache(self._place)

    def around(self, page: Page, meta: dict[str, Any], body: str) -> str:
        """A generated page as the theme shows it."""
        front = tuple((key, key in VARYING or value) for key, value in meta.items())
        frame = self._frames[self._seen_from(posixpath.dirname(page.url)), front]
        return frame.around(page, meta, body, self._render)

    def _place(self, folder: str) -> tuple[int, tuple[str, ...]]:
        """How far down a folder lies, and the folders on the way to it that have a page of the navigation."""
        way = folder.split("/") if folder else []
        return len(way), tuple(near for near in accumulate(way, "{}/{}".format) if near in self._listed)


class PageFrame:
    """What stands around a page's own values; used once it was right for a second page, never where it was wrong."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.holds: bool | None = None

    def around(self, page: Page, meta: dict[str, Any], body: str, render: Render) -> str:
        values = {**meta, "address": page.canonical_url, "body": body}
        if self.holds:
            return self._filled(values)
        with _shown(page, meta, page.canonical_url, body):
            whole = render(page)
        if not self.parts:
            self.parts = _parts(page, meta, render)
        elif self.holds is None:
            self.holds = self._filled(values) == whole
        return whole

    def _filled(self, values: dict[str, Any]) -> str:
        return "".join(values[part] if place % 2 else part for place, part in enumerate(self.parts))


def _parts(page: Page, meta: dict[str, Any], render: Render) -> list[str]:
    """A page with marks instead of its own values, cut at the marks."""
    marks = {key: MARK.format(key) for key in VARYING if key in meta}
    address = page.canonical_url and MARK.format("address")
    with _shown(page, {**meta, **marks}, address, MARK.format("body")):
        return SLOTS.split(render(page))


@contextmanager
def _shown(page: Page, meta: dict[str, Any], address: str | None, body: str) -> Iterator[None]:
    """The page as the theme's template is to find it."""
    own = page.canonical_url
    page.meta, page.canonical_url, page.content, page.active = meta, address, body, True
    yield
    page.meta, page.canonical_url, page.content, page.active = {}, own, "", False
