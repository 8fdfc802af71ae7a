"""The one writer: a folder becomes exactly what a mapping says, touching only what differs, each file whole or not at all.

A file is written beside its place and renamed, so a kill or a full disk leaves the old one or the new one. What a killed run
leaves beside is hidden, bears `UNFINISHED` in its name, is never read, and goes with the next run.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

Files = Mapping[str, str] | Mapping[str, bytes] | Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes | None]]

UNFINISHED = ".unfinished"
"""How the name of a file or folder ends that is still being written, or never was to the end."""


class NotWrittenError(Exception):
    """A file that could not be written and is as it was. `written`: those that were, before it."""

    def __init__(self, path: Path, reason: OSError, written: list[str]) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason, self.written = path, reason, written


def write(folder: Path, files: Files, *, prune: bool = True) -> list[str]:
    """Write each path below `folder`; with `prune`, remove every other file there. Returns the paths that changed.

    A mapping is written beside as a whole before any file takes its place. Many or large files may come as pairs, one by
    one, so that they need not be in memory or on the disk together; None instead of a content leaves a file as it is. Raises
    `NotWrittenError`.
    """
    writer = Placer(folder, prune=prune)
    for batch in [files.items()] if isinstance(files, Mapping) else ([pair] for pair in files):
        writer.place(batch)
    if prune:
        for stale in [path for path in writer.home.rglob("*") if str(path) not in writer.kept and _removable(path)]:
            stale.unlink()
            writer.changed.append(stale.relative_to(writer.home).as_posix())
    return writer.changed


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` when the block ends well; else `folder` stays as it was."""
    folder = folder.resolve()
    fresh, old = (folder.with_name(f".{folder.name}{word}{UNFINISHED}") for word in ("", ".old"))
    if old.exists() and not folder.exists():
        old.rename(folder)  # a run was killed between the two renames below
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    finally:
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)


def tidy(folder: Path) -> None:
    """Remove whatever killed runs left anywhere below a folder. No other run may be writing there."""
    for left in [*folder.rglob(f".*{UNFINISHED}")]:
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


class Placer:
    """Places files below one folder, and knows which it has placed. `prune`: somebody will remove all others there."""

    def __init__(self, folder: Path, *, prune: bool = True) -> None:
        self.home, self.prune = folder.resolve(), prune
        self.changed: list[str] = []
        self.kept: set[str] = set()
        self._ready: set[Path] = set()

    def place(self, files: Iterable[tuple[str, str | bytes | None]]) -> None:
        """All of these files, or none unless a rename fails."""
        fresh: dict[str, Path] = {}
        path = ""
        try:
            for path, content in files:
                if made := self._fresh(path, content.encode() if isinstance(content, str) else content):
                    fresh[path] = made
            for path, made in fresh.items():
                made.replace(self.home / path)
                self.changed.append(path)
            fresh.clear()
        except OSError as error:
            raise NotWrittenError(self.home / path, error, self.changed) from error
        finally:
            for made in fresh.values():
                made.unlink(missing_ok=True)

    def _fresh(self, path: str, content: bytes | None) -> Path | None:
        """A file beside the place of another that differs from it."""
        place = self.home / path
        self.kept.add(str(place))
        self._make_ready(place.parent)
        if content is None:
            return None
        same = _same(place, content)
        if same:
            return None
        beside = place.with_name(f".{os.getpid()}-{place.name}{UNFINISHED}")
        try:
            beside.write_bytes(content)
            if same is False:
                shutil.copymode(place, beside)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        return beside

    def _make_ready(self, folder: Path) -> None:
        """The folder is there, free of what killed runs left, and no link leads out of the home."""
        if folder in self._ready:
            return
        if folder != self.home:
            if self.home not in folder.parents or ".." in folder.parts:
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(folder))
            self._make_ready(folder.parent)
            if folder.is_symlink():
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        if not self.prune:  # else it goes with all that is no file of this folder
            # A report may wait long for the next one beside it: all of data/ is looked through, not the folder alone.
            beside = folder.rglob if folder.parent == self.home else folder.glob
            for left in [path for path in beside(f".*{UNFINISHED}") if _removable(path)]:
                left.unlink(missing_ok=True)
        self._ready.add(folder)


def _same(place: Path, content: bytes) -> bool | None:
    """Whether a file there has this content; None: there is no file."""
    try:
        if stat.S_ISLNK(os.lstat(place).st_mode):
            return None
        with open(place, "rb") as file:  # noqa: PTH123 - by the ten thousand, and Path takes longer than the disk
            return file.read() == content
    except FileNotFoundError:
        return None


def _removable(path: Path) -> bool:
    return path.is_symlink() or path.is_file()
