"""A hook for MkDocs that makes large sites fast. Without it the pages come out the same, only slower: a test compares.

MkDocs makes what people wrote and the pages of the navigation; generated pages outside of it are only put into their frame
(`framed_files`). Those in the navigation are taken past Markdown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from pingyi.pages.renderer import COMPILED
from pingyi.site.configuration import targets
from pingyi.site.framed_files import FramedFiles

IDS = re.compile(r' id="?([^" >]*)')
Context = dict[str, Any]


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    return FramedFiles(files, config, set(targets(config.nav or [])))


def on_nav(nav: Navigation, *, files: FramedFiles, **_: Any) -> Navigation:
    files.nav = nav
    return nav


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Take a body that is HTML past Markdown; what others may ask of the page, its anchors, is still found."""
    if page.meta.get("body") != "html":
        return markdown

    def render(*_: Any) -> None:
        page.content, page.toc = markdown.strip(), get_toc([])
        page.present_anchor_ids = {html.unescape(name) for name in IDS.findall(markdown)}

    page.render = render
    return markdown


def on_env(env: Any, *, files: FramedFiles, **_: Any) -> Any:
    """Look for changed templates once, not for every page, and compile them once, not for every build while a site is served."""
    env.auto_reload = False
    env.bytecode_cache = COMPILED
    files.frame(env)
    site_map = env.get_template("sitemap.xml")
    site_map.render = _with_all_pages(site_map.render, files)
    return env


def _with_all_pages(render: Callable[[Context], str], files: FramedFiles) -> Callable[[Context], str]:
    return lambda context: render({**context, "pages": files.pages})
