"""The search index: which pages hold which pairs of characters, in small files that the browser fetches as it needs them.

Chinese has no spaces, and the dictionaries that divide it into words do not know the names of units. So a text is indexed
as its overlapping pairs of letters, digits and Chinese characters (`第12号` as 第1, 12, 2号). Whatever is asked for is found
wherever it begins: all its pairs are on the page, and scripts/web/src/search/ then reads the page's text to be sure.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import groupby, pairwise
from pathlib import Path

from pingyi.files.write import write
from pingyi.publish.site_words import SITE

SEARCH_FOLDER = "search"
ARTICLE = re.compile(r'<article class="md-content__inner[^>]*>(.*)</article>', re.DOTALL)
PAGE_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
SILENT = re.compile(
    r'<(svg|nav|script|style)\b.*?</\1>|<(table|p)\b[^>]*\bdata-nosearch.*?</\2>|<a class="headerlink".*?</a>',
    re.DOTALL,
)
"""What is said elsewhere, or in figures: charts, navigation, and tables and paragraphs that ask for it."""
INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|mark|small|span|strong)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W_]+")
FOLDED = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B)}
"""Full-width letters and digits to plain ones."""
TITLED, WHOLE = "#", "="
"""Before a pair that stands in the title; before a title as a whole."""
UNINDEXED = ("404.html", "search.html")
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
POSTINGS = 3000
"""Page numbers in one file, which then has about 5 kB: a question fetches one for each of its pairs."""
HASHED = 1_048_573


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says. `kind`: one of `ORDER`."""

    url: str
    title: str
    kind: str
    text: str


def index(site: Path) -> None:
    """Write `search/` into a built site: `index.json`, `pairs/<file>.json` and `pages/<number>.json`."""
    write(site / SEARCH_FOLDER, _files(site))


def _files(site: Path) -> Iterator[tuple[str, str]]:
    postings: dict[str, array[int]] = defaultdict(lambda: array("l"))
    places = sorted((path.relative_to(site).as_posix() for path in site.rglob("*.html")), key=_order)
    for number, place in enumerate(place for place in places if place not in UNINDEXED):
        page = page_text(place, (site / place).read_text(encoding="utf-8"))
        for token in tokens(page):
            postings[token].append(number)
        yield (
            f"pages/{number}.json",
            _json({"url": page.url, "title": page.title, "kind": KIND_TITLES[page.kind], "text": page.text}),
        )
    yield from _pairs(postings)


def _pairs(postings: dict[str, array[int]]) -> Iterator[tuple[str, str]]:
    """The page numbers of each token in files of about the same size, and how many files there are."""
    count = 1 + sum(map(len, postings.values())) // POSTINGS
    files: list[dict[str, list[int]]] = [{} for _ in range(count)]
    for token in sorted(postings):
        files[place(token, count)][token] = list(_steps(postings[token]))
    for number, content in enumerate(files):
        yield f"pairs/{number}.json", _json(content)
    yield "index.json", _json({"files": count})


def _steps(numbers: array[int]) -> Iterator[int]:
    """The first number, then the differences; -n stands for n differences of 1, for many pages say the same."""
    yield numbers[0]
    for step, steps in groupby(after - before for before, after in pairwise(numbers)):
        count = sum(1 for _ in steps)
        yield from [-count] if step == 1 else [step] * count


def page_text(url: str, page: str) -> PageText:
    """The title and the text of a built page."""
    found = ARTICLE.search(page)
    article = SILENT.sub(" ", found[1]) if found else ""
    heading = PAGE_HEADING.search(article)
    return PageText(
        url, _plain(heading[1]) if heading else url, _kind(url), _plain(PAGE_HEADING.sub(" ", article, count=1))
    )


def tokens(page: PageText) -> set[str]:
    """What a page is found by."""
    titled = pairs(page.title)
    whole = WHOLE + "".join(WORD.findall(folded_text(page.title)))
    return {whole, *titled, *(TITLED + pair for pair in titled), *pairs(page.text)}


def pairs(text: str) -> set[str]:
    """Every pair of neighbouring letters, digits or Chinese characters."""
    return {word[start : start + 2] for word in WORD.findall(folded_text(text)) for start in range(len(word) - 1)}


def folded_text(text: str) -> str:
    """Text as it is compared: lower case, no full-width letters or digits; as long as before."""
    return text.lower().translate(FOLDED)


def place(token: str, count: int) -> int:
    """The number of the file that holds a token, with or without its mark; the browser calculates the same."""
    number = 0
    for character in token.removeprefix(TITLED):
        number = (number * 31 + ord(character)) % HASHED
    return number % count


def _plain(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", INLINE.sub("", html))).split())


def _kind(url: str) -> str:
    return LIST if url == "cases/index.html" else PAGE_KINDS.get(url.partition("/")[0], LIST)


def _order(url: str) -> tuple[int, str]:
    return ORDER.index(_kind(url)), url


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
