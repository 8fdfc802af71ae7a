"""What a list can be filtered by. The words are made here; `scripts/web/src/site/filter.ts` does the filtering."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pingyi.pages.book import Book

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


def unit_options(book: Book, units: Iterable[str]) -> list[Option]:
    """These units below their reporting units, in roster order; choosing a reporting unit means everything below it too."""
    wanted = set(units)
    known = [row for row in book.all("units") if row["unit"] in wanted]
    homes = {row["reporting_unit"] for row in known}
    return [
        Option(row["unit"], book.name(row["unit"]) if row["unit"] in homes else INDENT + book.name(row["unit"]))
        for row in book.all("units")
        if row["unit"] in wanted | homes
    ]
