"""典型案例: an overview to choose from, and a page a case to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pingyi.figures.case_totals import NONE
from pingyi.pages.filters import Facet, Option, unit_options
from pingyi.pages.kept_pages import KeptPages, StagedPage, Wanted
from pingyi.pages.related import CaseTraits, related
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import SITE, TITLES
from pingyi.publish.written_texts import LINE_BREAK

TEASER = 72
"""Most characters of a teaser."""
ILLUSTRATED = 400
"""Most cases that the overview shows with picture and teaser; of more it is a list, so that it stays a page to load."""
CASES_LISTED = 2000
"""Most cases of the overview, as many of each theme; the others are found by the search and on the pages of their units."""
SAID_OF_OTHERS = ("title", "about", "theme")
"""What a page says of the cases around its own."""
END_OF_PARAGRAPH = re.compile(r"\n[ \t]*\n")
FIRST_SENTENCE = re.compile(r".+?[。！？](?![”’」』）])|.+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as pages show it."""

    row: Row
    pictures: list[Row]
    kind: CaseTraits
    reporting: str
    teaser: str

    @property
    def path(self) -> str:
        return f"cases/{self.row['unit']}/{self.row['id']}.html"


def pages(book: Book, renderer: Renderer, kept: KeptPages) -> Iterator[StagedPage]:
    if not book.has("cases"):
        return
    yield from kept.together("cases", lambda: [_overview(book, renderer)])
    cases = _cases(book)
    near = related([case.kind for case in cases])
    before, after = [None, *cases][:-1], [*cases, None][1:]
    around = (
        {"near": [cases[place] for place in places], "previous": previous, "following": following}
        for previous, following, places in zip(before, after, near, strict=True)
    )
    wanted = [
        Wanted(case.path, (case, beside), _said(case, beside)) for case, beside in zip(cases, around, strict=True)
    ]
    yield from kept.made(lambda pair: [_page(book, renderer, *pair)], wanted)


def _overview(book: Book, renderer: Renderer) -> tuple[str, str]:
    groups = _groups(book)
    total = sum(len(cases) for _, _, cases in groups)
    most = CASES_LISTED // len(groups) if total > CASES_LISTED else 0
    listed = [(theme, name, cases[: most or total]) for theme, name, cases in groups]
    return renderer.page(
        "cases/index.md",
        TITLES["cases"],
        "cases.html",
        groups=listed,
        most=most,
        totals=_totals(book),
        facets=_facets(book, {case.row["about"] for _, _, cases in listed for case in cases}),
        illustrated=total <= ILLUSTRATED,
    )


def _cases(book: Book) -> list[ShownCase]:
    return [case for _, _, found in _groups(book) for case in found]


def _said(case: ShownCase, around: dict[str, Any]) -> str:
    """All that the page says of the case and of those around it."""
    others = [*around["near"], around["previous"], around["following"]]
    named = [other and (other.path, *(other.row[name] for name in SAID_OF_OTHERS)) for other in others]
    return repr((case.row, case.pictures, case.kind.category, named))


def _page(book: Book, renderer: Renderer, case: ShownCase, around: dict[str, Any]) -> tuple[str, str]:
    row = case.row
    return renderer.page(
        case.path.removesuffix("html") + "md",
        row["title"],
        "case.html",
        row["background"][:100],
        case=case,
        row=row,
        source=book.one("units", row["unit"]),
        **around,
    )


def _groups(book: Book) -> list[tuple[str, str, list[ShownCase]]]:
    """Theme, its title and its cases, in the campaign's order; cases without a theme last."""
    found: dict[str, list[ShownCase]] = {theme: [] for theme in (*book.campaign.titles("themes"), NONE)}
    for row in book.all("cases"):
        found[row["theme"] or NONE].append(_case(book, row))
    return [(theme, _theme(book, theme), cases) for theme, cases in found.items() if cases]


def _case(book: Book, row: Row) -> ShownCase:
    about = book.one("units", row["about"])
    return ShownCase(
        row=row,
        pictures=[picture for picture in book.of("case_pictures", row["unit"]) if picture["id"] == row["id"]],
        kind=CaseTraits(row["theme"], frozenset(row["items"].split()), about["category"] if about else None),
        reporting=about["reporting_unit"] if about else "",
        teaser=teaser(row["background"]),
    )


def teaser(text: str) -> str:
    """The first sentence of a text, cut with …… where it is long."""
    paragraph = END_OF_PARAGRAPH.split(text.strip(), maxsplit=1)[0]
    found = FIRST_SENTENCE.match(LINE_BREAK.sub("", paragraph))
    sentence = found[0].strip() if found else ""
    return sentence if len(sentence) <= TEASER else sentence[: TEASER - 2].rstrip("，、；：") + "……"


def _theme(book: Book, theme: str) -> str:
    return SITE["no_theme"] if theme == NONE else book.word("themes", theme)


def _totals(book: Book) -> dict[tuple[str, str], Row]:
    return {(row["facet"], row["value"]): row for row in book.all("case_totals")}


def _facets(book: Book, about: set[str]) -> list[Facet]:
    """What the overview can be filtered by: only values that some case has, in the campaign's or the roster's order.

    `about`: the units that the listed cases are about.
    """
    have = {
        facet: {row["value"] for row in book.by("case_totals", "facet", facet)}
        for facet in ("theme", "category", "item")
    }
    themes = [Option(key, _theme(book, key)) for key in (*book.campaign.titles("themes"), NONE) if key in have["theme"]]
    categories = [
        Option(key, title) for key, title in book.campaign.titles("categories").items() if key in have["category"]
    ]
    items = [
        Option(f"{subject.id}/{item.id}", item.short)
        for subject in book.campaign.subjects
        for item in subject.items
        if f"{subject.id}/{item.id}" in have["item"]
    ]
    places = [unit for unit in book.names if unit in about]
    titles = book.site["facets"]
    facets = [
        Facet("theme", titles["theme"], themes),
        Facet("item", titles["case_item"], items),
        Facet("category", titles["category"], categories),
        Facet("unit", titles["unit"], unit_options(book, places)),
    ]
    return [facet for facet in facets if len(facet.options) > 1]


def picture_paths(book: Book) -> dict[str, str]:
    """Path on the site to path in the repository of every picture that a published case shows."""
    return {
        f"cases/{row['unit']}.files/{row['file']}": f"data/units/{row['unit']}.files/{row['file']}"
        for row in book.all("case_pictures")
    }
