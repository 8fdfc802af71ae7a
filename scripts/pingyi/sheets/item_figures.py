"""What was said of each item: counts by grade, what they are read against, rates and score, and the share of each grade.

Items of one scale have a row or columns for all of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pingyi.figures.marks import item_rates, item_sums
from pingyi.figures.rollup import SHOWN
from pingyi.figures.rounding import quotient
from pingyi.model import BLANK, Item, Scale, Subject
from pingyi.publish.book import Book, Row
from pingyi.publish.missing import ABSENT, HIDDEN, all_marked
from pingyi.sheets.content import Block, Cell, FigureColumn, ItemFigures, Line, say
from pingyi.sheets.table_places import SheetRow, broken_heads, cell, place_row, place_rows, unit_table
from pingyi.tables.dictionary import base_word

GradeCounts = Mapping[str, int | None]


def item_columns(book: Book, places: list[SheetRow], subject: Subject) -> list[Block]:
    """A table an item, to be put side by side, a row a place; behind the items of a scale one for all of them."""
    found = []
    for _, items in subject.by_scale:
        for item in items:
            columns = _columns(book, subject, item, item.title)
            found.append(
                unit_table(
                    book, places, _title(book, subject), columns, partial(_item_cells, subject=subject, item=item)
                )
            )
        if len(items) > 1:
            columns = _columns(book, subject, items[0], say("columns.every"))
            found.append(
                unit_table(
                    book, places, _title(book, subject), columns, partial(_every_cells, subject=subject, items=items)
                )
            )
    return found


def item_rows(book: Book, places: list[SheetRow], subject: Subject) -> Iterator[Block]:
    """A table a scale, a row an item; below the items of each place a row for all of them."""
    for scale, items in subject.by_scale:
        title = say("columns.scale", subject=_title(book, subject), scale=scale.title)
        columns = _columns(book, subject, items[0], scale.title)
        yield Block(title, broken_heads(columns), tuple(_item_lines(book, places, subject, items)))


def _item_lines(book: Book, places: Sequence[SheetRow], subject: Subject, items: Sequence[Item]) -> Iterator[Line]:
    named = "{item}" if len(places) == 1 else say("columns.of", unit="{unit}", item="{item}")
    for place in places:
        for item in items:
            yield Line(named.format(unit=place.name, item=item.title), _item_cells(book, place, subject, item))
        if len(items) > 1:
            every = named.format(unit=place.name, item=say("columns.every"))
            yield Line(every, _every_cells(book, place, subject, items), total=True)


def told_items(book: Book, place: SheetRow, subject: Subject) -> Iterator[ItemFigures]:
    """The items of a place one by one, and those of a scale together."""
    for _, items in subject.by_scale:
        for item in items:
            yield _told(book, subject, item, item.title, _item_cells(book, place, subject, item))
        if len(items) > 1:
            yield _told(book, subject, items[0], say("columns.every"), _every_cells(book, place, subject, items))


def _told(book: Book, subject: Subject, item: Item, title: str, cells: Sequence[Cell]) -> ItemFigures:
    """Cells as `_columns` orders them, by grade."""
    named = dict(zip((column.title for column in _columns(book, subject, item, "")), cells, strict=True))
    marks = len(_marks(item))
    rates = list(named)[marks : marks + 1 + len(_rates(item))]
    shares = [named.get(say("columns.share", grade=grade.title), Cell(None, "rate")) for grade in item.grades]
    grades = [(grade.title, count, share) for grade, count, share in zip(item.grades, cells, shares, strict=False)]
    return ItemFigures(title, tuple(grades), tuple((name, named[name]) for name in rates))


def _title(book: Book, subject: Subject) -> str:
    return say("columns.items", subject=book.evaluated(subject))


def _columns(book: Book, subject: Subject, item: Item, group: str) -> list[FigureColumn]:
    titles = [*(grade.title for grade in item.grades), say("blank"), base_word(subject)]
    top = item.scale.top.title if item.scale.top else ""
    words = {"positive_rate": book.campaign.words["positive_rate"]}
    titles += [words.get(rate) or say(f"columns.{rate}", grade=top) for rate in _rates(item)]
    titles += [say("columns.share", grade=grade.title) for grade in item.grades if grade.id in _shared(item)]
    return [FigureColumn(group, title) for title in titles]


def _rates(item: Item) -> dict[str, str]:
    """The rates and the score that the item's scale has, with their types."""
    has = {
        "top_rate": item.scale.top is not None,
        "positive_rate": item.scale.approves,
        "score": any(grade.weight is not None for grade in item.grades),
    }
    return {rate: "score" if rate == "score" else "rate" for rate in has if has[rate]}


def _shared(item: Item) -> list[str]:
    """The grades whose share has a column of its own; that of the best one stands among the rates."""
    top = item.scale.top
    return [grade.id for grade in item.grades if grade.id in item.rated and (top is None or grade.id != top.id)]


def _item_cells(book: Book, place: SheetRow, subject: Subject, item: Item) -> tuple[Cell, ...]:
    rows = _tallies(book, place, subject, item)
    counts = {grade: row["count"] for grade, row in rows.items()}
    cells = [cell(rows.get(mark), "count", ABSENT if rows else place.sign) for mark in _marks(item)]
    decimals = book.campaign.decimals
    rates: Any = (
        own_rates(counts, item, decimals)
        if place.own
        else place_row(book, "rates", place, subject=subject.id, item=item.id)
    )
    if rates and item.denominator == "valid" and all_marked(rows, rates["valid"]):
        cells[-1] = Cell(0)
    kinds = {"valid": "integer", **_rates(item)}
    cells += [cell(rates, name, place.sign, kind) for name, kind in kinds.items()]
    if place.own:
        return (*cells, *_shares(counts, rates, item, place.sign, decimals))
    sign = ABSENT if rows else place.sign
    return (*cells, *(cell(rows.get(grade), "share", sign, "rate") for grade in _shared(item)))


def _every_cells(book: Book, place: SheetRow, subject: Subject, items: Sequence[Item]) -> tuple[Cell, ...]:
    """All items of one scale together: their counts added up, and rates of the sums."""
    found = [tallies for item in items if (tallies := _tallies(book, place, subject, item))]
    scale: Scale = items[0].scale
    width = len(_columns(book, subject, items[0], ""))
    known = {*(grade.id for grade in scale.grades), BLANK}
    if not found:
        return (Cell(None, missing=place.sign),) * width
    rows = [row for each in found for row in each.values()]
    if any(row.get("status", SHOWN) != SHOWN or row["count"] is None or row["grade"] not in known for row in rows):
        return (Cell(None, missing=HIDDEN),) * width
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["grade"]] += row["count"]
    decimals = book.campaign.decimals
    rates = own_rates(counts, items[0], decimals)
    cells = [Cell(counts[mark]) for mark in _marks(items[0])]
    cells += [cell(rates, name, place.sign, kind) for name, kind in {"valid": "integer", **_rates(items[0])}.items()]
    return (*cells, *_shares(counts, rates, items[0], place.sign, decimals))


def _shares(
    counts: GradeCounts, rates: Mapping[str, Any] | None, item: Item, sign: str, decimals: int
) -> Iterator[Cell]:
    """The share of each grade in what the rates are read against."""
    for grade in _shared(item):
        count = counts.get(grade)
        share = (
            quotient(100 * count, rates["valid"], decimals) if rates and rates["valid"] and count is not None else None
        )
        yield Cell(share, "rate", ABSENT if counts else sign)


def _marks(item: Item) -> list[str]:
    return [*(grade.id for grade in item.grades), BLANK]


def _tallies(book: Book, place: SheetRow, subject: Subject, item: Item) -> dict[str, Row]:
    """The rows of a place about an item, by grade."""
    name = "tallies" if place.own else "rollup_tallies"
    return {row["grade"]: row for row in place_rows(book, name, place, subject=subject.id, item=item.id)}


def own_rates(counts: GradeCounts, item: Item, decimals: int) -> dict[str, Any] | None:
    """Rates and score of counts by grade; None where one is not known."""
    marks = {key: count for key, count in counts.items() if count is not None}
    if not marks or len(marks) < len(counts):
        return None
    sums = item_sums(marks, item)
    return {**sums, **item_rates(sums, decimals)}
