"""Judge all reports of a campaign, subtree by subtree: what is known from the cache, the rest by those who work; then all
side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from pingyi.campaign.kept_verdicts import (
    KeptVerdicts,
    Note,
    finding_values,
    in_columns,
    known_verdicts,
    read_columns,
    read_findings,
)
from pingyi.campaign.subtrees import Job, Listed, Subtree, jobs, pieces, subtrees
from pingyi.campaign.verdict_cache import Cache, Drawer, digest
from pingyi.campaign.workers import Workers, here_or
from pingyi.check.across import Beside, across
from pingyi.check.verdict import Judge, Verdict
from pingyi.contract.assets import PACKAGE, assets
from pingyi.load.attached import Attached
from pingyi.load.contents import Contents
from pingyi.load.source import Source
from pingyi.model import Campaign, Document, Finding, Problem, Stated, Unit

POOL_FROM = 150
"""Number of reports to judge from which starting more processes pays."""

PIECE = 64
"""Number of reports that are judged in one go."""

version = cache(metadata.version)

CHECK_LIBRARIES = (
    "cel-expr-python", "jsonschema", "jsonschema-rs", "numpy", "pillow", "pyyaml", "referencing", "rensa", "tzdata"
)  # fmt: skip
"""What judges beside our own code: with another version of it a verdict may be another."""

Grounds = tuple[Campaign, Mapping[str, Unit], date]
"""What reports are judged against: the base branch's campaign and roster, never anything of a pull request, and the day."""

Done = tuple[Job, tuple[Verdict, Document | None]]
Track = Callable[[Iterable[Done], int], Iterable[Done]]
"""Passes on what was judged; it may show how far of how many it has come."""


def untracked(done: Iterable[Done], _count: int) -> Iterable[Done]:
    """A `Track` that shows nothing."""
    return done


Explain = Callable[[Iterable[Problem]], Iterable[Finding]]


class Means(NamedTuple):
    """How a run is made. `cache_folder`: where results are kept, None: nowhere; `workers`: who works, None: as it pays."""

    cache_folder: Path | None
    track: Track = untracked
    workers: Workers | None = None


class AllFound(NamedTuple):
    """What came of all reports: findings and notes; what each says of itself that can be read, by unit; the subtrees."""

    findings: Sequence[Finding]
    notes: Sequence[Note]
    said: Mapping[str, Stated]
    subtrees: Sequence[Listed]


class _Waiting(NamedTuple):
    """The reports of a subtree of which not all were kept, and the verdicts by key that are known."""

    subtree: Subtree
    known: dict[str, Verdict]
    key: str
    drawer: Drawer

    def kept(self) -> KeptVerdicts:
        """What is kept from now on."""
        return self.drawer.used.get(self.key) or self.keep()

    def keep(self) -> KeptVerdicts:
        verdicts = {job.unit: self.known[job.key] for job in self.subtree.jobs}
        found = in_columns(verdicts, [job.key for job in self.subtree.jobs])
        self.drawer.put(self.key, found)
        self.drawer.save()
        self.known.clear()  # of a million reports nothing is had twice
        return found

    @property
    def unknown(self) -> Subtree:
        return self.subtree._replace(jobs=tuple(job for job in self.subtree.jobs if job.key not in self.known))


def run(
    contents: Contents,
    grounds: Grounds,
    explain: Explain,
    means: Means,
    cache: Cache,
    *,
    received: Mapping[str, date] | None = None,
    main: str = "",
) -> AllFound:
    """Judge every report alone and beside the others.

    `main`: the commit that `explain` reads history from. `received`: by unit, where it matters when a report came.
    """
    listed = list(subtrees(contents, grounds[1], received or {}))
    parts = [_kept(part, cache.drawer(part.name)) or _waiting(part, contents, received or {}, cache) for part in listed]
    waiting = [part for part in parts if isinstance(part, _Waiting)]
    for job, (_, document) in means.track(_judged(waiting, contents, grounds, means.workers), _count(waiting)):
        if document:
            contents.keep(job.path, document)
    every = [
        (part.kept() if isinstance(part, _Waiting) else part, each.reports)
        for part, each in zip(parts, listed, strict=True)
    ]
    key = digest([main.encode(), *(part.key.encode() for part in listed)])
    beside = _beside(every, grounds[1], explain, cache.drawer(""), key)
    cache.drop_others()
    return AllFound(
        [*beside, *(finding for part, _ in every for finding in part.found())],
        [note for part, units in every for note in part.noted(units)],
        {unit: said for part, units in every for unit, said in part.stated(units)},
        listed,
    )


def _kept(subtree: Listed, drawer: Drawer) -> KeptVerdicts | None:
    """What is kept of just these reports."""
    kept = drawer.get(subtree.key)
    found = read_columns(kept, len(subtree.reports))
    if found:
        drawer.put(subtree.key, kept)
        drawer.save()
    return found


def _waiting(subtree: Listed, contents: Contents, received: Mapping[str, date], cache: Cache) -> _Waiting:
    """The reports of a subtree that is otherwise than it was, with the verdicts on those that are not."""
    drawer = cache.drawer(subtree.name)
    given = jobs(contents, subtree, received)
    known = known_verdicts(drawer.known.values())
    return _Waiting(given, {job.key: known[job.key] for job in given.jobs if job.key in known}, subtree.key, drawer)


def _beside(
    every: Iterable[tuple[KeptVerdicts, Sequence[str]]],
    roster: Mapping[str, Unit],
    explain: Explain,
    drawer: Drawer,
    key: str,
) -> list[Finding]:
    """What shows only when reports are laid side by side, which takes all of them: a second pass over what each gave."""
    found = read_findings(drawer.get(key))
    if found is None:
        beside = Beside.together(part.beside(units) for part, units in every)
        found = list(explain(across(beside, roster)))
    drawer.put(key, [finding_values(finding) for finding in found])
    drawer.save()
    return found


def fingerprint(contents: Contents, day: date) -> str:
    """A hash of everything but the reports that a verdict depends on: tool, libraries, contract, campaign, roster, clock."""
    campaign = contents.campaign.text if contents.campaign else ""
    return digest(text.encode() for text in [tool_fingerprint(), campaign, contents.roster, str(day)])


def tool_fingerprint() -> str:
    """A hash of what judges and adds up: tool, Python, libraries."""
    texts = [_tool(PACKAGE, assets("schemas")), sys.version, *map(version, CHECK_LIBRARIES)]
    return digest(text.encode() for text in texts)


@cache
def _tool(package: Path, schemas: Path) -> str:
    """A hash of the code and the contract, which stay as they are while the process lives."""
    return digest(file.read_bytes() for file in [*sorted(package.rglob("*.py")), *sorted(schemas.glob("*.*"))])


def _count(waiting: Iterable[_Waiting]) -> int:
    return sum(len(part.unknown.jobs) for part in waiting)


def _judged(
    waiting: Sequence[_Waiting], contents: Contents, grounds: Grounds, workers: Workers | None
) -> Iterator[Done]:
    """What was judged, in order; each subtree is kept as soon as it is done."""
    given = [(piece, part) for part in waiting for piece in pieces(part.unknown, PIECE)]
    count = _count(waiting)
    # A few reports stay as data, so that nobody parses them again; thousands would fill the memory.
    work = Judging(grounds, contents.reports, keep=count < POOL_FROM)
    made = here_or(workers, count, POOL_FROM).map(work, [piece for piece, _ in given])
    for place, ((piece, part), verdicts) in enumerate(zip(given, made, strict=True)):
        for job, done in zip(piece.jobs, verdicts, strict=True):
            part.known[job.key] = done[0]
            yield job, done
        if place + 1 == len(given) or given[place + 1][1] is not part:
            part.keep()


class Judging:
    """Judges the reports of a subtree; a function that can be sent to whoever works. `keep`: gives the reports as data, too."""

    def __init__(self, grounds: Grounds, source: Source, *, keep: bool) -> None:
        self.grounds, self.source, self.keep = grounds, source, keep

    @cached_property
    def judge(self) -> Judge:
        return Judge(*self.grounds)

    def __getstate__(self) -> dict[str, Any]:
        """Rules are compiled where they are used."""
        return {name: value for name, value in self.__dict__.items() if name != "judge"}

    def __call__(self, subtree: Subtree) -> list[tuple[Verdict, Document | None]]:
        return [self._verdict(job) for job in subtree.jobs]

    def _verdict(self, job: Job) -> tuple[Verdict, Document | None]:
        raw, files = self.source.read(job.path), Attached(self.source, job.files)
        verdict, document = self.judge.judge(job.unit, job.path, raw, files, job.received)
        return verdict, document if self.keep else None
