"""What a proposal changes: two trees compared by content, whatever a forge or a commit message says of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pingyi.load.source import SUBMODULE, GitError, git

ChangeKind = Literal["added", "modified", "deleted", "type-changed"]
CHANGE_KINDS: dict[str, ChangeKind] = {"A": "added", "D": "deleted", "T": "type-changed"}

# What a user has configured for his own reading must not change the comparison.
RAW = ("--raw", "-z", "--no-renames", "--no-relative", "--no-abbrev", "--ignore-submodules=dirty")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A path relative to the campaign's root (`../` outside of it). `submodule`: a link to another repository stands there."""

    path: str
    kind: ChangeKind
    submodule: bool = False


def changes(root: Path, base: str, proposed: str | None) -> list[Change]:
    """What `proposed` (None: the work tree, tracked or not, but not ignored) changes of `base`, in order of path.

    A rename is a deletion and an addition. What it is compared with: see `origin`. Raises `GitError`.
    """
    start = origin(root, base, proposed)
    if proposed is None:
        found = _work_tree(root, start)
    else:
        found = dict(_compared(git(root, "diff-tree", "-r", *RAW, start, resolve(root, proposed))))
    prefix = _text(git(root, "rev-parse", "--show-prefix")).rstrip("\n")
    return sorted(
        Change(posixpath.relpath(path, prefix) if prefix else path, kind, submodule)
        for path, (kind, submodule) in found.items()
    )


def origin(root: Path, base: str, proposed: str | None) -> str:
    """The commit or tree that a proposal is compared with.

    Mostly the merge base: what was merged since is not the proposal's doing. A merge that the forge made for trying has
    the tip of main as its first parent, and main may have moved on from `base`; then it is that parent. Whoever makes
    merges himself could hide changes in this way, so a hook hands in the tree (`REV^{tree}`): a tree has no history and
    is compared with `base` as it is. Raises `GitError`.
    """
    start, end = resolve(root, base), resolve(root, "HEAD" if proposed is None else proposed)
    if not (_is_commit(root, start) and _is_commit(root, end)):
        return start
    parents = _text(git(root, "rev-parse", f"{end}^@")).split()
    if proposed is not None and len(parents) > 1 and _merge_base(root, start, parents[0]) == start:
        return parents[0]
    if shared := _merge_base(root, start, end):
        return shared
    raise GitError(f"{start} and {end} have no common history")


def resolve(root: Path, revision: str) -> str:
    """The hash of a commit or tree. Raises `GitError`."""
    for kind in ("commit", "tree"):
        try:
            found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}")
        except GitError as error:
            # Git says nothing of a name that it does not know, and says what else is wrong.
            if error.reason != "git-other":
                raise
            continue
        return _text(found).strip()
    raise GitError(f"no commit {revision!r} in the repository of {root}", "git-no-commit")


def _is_commit(root: Path, name: str) -> bool:
    return git(root, "cat-file", "-t", name).strip() == b"commit"


def _merge_base(root: Path, left: str, right: str) -> str:
    """Empty where there is none."""
    try:
        return _text(git(root, "merge-base", left, right)).strip()
    except GitError as error:
        if str(error):
            raise
        return ""


def _work_tree(root: Path, start: str) -> dict[str, tuple[ChangeKind, bool]]:
    found = dict(_compared(git(root, "diff", "--no-ext-diff", *RAW, start, "--")))
    listing = git(root, "ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/")
    for path in filter(None, _text(listing).split("\0")):
        # Taken out of the index and still there: it is not deleted.
        found[path.rstrip("/")] = ("modified" if path in found else "added", path.endswith("/"))
    return found


def _compared(listing: bytes) -> Iterator[tuple[str, tuple[ChangeKind, bool]]]:
    """Each changed path of a raw diff: with -z two fields, ":modes blobs status" and the path."""
    fields = _text(listing).split("\0")
    for about, path in zip(fields[::2], fields[1::2], strict=False):
        _, mode, _, _, status = about.split()
        yield path, (CHANGE_KINDS.get(status, "modified"), mode == SUBMODULE)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
