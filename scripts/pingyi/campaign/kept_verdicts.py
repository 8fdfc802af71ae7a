"""What came of the reports of a subtree, in the columns that are kept of it and read back at once.

Most reports have no finding and no note, and what only the rules across reports need is seldom asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from pingyi.check.across import Beside, CountsBelow, written
from pingyi.check.texts import Sketch
from pingyi.check.verdict import Verdict
from pingyi.model import Finding, Stated

NOTHING_SAID = (None,) * len(Stated._fields)
Note = tuple[str, str, str, str]
"""Unit, rule, pointer and text."""


class KeptVerdicts(NamedTuple):
    """Columns of one value a report: the `keys` of what was judged, what it says of itself, its own counts; and rows that
    begin with the number of their report: findings, notes and sketches of texts. `below`: counts and number of the reports
    below each node.
    """

    keys: list[str]
    said: list[list[Any]]
    counts: list[str]
    findings: list[list[Any]]
    notes: list[list[Any]]
    texts: list[list[Any]]
    below: dict[str, list[Any]]

    def stated(self, units: Sequence[str]) -> Iterator[tuple[str, Stated]]:
        """What each report that can be read says of itself."""
        for unit, raw, values in zip(units, self.said[-1], zip(*self.said, strict=True), strict=True):
            if raw is not None:
                yield unit, Stated(*values)

    def noted(self, units: Sequence[str]) -> Iterator[Note]:
        """All notes."""
        return ((units[number], rule, pointer, text) for number, rule, pointer, text in self.notes)

    def found(self) -> Iterator[Finding]:
        """All findings."""
        return (Finding(*values) for _, *values in self.findings)

    def beside(self, units: Sequence[str]) -> Beside:
        """What the rules across reports need."""
        texts = [(units[number], pointer, signature) for number, pointer, signature in self.texts]
        counts = {unit: counts for unit, counts in zip(units, self.counts, strict=True) if counts}
        below = {node: CountsBelow(reports, _counts(sums)) for node, (reports, sums) in self.below.items()}
        return Beside(counts, below, texts)

    def verdicts(self) -> dict[str, Verdict]:
        """Each verdict by the key of what was judged. Raises what comes of it where it is damaged."""
        findings, notes, texts = (_by_report(rows, len(self.keys)) for rows in (self.findings, self.notes, self.texts))
        return {
            key: Verdict(
                tuple(Finding(*values) for values in findings[number]),
                _counts(self.counts[number]),
                tuple(Sketch(*values) for values in texts[number]),
                tuple((rule, pointer, text) for rule, pointer, text in notes[number]),
                None if said[-1] is None else Stated(*said),
            )
            for number, (key, said) in enumerate(zip(self.keys, zip(*self.said, strict=True), strict=True))
        }


def in_columns(verdicts: Mapping[str, Verdict], keys: Sequence[str]) -> KeptVerdicts:
    """The verdicts on the reports of a subtree, by unit. `keys`: of what was judged."""
    every = list(verdicts.values())
    said = [verdict.said or NOTHING_SAID for verdict in every]
    return KeptVerdicts(
        list(keys),
        [list(column) for column in zip(*said, strict=True)] or [[] for _ in NOTHING_SAID],
        [written(verdict.counts) for verdict in every],
        [[number, *finding_values(finding)] for number, it in enumerate(every) for finding in it.findings],
        [[number, *note] for number, it in enumerate(every) for note in it.notes],
        [[number, *sketch] for number, it in enumerate(every) for sketch in it.texts],
        {node: [reports, written(sums)] for node, (reports, sums) in Beside.of(verdicts).below.items()},
    )


def read_columns(kept: Any, reports: int) -> KeptVerdicts | None:
    """What is kept of so many reports; None where there is nothing, or it is damaged."""
    try:
        it = KeptVerdicts(*kept)
        lengths = {len(it.keys), len(it.counts), *map(len, it.said)}
        widths = {(4, len(row)) for row in it.notes} | {(3, len(row)) for row in it.texts}
        widths |= {(2, len(counts)) for counts in it.below.values()}
        rows = [row[0] for part in (it.findings, it.notes, it.texts) for row in part]
        whole = len(it.said) == len(NOTHING_SAID) and lengths == {reports} and all(a == b for a, b in widths)
        return it if whole and all(0 <= row < reports for row in rows) and list(it.found()) is not None else None
    except (AttributeError, IndexError, TypeError, ValueError):
        return None


def known_verdicts(every: Iterable[Any]) -> dict[str, Verdict]:
    """All verdicts in columns that may be damaged, by the key of what was judged."""
    found: dict[str, Verdict] = {}
    for kept in every:
        with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError):
            found |= KeptVerdicts(*kept).verdicts()
    return found


def read_findings(kept: Any) -> list[Finding] | None:
    """Findings from their JSON; None where there are none, or they are damaged."""
    try:
        return [Finding(*values) for values in kept]
    except TypeError:
        return None


def finding_values(finding: Finding) -> list[Any]:
    """A finding as JSON has it."""
    return [getattr(finding, name) for name in Finding.__slots__]


def _counts(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def _by_report(rows: Iterable[Sequence[Any]], count: int) -> list[list[Sequence[Any]]]:
    found: list[list[Sequence[Any]]] = [[] for _ in range(count)]
    for number, *values in rows:
        found[number].append(values)
    return found
