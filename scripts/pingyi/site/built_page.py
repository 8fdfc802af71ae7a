"""What the search knows of a built page: its title, where it stands, its words; of long pages, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from pingyi.publish.site_words import SITE

ARTICLE = re.compile(r'<article class="md-content__inner[^>]*>(.*)</article>', re.DOTALL)
PAGE_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
PART_HEADING = re.compile(r'<h[23] id="?([^" >]+)"?[^>]*>(.*?)</h[23]>', re.DOTALL)
CRUMBS = re.compile(r'<nav class="?crumbs"?[^>]*>(.*?)</nav>', re.DOTALL)
CRUMB = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)
STATE = re.compile(r'<p class="?verdict"?>(.*?)：')
UNIT_CODE = re.compile(r'<span class="?code"?>(.*?)</span>', re.DOTALL)
SILENT = re.compile(
    r"<(svg|nav|script|style|noscript|aside|footer|form|button|template)\b.*?</\1>"
    r"|<(table|p|ul|dl|div)\b[^>]*\b(?:data-nosearch|hidden)\b.*?</\2>"
    r'|<table class="?t\b(?! [^">]*searched).*?</table>'
    r'|<a class="headerlink".*?</a>'
    r'|<section aria-labelledby="?(?:receipt|file)"?>.*?</section>|<p class="?(?:source|verdict|outlying|course)"?>.*?</p>|<div class="?bar-label"?>.*?</div>|<dl class="?bars"?>.*?</dl>',
    re.DOTALL,
)
"""What is said elsewhere, in figures or to nobody: charts, navigation, choices, asides, hidden words, what
every page says of where its unit or promise stands, of sums and of files, and what asks for it."""
INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|mark|small|span|strong)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
PAGE_KINDS = {
    "guide": "guide",
    "rules.html": "guide",
    "fields.html": "guide",
    "counting-sheet.html": "guide",
    "units": "unit",
    "cases": "case",
}
LIST = "list"
"""Pages that list what other pages say."""
KIND_TITLES: dict[str, str] = SITE["kinds"]
ORDER = tuple(KIND_TITLES)


@dataclass(frozen=True, slots=True)
class PageText:
    """A page, or a part of one, as the search shows it. `kind`: one of `ORDER`. `where`: what it belongs to, from the top.

    `names`: what else is all of its name: a unit's id and code. `state`: where it stands, which is shown and not searched.
    """

    url: str
    title: str
    kind: str
    text: str
    where: str = ""
    names: tuple[str, ...] = ()
    state: str = ""


def page_texts(url: str, page: str) -> Iterator[PageText]:
    """A built page; one that people look things up in goes part by part, so that an answer is a place on it."""
    found = ARTICLE.search(page)
    whole = found[1] if found else ""
    article = SILENT.sub(" ", whole)
    heading = PAGE_HEADING.search(article)
    title = _plain(heading[1]) if heading else url
    words = PAGE_HEADING.sub(" ", article, count=1)
    kind = page_kind(url)
    if kind != "guide":
        yield PageText(url, title, kind, _plain(words), _where(whole), _names(url, kind, whole), _state(whole))
        return
    start, *parts = PART_HEADING.split(words)
    yield PageText(url, title, kind, _plain(start))
    for anchor, named, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield PageText(f"{url}#{unescape(anchor)}", _plain(named), kind, _plain(text), title)


def page_kind(url: str) -> str:
    return LIST if url == "cases/index.html" else PAGE_KINDS.get(url.partition("/")[0], LIST)


def _where(article: str) -> str:
    """The pages above, apart from the one that lists everything of the kind."""
    crumbs = CRUMBS.search(article)
    _, *above = CRUMB.findall(crumbs[1]) if crumbs else [""]
    return " › ".join(map(_plain, above))


def _names(url: str, kind: str, article: str) -> tuple[str, ...]:
    if kind != "unit":
        return ()
    code = UNIT_CODE.search(article)
    return (url.removeprefix("units/").removesuffix(".html"), *([_plain(code[1])] if code else []))


def _state(article: str) -> str:
    state = STATE.search(article)
    return _plain(state[1]) if state else ""


def _plain(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", INLINE.sub("", html))).split())
