"""Judge all reports of a campaign: what is known from the cache, the rest on all processors, then all side by side."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from pingyi.campaign.verdict_cache import Cache, digest
from pingyi.check.across import across
from pingyi.check.verdict import Judge, Verdict
from pingyi.contract.assets import PACKAGE, assets
from pingyi.load.contents import Contents
from pingyi.load.source import MAX_BYTES
from pingyi.model import Campaign, Document, Finding, Problem, Unit

POOL_FROM = 150
"""Number of reports to judge from which starting more processes pays."""

MAX_FILE = 5 * MAX_BYTES

CHECK_LIBRARIES = (
    "cel-expr-python", "jsonschema", "jsonschema-rs", "numpy", "pillow", "pyyaml", "referencing", "rensa", "tzdata"
)  # fmt: skip
"""What judges beside our own code: with another version of it a verdict may be another."""


class Job(NamedTuple):
    """A report to judge: its unit, path, bytes, attached files and, where it matters, day of receipt; the digest of all that."""

    unit: str
    path: str
    raw: bytes | Problem
    files: dict[str, bytes | Problem]
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
    cache_folder: Path,
    track: Track = untracked,
    *,
    received: Mapping[str, date] | None = None,
    keep: bool = False,
) -> tuple[dict[str, Verdict], tuple[Finding, ...]]:
    """The verdict on every report by unit, and the findings of the rules across reports.

    `received`: by unit, where it matters when a report came. `keep`: reports that were parsed on the way are wanted as
    data, too.
    """
    cache = Cache(cache_folder, fingerprint(contents, grounds))
    jobs = list(_jobs(contents, received or {}))
    found = {job.unit: known for job in jobs if (known := cache.get(job.key))}
    waiting = [job for job in jobs if job.unit not in found]
    for job, (verdict, document) in track(_judged(waiting, grounds, keep=keep), len(waiting)):
        found[job.unit] = verdict
        cache.put(job.key, verdict)
        if keep:
            contents.keep(job.path, document)
    found = {unit: found[unit] for unit in contents.paths}
    together = digest(job.key.encode() for job in jobs)
    beside = cache.get(together)
    if beside is None:
        beside = Verdict(tuple(explain(across(found, grounds[1]))))
        cache.put(together, beside)
    cache.save()
    return found, beside.findings


def fingerprint(contents: Contents, grounds: Grounds) -> str:
    """A hash of everything but the reports that a verdict depends on: tool, libraries, contract, campaign, roster, clock."""
    code = sorted(PACKAGE.rglob("*.py")) + sorted(assets("schemas").glob("*.*"))
    campaign = contents.campaign.text if contents.campaign else ""
    texts = [sys.version, *map(version, CHECK_LIBRARIES), campaign, contents.roster, str(grounds[2])]
    return digest([*(file.read_bytes() for file in code), *(text.encode() for text in texts)])


def _jobs(contents: Contents, received: Mapping[str, date]) -> Iterator[Job]:
    for unit, path in contents.paths.items():
        report = contents.reports.read(path)
        files = {
            name.rpartition("/")[2]: contents.reports.read(name, MAX_FILE) for name in contents.files.get(unit, ())
        }
        came = received.get(unit)
        parts = [path.encode("utf-8", "surrogateescape"), str(came).encode(), _bytes(report)]
        for name, content in files.items():
            parts += [name.encode("utf-8", "surrogateescape"), _bytes(content)]
        yield Job(unit, path, report, files, came, digest(parts))


def _bytes(content: bytes | Problem) -> bytes:
    return repr(content).encode("utf-8", "surrogateescape") if isinstance(content, Problem) else content


def _judged(jobs: list[Job], grounds: Grounds, *, keep: bool) -> Iterator[Done]:
    if not jobs:
        return
    workers = os.cpu_count() or 1
    if len(jobs) < POOL_FROM or workers == 1:
        judge = Judge(*grounds)
        yield from ((job, judge.judge(*job[:5])) for job in jobs)
        return
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(grounds, keep)) as pool:
        yield from zip(jobs, pool.map(_judge, jobs, chunksize=64), strict=True)


_workers: list[tuple[Judge, bool]] = []


def _start(grounds: Grounds, keep: bool) -> None:
    _workers.append((Judge(*grounds), keep))


def _judge(job: Job) -> tuple[Verdict, Document | None]:
    judge, keep = _workers[0]
    verdict, document = judge.judge(*job[:5])
    return verdict, document if keep else None


def justified(
    findings: Iterable[Finding], found: Mapping[str, Verdict], paths: Mapping[str, str], word: str
) -> Iterator[Finding]:
    """Findings with each warning that its report explains in `notes` lowered to a hint that carries the explanation."""
    notes = {
        (paths[unit], rule, pointer): text for unit, verdict in found.items() for rule, pointer, text in verdict.notes
    }
    for finding in findings:
        text = notes.get((finding.path, finding.rule, finding.pointer)) or notes.get((finding.path, finding.rule, ""))
        if finding.level == "warning" and text:
            yield replace(finding, level="hint", message=f"{finding.message}{word}{text}")
        else:
            yield finding
