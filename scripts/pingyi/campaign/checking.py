"""Judge all reports of a campaign: what is known from the cache, the rest on all processors, then all side by side."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from pingyi.campaign.verdict_cache import Cache, digest
from pingyi.check.across import across
from pingyi.check.verdict import Judge, Verdict
from pingyi.contract.assets import PACKAGE, assets
from pingyi.load.attached import MAX_FILE, Attached, by_name
from pingyi.load.contents import Contents
from pingyi.load.source import Source
from pingyi.model import Campaign, Document, Finding, Problem, Unit

POOL_FROM = 150
"""Number of reports to judge from which starting more processes pays."""

version = cache(metadata.version)

CHECK_LIBRARIES = (
    "cel-expr-python", "jsonschema", "jsonschema-rs", "numpy", "pillow", "pyyaml", "referencing", "rensa", "tzdata"
)  # fmt: skip
"""What judges beside our own code: with another version of it a verdict may be another."""


class Job(NamedTuple):
    """A report to judge: its unit, path, bytes, the paths of attached files by name, and, where it matters, the day of receipt;
    the digest of all that.
    """

    unit: str
    path: str
    raw: bytes | Problem
    files: dict[str, str]
    received: date | None
    key: str


Grounds = tuple[Campaign, Mapping[str, Unit], date]
"""What reports are judged against: the base branch's campaign and roster, never anything of a pull request, and the day."""

Done = tuple[Job, tuple[Verdict, Document | None]]
Track = Callable[[Iterable[Done], int], Iterable[Done]]
"""Passes on what was judged; it may show how far of how many it has come."""


def untracked(done: Iterable[Done], _count: int) -> Iterable[Done]:
    """A `Track` that shows nothing."""
    return done


Explain = Callable[[Iterable[Problem]], Iterable[Finding]]


def run(
    contents: Contents,
    grounds: Grounds,
    explain: Explain,
    cache_folder: Path | None,
    track: Track = untracked,
    *,
    received: Mapping[str, date] | None = None,
    keep: bool = False,
    main: str = "",
) -> tuple[dict[str, Verdict], tuple[Finding, ...]]:
    """The verdict on every report by unit, and the findings of the rules across reports.

    `main`: the commit that `explain` reads history from. `cache_folder`: where verdicts are kept; None: nowhere.
    `received`: by unit, where it matters when a report came. `keep`: reports that were parsed on the way are wanted as
    data, too.
    """
    cache = Cache(cache_folder, fingerprint(contents, grounds))
    jobs = list(_jobs(contents, received or {}))
    found = {job.unit: known for job in jobs if (known := cache.get(job.key))}
    waiting = [job for job in jobs if job.unit not in found]
    for job, (verdict, document) in track(_judged(waiting, grounds, contents.reports, keep=keep), len(waiting)):
        found[job.unit] = verdict
        cache.put(job.key, verdict)
        if keep:
            contents.keep(job.path, document)
    found = {unit: found[unit] for unit in contents.paths}
    together = digest([main.encode(), *(job.key.encode() for job in jobs)])
    beside = cache.get(together)
    if beside is None:
        beside = Verdict(tuple(explain(across(found, grounds[1]))))
        cache.put(together, beside)
    cache.save()
    return found, beside.findings


def fingerprint(contents: Contents, grounds: Grounds) -> str:
    """A hash of everything but the reports that a verdict depends on: tool, libraries, contract, campaign, roster, clock."""
    campaign = contents.campaign.text if contents.campaign else ""
    texts = [_tool(PACKAGE, assets("schemas")), sys.version, *map(version, CHECK_LIBRARIES), campaign, contents.roster]
    return digest(text.encode() for text in [*texts, str(grounds[2])])


@cache
def _tool(package: Path, schemas: Path) -> str:
    """A hash of the code and the contract, which stay as they are while the process lives."""
    return digest(file.read_bytes() for file in [*sorted(package.rglob("*.py")), *sorted(schemas.glob("*.*"))])


def _jobs(contents: Contents, received: Mapping[str, date]) -> Iterator[Job]:
    for unit, path in contents.paths.items():
        report = contents.reports.read(path)
        attached = contents.files.get(unit, ())
        came = received.get(unit)
        parts = [path.encode("utf-8", "surrogateescape"), str(came).encode(), _bytes(report)]
        for name in attached:
            parts += [name.encode("utf-8", "surrogateescape"), contents.reports.mark(name, MAX_FILE)]
        yield Job(unit, path, report, by_name(unit, attached), came, digest(parts))


def _bytes(content: bytes | Problem) -> bytes:
    return repr(content).encode("utf-8", "surrogateescape") if isinstance(content, Problem) else content


def _judged(jobs: list[Job], grounds: Grounds, source: Source, *, keep: bool) -> Iterator[Done]:
    if not jobs:
        return
    workers = os.cpu_count() or 1
    if len(jobs) < POOL_FROM or workers == 1:
        judge = Judge(*grounds)
        yield from ((job, _verdict(judge, job, source)) for job in jobs)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and needed for many reports only

    with ProcessPoolExecutor(workers, initializer=_start, initargs=(grounds, source, keep)) as pool:
        yield from zip(jobs, pool.map(_judge, jobs, chunksize=64), strict=True)


_workers: list[tuple[Judge, Source, bool]] = []


def _start(grounds: Grounds, source: Source, keep: bool) -> None:
    _workers.append((Judge(*grounds), source, keep))


def _judge(job: Job) -> tuple[Verdict, Document | None]:
    judge, source, keep = _workers[0]
    verdict, document = _verdict(judge, job, source)
    return verdict, document if keep else None


def _verdict(judge: Judge, job: Job, source: Source) -> tuple[Verdict, Document | None]:
    return judge.judge(job.unit, job.path, job.raw, Attached(source, job.files), job.received)


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
