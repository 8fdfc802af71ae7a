"""Rules across reports: totals typed as own figures, and the same text handed in by several units. Near-linear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pingyi.check.texts import Sketch
from pingyi.check.verdict import Verdict
from pingyi.load.repository import UNITS
from pingyi.model import ROOT, Mark, Problem, Unit, parent

Verdicts = Mapping[str, Verdict]
ALIKE = 34
"""Bytes of 64 that two signatures must share: then about half of the shingles are the same, as where every seventh
character was changed."""

BANDS = 12
BAND = 6
"""Hexadecimal digits of a band: only texts that share all of one are compared at all."""

HOLDERS = 4
"""How many texts of a bucket are compared; the rest are copies of copies."""


def across(verdicts: Verdicts, roster: Mapping[str, Unit]) -> Iterator[Problem]:
    """Everything that shows only when reports are laid side by side."""
    yield from totals(verdicts)
    yield from copies(verdicts, roster)


def totals(verdicts: Verdicts) -> Iterator[Problem]:
    """A unit whose own counts are just the sum of those below it has typed the total."""
    below: dict[str, tuple[int, ...]] = {}
    reports: Counter[str] = Counter()
    for unit, verdict in verdicts.items():
        above = parent(unit)
        while verdict.counts and above != ROOT:
            below[above] = _sum(below.get(above), verdict.counts)
            reports[above] += 1
            above = parent(above)
    for unit, verdict in verdicts.items():
        if reports[unit] > 1 and verdict.counts == below[unit]:
            yield Problem("own-looks-like-total", _path(unit), "/results")


def _sum(left: tuple[int, ...] | None, right: tuple[int, ...]) -> tuple[int, ...]:
    return right if left is None else tuple(a + b for a, b in zip(left, right, strict=True))


def copies(verdicts: Verdicts, roster: Mapping[str, Unit]) -> Iterator[Problem]:
    """A self-check or case that is nearly the same as one of another unit; the later unit in order is asked about it."""
    buckets: dict[tuple[bool, int, str], list[tuple[str, Sketch]]] = {}
    for unit in sorted(verdicts):
        for sketch in verdicts[unit].texts:
            holders = [buckets.setdefault(key, []) for key in _keys(sketch)]
            if other := _nearest(
                sketch, {other: held for held_by in holders for other, held in held_by if other != unit}
            ):
                yield _copy(unit, sketch, other, roster)
            for held_by in holders:
                if len(held_by) < HOLDERS:
                    held_by.append((unit, sketch))


def _keys(sketch: Sketch) -> Iterator[tuple[bool, int, str]]:
    """The buckets of a text: its kind and each band of its signature."""
    is_case = sketch.pointer.startswith("/cases/")
    return ((is_case, start, sketch.signature[start : start + BAND]) for start in range(0, BANDS * BAND, BAND))


def _nearest(sketch: Sketch, others: Mapping[str, Sketch]) -> str | None:
    """The unit whose text is most alike, if it is alike at all; the first in order among equals."""
    alike = [(-shared, other) for other, held in others.items() if (shared := sketch.alike(held)) >= ALIKE]
    return min(alike)[1] if alike else None


def _copy(unit: str, sketch: Sketch, other: str, roster: Mapping[str, Unit]) -> Problem:
    name = roster[other].name if other in roster else other
    mark = Mark(sketch.line, sketch.column)
    return Problem("text-copied", _path(unit), sketch.pointer, mark, {"other": name, "path": _path(other)})


def _path(unit: str) -> str:
    return f"{UNITS}/{unit}.yml"
