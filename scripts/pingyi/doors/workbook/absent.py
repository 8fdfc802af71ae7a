"""What the workbook of a unit has and a filled one lacks: rows, columns and sheets that were deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pingyi.contract.fields import ANY
from pingyi.doors.workbook.layout import EntryTable, Form, Grid, Path
from pingyi.model import Problem


def absent(sheets: Iterable[Form | EntryTable], seen: Mapping[Path, str]) -> Iterator[Problem]:
    """Fields of the layout that no sheet has (`seen`: those that one has, with their cells), at the cell before them."""
    for sheet in sheets:
        titles = dict(_titles(sheet))
        places = [seen[path] for path in titles if path in seen]
        if titles and not places:
            yield Problem("workbook-absent", "", values={"title": sheet.title})
            continue
        place = places[0] if places else ""
        for path, title in titles.items():
            place = seen.get(path, place)
            if path not in seen:
                yield Problem("workbook-absent", place, values={"title": title})


def _titles(sheet: Form | EntryTable) -> Iterator[tuple[Path, str]]:
    """The fields of a sheet, in its order."""
    if isinstance(sheet, EntryTable):
        yield from (((*sheet.path, ANY, *column.path), column.title) for column in sheet.columns)
        return
    for block in sheet.blocks:
        for field in block.items if isinstance(block, Grid) else block.fields:
            yield field.path, field.title
