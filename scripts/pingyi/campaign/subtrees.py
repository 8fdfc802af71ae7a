"""A campaign's reports in subtrees: the unit of work, of what is in memory at once and of what is kept between runs.

A subtree is a folder of reports with all below it, or a run of neighbouring ones that are small. Where a run ends is decided
by the names of folders alone, so a report that comes, changes or goes leaves all other subtrees as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple
from zlib import crc32

from pingyi.campaign.verdict_cache import digest
from pingyi.load.attached import MAX_FILE, by_name
from pingyi.load.contents import Contents

SUBTREE_SIZE = 1000
"""Number of reports from which a folder is taken apart."""


class Job(NamedTuple):
    """A report to judge: its unit, path, the paths of attached files by name, and, where it matters, the day of receipt; the
    digest of all that and of the bytes.
    """

    unit: str
    path: str
    files: dict[str, str]
    received: date | None
    key: str


class Subtree(NamedTuple):
    """Reports in the order of the campaign. `name`: its first folder."""

    name: str
    jobs: tuple[Job, ...]

    @property
    def key(self) -> str:
        """A digest of all its reports, as Git's hash of a tree is of all below it."""
        return digest(job.key.encode() for job in self.jobs)


class Listed(NamedTuple):
    """A subtree that was judged: its name, units in order, and key."""

    name: str
    units: tuple[str, ...]
    key: str


def subtrees(contents: Contents, received: Mapping[str, date]) -> Iterator[Subtree]:
    """All reports of a campaign, in order. `received`: by unit, where it matters when a report came."""
    for name, units in _split(list(contents.paths), 0):
        yield Subtree(name, tuple(_job(contents, unit, received.get(unit)) for unit in units))


def pieces(subtree: Subtree, size: int) -> Iterator[Subtree]:
    """The same reports, so many at a time."""
    for start in range(0, len(subtree.jobs), size):
        yield subtree._replace(jobs=subtree.jobs[start : start + size])


def _split(units: Sequence[str], depth: int) -> Iterator[tuple[str, list[str]]]:
    """Runs of neighbouring folders at a depth; a folder that is too large is taken apart."""
    folders = [(name, list(found)) for name, found in groupby(units, lambda unit: _folder(unit, depth))]
    # A power of two: it stays the same while the number of reports does, more or less.
    stride = 1 << (SUBTREE_SIZE * len(folders) // (2 * len(units) or 1)).bit_length() >> 1
    first, run = "", list[str]()
    for name, found in folders:
        large = len(found) > SUBTREE_SIZE
        if run and (large or crc32(name.encode()) % max(stride, 1) == 0):
            yield first, run
            run = []
        if large:
            yield from _split(found, depth + 1)
        else:
            first, run = (first if run else name), run + found
    if run:
        yield first, run


def _folder(unit: str, depth: int) -> str:
    """The folder of that depth that a unit's report lies in, told from a report beside it of the same name."""
    parts = unit.split("/")
    return "/".join(parts[: depth + 1]) + ("/" if len(parts) > depth + 1 else "")


def _job(contents: Contents, unit: str, received: date | None) -> Job:
    path, attached = contents.paths[unit], contents.files.get(unit, ())
    parts = [path.encode("utf-8", "surrogateescape"), str(received).encode(), contents.reports.mark(path)]
    for name in attached:
        parts += [name.encode("utf-8", "surrogateescape"), contents.reports.mark(name, MAX_FILE)]
    return Job(unit, path, by_name(unit, attached), received, digest(parts))
