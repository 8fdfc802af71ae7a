"""Judge all reports of a campaign: what is known from the cache, the rest on all processors, then all side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pingyi.check.across import across
from pingyi.check.cache import Cache, digest
from pingyi.check.submission import Context
from pingyi.check.verdict import Judge, Verdict
from pingyi.contract import SCHEMAS
from pingyi.load.repository import Raw
from pingyi.load.source import MAX_BYTES
from pingyi.model import Finding, Problem

PACKAGE = Path(__file__).resolve().parents[1]
POOL_FROM = 150
"""Number of reports to judge from which starting more processes pays."""

MAX_FILE = 5 * MAX_BYTES


class Job(NamedTuple):
    """A report to judge: its unit, path, bytes and attached files, and the digest of all that."""

    unit: str
    path: str
    raw: bytes | Problem
    files: dict[str, bytes | Problem]
    key: str


Judged = tuple[Job, Verdict]
Track = Callable[[Iterable[Judged], int], Iterable[Judged]]
"""Passes on what was judged; it may show how far of how many it has come."""


def untracked(judged: Iterable[Judged], _count: int) -> Iterable[Judged]:
    """A `Track` that shows nothing."""
    return judged


Explain = Callable[[Iterable[Problem]], Iterable[Finding]]


def run(
    raw: Raw, context: Context, explain: Explain, cache_folder: Path, track: Track = untracked
) -> tuple[dict[str, Verdict], tuple[Finding, ...]]:
    """The verdict on every report by unit, and the findings of the rules across reports."""
    cache = Cache(cache_folder, fingerprint(raw, context))
    jobs = list(_jobs(raw))
    found = {job.unit: known for job in jobs if (known := cache.get(job.key))}
    waiting = [job for job in jobs if job.unit not in found]
    for job, verdict in track(_judged(waiting, context), len(waiting)):
        found[job.unit] = verdict
        cache.put(job.key, verdict)
    found = {unit: found[unit] for unit in raw.paths}
    together = digest(job.key.encode() for job in jobs)
    beside = cache.get(together)
    if beside is None:
        beside = Verdict(tuple(explain(across(found, context.roster))))
        cache.put(together, beside)
    cache.save()
    return found, beside.findings


def fingerprint(raw: Raw, context: Context) -> str:
    """A hash of everything but the reports that a verdict depends on: tool, contract, campaign, roster, clock."""
    code = sorted(PACKAGE.rglob("*.py")) + sorted(SCHEMAS.glob("*.*"))
    campaign = raw.campaign.text if raw.campaign else ""
    return digest(
        [*(file.read_bytes() for file in code), campaign.encode(), raw.roster.encode(), str(context.today).encode()]
    )


def _jobs(raw: Raw) -> Iterator[Job]:
    for unit, path in raw.paths.items():
        report = raw.reports.read(path)
        files = {name.rpartition("/")[2]: raw.reports.read(name, MAX_FILE) for name in raw.files.get(unit, ())}
        parts = [path.encode("utf-8", "surrogateescape"), _bytes(report)]
        for name, content in files.items():
            parts += [name.encode("utf-8", "surrogateescape"), _bytes(content)]
        yield Job(unit, path, report, files, digest(parts))


def _bytes(content: bytes | Problem) -> bytes:
    return repr(content).encode("utf-8", "surrogateescape") if isinstance(content, Problem) else content


def _judged(jobs: list[Job], context: Context) -> Iterator[Judged]:
    if not jobs:
        return
    workers = os.cpu_count() or 1
    if len(jobs) < POOL_FROM or workers == 1:
        judge = Judge(context)
        yield from ((job, judge.judge(*job[:4])) for job in jobs)
        return
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(context,)) as pool:
        yield from zip(jobs, pool.map(_judge, jobs, chunksize=64), strict=True)


_workers: list[Judge] = []


def _start(context: Context) -> None:
    _workers.append(Judge(context))


def _judge(job: Job) -> Verdict:
    return _workers[0].judge(*job[:4])


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
