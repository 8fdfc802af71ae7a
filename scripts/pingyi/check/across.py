"""Rules across reports: totals typed as own figures, and the same text handed in by several units. Near-linear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import add, itemgetter
from typing import NamedTuple

from pingyi.check.verdict import Verdict
from pingyi.load.contents import UNITS
from pingyi.model import ROOT, Problem, Unit, parent


class CountsBelow(NamedTuple):
    """The sum of the counts of so many reports."""

    reports: int
    sums: Sequence[int]


class Beside(NamedTuple):
    """What these rules need of some reports: own counts by unit, written one after the other (`written`); the counts of those
    below each node; and sketches of texts, each after its unit. That of all is that of any parts together.
    """

    counts: Mapping[str, str]
    below: Mapping[str, CountsBelow]
    texts: Sequence[tuple[str, str, str]]

    @classmethod
    def of(cls, verdicts: Mapping[str, Verdict]) -> Beside:
        """What is needed of reports, of the verdicts on them by unit."""
        counts = {unit: written(verdict.counts) for unit, verdict in verdicts.items() if verdict.counts}
        below: dict[str, CountsBelow] = {}
        for unit in counts:
            above = parent(unit)
            while above != ROOT:
                _add(below, above, CountsBelow(1, verdicts[unit].counts))
                above = parent(above)
        return cls(counts, below, [(unit, *sketch) for unit, verdict in verdicts.items() for sketch in verdict.texts])

    @classmethod
    def together(cls, parts: Iterable[Beside]) -> Beside:
        """What is needed of the reports of all parts."""
        counts: dict[str, str] = {}
        below: dict[str, CountsBelow] = {}
        texts: list[tuple[str, str, str]] = []
        for part in parts:
            counts |= part.counts
            for node, sums in part.below.items():
                _add(below, node, sums)
            texts += part.texts
        return cls(counts, below, texts)


def written(counts: Iterable[int]) -> str:
    """CountsBelow as they are kept: most are never looked at again."""
    return " ".join(map(str, counts))


def _add(below: dict[str, CountsBelow], node: str, more: CountsBelow) -> None:
    known = below.get(node)
    below[node] = CountsBelow(known.reports + more.reports, list(map(add, known.sums, more.sums))) if known else more


def across(them: Beside, roster: Mapping[str, Unit]) -> Iterator[Problem]:
    """Everything that shows only when reports are laid side by side."""
    yield from totals(them)
    yield from copies(them, roster)


def totals(them: Beside) -> Iterator[Problem]:
    """A unit whose own counts are just the sum of those below it has typed the total."""
    for unit, below in them.below.items():
        if below.reports > 1 and them.counts.get(unit) == written(below.sums):
            yield Problem("own-looks-like-total", _path(unit), "/results")


def copies(them: Beside, roster: Mapping[str, Unit]) -> Iterator[Problem]:
    """Self-checks and cases that are nearly the same as one of another unit. Both units are asked: either may be new."""
    from pingyi.check.nearness import nearest  # noqa: PLC0415 - NumPy is slow to import, and a run from the cache needs none

    texts = sorted(them.texts, key=itemgetter(0))
    owners = {unit: number for number, (unit, _, _) in enumerate(texts)}
    signatures = [bytes.fromhex(signature) for _, _, signature in texts]
    kinds = [pointer.startswith("/cases/") for _, pointer, _ in texts]
    found = nearest(signatures, [owners[unit] for unit, _, _ in texts], kinds)
    first_copies = {earlier: later for later, earlier in sorted(found.items(), reverse=True)}
    for text, other in sorted((first_copies | found).items()):
        yield _copy(*texts[text][:2], *texts[other][:2], roster)


def _copy(unit: str, pointer: str, other: str, theirs: str, roster: Mapping[str, Unit]) -> Problem:
    name = roster[other].title if other in roster else other
    values = {"other": name, "path": _path(other), "pointer": theirs}
    return Problem("text-copied", _path(unit), pointer, values=values)


def _path(unit: str) -> str:
    return f"{UNITS}/{unit}.yml"
