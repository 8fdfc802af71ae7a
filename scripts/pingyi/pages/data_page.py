"""数据: downloads, definitions and the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book
from pingyi.publish.scale_words import positives, weights, without_approval
from pingyi.publish.site_words import TITLES
from pingyi.tables.dictionary import TABLES, in_words


def pages(book: Book, renderer: Renderer, receipt: str, commit: str) -> Iterator[tuple[str, str]]:
    """`receipt`: what says when a report came; see `Judged`."""
    yield renderer.page(
        "data.md",
        TITLES["data"],
        "data.html",
        tables=[in_words(table, book.campaign) for name, table in TABLES.items() if book.has(name)],
        denominators=dict.fromkeys(subject.denominator for subject in book.campaign.subjects),
        positives=positives(book.campaign),
        without_approval=without_approval(book.campaign),
        receipt=receipt,
        commit=commit,
        weights=weights(book.campaign),
    )
