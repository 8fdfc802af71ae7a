"""Where reports are read from: a folder, or a commit whose files never touch the disk."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

from pingyi.model import Problem

MAX_BYTES = 2**20
LINK = "120000"
GIT_SETTINGS = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
"""Git tells objects as they are, leaves the index alone when it is only asked, and complains in one language."""


class GitError(Exception):
    """A Git command failed: no repository, no such revision."""


class NoGitError(GitError):
    """Git itself is not there."""


class Source(Protocol):
    """A tree of files, read-only. Paths are relative to the campaign's root, with forward slashes."""

    def paths(self, folder: str) -> Iterator[str]:
        """Every file or link below a folder, by name level by level, the same for every source; links are not followed."""
        ...

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Problem:
        """The bytes of a regular file, or why they cannot be had."""
        ...


class Folder:
    """Files on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def paths(self, folder: str) -> Iterator[str]:
        """See `Source`."""
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError:
            yield folder  # not a folder, or closed to us: whoever reads it finds out
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from self.paths(path)
            else:
                yield path

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Problem:
        """See `Source`."""
        file = os.path.join(self.root, path)  # noqa: PTH118 - ten thousand times
        try:
            if os.path.islink(file):  # noqa: PTH114
                return Problem("file-symlink", path)
            with open(file, "rb") as opened:  # noqa: PTH123
                raw = opened.read(limit + 1)
                size = os.fstat(opened.fileno()).st_size
        except FileNotFoundError:
            return Problem("file-absent", path)
        except OSError as error:
            return Problem("file-unreadable", path, values={"reason": error.strerror})
        return raw if len(raw) <= limit else Problem("file-too-large", path, values={"size": size, "limit": limit})


class TreeEntry(NamedTuple):
    mode: str
    blob: str
    size: int


class Commit:
    """Files of a commit or tree object, read as Git objects: nothing is checked out, nothing of it is run."""

    def __init__(self, root: Path, revision: str) -> None:
        self.root, self.revision = root, revision

    def paths(self, folder: str) -> Iterator[str]:
        """See `Source`."""
        found = (path for path in self.entries if path.startswith(f"{folder}/"))
        return iter(sorted(found, key=lambda path: path.split("/")))

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Problem:
        """See `Source`."""
        entry = self.entries.get(path)
        if entry is None:
            return Problem("file-absent", path)
        if entry.mode == LINK:
            return Problem("file-symlink", path)
        if entry.size > limit:
            return Problem("file-too-large", path, values={"size": entry.size, "limit": limit})
        if entry.size > MAX_BYTES:
            # Only attached files are so large: not worth being kept.
            return next(read_blobs(self.root, [entry.blob]))[1]
        return self._contents[entry.blob]

    @cached_property
    def entries(self) -> Mapping[str, TreeEntry]:
        """Every file below `data/` by path, links included, submodules left out."""
        listing = git(self.root, "ls-tree", "-r", "-l", "-z", "--full-tree", self.revision, "--", f"{self._prefix}data")
        found = {}
        for line in listing.decode("utf-8", "surrogateescape").split("\0"):
            about, _, path = line.partition("\t")
            mode, kind, blob, size = about.split() if about else ("", "", "", "")
            if kind == "blob":
                found[path.removeprefix(self._prefix)] = TreeEntry(mode, blob, int(size))
        return found

    @cached_property
    def _prefix(self) -> str:
        return git(self.root, "rev-parse", "--show-prefix").decode().strip()

    @cached_property
    def _contents(self) -> Mapping[str, bytes]:
        """The blobs that are small enough to be read, in one go."""
        blobs = {entry.blob for entry in self.entries.values() if entry.mode != LINK and entry.size <= MAX_BYTES}
        return dict(read_blobs(self.root, sorted(blobs)))


def read_blobs(root: Path, blobs: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob's name and bytes."""
    out = git(root, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in blobs).encode())
    start = 0
    for blob in blobs:
        end = out.index(b"\n", start)
        size = int(out[start:end].rsplit(b" ", 1)[1])
        yield blob, out[end + 1 : end + 1 + size]
        start = end + size + 2


def git(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What a Git command prints. Raises `GitError` with what it complained of, in English."""
    command = ["git", "-c", "core.quotepath=off", "-C", str(root), *arguments]
    try:
        return subprocess.run(
            command, input=stdin, capture_output=True, check=True, env=os.environ | GIT_SETTINGS
        ).stdout
    except FileNotFoundError as error:
        raise NoGitError(str(error)) from error
    except OSError as error:
        raise GitError(str(error)) from error
    except subprocess.CalledProcessError as error:
        raise GitError(error.stderr.decode("utf-8", "replace").strip()) from error
