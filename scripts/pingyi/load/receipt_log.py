"""The server's log of receipt: what `pre-receive` saw, as notes on the commits that came. A campaign may do without one.

A note in `refs/notes/pingyi-received` stands on the commit that main moved to. Each of its lines is

    old new UTC author

`old` and `new`: full hashes of main before and after the push (`old` is all zeros for the first one); `UTC`: when the
server took it, such as 2012-02-03T04:05:06Z; `author`: who pushed, by the server's own word, to the end of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pingyi.load.source import git, read_blobs

REF = "refs/notes/pingyi-received"
RECEIPT_LINE = re.compile(
    r"(?P<old>[0-9a-f]{40}|[0-9a-f]{64}) (?P<new>[0-9a-f]{40}|[0-9a-f]{64}) "
    r"(?P<utc>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z) (?P<author>\S.*)"
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One push to main as the server saw it; `at` is aware of its zone."""

    old: str
    new: str
    at: datetime
    author: str


def receipt(line: str) -> Receipt | None:
    """A line of the log; None for anything that is not exactly one."""
    match = RECEIPT_LINE.fullmatch(line)
    try:
        at = datetime.strptime(match["utc"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if match else None
    except ValueError:
        return None  # such as a 31st of February
    return Receipt(match["old"], match["new"], at, match["author"]) if match and at else None


def receipt_log(root: Path) -> tuple[dict[str, Receipt], list[str]]:
    """The first receipt of each commit, and the commits whose notes have a line that is none of theirs. Raises `GitError`."""
    notes = [line.split() for line in git(root, "notes", f"--ref={REF}", "list").decode().splitlines()]
    texts = dict(read_blobs(root, list(dict.fromkeys(blob for blob, _ in notes))))
    found: dict[str, Receipt] = {}
    wrong = []
    for blob, commit in notes:
        lines = texts[blob].decode("utf-8", "replace").splitlines()
        receipts = list(_receipts(lines, commit))
        if receipts:
            found[commit] = min(receipts, key=lambda each: each.at)
        if len(receipts) < len(lines):
            wrong.append(commit)
    return found, wrong


def _receipts(lines: list[str], commit: str) -> Iterator[Receipt]:
    for line in lines:
        read = receipt(line)
        if read and read.new == commit:
            yield read
