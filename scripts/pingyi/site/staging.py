"""Prose, generated pages, dataset, theme and configuration written below build/, where plain MkDocs finds them."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path

from markupsafe import escape

from pingyi.campaign.guide import START_WORDS
from pingyi.campaign.judged import Judged
from pingyi.doors.pending_file import Pending
from pingyi.files.caches import cache_folder
from pingyi.files.write import write
from pingyi.load.history import head
from pingyi.pages import blank_files, pages
from pingyi.pages.kept_pages import Earlier, StagedPage
from pingyi.publish.book import Book
from pingyi.publish.last_campaign import LastCampaign
from pingyi.publish.lives_told import lives_told
from pingyi.sheets.content import Picture
from pingyi.sheets.make import files, offer, pictures
from pingyi.site.configuration import CONFIG, configuration, linked, own_nav
from pingyi.site.prose import prose, staged, theme
from pingyi.tables.dataset import Origin, dataset
from pingyi.tables.dictionary import Tables

FEED = "feed.xml"
DOCS = "build/docs"
NEVER = 1_000_000
StagedFiles = Iterator[tuple[str, str | bytes | None]]
DrawnPages = tuple[Iterator[StagedPage], dict[str, str]]


def stage(
    root: Path,
    judged: Judged,
    tables: Tables,
    site: Path,
    *,
    sheets: bool = True,
    pending: Pending | None = None,
    last: LastCampaign | None = None,
) -> list[str]:
    """Write `build/docs`, `build/theme` and `build/mkdocs.yml` below `root`; only what differs is touched.

    `pending`: what lies open on the forge; `last`: the campaign before; both only for those who see all. Returns what could
    not be made, in sentences.
    """
    commit = head(root, judged.commit)
    docs: set[str] = set()
    book = Book(tables, judged.campaign)
    offered, complaints = offer(book) if sheets else ({}, [])
    shown = pictures(judged.contents.reports, cache_folder(root, "pictures"))
    sheets_made = files(judged, book, offered, cache_folder(root, "sheets"), shown)
    lives = lives_told(root, judged, book, pending, last)
    data = dataset(tables, Origin(judged.campaign, judged.as_of, commit))
    written = prose(root, judged.campaign)
    with _looking_for_new_garbage_alone(), ExitStack() as copies:
        earlier = Earlier(cache_folder(root, "pages"), root / DOCS, copies)
        drawn = pages(judged, book, commit, offered, lives, prose=written.keys(), earlier=earlier)
        made = chain(data, sheets_made.items(), _made(judged, drawn, book, shown, cache_folder(root, "blank")))
        write(root / DOCS, _docs(written, made, docs))
    write(root / "build/theme", {**theme(), "partials/facts.html": _facts(judged, commit, docs).encode()})
    nav, readable = own_nav(root)
    config = configuration(root, judged.campaign, docs, site, nav)
    write(root / "build", {CONFIG: config}, prune=False)
    return complaints if readable else [*complaints, START_WORDS["nav-unreadable"]]


@contextmanager
def _looking_for_new_garbage_alone() -> Iterator[None]:
    """Most that has lived for a while are rows that pages ask for again: looking through them takes a tenth of the time."""
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)


def _docs(written: dict[str, bytes], generated: StagedFiles, docs: set[str]) -> StagedFiles:
    """All files below `build/docs`, one by one, for ten thousand pages fill a memory; their paths are added to `docs`."""
    for path, content in generated:
        docs.add(path)
        yield path, content
    made = frozenset(docs)
    docs.update(written)
    absent = linked() - docs
    yield from ((path, staged(path, written, absent)) for path in written if path not in made)


def _made(judged: Judged, drawn: DrawnPages, book: Book, shown: Picture, blanks: Path | None) -> StagedFiles:
    generated, places = drawn
    yield from blank_files.files(judged, book, blanks)
    yield from ((target, content) for target, path in places.items() if (content := shown(path)))
    yield from generated


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
