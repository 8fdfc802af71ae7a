"""A campaign's reports in subtrees: the unit of work, of what is in memory at once and of what is kept between runs.

A subtree is a folder of reports with all below it, or a run of neighbouring ones that are small. Where a run ends is decided
by the names of folders alone, so a report that comes, changes or goes leaves all other subtrees as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """Reports to judge, in the order of the campaign. `name`: the first folder."""

    name: str
    jobs: tuple[Job, ...]


class Listed(NamedTuple):
    """A subtree: its name, its units in order whether or not they have reported, those with a report, and a digest of all that
    these are, as Git's hash of a tree is of all below it.
    """

    name: str
    units: tuple[str, ...]
    reports: tuple[str, ...]
    key: str


def subtrees(contents: Contents, roster: Iterable[str], received: Mapping[str, date]) -> Iterator[Listed]:
    """All units and reports of a campaign, in order. `received`: by unit, where it matters when a report came."""
    paths = contents.paths
    silent = [unit for unit in roster if unit not in paths]
    # As sources list them: level by level, and the lowest sign between two levels makes that the order of plain texts.
    units = sorted([*paths, *silent], key=lambda unit: f"{unit}.yml".replace("/", "\0")) if silent else list(paths)
    for name, found in _split(units, 0):
        reports = tuple(unit for unit in found if unit in paths)
        key = digest(_told(contents, unit, received.get(unit)) for unit in reports)
        yield Listed(name, tuple(found), reports, key)


def jobs(contents: Contents, subtree: Listed, received: Mapping[str, date]) -> Subtree:
    """The reports of a subtree, to be judged."""
    return Subtree(subtree.name, tuple(_job(contents, unit, received.get(unit)) for unit in subtree.reports))


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
    files = by_name(unit, contents.files.get(unit, ()))
    return Job(unit, contents.paths[unit], files, received, digest([_told(contents, unit, received)]))


def _told(contents: Contents, unit: str, received: date | None) -> bytes:
    """All that a report is judged by: names and marks of its files, none of which holds a zero byte in its name."""
    path = contents.paths[unit]
    told = b"%b\0%b\0%b" % (_bytes(path), str(received).encode(), contents.reports.mark(path))
    for name in contents.files.get(unit, ()):
        told += b"\0%b\0%b" % (_bytes(name), contents.reports.mark(name, MAX_FILE))
    return told


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
