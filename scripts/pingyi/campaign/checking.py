"""Judge all reports of a campaign, subtree by subtree: what is known from the cache, the rest by those who work; then all
side by side.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from pingyi.campaign.subtrees import Job, Listed, Subtree, pieces, subtrees
from pingyi.campaign.verdict_cache import Cache, Drawer, digest
from pingyi.campaign.workers import Workers, here_or
from pingyi.check.across import across
from pingyi.check.verdict import Judge, Verdict
from pingyi.contract.assets import PACKAGE, assets
from pingyi.load.attached import Attached
from pingyi.load.contents import Contents
from pingyi.load.source import Source
from pingyi.model import Campaign, Document, Finding, Problem, Unit

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


def run(
    contents: Contents,
    grounds: Grounds,
    explain: Explain,
    means: Means,
    *,
    received: Mapping[str, date] | None = None,
    main: str = "",
) -> tuple[dict[str, Verdict], tuple[Finding, ...], tuple[Listed, ...]]:
    """The verdict on every report by unit, the findings of the rules across reports, and the subtrees.

    `main`: the commit that `explain` reads history from. `received`: by unit, where it matters when a report came.
    """
    cache = Cache(means.cache_folder, fingerprint(contents, grounds))
    found, waiting, listed = _kept(subtrees(contents, received or {}), cache)
    for job, (verdict, document) in means.track(_judged(waiting, contents, grounds, means.workers), _count(waiting)):
        found[job.unit] = verdict
        if document:
            contents.keep(job.path, document)
    found = {unit: found[unit] for unit in contents.paths}
    key = digest([main.encode(), *(part.key.encode() for part in listed)])
    beside = _beside(found, grounds[1], explain, cache.drawer(""), key)
    cache.drop_others()
    return found, beside.findings, tuple(listed)


def _kept(
    parts: Iterable[Subtree], cache: Cache
) -> tuple[dict[str, Verdict], list[tuple[Subtree, Drawer]], list[Listed]]:
    """The verdicts that are known, by unit; of each subtree the reports that wait for theirs, with the drawer for them; and all."""
    found: dict[str, Verdict] = {}
    waiting, listed = [], []
    for part in parts:
        listed.append(Listed(part.name, tuple(job.unit for job in part.jobs), part.key))
        drawer = cache.drawer(part.name)
        known = {job.unit: verdict for job in part.jobs if (verdict := drawer.verdict(job.key))}
        found |= known
        left = tuple(job for job in part.jobs if job.unit not in known)
        if left:
            waiting.append((part._replace(jobs=left), drawer))
        else:
            drawer.save()
    return found, waiting, listed


def _beside(
    found: Mapping[str, Verdict], roster: Mapping[str, Unit], explain: Explain, drawer: Drawer, key: str
) -> Verdict:
    """What shows only when reports are laid side by side, which takes all of them: a second pass over what each gave."""
    beside = drawer.verdict(key)
    if beside is None:
        beside = Verdict(tuple(explain(across(found, roster))))
        drawer.put_verdict(key, beside)
        drawer.save()
    return beside


def fingerprint(contents: Contents, grounds: Grounds) -> str:
    """A hash of everything but the reports that a verdict depends on: tool, libraries, contract, campaign, roster, clock."""
    campaign = contents.campaign.text if contents.campaign else ""
    return digest(text.encode() for text in [tool_fingerprint(), campaign, contents.roster, str(grounds[2])])


def tool_fingerprint() -> str:
    """A hash of what judges and adds up: tool, Python, libraries."""
    texts = [_tool(PACKAGE, assets("schemas")), sys.version, *map(version, CHECK_LIBRARIES)]
    return digest(text.encode() for text in texts)


@cache
def _tool(package: Path, schemas: Path) -> str:
    """A hash of the code and the contract, which stay as they are while the process lives."""
    return digest(file.read_bytes() for file in [*sorted(package.rglob("*.py")), *sorted(schemas.glob("*.*"))])


def _count(waiting: Iterable[tuple[Subtree, Drawer]]) -> int:
    return sum(len(subtree.jobs) for subtree, _ in waiting)


def _judged(
    waiting: list[tuple[Subtree, Drawer]], contents: Contents, grounds: Grounds, workers: Workers | None
) -> Iterator[Done]:
    """What was judged, in order; each subtree is kept as soon as it is done."""
    given = [(piece, drawer) for subtree, drawer in waiting for piece in pieces(subtree, PIECE)]
    count = _count(waiting)
    # A few reports stay as data, so that nobody parses them again; thousands would fill the memory.
    work = Judging(grounds, contents.reports, keep=count < POOL_FROM)
    made = here_or(workers, count, POOL_FROM).map(work, [piece for piece, _ in given])
    for place, ((piece, drawer), verdicts) in enumerate(zip(given, made, strict=True)):
        for job, done in zip(piece.jobs, verdicts, strict=True):
            drawer.put_verdict(job.key, done[0])
            yield job, done
        if place + 1 == len(given) or given[place + 1][1] is not drawer:
            drawer.save()


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


def justified(
    findings: Iterable[Finding], found: Mapping[str, Verdict], paths: Mapping[str, str], word: str
) -> Iterator[Finding]:
    """Findings with each warning that its report explains in `notes` lowered to a hint that carries the explanation.

    A note without a pointer explains a rule's only warning. Of several it explains none: who explains one has not looked at
    the others.
    """
    findings = list(findings)
    warnings = Counter((finding.path, finding.rule) for finding in findings if finding.level == "warning")
    notes = {
        (paths[unit], rule, pointer): text for unit, verdict in found.items() for rule, pointer, text in verdict.notes
    }
    for finding in findings:
        text = notes.get((finding.path, finding.rule, finding.pointer))
        if text is None and warnings[finding.path, finding.rule] == 1:
            text = notes.get((finding.path, finding.rule, ""))
        if finding.level == "warning" and text:
            yield replace(finding, level="hint", message=f"{finding.message}{word}{text}")
        else:
            yield finding
