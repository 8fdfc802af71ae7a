"""典型案例: an overview by theme and a page a case."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.pages.book import Book, Row
from pingyi.pages.render import Renderer

OTHER = "其他"


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    cases = book.all("cases")
    yield renderer.page("cases/index.md", "典型案例", "cases.html", cases=cases, themes=_themes(book, cases))
    for case in cases:
        pictures = [row for row in book.of("case_pictures", case["unit"]) if row["id"] == case["id"]]
        path = f"cases/{case['unit']}/{case['id']}.md"
        yield renderer.page(path, case["title"], "case.html", case["background"][:100], case=case, pictures=pictures)


def _themes(book: Book, cases: list[Row]) -> list[tuple[str, list[Row]]]:
    titles = [*book.campaign.titles("themes").items(), (None, OTHER)]
    groups = [(title, [case for case in cases if case["theme"] == key]) for key, title in titles]
    return [(title, rows) for title, rows in groups if rows]


def pictures(book: Book) -> dict[str, str]:
    """Path on the site to path in the repository of every picture that a published case shows."""
    return {
        f"cases/{row['unit']}.files/{row['file']}": f"data/units/{row['unit']}.files/{row['file']}"
        for row in book.all("case_pictures")
    }
