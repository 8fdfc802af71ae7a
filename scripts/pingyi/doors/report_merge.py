"""New values put into the report of a unit: what they replace is told, and everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from pingyi.campaign.judged import Judged
from pingyi.contract.fields import fields
from pingyi.contract.yaml_writer import report_yaml
from pingyi.doors.report_edit import edited
from pingyi.doors.workbook.layout import Path, ordered
from pingyi.load.contents import UNITS
from pingyi.load.nodes import join
from pingyi.model import Data, Document, Problem

SHOWN_CHANGES = 20
UNNAMED = ("results", "items")
"""Steps that say nothing in the name of a value."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report to be written, and what the writing would lose. Without a text the report that is there cannot be read."""

    unit: str
    text: str
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        return f"{UNITS}/{self.unit}.yml"


@dataclass(frozen=True, slots=True)
class Writing:
    """How values are put in. `replacing`: others may be lost. `whole`: whether what stands at a path is replaced as a whole.

    `head`: of the data that is there, the keys at the top that are written without asking.
    """

    replacing: bool
    whole: Callable[[Path], bool]
    head: Callable[[Data], Data]


def draft(judged: Judged, unit: str, new: Data, writing: Writing) -> Draft:
    """The report of a unit with new values in it."""
    path = f"{UNITS}/{unit}.yml"
    if unit not in judged.contents.paths:
        data = {"unit": unit, **writing.head({}), **new}
        return Draft(unit, report_yaml(ordered(data, fields(judged.contract))))
    document = judged.contents.document(path)
    if document is None:
        return Draft(unit, "", (Problem("table-unreadable-report", path),))
    return _exchanged(judged, unit, document, new, writing)


def _exchanged(judged: Judged, unit: str, document: Document, new: Data, writing: Writing) -> Draft:
    there = document.data
    parts = {key: _merged(there.get(key), value, (key,), writing.whole) for key, value in new.items()}
    written = edited(document.path, document.text, parts | writing.head(there))
    title = partial(judged.contract.title, "unit")
    changes = [change for key, part in parts.items() for change in _changes(there.get(key), part, f"/{key}")]
    listed = [f"{_titled(title, pointer)}：{old} → {after}" for pointer, old, after in changes]
    problems = [*_lost(document.path, next(iter(parts)), listed, written.comments, asked=writing.replacing)]
    return Draft(unit, written.text, tuple(problems))


def _merged(old: Any, new: Any, path: Path, whole: Callable[[Path], bool]) -> Any:
    """The new values over the old ones; what was typed and nobody says anew stays."""
    if whole(path):
        return new
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: _merged(old.get(key), value, (*path, key), whole) for key, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        both = [_merged(*pair, (*path, str(at)), whole) for at, pair in enumerate(zip(old, new, strict=False))]
        return both + max(old[len(both) :], new[len(both) :], key=len)
    return new


def _changes(old: Any, new: Any, pointer: str) -> Iterator[tuple[str, Any, Any]]:
    """Each value that is there and becomes another: its pointer, old and new. A nought that goes is no loss."""
    if isinstance(old, dict | list):
        for key, value in old.items() if isinstance(old, dict) else enumerate(old):
            yield from _changes(value, _member(new, key), join(pointer, key))
    elif old is not None and old != new and not (old == 0 and new is None):
        yield pointer, old, "—" if new is None or isinstance(new, dict | list) else new


def _member(value: Any, key: Any) -> Any:
    if isinstance(value, list):
        return value[key] if isinstance(key, int) and key < len(value) else None
    return value.get(key) if isinstance(value, dict) else None


def _titled(title: Callable[[str], str], pointer: str) -> str:
    """The titles on the way to a value."""
    steps = pointer.split("/")
    named = (depth for depth in range(2, len(steps) + 1) if steps[depth - 1] not in UNNAMED)
    return "·".join(title("/".join(steps[:depth])) for depth in named)


def _lost(path: str, part: str, listed: list[str], comments: int, *, asked: bool) -> Iterator[Problem]:
    """What is lost by the writing, as a refusal or, where it was asked for, as a warning."""
    if listed:
        changes = "；".join(listed[:SHOWN_CHANGES]) + (f"……（{len(listed)}）" if len(listed) > SHOWN_CHANGES else "")
        yield Problem("table-replaced" if asked else "table-there", path, f"/{part}", values={"changes": changes})
    if comments:
        yield Problem("table-comments-gone" if asked else "table-comments", path, f"/{part}", values={"n": comments})
