"""Places that are filled twice: by a copied sheet, a copied row. Nobody can say which one is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pingyi.doors.workbook.form_rows import Answers
from pingyi.doors.workbook.layout import Path
from pingyi.doors.workbook.table_rows import Entry
from pingyi.model import Problem


def once(answers: Iterable[Answers], problems: list[Problem]) -> Iterator[Answers]:
    """The answers of each field, once. Of two sheets with the same fields both count, unless one holds nothing at all."""
    answers = list(answers)
    used = {each.sheet for each in answers if each.cells}
    first: dict[Path, Answers] = {}
    told: set[tuple[str, str]] = set()
    for each in answers:
        if each.sheet not in used:
            continue
        before = first.setdefault(each.asked.path, each)
        apart = before.sheet != each.sheet
        if before is each or (not apart and not before.cells):
            first[each.asked.path] = each
            yield each
        elif apart or each.cells:
            pair = (before.sheet, each.sheet) if apart else (before.place, each.place)
            if pair not in told:
                problems.append(_twice(each.place, before.place, each.asked.title))
            told.add(pair)


def entries_once(entries: Iterable[Entry], problems: list[Problem]) -> Iterator[Entry]:
    """The entries of each list from one sheet, without copied rows."""
    sheets: dict[Path, Entry] = {}
    rows: dict[tuple[object, ...], Entry] = {}
    told: set[str] = set()
    for each in entries:
        first = sheets.setdefault(each.table.path, each)
        if first.sheet != each.sheet:
            if each.sheet not in told:
                problems.append(_twice(each.place, first.place, each.table.title))
            told.add(each.sheet)
            continue
        around = each.around.value if each.around else None
        content = (each.table.path, around, *sorted((path, str(cell.value)) for path, cell in each.cells.items()))
        if (before := rows.setdefault(content, each)) is not each:
            problems.append(_twice(each.place, before.place, each.table.title))
        yield each


def _twice(place: str, other: str, title: str) -> Problem:
    return Problem("workbook-twice", place, values={"title": title, "other": other})
