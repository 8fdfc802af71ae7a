"""Who stands above whom: by the names or codes of parents, by indentation, or by codes that begin with their parent's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from pingyi.doors.roster.roster_head import RosterHead, RosterTableError, roster_said
from pingyi.doors.roster.roster_rows import OfficeRow
from pingyi.doors.typed import as_typed

DIVISION_STEPS: Final = (2, 2, 2, 3, 3)
"""Digits of a level in the codes of divisions (GB/T 2260 and 10114): province, prefecture, county, township, village."""

DIVISION_LENGTHS: Final = (6, 9, 12)
DEEPEST_LEVEL: Final = 6


def parents(head: RosterHead, rows: Sequence[OfficeRow]) -> tuple[list[int | None], str]:
    """The number of each unit's parent among `rows`, and how it was found. Raises `RosterTableError`."""
    for key, by in (("parent_code", _by_parent_code), ("parent", _by_parent)):
        if key in head.columns and any(getattr(row, key) for row in rows):
            column = head.table.rows[head.row][head.columns[key]].value
            return _checked(rows, by(rows)), roster_said("tree-parents", column=str(column).strip())
    if len({row.indent for row in rows}) > 1:
        return _checked(rows, _by_indents(rows)), roster_said("tree-indents")
    if any(found := _by_codes(rows)) or any(number is not None for number in found):
        return _checked(rows, found), roster_said("tree-codes")
    return [None] * len(rows), roster_said("tree-flat")


def _by_parent_code(rows: Sequence[OfficeRow]) -> list[int | None]:
    return _resolved(rows, lambda row: row.parent_code, lambda row: str(row.cells.get("code", "")))


def _by_parent(rows: Sequence[OfficeRow]) -> list[int | None]:
    return _resolved(rows, lambda row: as_typed(row.parent), lambda row: as_typed(row.name))


def _resolved(
    rows: Sequence[OfficeRow], wanted: Callable[[OfficeRow], str], key: Callable[[OfficeRow], str]
) -> list[int | None]:
    places: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        places.setdefault(key(row), []).append(number)
    found: list[int | None] = []
    reasons: list[str] = []
    for row in rows:
        above = wanted(row)
        candidates = places.get(above, []) if above else []
        found.append(candidates[0] if candidates else None)
        value = row.parent or row.parent_code
        if above and not candidates:
            reasons.append(roster_said("parent-unknown", place=row.place, value=value))
        elif len(candidates) > 1:
            twins = "、".join(rows[number].place for number in candidates)
            reasons.append(roster_said("parent-twice", place=row.place, value=value, places=twins))
    if reasons:
        raise RosterTableError(*reasons)
    return found


def _by_indents(rows: Sequence[OfficeRow]) -> list[int | None]:
    """The last line above that stands further out."""
    found: list[int | None] = []
    open_lines: list[int] = []
    for number, row in enumerate(rows):
        while open_lines and rows[open_lines[-1]].indent >= row.indent:
            open_lines.pop()
        found.append(open_lines[-1] if open_lines else None)
        open_lines.append(number)
    return found


def _by_codes(rows: Sequence[OfficeRow]) -> list[int | None]:
    codes = [str(row.cells.get("code", "")) for row in rows]
    divisions = all(code.isdecimal() and len(code) in DIVISION_LENGTHS for code in codes)
    cut = _division if divisions else _segments
    places: Mapping[tuple[str, ...], int] = {cut(code): number for number, code in enumerate(codes) if code}
    return [_above(cut(code), places) if code else None for code in codes]


def _above(parts: tuple[str, ...], places: Mapping[tuple[str, ...], int]) -> int | None:
    return next((places[parts[:length]] for length in range(len(parts) - 1, 0, -1) if parts[:length] in places), None)


def _division(code: str) -> tuple[str, ...]:
    """The levels of a division's code without the noughts that fill it up: 620100 is 62, 01."""
    parts = list(_steps(code))
    while parts and not parts[-1].strip("0"):
        parts.pop()
    return tuple(parts)


def _steps(code: str) -> Iterator[str]:
    start = 0
    for step in DIVISION_STEPS:
        if start < len(code):
            yield code[start : start + step]
        start += step


def _segments(code: str) -> tuple[str, ...]:
    return tuple(code.split("-"))


def _checked(rows: Sequence[OfficeRow], found: list[int | None]) -> list[int | None]:
    """The same, if no unit stands above itself, and none too deep. Raises `RosterTableError`."""
    reasons = []
    for number, row in enumerate(rows):
        seen = [number]
        while (above := found[seen[-1]]) is not None and above not in seen:
            seen.append(above)
        if above is not None:
            reasons.append(roster_said("parent-loop", place=row.place, value=row.name))
        elif len(seen) > DEEPEST_LEVEL:
            reasons.append(roster_said("too-deep", place=row.place, value=row.name, level=len(seen)))
    if reasons:
        raise RosterTableError(*reasons)
    return found
