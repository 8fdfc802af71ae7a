"""汇总表: the official sheets to print and to hand in."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import ROOT
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book
from pingyi.publish.sheet_paths import AWARDS, Offered, path
from pingyi.publish.site_words import SITE, TITLES


def links(offered: Offered) -> dict[str, list[tuple[str, str]]]:
    """Node to the title and path of each file."""
    return {node: [(SITE["formats"][form], path(node, form)) for form in forms] for node, forms in offered.items()}


def pages(book: Book, renderer: Renderer, offered: Offered) -> Iterator[tuple[str, str]]:
    if offered:
        yield renderer.page(
            "sheets.md",
            TITLES["sheets"],
            "sheets.html",
            all=book.progress(ROOT),
            rows=_rows(book, offered),
            dossiers=any("dossier.pdf" in forms for forms in offered.values()),
            awards=AWARDS if book.count("bands") else None,
        )


def _rows(book: Book, offered: Offered) -> list[dict[str, object]]:
    return [{"unit": node, "counts": book.progress(node), "files": files} for node, files in links(offered).items()]
