"""Pages that stand where they were staged, and are made anew only where what they were made of changed.

Pages are made of what they ask the book for, which is noted while they are made, and of what else is given to them. Kept is what
they asked for, a mark of what came of that and a hash of each page, not the pages: they stand below `build/`, and count if they are
still the ones. Most are kept by themselves, so that another report makes few anew; some that ask for the same are kept together.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pingyi.campaign.verdict_cache import Cache, Drawer, digest
from pingyi.contract.assets import assets
from pingyi.files.write import Placer
from pingyi.pages import by_two
from pingyi.publish.book import Book, Read

PAGE_LIBRARIES = ("jinja2", "markupsafe", "pandas")
SUBTREE = 2
"""How many parts of their name say the file in which pages are kept: `units/<the first part of the id>`."""
_Given = TypeVar("_Given")
Page = tuple[str, str]
"""Path and content."""
StagedPage = tuple[str, str | None]
"""The same; None where the page stands where pages are staged."""


class Wanted(NamedTuple, Generic[_Given]):
    """Pages that are kept together: their name, what they are made for, and a text of all that they are made of beside the book."""

    name: str
    about: _Given
    beside: str = ""


class Kept(NamedTuple):
    """What is kept of pages: what they asked for, by the value asked for, as JSON, for there are very many; the mark of what came
    of it; path and hash of each.
    """

    asked: str
    mark: str
    pages: list[list[str]]


class Earlier(NamedTuple):
    """Where it is kept what pages were made of, None: nowhere; where they are staged; and what copies of this process end with."""

    folder: Path | None
    staged: Path
    copies: ExitStack


MadePages = tuple[Sequence[StagedPage], Kept]


class KeptPages:
    """`context`: all that pages are made of which is neither in the book nor differs from page to page."""

    def __init__(self, book: Book, earlier: Earlier | None, context: Iterable[bytes]) -> None:
        self._book, self._earlier = book, earlier
        self._placer = Placer(earlier.staged) if earlier else None
        self._cache = Cache(earlier.folder if earlier else None, digest([_maker(), *context]))
        self._drawers: dict[str, Drawer] = {}

    def made(self, make: Callable[[_Given], Iterable[Page]], wanted: Sequence[Wanted[_Given]]) -> Iterator[StagedPage]:
        """All of these pages in order, those made anew that are not as they were. Many begin to be made at once."""
        held = [(each, self._held(each)) for each in wanted]
        return self._noted(held, by_two.made(partial(self._some, make), held, self._earlier and self._earlier.copies))

    def _noted(
        self, held: Iterable[tuple[Wanted[Any], Kept | None]], made: Iterable[MadePages | None]
    ) -> Iterator[StagedPage]:
        for (each, known), fresh in zip(held, made, strict=True):
            pages, kept = fresh or _as_kept(known)  # type: ignore[arg-type] # else they would be made
            # As JSON has it: a drawer is written only where it differs.
            self._drawer(each).put(_key(each), [*kept])
            yield from pages

    def together(self, name: str, make: Callable[[], Iterable[Page]], beside: str = "") -> Iterator[StagedPage]:
        """Pages that are kept as one; see `Wanted`."""
        return self.made(lambda _: make(), [Wanted(name, None, beside)])

    def saved_after(self, pages: Iterable[StagedPage]) -> Iterator[StagedPage]:
        """All pages of a site; when they are made, what they were made of is kept for the next run."""
        yield from pages
        for drawer in self._drawers.values():
            drawer.save()
        self._cache.drop_others()

    def _held(self, each: Wanted[Any]) -> Kept | None:
        """What is kept, if all that was asked for is as it was."""
        try:
            kept = Kept(*self._drawer(each).get(_key(each)))
            return kept if kept.mark == self._mark(json.loads(kept.asked)) else None
        except (AttributeError, KeyError, TypeError, ValueError):  # nothing, or damaged
            return None

    def _some(
        self, make: Callable[[_Given], Iterable[Page]], some: Iterable[tuple[Wanted[_Given], Kept | None]]
    ) -> list[MadePages | None]:
        """The pages of each that do not stand as they are kept."""
        return [None if self._stand(known) else self._made(make, each) for each, known in some]

    def _stand(self, kept: Kept | None) -> bool:
        """Whether the pages that were made are where pages are staged."""
        if not kept or not self._earlier:
            return False
        try:
            staged = self._earlier.staged
            return all(digest([(staged / path).read_bytes()]) == mark for path, mark in kept.pages)
        except (OSError, TypeError, ValueError):
            return False

    def _made(self, make: Callable[[_Given], Iterable[Page]], each: Wanted[_Given]) -> MadePages:
        with self._book.reading() as reads:
            pages = list(make(each.about))
        asked = _by_value(reads)
        marks = [[path, digest([content.encode()])] for path, content in pages]
        return self._staged(pages), Kept(_json(asked), self._mark(asked), marks)

    def _staged(self, pages: list[Page]) -> Sequence[StagedPage]:
        if not self._placer:
            return pages
        self._placer.place(pages)
        return [(path, None) for path, _ in pages]

    def _mark(self, asked: Sequence[Any]) -> str:
        mark = self._book.mark
        marks = [mark((*where.split(" "), value)) for value, *places in asked for where in places]
        # Two parts are hashed in half the time of fifty.
        return digest([repr([*map(len, marks)]).encode(), b"".join(marks)])

    def _drawer(self, each: Wanted[Any]) -> Drawer:
        name = "/".join(each.name.split("/")[:SUBTREE])
        if name not in self._drawers:
            self._drawers[name] = self._cache.drawer(name)
        return self._drawers[name]


def _as_kept(kept: Kept) -> MadePages:
    return [(path, None) for path, _ in kept.pages], kept


def _json(asked: list[list[Any]]) -> str:
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":"))


def _maker() -> bytes:
    """What makes pages, beside code and contract: templates and libraries."""
    templates = [path.read_bytes() for path in sorted(assets("templates").glob("*.*"))]
    libraries = [*map(version, PAGE_LIBRARIES), zlib.ZLIB_RUNTIME_VERSION]
    return digest([*templates, *(name.encode() for name in libraries)]).encode()


def _key(each: Wanted[Any]) -> str:
    return digest([each.name.encode(), each.beside.encode()])


def _by_value(reads: Iterable[Read]) -> list[list[Any]]:
    """What was asked for, in one order: each value, and the tables and columns where it was looked for."""
    found: dict[Any, list[str]] = {}
    for table, column, value in reads:
        found.setdefault(value, []).append(f"{table} {column}")
    return [[value, *sorted(places)] for value, places in sorted(found.items(), key=lambda entry: repr(entry[0]))]
