"""数据: downloads, definitions and the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import Grade
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book
from pingyi.publish.site_words import SITE, TITLES
from pingyi.tables.dictionary import TABLES


def pages(book: Book, renderer: Renderer, receipt: str) -> Iterator[tuple[str, str]]:
    """`receipt`: what says when a report came; see `Judged`."""
    grades = {grade.id: grade for subject in book.campaign.subjects for item in subject.items for grade in item.grades}
    yield renderer.page(
        "data.md",
        TITLES["data"],
        "data.html",
        tables=[table for name, table in TABLES.items() if book.has(name)],
        positives="、".join(grade.title for grade in grades.values() if grade.positive),
        receipt=receipt,
        weights=_weights(list(grades.values())),
    )


def _weights(grades: list[Grade]) -> str:
    weighted = [f"{grade.title} {grade.weight}" for grade in grades if grade.weight is not None]
    return "、".join(weighted) or str(SITE["no_weights"])
