"""A mapping to start from: the columns of a table that are recognised by their heads, and those that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pingyi.campaign.judged import Judged
from pingyi.contract.fields import ANY, Field, fields
from pingyi.contract.yaml_writer import block_yaml
from pingyi.doors.ballot_mapping import head_name
from pingyi.doors.table.table_head import TableHead, heads
from pingyi.doors.table.table_mapping import Fillable
from pingyi.doors.unit_names import UnitNames
from pingyi.doors.workbook.cell_values import as_seen
from pingyi.doors.workbook.layout import Path as Place
from pingyi.load.office_table import office_tables
from pingyi.model import Data, Problem

BETWEEN = re.compile(r"[\s/\\·.,、:;()\[\]【】〔〕<>《》“”\"'_—–-]+")
"""What stands between the parts of a head, as offices write them in one cell."""

SEEN_ROWS = 200
TABLED = ("count", "date", "choice", "tally")
"""Kinds of fields that offices keep in tables."""


def mapping_draft(judged: Judged, file: Path) -> str | Problem:
    """The text of a mapping file for a table; what is not recognised stands in it as a comment. Or why it cannot be read."""
    tables = office_tables(file)
    if isinstance(tables, Problem):
        return tables
    known, names = _Known(judged), UnitNames(judged.roster)
    best = max(
        (head for table in tables for head in heads(table)),
        key=lambda head: (len(_recognised(head, known)), len(_unit_columns(head, names)), len(head.names), -head.row),
        default=None,
    )
    if best is None:
        return Problem("table-none", file.name)
    return _text(judged, file, best, names)


class _Known:
    """What a column of each value may be called."""

    def __init__(self, judged: Judged) -> None:
        self.places: dict[str, set[Place]] = {}
        for path, field in Fillable(fields(judged.contract)).fields.items():
            for name in _called(judged, path, field) if ANY not in path else ():
                self.places.setdefault(_squeezed(name), set()).add(path)

    def place(self, names: tuple[str, ...]) -> Place | None:
        """The one value that is called so, or that begins so or is begun so: a head may leave out what is counted."""
        for name in filter(None, map(_squeezed, ("".join(names), names[-1]))):
            near = (places for known, places in self.places.items() if len(name) > 1 and _begins(known, name))
            found = self.places.get(name) or set().union(*near)
            if len(found) == 1:
                return next(iter(found))
        return None


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _called(judged: Judged, path: Place, field: Field) -> Iterator[str]:
    """Names of a value by its titles, with its subject's before them or without; of a grade with its item's."""
    subject = next((each for each in judged.campaign.subjects if path[:2] == ("results", each.id)), None)
    items = {item.id: item.short for item in subject.items} if subject else {}
    grade = field.choices[path[-1]] if field.kind == "tally" else ""
    for title in {field.title, items.get(field.key, field.title)}:
        yield f"{title}{grade}"
        if subject:
            yield f"{subject.title}{title}{grade}"


def _squeezed(name: str) -> str:
    return BETWEEN.sub("", head_name(name)).casefold()


def _recognised(head: TableHead, known: _Known) -> dict[Place, int]:
    """Place to column, where one column is called so."""
    found: dict[Place, list[int]] = {}
    for column, names in head.names.items():
        if path := known.place(names):
            found.setdefault(path, []).append(column)
    return {path: columns[0] for path, columns in found.items() if len(columns) == 1}


def _unit_columns(head: TableHead, names: UnitNames) -> list[int]:
    """The column in which most cells name units; where some name several, the columns before it that name those above."""
    rows = [cells for row, cells in head.table.rows.items() if row > head.row][:SEEN_ROWS]
    named = {
        column: [names.called(as_seen(cells[column].value)) for cells in rows if column in cells]
        for column in head.names
    }
    hits = {column: sum(map(bool, found)) for column, found in named.items()}
    own = max(hits, key=lambda column: (hits[column], column), default=0)
    if not hits.get(own):
        return []
    several = any(len(found) > 1 for found in named[own])
    return [column for column in sorted(hits) if column < own and hits[column] and several] + [own]


def _text(judged: Judged, file: Path, head: TableHead, names: UnitNames) -> str:
    """The mapping as a file: what is recognised, and as comments what is left in the table and in the contract."""
    word = judged.catalogue.word
    found, units = _recognised(head, _Known(judged)), _unit_columns(head, names)
    used = {*found.values(), *units}
    data: Data = {"title": file.stem[:300]}
    if head.table.name:
        data["sheet"] = head.table.name
    data["units"] = [_name(head, column) for column in units] or ["?"]
    data |= {"columns": {"/".join(path): _name(head, column) for path, column in found.items()}} if found else {}
    subjects = [
        subject.id for subject in judged.campaign.subjects if any(path[:2] == ("results", subject.id) for path in found)
    ]
    data |= {"set": {f"results/{subject}/outcome": "held" for subject in subjects}} if subjects else {}
    left = [_name(head, column) for column in sorted(head.names) if column not in used]
    lines = [word("table-map-head", file=file.name, row=head.row), block_yaml(data).rstrip()]
    lines += [word("table-map-left"), *(f"#   {name}" for name in left)] if left else []
    lines += [word("table-map-fields"), *_others(judged, set(found))]
    return "\n".join(lines) + "\n"


def _name(head: TableHead, column: int) -> str:
    """The shortest name that means this column alone."""
    names = head.names[column]
    return names[-1] if head.columns(names[-1]) == [column] else "/".join(names)


def _others(judged: Judged, found: set[Place]) -> Iterator[str]:
    """The values that the table could fill besides, in the parts that the campaign uses."""
    parts = judged.campaign.data["parts"]
    for path, field in Fillable(fields(judged.contract)).fields.items():
        used = set(parts.get(path[0], {"": "used"}).values()) != {"unused"}
        if used and path not in found and field.kind in TABLED:
            grade = f"：{field.choices[path[-1]]}" if field.kind == "tally" else ""
            yield f"#   {'/'.join(path).replace(ANY, '0')}: {field.title}{grade}"
