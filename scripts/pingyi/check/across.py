"""Rules across reports: totals typed as own figures, and the same text handed in by several units. Near-linear."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from pingyi.check.texts import BANDS, Sketch
from pingyi.check.verdict import Verdict
from pingyi.load.repository import UNITS
from pingyi.model import ROOT, Mark, Problem, Unit, parent

Verdicts = Mapping[str, Verdict]
ALIKE = BANDS * 3 // 4
"""Bands that two texts must share to be called alike: some seven eighths of their shingles."""

HOLDERS = 4
"""How many texts of a bucket are compared; the rest are copies of copies."""


def across(verdicts: Verdicts, roster: Mapping[str, Unit]) -> Iterator[Problem]:
    """Everything that shows only when reports are laid side by side."""
    yield from totals(verdicts)
    yield from copies(verdicts, roster)


def totals(verdicts: Verdicts) -> Iterator[Problem]:
    """A unit whose own counts are just the sum of those below it has typed the total."""
    below: dict[str, tuple[int, ...]] = {}
    for unit, verdict in verdicts.items():
        above = parent(unit)
        while verdict.counts and above != ROOT:
            below[above] = _sum(below.get(above), verdict.counts)
            above = parent(above)
    for unit, verdict in verdicts.items():
        if verdict.counts and verdict.counts == below.get(unit):
            yield Problem("own-looks-like-total", _path(unit), "/results")


def _sum(left: tuple[int, ...] | None, right: tuple[int, ...]) -> tuple[int, ...]:
    return right if left is None else tuple(a + b for a, b in zip(left, right, strict=True))


def copies(verdicts: Verdicts, roster: Mapping[str, Unit]) -> Iterator[Problem]:
    """A self-check or case that is nearly the same as one of another unit; the later unit in order is asked about it."""
    buckets: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for unit in sorted(verdicts):
        for sketch in verdicts[unit].texts:
            kind = sketch.pointer.split("/")[1]
            keys = [(kind, band, value) for band, value in enumerate(sketch.bands)]
            shared = Counter(other for key in keys for other in set(buckets[key]) if other != unit)
            if shared and (most := shared.most_common(1)[0])[1] >= ALIKE:
                yield _copy(unit, sketch, most[0], roster)
            for key in keys:
                if len(buckets[key]) < HOLDERS:
                    buckets[key].append(unit)


def _copy(unit: str, sketch: Sketch, other: str, roster: Mapping[str, Unit]) -> Problem:
    name = roster[other].name if other in roster else other
    mark = Mark(sketch.line, sketch.column)
    return Problem("text-copied", _path(unit), sketch.pointer, mark, {"other": name, "path": _path(other)})


def _path(unit: str) -> str:
    return f"{UNITS}/{unit}.yml"
