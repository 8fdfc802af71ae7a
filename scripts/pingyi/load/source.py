"""Where reports are read from: a folder, or a commit whose files never touch the disk."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any, Literal, NamedTuple, Protocol
from weakref import finalize

from pingyi.files.write import UNFINISHED
from pingyi.model import Problem

MAX_BYTES = 2**20
LINK, SUBMODULE = "120000", "160000"
READ = ("data", "schemas/vocabulary.schema.json", ".github/CODEOWNERS")
"""What of a commit is looked at: the data, and what is derived from it."""

LFS = b"version https://git-lfs.github.com/spec/"
"""How a file begins that stands for one on a server of large files (Git LFS)."""

Reason = Literal["git-missing", "git-owner", "git-no-repository", "git-no-commit", "git-other"]
SAID: dict[str, Reason] = {"dubious ownership": "git-owner", "not a git repository": "git-no-repository"}
GIT_SETTINGS = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
"""Git tells objects as they are, leaves the index alone when it is only asked, and complains in one language."""


LOOK_ITSELF = ("-c", "core.fsmonitor=false", "-c", "core.checkStat=default", "-c", "core.trustctime=true")
"""Git looks at each file itself, and at all that the system says of it."""


class GitError(Exception):
    """A Git command failed. `reason` is the key of what is said of it in `schemas/rules.yml`."""

    def __init__(self, said: str, reason: Reason | None = None) -> None:
        super().__init__(said)
        known: list[Reason] = [word for text, word in SAID.items() if text in said]
        self.reason: Reason = reason or (known[0] if known else "git-other")


class NoGitError(GitError):
    """Git itself is not there."""


class Source(Protocol):
    """A tree of files, read-only. Paths are relative to the campaign's root, with forward slashes."""

    def paths(self, folder: str) -> Iterator[str]:
        """Every file, link or submodule below a folder, by name level by level, the same for every source; none is followed."""
        ...

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Problem:
        """The bytes of a regular file, or why they cannot be had."""
        ...

    def mark(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """A few bytes that change whenever what `read` gives changes."""
        ...


class Folder:
    """Files on disk. What is still being written, or never was to the end, is not there yet."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __reduce__(self) -> tuple[Callable[..., Folder], tuple[Any, ...]]:
        return Folder, (self.root,)

    def paths(self, folder: str) -> Iterator[str]:
        """See `Source`."""
        found: list[str] = []
        self._list(folder, found)
        return iter(found)

    def _list(self, folder: str, found: list[str]) -> None:
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except FileNotFoundError:
            return
        except OSError:
            found.append(folder)  # not a folder, or closed to us: whoever reads it finds out
            return
        for entry in entries:
            if entry.name.startswith(".") and entry.name.endswith(UNFINISHED):
                continue
            path = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False) and not os.path.lexists(f"{entry.path}/.git"):
                self._list(path, found)
            else:
                found.append(path)

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
            if os.path.isdir(file):  # noqa: PTH112
                return Problem("file-submodule", path)
            return Problem("file-unreadable", path, values={"reason": error.strerror})
        if len(raw) > limit:
            return Problem("file-too-large", path, values={"size": size, "limit": limit})
        return _itself(raw, path)

    def mark(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """See `Source`."""
        if known := self._unchanged.get(path):
            return known.encode()
        found = self.read(path, limit)
        return repr(found).encode("utf-8", "surrogateescape") if isinstance(found, Problem) else blake2b(found).digest()

    @cached_property
    def _unchanged(self) -> Mapping[str, str]:
        """By path, Git's hash of every file that is as the index knows it, line ends apart; empty where there is no Git."""
        written = "ls-files", "-s", "-v", "-z", "--", f":(attr:!filter !ident !working-tree-encoding){READ[0]}"
        differing = "diff-files", "--name-only", "--relative", "-z", "--", READ[0]
        try:
            entries, others = (
                git(self.root, *LOOK_ITSELF, *asked).decode("utf-8", "surrogateescape").split("\0")
                for asked in (written, differing)
            )
        except GitError:
            return {}
        listed = (entry.partition("\t") for entry in entries)
        # H: neither believed unseen nor left out of the work tree; 10: a regular file; 0: not in the midst of a merge.
        found = {path: about[9:-2] for about, _, path in listed if about.startswith("H 10") and about.endswith(" 0")}
        for path in others:
            found.pop(path, None)
        return found


class TreeEntry(NamedTuple):
    mode: str
    blob: str
    size: int


class Commit:
    """Files of a commit or tree object, read as Git objects: nothing is checked out, nothing of it is run."""

    def __init__(self, root: Path, revision: str, prefix: str | None = None) -> None:
        self.root, self.revision, self._prefix = root, revision, prefix
        self._answering: _Answering | None = None

    def paths(self, folder: str) -> Iterator[str]:
        """See `Source`."""
        found = (path for path in self.entries if path.startswith(f"{folder}/"))
        return iter(sorted(found, key=lambda path: path.split("/")))

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Problem:
        """See `Source`."""
        entry = self.entries.get(path)
        if entry is None:
            return Problem("file-absent", path)
        if entry.mode in (LINK, SUBMODULE):
            return Problem("file-symlink" if entry.mode == LINK else "file-submodule", path)
        if entry.size > limit:
            return Problem("file-too-large", path, values={"size": entry.size, "limit": limit})
        return _itself(self._objects(entry.blob), path)

    def mark(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """See `Source`."""
        return repr((self.entries.get(path), limit)).encode()

    def __reduce__(self) -> tuple[Callable[..., Commit], tuple[Any, ...]]:
        """Another process reads for itself what it needs."""
        return Commit, (self.root, self.revision, self._prefix)

    @cached_property
    def entries(self) -> Mapping[str, TreeEntry]:
        """Every file of `READ` by path, links and links to other repositories included."""
        wanted = [f"{self.prefix}{path}" for path in READ]
        listing = git(self.root, "ls-tree", "-r", "-l", "-z", "--full-tree", self.revision, "--", *wanted)
        found = {}
        for line in listing.decode("utf-8", "surrogateescape").split("\0"):
            about, _, path = line.partition("\t")
            mode, kind, blob, size = about.split() if about else ("", "", "", "")
            if kind:
                found[path.removeprefix(self.prefix)] = TreeEntry(mode, blob, int(size) if kind == "blob" else 0)
        return found

    @cached_property
    def prefix(self) -> str:
        """Where the campaign lies in the repository; a bare one has to be told."""
        return git(self.root, "rev-parse", "--show-prefix").decode().strip() if self._prefix is None else self._prefix

    def _objects(self, blob: str) -> bytes:
        """A blob, from the one process that answers for this source as long as it lives."""
        if self._answering is None or self._answering.owner != os.getpid():
            self._answering = _Answering(self.root)
        return self._answering.read(blob)


class _Answering:
    """A `git cat-file --batch` that is asked again and again: nothing but the answer is in memory. A fork starts its own."""

    def __init__(self, root: Path) -> None:
        self.owner = os.getpid()
        self._turn = Lock()
        command = [*_command(root), "cat-file", "--batch"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | GIT_SETTINGS,
        )
        finalize(self, _end, self._process, self.owner)

    def read(self, blob: str) -> bytes:
        """The bytes of a blob. Raises `GitError` where it is not there."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None  # noqa: S101 - both are pipes
        assert answers is not None  # noqa: S101
        with self._turn:
            asked.write(f"{blob}\n".encode())
            asked.flush()
            head = answers.readline().split()
            if len(head) != 3:
                raise GitError(f"{blob}: not in the repository")
            content = answers.read(int(head[2]))
            answers.read(1)
        return content


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """End a process that is not another's. It only reads; left to end by itself it would wait for a fork that holds its pipe."""
    if owner == os.getpid():
        process.kill()
        process.communicate()


def _itself(raw: bytes, path: str) -> bytes | Problem:
    """The bytes of a file, unless they only say where it is."""
    return Problem("file-lfs", path) if raw.startswith(LFS) else raw


def read_blobs(root: Path, blobs: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob's name and bytes, one in memory at a time."""
    read = blob_reader(root)
    return ((blob, read(blob)) for blob in blobs)


def blob_reader(root: Path) -> Callable[[str], bytes]:
    """A function that gives the bytes of a blob, all asked of one process."""
    return _Answering(root).read


def _command(root: Path) -> list[str]:
    return ["git", "-c", "core.quotepath=off", "-C", str(root)]


def git(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What a Git command prints. Raises `GitError` with what it complained of, in English."""
    try:
        return subprocess.run(
            [*_command(root), *arguments], input=stdin, capture_output=True, check=True, env=os.environ | GIT_SETTINGS
        ).stdout
    except FileNotFoundError as error:
        raise NoGitError(str(error), "git-missing") from error
    except OSError as error:
        raise GitError(str(error)) from error
    except subprocess.CalledProcessError as error:
        raise GitError(error.stderr.decode("utf-8", "replace").strip()) from error
