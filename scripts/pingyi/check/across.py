"""Rules across reports: totals typed as own figures, and the same text handed in by several units. Near-linear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from operator import add

from pingyi.check.texts import Sketch
from pingyi.check.verdict import Verdict
from pingyi.load.contents import UNITS
from pingyi.model import ROOT, Problem, Unit, parent

Verdicts = Mapping[str, Verdict]


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
    return right if left is None else tuple(map(add, left, right))


def copies(verdicts: Verdicts, roster: Mapping[str, Unit]) -> Iterator[Problem]:
    """Self-checks and cases that are nearly the same as one of another unit. Both units are asked: either may be new."""
    from pingyi.check.nearness import nearest  # noqa: PLC0415 - NumPy is slow to import, and a run from the cache needs none

    units = sorted(verdicts)
    texts = [(number, sketch) for number, unit in enumerate(units) for sketch in verdicts[unit].texts]
    signatures = [bytes.fromhex(sketch.signature) for _, sketch in texts]
    kinds = [sketch.pointer.startswith("/cases/") for _, sketch in texts]
    found = nearest(signatures, [number for number, _ in texts], kinds)
    first_copies = {earlier: later for later, earlier in sorted(found.items(), reverse=True)}
    for text, other in sorted((first_copies | found).items()):
        number, sketch = texts[text]
        yield _copy(units[number], sketch, units[texts[other][0]], texts[other][1], roster)


def _copy(unit: str, sketch: Sketch, other: str, theirs: Sketch, roster: Mapping[str, Unit]) -> Problem:
    name = roster[other].title if other in roster else other
    values = {"other": name, "path": _path(other), "pointer": theirs.pointer}
    return Problem("text-copied", _path(unit), sketch.pointer, values=values)


def _path(unit: str) -> str:
    return f"{UNITS}/{unit}.yml"
