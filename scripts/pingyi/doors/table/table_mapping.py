"""Which column of a table holds what of a report: what a mapping says, held against the fields of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.contract.fields import ANY, Field, fields, walk
from pingyi.doors.ballot_mapping import PLAIN_TABLE, plain_cell, sources, total_words
from pingyi.doors.mapping_file import mapping_file, wrong_mapping
from pingyi.doors.placed import pointer_of
from pingyi.doors.workbook.layout import Path as Place
from pingyi.model import Data, Document, Problem

PARTS = ("columns", "sums", "set")


@dataclass(frozen=True, slots=True)
class FilledPlace:
    """A place in a report, and the columns of which it holds the sum: mostly one."""

    path: Place
    field: Field
    heads: tuple[str, ...]


@dataclass(frozen=True)
class TableMapping:
    """`filled`: each place that the table fills. `fixed`: what stands in every report."""

    units: tuple[str, ...]
    filled: tuple[FilledPlace, ...]
    fixed: Mapping[Place, str | int]
    missing: frozenset[str]
    totals: re.Pattern[str]
    sheet: str | None = None

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Every column that is named."""
        return (*self.units, *(head for each in self.filled for head in each.heads))


class Fillable:
    """The fields that a table may fill: single values, and the grades of a tally; members of lists by their number."""

    def __init__(self, known: Iterable[Field]) -> None:
        self.fields: dict[Place, Field] = {}
        for field in walk(tuple(known)):
            if field.kind == "tally":
                self.fields |= {(*field.path, grade): field for grade in field.choices}
            elif field.kind not in ("group", "list") and field.path != ("unit",):
                self.fields[field.path] = field

    def field(self, path: Place) -> Field | None:
        """The field at a path."""
        return self.fields.get(general(path))

    def near(self, path: Place) -> str:
        """The field that may be meant."""
        known = ["/".join(each).replace(ANY, "0") for each in self.fields]
        return next(iter(get_close_matches("/".join(path), known, 1, 0.6)), known[0])


def table_mapping(path: Path, judged: Judged) -> TableMapping:
    """The mapping in a file. Raises `MappingError` where it is not valid or names what no report has."""
    document, asked = mapping_file(path, judged, "table"), Fillable(fields(judged.contract))
    if problems := list(_problems(document, asked)):
        raise wrong_mapping(path, judged, document, problems)
    data = document.data
    return TableMapping(
        tuple(data["units"]),
        tuple(_filled(data, asked)),
        {_steps(key): value for key, value in data.get("set", {}).items()},
        frozenset(map(plain_cell, data.get("missing", ()))),
        total_words([*sources()[PLAIN_TABLE]["totals"], *data.get("totals", ())]),
        data.get("sheet"),
    )


def _filled(data: Data, asked: Fillable) -> Iterator[FilledPlace]:
    """The places of columns and sums, in the order of the contract, which lists need."""
    heads = {key: (head,) for key, head in data.get("columns", {}).items()} | data.get("sums", {})
    order = {path: number for number, path in enumerate(asked.fields)}
    for path in sorted(map(_steps, heads), key=lambda path: (order[general(path)], path)):
        yield FilledPlace(path, asked.fields[general(path)], tuple(heads["/".join(path)]))


def _problems(document: Document, asked: Fillable) -> Iterator[Problem]:
    """Places that no report has, or that are named twice."""
    met: set[str] = set()
    for part in PARTS:
        for key in document.data.get(part, {}):
            pointer = pointer_of((part, key))
            field = asked.field(_steps(key))
            if field is None:
                values = {"found": key, "near": asked.near(_steps(key))}
                yield Problem("table-map-field", document.path, pointer, values=values)
            elif key in met:
                yield Problem("table-map-twice", document.path, pointer, values={"found": key})
            elif part == "sums" and field.kind not in ("count", "tally"):
                yield Problem("table-map-sum", document.path, pointer, values={"title": field.title})
            met.add(key)


def _steps(key: str) -> Place:
    return tuple(key.split("/"))


def general(path: Place) -> Place:
    """A path without the numbers of members."""
    return tuple(ANY if step.isdecimal() else step for step in path)
