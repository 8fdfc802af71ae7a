"""Since when main holds a text: which of two that are nearly the same was there first, without saying who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pingyi.check.catalogue import Catalogue
from pingyi.check.place import placer
from pingyi.check.texts import sketches
from pingyi.load.contents import Contents
from pingyi.load.documents import decode, document
from pingyi.load.source import GitError, git, read_blobs
from pingyi.model import Data, Problem

MOST = 200
"""Texts of which the history is read; of more the order is not told."""

RULE = "text-copied"
NOWHERE = placer(lambda _path: None)


def dated(
    problems: Iterable[Problem], contents: Contents, root: Path, timezone: str, catalogue: Catalogue
) -> Iterator[Problem]:
    """Problems of copied texts with the words on which of the two main held first, and since when."""
    zone = ZoneInfo(timezone)

    @cache
    def first(path: str, pointer: str) -> date | None:
        found = contents.document(path)
        signature = _signatures(found.data, path).get(pointer) if found else None
        return _first(root, path, signature, zone) if signature else None

    for number, problem in enumerate(problems):
        if problem.rule != RULE:
            yield problem
            continue
        path = str(problem.values["path"])
        found = contents.document(path)
        draft = catalogue.word("copied-draft") if found and found.data.get("status") != "final" else ""
        own = first(problem.path, problem.pointer) if number < MOST else None
        other = first(path, str(problem.values["pointer"])) if number < MOST else None
        yield replace(problem, values={**problem.values, "order": _order(own, other, catalogue) + draft})


def _order(own: date | None, other: date | None, catalogue: Catalogue) -> str:
    if own is None and other is None:
        return catalogue.word("copied-unknown")
    if other is None or (own is not None and own < other):
        return catalogue.word("copied-own-first", own=own, other=other or catalogue.word("copied-not-yet"))
    if own is None or other < own:
        return catalogue.word("copied-other-first", other=other, own=own or catalogue.word("copied-not-yet"))
    return catalogue.word("copied-same-day", own=own)


def _first(root: Path, path: str, signature: bytes, zone: ZoneInfo) -> date | None:
    """The day on which the first-parent line first held a report with about this text, wherever it stood in it."""
    for seconds, raw in _versions(root, path):
        text = decode(raw, path)
        found = None if isinstance(text, Problem) else document(path, text)[0]
        if found and any(_alike(signature, other) for other in _signatures(found.data, path).values()):
            return datetime.fromtimestamp(seconds, zone).date()
    return None


def _versions(root: Path, path: str) -> Iterator[tuple[int, bytes]]:
    """Committer time and bytes of every version of a file on the first-parent line, oldest first; none outside of Git."""
    try:
        log = git(
            root, "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--no-renames", "--raw", "--no-abbrev",
            "--no-ext-diff", "--format=%ct", "--diff-filter=AM", "--", path,
        )  # fmt: skip
    except GitError:
        return
    lines = [line for line in log.decode("utf-8", "replace").splitlines() if line]
    times = [int(line) for line in lines if not line.startswith(":")]
    blobs = [line.split()[3] for line in lines if line.startswith(":")]
    contents = dict(read_blobs(root, list(dict.fromkeys(blobs))))
    yield from zip(times, (contents[blob] for blob in blobs), strict=True)


def _signatures(data: Data, path: str) -> dict[str, bytes]:
    try:
        return {sketch.pointer: bytes.fromhex(sketch.signature) for sketch in sketches(data, path, NOWHERE)}
    except (AttributeError, TypeError):
        return {}  # misshapen, as an earlier version may be


def _alike(left: bytes, right: bytes) -> bool:
    from pingyi.check.nearness import ALIKE  # noqa: PLC0415 - NumPy is slow to import, and few runs find copies

    return sum(a == b for a, b in zip(left, right, strict=True)) >= ALIKE
