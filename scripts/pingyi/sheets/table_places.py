"""The rows of a node's tables, and the figures of the dataset that stand in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pingyi.figures.rollup import SHOWN
from pingyi.publish.book import Book, Row
from pingyi.publish.missing import ABSENT, HIDDEN
from pingyi.sheets.content import Block, Cell, FigureColumn, Line
from pingyi.sheets.page_fit import broken


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the table: a node with everything below it, or (`own`) what the unit organised itself."""

    unit: str
    name: str
    sign: str
    own: bool = False
    total: bool = False


Maker = Callable[[Book, SheetRow], tuple[Cell, ...]]


def unit_table(book: Book, places: list[SheetRow], title: str, columns: list[FigureColumn], make: Maker) -> Block:
    """A table with a line for each place."""
    lines = tuple(Line(place.name, make(book, place), place.total) for place in places)
    return Block(title, broken_heads(columns), lines)


def broken_heads(columns: list[FigureColumn]) -> tuple[FigureColumn, ...]:
    """The columns with their titles broken into lines."""
    return tuple(FigureColumn(column.group, broken(column.title)) for column in columns)


def place_rows(book: Book, name: str, place: SheetRow, **keys: str) -> list[Row]:
    """The rows of a table of the dataset about a place."""
    return [row for row in book.of(name, place.unit) if all(row[key] == value for key, value in keys.items())]


def place_row(book: Book, name: str, place: SheetRow, **keys: str) -> Row | None:
    """The first of `place_rows`."""
    return next(iter(place_rows(book, name, place, **keys)), None)


def cell(row: Any, column: str, sign: str = ABSENT, kind: str = "integer") -> Cell:
    """A figure of a row; where the whole row is not there, the sign says why. What was hidden to protect people has its own."""
    if row is None:
        return Cell(None, kind, sign)
    return Cell(row[column], kind, HIDDEN if row.get("status", SHOWN) != SHOWN else ABSENT)
