"""What a list can be filtered by. The words are made here; `scripts/web/src/site/filter.ts` does the filtering."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pingyi.publish.book import Book

INDENT = "\u3000"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice. `key` is its name in the page's address and, after `data-`, on each entry."""

    key: str
    title: str
    options: list[Option]


def value(words: str) -> str:
    """Words as one value: an entry has its values parted by spaces."""
    return "_".join(words.split())


def unit_options(book: Book, units: Iterable[str]) -> list[Option]:
    """These units, in this order, below their reporting units; choosing one of those means everything below it too."""
    rows = [row for unit in dict.fromkeys(units) if (row := book.one("units", unit))]
    options: dict[str, Option] = {}
    for row in rows:
        home, unit = row["reporting_unit"], row["unit"]
        options.setdefault(home, Option(home, book.name(home)))
        options.setdefault(unit, Option(unit, INDENT + book.name(unit)))
    return list(options.values())
