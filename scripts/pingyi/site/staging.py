"""Prose, generated pages, dataset, theme and configuration written below build/, where plain MkDocs finds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path

from markupsafe import escape

from pingyi.check.run import MAX_FILE
from pingyi.dataset import Origin, dataset
from pingyi.dictionary import Tables
from pingyi.load.history import head
from pingyi.load.source import Source
from pingyi.opening import Opened
from pingyi.pages import blanks, pages
from pingyi.pages.book import Book
from pingyi.pages.sheets import Offered
from pingyi.sheets.make import files, offer
from pingyi.site.configuration import CONFIG, configuration, linked
from pingyi.site.prose import prose, staged, theme
from pingyi.write import write

FEED = "feed.xml"
SHELF = "build/cache/sheets"
Files = Iterator[tuple[str, str | bytes]]


def stage(root: Path, opened: Opened, tables: Tables, site: Path, *, sheets: bool = True) -> list[str]:
    """Write `build/docs`, `build/theme` and `build/mkdocs.yml` below `root`; only what differs is touched.

    Returns what could not be made, in sentences.
    """
    commit = head(root)
    docs: set[str] = set()
    book = Book(tables, opened.repository.campaign)
    offered, complaints = offer(book) if sheets else ({}, [])
    made = chain(_made(opened, book, commit, offered), files(opened, book, offered, root / SHELF).items())
    write(root / "build/docs", _docs(root, made, docs))
    write(root / "build/theme", {**theme(), "partials/facts.html": _facts(opened, commit, docs).encode()})
    config = configuration(root, opened.repository.campaign, docs, site)
    write(root / "build", {CONFIG: config}, prune=False)
    return complaints


def _docs(root: Path, generated: Files, docs: set[str]) -> Files:
    """All files below `build/docs`, one by one, for ten thousand pages fill a memory; their paths are added to `docs`."""
    written = prose(root)
    for path, content in generated:
        docs.add(path)
        yield path, content
    made = frozenset(docs)
    docs.update(written)
    absent = linked() - docs
    yield from ((path, staged(path, written, absent)) for path in written if path not in made)


def _made(opened: Opened, book: Book, commit: str, offered: Offered) -> Files:
    generated, pictures = pages(opened, book, commit, offered)
    yield from generated
    yield from blanks.files(opened, book)
    yield from dataset(book.tables, Origin(opened.repository.campaign, opened.repository.as_of, commit)).items()
    yield from _pictures(opened.raw.reports, pictures)


def _pictures(source: Source, pictures: Mapping[str, str]) -> Files:
    """Pictures as the check read them: a link is never followed."""
    for target, path in pictures.items():
        content = source.read(path, MAX_FILE)
        if isinstance(content, bytes):
            yield target, content


def _facts(opened: Opened, commit: str, docs: Collection[str]) -> str:
    """A theme partial with what every page says: how old the data is, whether it is real, and the feed where there is one."""
    repository = opened.repository
    campaign = repository.campaign
    facts = {
        "demonstration": bool(campaign.data.get("demonstration")),
        "as_of": repository.as_of.isoformat(),
        "commit": commit,
        "organiser": escape(campaign.data["organiser"]),
        "feed": FEED if FEED in docs else "",
    }
    return "".join(f"{{% set {key} = {_literal(value)} %}}\n" for key, value in facts.items())


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("\\", "").replace("'", "’") + "'"
