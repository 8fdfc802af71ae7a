"""The units of a roster that nothing is wrong with, kept between runs column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any

from pingyi.campaign.verdict_cache import Drawer
from pingyi.model import Problem, Unit

UNIT_FIELDS = tuple(field.name for field in fields(Unit))
DAYS, LOGINS = ("opened", "closed", "due"), ("submitters", "reviewers")

JudgedRoster = tuple[dict[str, Unit], list[Problem]]


def kept_roster(drawer: Drawer, key: str, judge: Callable[[], JudgedRoster]) -> JudgedRoster:
    """The units by id, and what is wrong: as they are kept under `key`, else as they are judged."""
    kept = drawer.get(key)
    units, problems = _known(kept), list[Problem]()
    if units is None:
        units, problems = judge()
        kept = _plain(units.values())
    if not problems:
        drawer.put(key, kept)
    drawer.save()
    return units, problems


def _plain(units: Iterable[Unit]) -> list[list[Any]]:
    """A list a column as JSON has it, of one member where all rows say the same."""
    rows = list(units)
    columns = [[_text(name, value) for value in map(attrgetter(name), rows)] for name in UNIT_FIELDS]
    return [column[:1] if len(set(column)) == 1 else column for column in columns]


def _text(name: str, value: Any) -> Any:
    if name in LOGINS:
        return " ".join(value)
    return value.isoformat() if isinstance(value, date) else value


def _known(kept: Any) -> dict[str, Unit] | None:
    """Units by id; None where nothing is kept, or it is damaged."""
    try:
        ids, *others = kept
        columns = [_column(name, values, len(ids)) for name, values in zip(UNIT_FIELDS[1:], others, strict=True)]
        if {len(ids)} != set(map(len, columns)):
            return None
        return {unit.id: unit for unit in map(Unit, ids, *columns)}
    except (AttributeError, TypeError, ValueError):
        return None


def _column(name: str, kept: Sequence[Any], count: int) -> list[Any]:
    values = {value: _value(name, value) for value in set(kept)} if name in DAYS + LOGINS else None
    column = [values[value] for value in kept] if values else list(kept)
    return column * count if len(column) == 1 else column


def _value(name: str, text: str | None) -> Any:
    if name in LOGINS:
        return tuple((text or "").split())
    return date.fromisoformat(text) if text else None
