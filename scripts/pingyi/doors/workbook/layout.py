"""Where every field of a report stands in the workbook: forms of single fields, grids of tallies, tables of lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pingyi.contract.fields import NOTHING, Field, asked_of, fields
from pingyi.contract.schemas import Contract
from pingyi.model import Data

Path = tuple[str, ...]
RESULTS_PART = "results"


@dataclass(frozen=True, slots=True)
class FieldBlock:
    """Fields of a form below one heading."""

    title: str
    note: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Items with the same grades, one a row. `total`: the path of the number that each row must add up to."""

    title: str
    items: tuple[Field, ...]
    total: Path


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet of single fields."""

    title: str
    blocks: tuple[FieldBlock | Grid, ...]


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of a table. `path` is relative to an entry; a tally takes one column a grade."""

    path: Path
    title: str
    field: Field


@dataclass(frozen=True, slots=True)
class EntryTable:
    """A sheet with one entry of a list a row. `within`: the list around it, whose `ids` its first column names."""

    title: str
    path: Path
    note: str
    most: int
    columns: tuple[EntryColumn, ...]
    within: Path | None = None
    ids: str = ""


def layout(
    contract: Contract, parts: Data, kind: str, category: str, main: str, *, data: Data = NOTHING
) -> list[Form | EntryTable]:
    """The sheets for one kind and category of units: the form titled `main`, one of results, then the tables.

    `data`: the report that is filled in; what nobody is asked for has its place where it says it.
    """
    known = (asked_of(field, category, data) for field in fields(contract))
    asked = [field for field in known if parts.get(field.key, {}).get(kind) != "unused"]
    head = FieldBlock("", "", tuple(field for field in asked if not field.children))
    groups = [field for field in asked if field.kind == "group" and field.key != RESULTS_PART]
    forms = [Form(main, (head, *(block for group in groups for block in _blocks(group))))]
    forms += [Form(field.title, tuple(_results(field))) for field in asked if field.key == RESULTS_PART]
    return [*forms, *(table for field in asked for table in _tables(field, None))]


def _blocks(group: Field) -> Iterator[FieldBlock]:
    """The single fields of a group, and below it those of the groups inside."""
    single = tuple(field for field in group.children if not field.children and field.kind != "tally")
    if single:
        yield FieldBlock(group.title, group.description, single)
    for inner in group.children:
        if inner.kind == "group":
            yield from _blocks(inner)


def _results(results: Field) -> Iterator[FieldBlock | Grid]:
    for subject in results.children:
        for block in _blocks(subject):
            title = block.title if block.title == subject.title else f"{subject.title}：{block.title}"
            yield FieldBlock(title, block.note, block.fields)
        known = {field.key: field for field in subject.children}
        total = (*subject.path, "valid_ratings") if "valid_ratings" in known else (*subject.path, "ballots", "valid")
        for _, items in groupby(known["items"].children, key=lambda item: tuple(item.choices.items())):
            yield Grid(f"{subject.title}：{known['items'].title}", tuple(items), total)


def _tables(field: Field, within: Field | None) -> Iterator[EntryTable]:
    if field.kind == "list":
        columns = tuple(_columns(field))
        around = within.path if within else None
        ids = next((child.title for child in within.children if child.key == "id"), "") if within else ""
        yield EntryTable(field.title, field.path, field.description, field.most or 100, columns, around, ids)
        within = field
    for child in field.children:
        yield from _tables(child, within)


def _columns(table: Field) -> Iterator[EntryColumn]:
    start = len(table.path) + 1
    for field in table.children:
        if field.kind == "tally":
            yield from (
                EntryColumn((*field.path[start:], grade), f"{field.title}：{title}", field)
                for grade, title in field.choices.items()
            )
        elif not field.children:
            yield EntryColumn(field.path[start:], field.title, field)


def ordered(data: Data, known: tuple[Field, ...]) -> Data:
    """A report's data with keys in the contract's order; what it does not know stays, at the end."""
    found = {field.key: _in_order(data[field.key], field) for field in known if field.key in data}
    return found | {key: value for key, value in data.items() if key not in found}


def _in_order(value: object, field: Field) -> object:
    if isinstance(value, dict):
        if field.kind == "tally":
            return {key: value[key] for key in field.choices if key in value} | value
        return ordered(value, field.children)
    if isinstance(value, list) and field.kind == "list":
        return [ordered(entry, field.children) if isinstance(entry, dict) else entry for entry in value]
    return value
