"""Texts that must leave the history for good: where they still stand, and what still verifies once they have gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pingyi.load.source import GitError, git, read_blobs

OBJECTS_AT_ONCE = 200
"""Objects read at a time, so that a history need not fit into a memory."""

ARROW = "==>"


class Remain(NamedTuple):
    """A version in which a text still stands: short commit and day, empty where no branch or tag leads to it; and its path."""

    commit: str
    day: str
    path: str


def texts(file: str) -> list[bytes]:
    """The texts of a file as `git filter-repo --replace-text` reads it: one a line, perhaps with `==>` and what comes instead."""
    lines = (line.partition(ARROW)[0].removeprefix("literal:") for line in file.splitlines())
    return [line.encode() for line in lines if line.strip()]


def remains(root: Path, wanted: Sequence[bytes]) -> Iterator[Remain]:
    """Every version of anything in the repository, deleted branches and commit messages included, that holds one of the texts."""
    listing = (
        git(root, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)").decode().split("\n")
    )
    kinds = dict(line.split() for line in listing if line)
    objects = [name for name, kind in kinds.items() if kind != "tree"]
    for start in range(0, len(objects), OBJECTS_AT_ONCE):
        for name, content in read_blobs(root, objects[start : start + OBJECTS_AT_ONCE]):
            if any(text in content for text in wanted):
                yield from _places(root, name, kinds[name])


def _places(root: Path, name: str, kind: str) -> Iterator[Remain]:
    if kind != "blob":
        yield Remain(name[:12], "", "")
        return
    log = git(root, "log", "--all", "-m", f"--find-object={name}", "--format=%x01%h %cs", "--name-only", "--no-renames")
    found = log.decode("utf-8", "replace").split("\x01")[1:]
    for entry in found:
        head, *paths = entry.split("\n")
        commit, day = head.split()
        yield from (Remain(commit, day, path) for path in paths if path)
    if not found:
        yield Remain("", "", name[:12])


def is_there(root: Path, commit: str) -> bool:
    """Whether the repository still has a commit."""
    try:
        git(root, "cat-file", "-e", f"{commit}^{{commit}}")
    except GitError:
        return False
    return True
