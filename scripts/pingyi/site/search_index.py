"""The search index: which pages hold what people may ask for, in small files that the browser fetches as it needs them."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pingyi.files.packed_texts import common_name, deflated, in_common, spread
from pingyi.files.write import write
from pingyi.publish.site_words import SITE
from pingyi.site.built_page import KIND_TITLES, ORDER, PageText, page_kind, page_texts
from pingyi.site.search_tokens import TITLED, common_characters, folded_text, joined, syllables, tokens, traditional

SEARCH_FOLDER = "search"
UNINDEXED = ("404.html", "search.html")
POSTINGS = 3000
"""Page numbers in one file, which then has about 5 kB: a question fetches one for each of its pairs."""
HASHED = 1_048_573
Postings = dict[str, "array[int]"]


def index(site: Path) -> None:
    """Write `search/` into a built site: `index.json`, and deflated `sounds.z` and, for there are many, `pairs/<file>.z` and `pages/<number>.z`.

    The latter are packed with `common/<name>.z`, which is deflated too.
    """
    urls = _urls(site)
    common = in_common(map(_entry, _first_texts(site, urls)))
    write(site / SEARCH_FOLDER, _files(_texts(site, urls), common))


def _files(pages: Iterable[PageText], common: str) -> Iterator[tuple[str, str | bytes]]:
    postings: Postings = defaultdict(lambda: array("l"))
    places: dict[tuple[str, str], int] = {}
    characters: set[str] = set()
    titles: set[str] = {word for pin in SITE["pinned"] for word in pin["words"]}
    yield f"common/{common_name(common)}.z", deflated(common)
    for number, page in enumerate(pages):
        for token in tokens(page.title, page.names, f"{page.where}\n{page.text}"):
            postings[token].append(number)
        characters.update(page.title, page.where, page.text)
        titles.add(page.title)
        places.setdefault((page.url.partition("#")[0], ""), number)
        places.setdefault((page.url.partition("#")[0], page.title), number)
        yield f"pages/{number}.z", deflated(_entry(page), common)
    yield from _pairs(postings)
    head = {
        "files": _count(postings),
        "pages": 1 + max(places.values(), default=-1),
        "common": common_name(common),
        "pinned": dict(known_questions(places)),
        "traditional": _variants(characters),
    }
    yield "sounds.z", deflated(_json(sounds(titles)))
    yield "index.json", _json(head)


def _urls(site: Path) -> list[str]:
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(filter(_asked_for, found), key=_order)


def _first_texts(site: Path, urls: Sequence[str]) -> Iterator[PageText]:
    """Of each page what it begins with, pages of all kinds soon among them."""
    return (next(_texts(site, [url])) for url in spread(urls))


def _texts(site: Path, urls: Iterable[str]) -> Iterator[PageText]:
    for url in urls:
        yield from page_texts(url, (site / url).read_text(encoding="utf-8"))


def _asked_for(url: str) -> bool:
    """The page on which a report is judged repeats what the unit's own page says, and that leads to it."""
    return url not in UNINDEXED and (not url.startswith("review/") or url == "review/index.html")


def _entry(page: PageText) -> str:
    """What the browser shows of an entry, and holds the question against."""
    shown = {
        "url": page.url,
        "title": page.title,
        "kind": KIND_TITLES[page.kind],
        "where": page.where,
        "state": page.state,
        "text": page.text,
    }
    said = " ".join(syllables(page.title))
    known = shown | {"said": said, "names": " ".join(page.names)}
    return _json({key: value for key, value in known.items() if value})


def known_questions(places: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, int]]:
    """The words of which it is known what they ask for, each with the number of the first page named for them that is there.

    `places`: the numbers of address and title, of an address alone that of its start.
    """
    for pin in SITE["pinned"]:
        wanted = ((target["page"], target.get("part", "")) for target in pin["to"])
        number = next((places[target] for target in wanted if target in places), None)
        if number is not None:
            yield from ((name, number) for word in pin["words"] for name in (joined(word), "".join(syllables(word))))


def sounds(titles: Iterable[str]) -> dict[str, str]:
    """The syllables that titles are said with, and what else is said so: who types by sound picks the wrong character."""
    said = {syllable for title in titles for syllable in syllables(title)}
    same: dict[str, str] = defaultdict(str)
    for character in sorted({*common_characters(), *"".join(titles)}):
        syllable = "".join(syllables(character))
        if syllable in said and character not in syllable:
            same[syllable] += character
    return same


def _variants(characters: Iterable[str]) -> list[str]:
    """The traditional characters of those that the site uses, and these in the same order."""
    used = {folded_text(character) for character in characters}
    known = [(variant, plain) for variant, plain in traditional().items() if plain in used]
    return ["".join(side) for side in zip(*known, strict=True)] or ["", ""]


def _count(postings: Postings) -> int:
    return 1 + sum(map(len, postings.values())) // POSTINGS


def _pairs(postings: Postings) -> Iterator[tuple[str, bytes]]:
    """The page numbers of each token, in files of about the same size."""
    count = _count(postings)
    files: list[dict[str, list[int]]] = [{} for _ in range(count)]
    for token in sorted(postings):
        files[place(token, count)][token] = _steps(postings[token])
    for number, content in enumerate(files):
        yield f"pairs/{number}.z", deflated(_json(content))


def _steps(numbers: array[int]) -> list[int]:
    """The first number, then the differences; -n stands for n differences of 1, for many pages say the same."""
    last = numbers[0]
    found, run = [last], 0
    for number in numbers[1:]:
        step, last = number - last, number
        if step == 1:
            run += 1
        else:
            found += [-run, step] if run else [step]
            run = 0
    return [*found, -run] if run else found


def place(token: str, count: int) -> int:
    """The number of the file that holds a token, with or without the mark of a title; the browser calculates the same."""
    number = 0
    for character in token.removeprefix(TITLED):
        number = (number * 31 + ord(character)) % HASHED
    return number % count


def _order(url: str) -> tuple[int, str]:
    return ORDER.index(page_kind(url)), url


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
