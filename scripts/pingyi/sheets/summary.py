"""The summary table of a node: its units in rows; persons, ballots and each item's grades in columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from pingyi.figures.progress import OUTSIDE
from pingyi.figures.rounding import quotient
from pingyi.model import ROOT, Subject
from pingyi.publish.account_columns import account_columns
from pingyi.publish.book import Book, Row
from pingyi.publish.missing import ABSENT, missing
from pingyi.sheets.content import Block, Cell, FigureColumn, SubjectFigures, say
from pingyi.sheets.item_figures import item_columns, item_rows, told_items
from pingyi.sheets.page_fit import paged
from pingyi.sheets.table_places import SheetRow, cell, place_row, unit_table

MANY_ITEMS = 12
"""More items of one subject than this stand in rows, unless the campaign says otherwise."""


def blocks(book: Book, node: str) -> tuple[str, tuple[Block, ...]]:
    """The paper and the tables of a node: a subject's account, counts and rates side by side, a row a unit, in as few as can be.

    Where items stand in rows, by the campaign's choice or because they are many, they have a table of their own.
    """
    places = list(_places(book, node))
    campaign = book.campaign
    wanted = campaign.data.get("sheet", {})
    tables: list[list[Block]] = []
    for subject in campaign.subjects:
        beside = [_account(book, places, subject)]
        if not tables:
            beside.insert(0, _coverage(book, places))
        if wanted.get("layout", "rows" if len(subject.items) > MANY_ITEMS else "columns") == "columns":
            tables.append(beside + item_columns(book, places, subject))
        else:
            tables += [beside, *([table] for table in item_rows(book, places, subject))]
    paper, made = paged(tables, campaign.decimals, wanted.get("paper"))
    return paper, tuple(made)


def node_figures(book: Book, node: str) -> tuple[SubjectFigures, ...]:
    """What was said of each item of a node, with everything below it."""
    place = next(_places(book, node))
    return tuple(
        SubjectFigures(subject.title, tuple(told_items(book, place, subject))) for subject in book.campaign.subjects
    )


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
    return unit_table(book, places, say("columns.coverage"), heads, partial(_coverage_cells, counted=counted))


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
            cells += [cell(row, name), cell(row, f"{name}_evaluated", place.sign)]
            cells.append(cell(row, f"{name}_rate", place.sign, "rate"))
    return tuple(cells)


def _account(book: Book, places: list[SheetRow], subject: Subject) -> Block:
    names = account_columns(book, subject)
    title = say("columns.ballots", subject=subject.title)
    columns = [FigureColumn(title, say(f"columns.{name}", book.campaign.words)) for name in names]
    return unit_table(book, places, title, columns, partial(_account_cells, subject=subject))


def _account_cells(book: Book, place: SheetRow, subject: Subject) -> tuple[Cell, ...]:
    row = place_row(book, "ballots" if place.own else "rollup_ballots", place, subject=subject.id)
    given = None if place.own else place_row(book, "ballot_units", place, subject=subject.id)
    return tuple(_sum(row, given, name, place.sign) for name in account_columns(book, subject))


def _sum(row: Row | None, given: Row | None, name: str, sign: str) -> Cell:
    """A number of the ballot account; `given`: how many units gave each, which stands behind it where not all did."""
    found = cell(row, name, sign)
    few = row is not None and given is not None and found.value is not None and given[name] < row["units_held"]
    return replace(found, units=given[name]) if few and given else found


def unit_title(book: Book, node: str) -> str:
    """Who hands in the sheet of a node: the unit, or for all units the office."""
    return str(book.campaign.data["organiser"]) if node == ROOT else book.name(node)
