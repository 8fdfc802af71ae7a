"""Prose, generated pages, dataset, theme and configuration written below build/, where plain MkDocs finds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path

from markupsafe import escape

from pingyi.campaign.checking import MAX_FILE
from pingyi.campaign.judged import Judged
from pingyi.files.write import write
from pingyi.load.history import head
from pingyi.load.source import Source
from pingyi.pages import blank_files, pages
from pingyi.publish.book import Book
from pingyi.publish.sheet_paths import Offered
from pingyi.sheets.make import files, offer
from pingyi.site.configuration import CONFIG, configuration, linked
from pingyi.site.prose import prose, staged, theme
from pingyi.tables.dataset import Origin, dataset
from pingyi.tables.dictionary import Tables

FEED = "feed.xml"
SHELF = "build/cache/sheets"
StagedFiles = Iterator[tuple[str, str | bytes]]


def stage(root: Path, judged: Judged, tables: Tables, site: Path, *, sheets: bool = True) -> list[str]:
    """Write `build/docs`, `build/theme` and `build/mkdocs.yml` below `root`; only what differs is touched.

    Returns what could not be made, in sentences.
    """
    commit = head(root, judged.commit)
    docs: set[str] = set()
    book = Book(tables, judged.campaign)
    offered, complaints = offer(book) if sheets else ({}, [])
    made = chain(_made(judged, book, commit, offered), files(judged, book, offered, root / SHELF).items())
    write(root / "build/docs", _docs(root, made, docs))
    write(root / "build/theme", {**theme(), "partials/facts.html": _facts(judged, commit, docs).encode()})
    config = configuration(root, judged.campaign, docs, site)
    write(root / "build", {CONFIG: config}, prune=False)
    return complaints


def _docs(root: Path, generated: StagedFiles, docs: set[str]) -> StagedFiles:
    """All files below `build/docs`, one by one, for ten thousand pages fill a memory; their paths are added to `docs`."""
    written = prose(root)
    for path, content in generated:
        docs.add(path)
        yield path, content
    made = frozenset(docs)
    docs.update(written)
    absent = linked() - docs
    yield from ((path, staged(path, written, absent)) for path in written if path not in made)


def _made(judged: Judged, book: Book, commit: str, offered: Offered) -> StagedFiles:
    generated, pictures = pages(judged, book, commit, offered)
    yield from generated
    yield from blank_files.files(judged, book)
    yield from dataset(book.tables, Origin(judged.campaign, judged.as_of, commit)).items()
    yield from _pictures(judged.contents.reports, pictures)


def _pictures(source: Source, pictures: Mapping[str, str]) -> StagedFiles:
    """Pictures as the check read them: a link is never followed."""
    for target, path in pictures.items():
        content = source.read(path, MAX_FILE)
        if isinstance(content, bytes):
            yield target, content


def _facts(judged: Judged, commit: str, docs: Collection[str]) -> str:
    """A theme partial with what every page says: how old the data is, whether it is real, and the feed where there is one."""
    campaign = judged.campaign
    facts = {
        "demonstration": bool(campaign.data.get("demonstration")),
        "as_of": judged.as_of.isoformat(),
        "commit": commit,
        "organiser": escape(campaign.data["organiser"]),
        "feed": FEED if FEED in docs else "",
    }
    return "".join(f"{{% set {key} = {_literal(value)} %}}\n" for key, value in facts.items())


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("\\", "").replace("'", "’") + "'"
