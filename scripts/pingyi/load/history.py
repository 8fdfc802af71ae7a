"""When main first held a final report, when and with which commit it last changed: the first-parent line, the forge's merges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pingyi.load.contents import UNITS
from pingyi.load.documents import decode, document
from pingyi.load.mainline import Mainline, MainlineStep
from pingyi.load.source import LINK, SUBMODULE, GitError, blob_reader, git, read_blobs
from pingyi.model import Problem

ABBREVIATED = 12
"""Letters of a commit's hash that are shown: cut, as how many Git needs depends on what came later."""


@dataclass(frozen=True, slots=True)
class History:
    """Days by path of a report: when main first held a final version of it, whatever became of it later, and when main last
    changed it.
    """

    received: dict[str, date] = field(default_factory=dict)
    changed: dict[str, date] = field(default_factory=dict)


AtHand = Callable[[str, bytes], bool | None]
"""Whether the report at a path is final, where these bytes are what is read now, so that they need not be parsed again."""


def history(
    root: Path,
    line: Mainline,
    until: date = date.max,
    paths: Sequence[str] = (UNITS,),
    at_hand: AtHand = lambda _path, _raw: None,
) -> History:
    """The history of every report below `paths` along a line, read once; what came after `until` is not seen."""
    changes = list(_changes(root, [step for step in line.steps if step.day <= until], paths))
    read = blob_reader(root)
    found = History()
    for path, step, blob in changes:
        if path not in found.received and _final(path, read(blob), at_hand):
            found.received[path] = step.day
        found.changed[path] = step.day
    return found


def last_changes(root: Path, line: Mainline) -> dict[str, str]:
    """Path of each report to the short hash of the commit with which the line came to hold it as it is. Raises `GitError`."""
    return {path: step.commit[:ABBREVIATED] for path, step, _ in _changes(root, line.steps, (UNITS,))}


def differing(root: Path) -> set[str]:
    """The reports on disk that are not what HEAD holds. Raises `GitError`."""
    plain = ("--no-ext-diff", "--no-textconv", "--no-renames", "--no-color", "--relative", "-z")
    return set(filter(None, _text(git(root, "diff", *plain, "--name-only", "HEAD", "--", UNITS)).split("\0")))


def head(root: Path, commit: str | None = None) -> str:
    """The short hash of the commit that is read, or else of the one that is checked out; empty outside of Git.

    It bears a + where `docs/`, or `data/` if that is read from the disk, differ from what is checked out.
    """
    read = ("docs",) if commit else ("data", "docs")
    plain = ("--porcelain", "-z", "--untracked-files=normal", "--no-renames", "--ignore-submodules=dirty")
    try:
        dirty = git(root, "status", *plain, "--", *read).strip()
    except GitError:
        return ""
    return tip(root, commit)[:ABBREVIATED] + ("+" if dirty else "")


def tip(root: Path, commit: str | None = None) -> str:
    """The hash of the commit that is read, or else of the one that is checked out; empty outside of Git."""
    try:
        return git(root, "rev-parse", "--verify", "--end-of-options", commit or "HEAD").decode().strip()
    except GitError:
        return ""


def versions(root: Path, line: Mainline, path: str) -> Iterator[tuple[date, bytes]]:
    """Day and bytes of every version of a report along a line, oldest first. Raises `GitError`."""
    yield from all_versions(root, line, (path,)).get(path, ())


def all_versions(root: Path, line: Mainline, paths: Sequence[str]) -> dict[str, list[tuple[date, bytes]]]:
    """The same of several reports, by path, asked for at once. Raises `GitError`."""
    changes = list(_changes(root, line.steps, paths))
    contents = dict(read_blobs(root, list(dict.fromkeys(blob for _, _, blob in changes))))
    found: dict[str, list[tuple[date, bytes]]] = {}
    for path, step, blob in changes:
        found.setdefault(path, []).append((step.day, contents[blob]))
    return found


def _changes(
    root: Path, steps: Sequence[MainlineStep], paths: Sequence[str]
) -> Iterator[tuple[str, MainlineStep, str]]:
    """Every version of every report, oldest first: path below root, step that brought it, blob.

    Asked of the plumbing, which heeds no configuration of how a log or a merge is shown.
    """
    pairs = "".join(f"{step.commit} {step.parent}".rstrip() + "\n" for step in steps)
    plain = ("--stdin", "--root", "-r", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv")
    out = git(root, "diff-tree", *plain, "--relative", "--diff-filter=AMT", "--", *paths, stdin=pairs.encode())
    by_commit = {step.commit: step for step in steps}
    fields = iter(_text(out).split("\0"))
    step: MainlineStep | None = None
    for entry in fields:
        if not entry.startswith(":"):
            step = by_commit.get(entry)
            continue
        # A change is two fields: ":mode mode blob blob status" and the path.
        _, mode, _, blob, _ = entry.split()
        path = next(fields)
        if step and path.endswith(".yml") and mode not in (LINK, SUBMODULE):
            yield path, step, blob


def _text(output: bytes) -> str:
    """What Git says, file names that are not UTF-8 included."""
    return output.decode("utf-8", "surrogateescape")


def _final(path: str, raw: bytes, at_hand: AtHand) -> bool:
    known = at_hand(path, raw)
    if known is not None:
        return known
    text = decode(raw, path)
    if isinstance(text, Problem) or "final" not in text:
        return False
    read, _ = document(path, text)
    return read is not None and read.data.get("status") == "final"
