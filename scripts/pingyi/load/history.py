"""When main first held a final report, when and with which commit it last changed: the first-parent line, the forge's merges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pingyi.load.documents import decode, document
from pingyi.load.source import GitError, git, read_blobs
from pingyi.model import Problem


class HistoryError(Exception):
    """The time of receipt cannot be known: no Git repository, or a clone without its history."""


@dataclass(frozen=True, slots=True)
class History:
    """Days by path of a report: when main first held a final version of it, and when main last changed it."""

    received: dict[str, date] = field(default_factory=dict)
    changed: dict[str, date] = field(default_factory=dict)


def history(root: Path, timezone: str, until: date = date.max) -> History:
    """The history of every report below `data/units`, read once; changes after `until` are not seen.

    Raises `HistoryError`.
    """
    try:
        if git(root, "rev-parse", "--is-shallow-repository").strip() != b"false":
            raise HistoryError("history-shallow")
        versions = list(_versions(root))
    except GitError as error:
        raise HistoryError("history-missing") from error
    zone = ZoneInfo(timezone)
    found = History()
    for path, seconds, raw in versions:
        day = datetime.fromtimestamp(seconds, zone).date()
        if path not in found.received and _final(path, raw):
            found.received[path] = day
        if day <= until:
            found.changed[path] = max(day, found.changed.get(path, day))
    return found


def last_changes(root: Path) -> dict[str, str]:
    """Path of each report to the short hash of the commit with which the first-parent line came to hold it as it is.

    Files that differ from the commit are left out; empty outside of Git and in a clone without its history.
    """
    try:
        if git(root, "rev-parse", "--is-shallow-repository").strip() != b"false":
            return {}
        log = git(
            root, "log", "--first-parent", "-m", "--no-renames", "--name-only", "-z", "--relative", "--abbrev=12",
            "--format=%x01%h", "--diff-filter=AM", "--", "data/units",
        )  # fmt: skip
        differing = set(
            _text(git(root, "diff", "--name-only", "-z", "--relative", "HEAD", "--", "data/units")).split("\0")
        )
    except GitError:
        return {}
    found: dict[str, str] = {}
    for entry in _text(log).split("\x01")[1:]:
        commit, *paths = (text.lstrip("\n") for text in entry.split("\0"))
        found |= {path: commit for path in paths if path and path not in found}
    return {path: commit for path, commit in found.items() if path not in differing}


def head(root: Path) -> str:
    """The short hash of the commit that is checked out, with + where `data/` or `docs/` differ from it; empty outside of Git."""
    try:
        commit = git(root, "rev-parse", "--short=12", "HEAD").decode().strip()
        dirty = git(root, "status", "--porcelain", "--", "data", "docs").strip()
    except GitError:
        return ""
    return commit + ("+" if dirty else "")


def _versions(root: Path) -> Iterator[tuple[str, int, bytes]]:
    """Every version of every report, oldest first: path below root, committer time, content."""
    changes = list(_changes(root))
    contents = dict(read_blobs(root, list(dict.fromkeys(blob for _, _, blob in changes))))
    for path, seconds, blob in changes:
        yield path, seconds, contents[blob]


def _changes(root: Path) -> Iterator[tuple[str, int, str]]:
    log = git(
        root, "log", "--first-parent", "-m", "--reverse", "--no-renames", "--raw", "--no-abbrev", "-z", "--relative",
        "--format=%x01%ct", "--diff-filter=AM", "--", "data/units",
    )  # fmt: skip
    for commit in _text(log).split("\x01")[1:]:
        seconds, *fields = commit.split("\0")
        # With -z each change is two fields: ":modes blobs status" and the path.
        changes = [text.lstrip("\n") for text in fields if text.strip("\n")]
        for change, path in zip(changes[::2], changes[1::2], strict=True):
            if path.endswith(".yml"):
                yield path, int(seconds), change.split()[3]


def _text(output: bytes) -> str:
    """What Git says, file names that are not UTF-8 included."""
    return output.decode("utf-8", "surrogateescape")


def _final(path: str, raw: bytes) -> bool:
    text = decode(raw, path)
    if isinstance(text, Problem) or "final" not in text:
        return False
    read, _ = document(path, text)
    return read is not None and read.data.get("status") == "final"
