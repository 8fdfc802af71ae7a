"""The summary table of a node: its units in rows; persons, ballots and each item's grades in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pingyi.figures.marks import item_rates, item_sums
from pingyi.figures.progress import OUTSIDE
from pingyi.figures.rollup import SHOWN
from pingyi.figures.rounding import quotient
from pingyi.model import BLANK, ROOT, Item, Subject
from pingyi.publish.account_columns import account_columns
from pingyi.publish.book import Book, Row
from pingyi.publish.missing import ABSENT, HIDDEN, all_marked, missing
from pingyi.sheets.content import Block, Cell, FigureColumn, Line, say
from pingyi.sheets.page_fit import broken, side_by_side
from pingyi.tables.dictionary import base_word


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the table: a node with everything below it, or (`own`) what the unit organised itself."""

    unit: str
    name: str
    sign: str
    own: bool = False
    total: bool = False


Maker = Callable[[Book, SheetRow], tuple[Cell, ...]]


def blocks(book: Book, node: str) -> tuple[Block, ...]:
    """The tables of a node, each narrow enough for a landscape page: persons and ballots first, then item by item."""
    places = list(_places(book, node))
    subjects, decimals = book.campaign.subjects, book.campaign.decimals
    made = side_by_side([_coverage(book, places), *(_account(book, places, subject) for subject in subjects)], decimals)
    for subject in subjects:
        made += side_by_side([_item(book, places, subject, item) for item in subject.items], decimals)
    return tuple(made)


def _places(book: Book, node: str) -> Iterator[SheetRow]:
    children = [row for row in book.by("units", "parent", node) if row["unit"] != node]
    unit = book.one("units", node)
    if unit and not children:
        yield SheetRow(node, unit["name"], _sign(unit))
        return
    # The sum comes first, so that it never stands alone on another page.
    yield SheetRow(node, say("total"), ABSENT, total=True)
    # The public gets no own figures: they could be had from sums.
    if unit and book.has("tallies") and (unit["state"] not in OUTSIDE or book.of("ballots", node)):
        yield SheetRow(node, say("own"), _sign(unit), own=True)
    for row in children:
        yield SheetRow(row["unit"], row["name"], _sign(row))


def _sign(unit: Row) -> str:
    return missing(unit["state"], unit["overdue_days"])


def _table(book: Book, places: list[SheetRow], title: str, columns: list[FigureColumn], make: Maker) -> Block:
    lines = tuple(Line(place.name, make(book, place), place.total) for place in places)
    heads = tuple(FigureColumn(column.group, broken(column.title)) for column in columns)
    return Block(title, heads, lines)


def _coverage(book: Book, places: list[SheetRow]) -> Block:
    """Expected and received; what the roster lists and what took part, where the campaign asks for it."""
    heads = [FigureColumn(say("columns.progress"), say(f"columns.{key}")) for key in ("expected", "received")]
    found = [row for place in places if (row := book.one("coverage", place.unit))]
    counted = [
        name for name in ("organisations", "members") if any(row[f"{name}_evaluated"] is not None for row in found)
    ]
    for name in counted:
        heads += [
            FigureColumn(book.campaign.words[name], say(f"columns.{key}")) for key in ("listed", "evaluated", "covered")
        ]
    return _table(book, places, say("columns.coverage"), heads, partial(_coverage_cells, counted=counted))


def _coverage_cells(book: Book, place: SheetRow, counted: list[str]) -> tuple[Cell, ...]:
    unit, report = book.one("units", place.unit), book.one("reports", place.unit)
    if place.own and unit:
        cells = [Cell(int(unit["state"] not in OUTSIDE)), Cell(int(unit["state"] == "received"))]
    else:
        progress = book.progress(place.unit)
        cells = [Cell(progress["expected"]), Cell(progress["received"])]
    for name in counted:
        if place.own and unit:
            part = report[f"{name}_evaluated"] if report else None
            rate = quotient(100 * part, unit[name], book.campaign.decimals) if part is not None and unit[name] else None
            cells += [Cell(unit[name]), Cell(part, missing=place.sign), Cell(rate, "rate", place.sign)]
        else:
            row = book.one("coverage", place.unit)
            cells += [_cell(row, name), _cell(row, f"{name}_evaluated", place.sign)]
            cells.append(_cell(row, f"{name}_rate", place.sign, "rate"))
    return tuple(cells)


def _account(book: Book, places: list[SheetRow], subject: Subject) -> Block:
    names = account_columns(book, subject)
    title = say("columns.ballots", subject=subject.title)
    columns = [FigureColumn(title, say(f"columns.{name}", book.campaign.words)) for name in names]
    return _table(book, places, title, columns, partial(_account_cells, subject=subject))


def _account_cells(book: Book, place: SheetRow, subject: Subject) -> tuple[Cell, ...]:
    row = _of(book, "ballots" if place.own else "rollup_ballots", place, subject=subject.id)
    given = None if place.own else _of(book, "ballot_units", place, subject=subject.id)
    return tuple(_sum(row, given, name, place.sign) for name in account_columns(book, subject))


def _sum(row: Row | None, given: Row | None, name: str, sign: str) -> Cell:
    """A number of the ballot account; `given`: how many units gave each, which stands behind it where not all did."""
    cell = _cell(row, name, sign)
    few = row is not None and given is not None and cell.value is not None and given[name] < row["units_held"]
    return replace(cell, units=given[name]) if few and given else cell


def _item(book: Book, places: list[SheetRow], subject: Subject, item: Item) -> Block:
    title = say("columns.items", subject=book.heading(subject.title))
    return _table(
        book, places, title, _item_columns(book, subject, item), partial(_item_cells, subject=subject, item=item)
    )


def _item_columns(book: Book, subject: Subject, item: Item) -> list[FigureColumn]:
    titles = [*(grade.title for grade in item.grades), say("blank"), base_word(subject)]
    top = item.scale.top.title if item.scale.top else ""
    words = {"positive_rate": book.campaign.words["positive_rate"]}
    titles += [words.get(rate) or say(f"columns.{rate}", grade=top) for rate in _rates(item)]
    return [FigureColumn(item.title, title) for title in titles]


def _rates(item: Item) -> dict[str, str]:
    """The rates and the score that the item's scale has, with their types."""
    has = {
        "top_rate": item.scale.top is not None,
        "positive_rate": item.scale.approves,
        "score": any(grade.weight is not None for grade in item.grades),
    }
    return {rate: "score" if rate == "score" else "rate" for rate in has if has[rate]}


def _item_cells(book: Book, place: SheetRow, subject: Subject, item: Item) -> tuple[Cell, ...]:
    table = "tallies" if place.own else "rollup_tallies"
    rows = {row["grade"]: row for row in _rows(book, table, place, subject=subject.id, item=item.id)}
    counts = {grade: row["count"] for grade, row in rows.items()}
    marks = [*(grade.id for grade in item.grades), BLANK]
    cells = [_cell(rows.get(mark), "count", ABSENT if rows else place.sign) for mark in marks]
    rates: Any = (
        own_rates(counts, item, book.campaign.decimals)
        if place.own
        else _of(book, "rates", place, subject=subject.id, item=item.id)
    )
    if rates and item.denominator == "valid" and all_marked(rows, rates["valid"]):
        cells[-1] = Cell(0)
    kinds = {"valid": "integer", **_rates(item)}
    return tuple(cells + [_cell(rates, name, place.sign, kind) for name, kind in kinds.items()])


def own_rates(counts: dict[str, int | None], item: Item, decimals: int) -> dict[str, Any] | None:
    """Rates and score of a unit's own ballots; None where a count is not known."""
    marks = {key: count for key, count in counts.items() if count is not None}
    if not marks or len(marks) < len(counts):
        return None
    sums = item_sums(marks, item)
    return {**sums, **item_rates(sums, decimals)}


def _rows(book: Book, table: str, place: SheetRow, **keys: str) -> list[Row]:
    return [row for row in book.of(table, place.unit) if all(row[key] == value for key, value in keys.items())]


def _of(book: Book, table: str, place: SheetRow, **keys: str) -> Row | None:
    return next(iter(_rows(book, table, place, **keys)), None)


def _cell(row: Any, column: str, sign: str = ABSENT, kind: str = "integer") -> Cell:
    """A figure of a row; where the whole row is not there, the sign says why. What was hidden to protect people has its own."""
    if row is None:
        return Cell(None, kind, sign)
    return Cell(row[column], kind, HIDDEN if row.get("status", SHOWN) != SHOWN else ABSENT)


def unit_title(book: Book, node: str) -> str:
    """Who hands in the sheet of a node: the unit, or for all units the office."""
    return str(book.campaign.data["organiser"]) if node == ROOT else book.name(node)
