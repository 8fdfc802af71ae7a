"""The mark of a file changes with what is read of it, also where Git's index vouches for the file."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest

from pingyi.load.source import Commit, Folder
from pingyi.model import Problem
from support.situations import git

PATH = "data/units/hall.yml"
FIRST, SECOND = "unit: hall\nstatus: draft\n", "unit: hall\nstatus: final\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "data/units").mkdir(parents=True)
    (tmp_path / PATH).write_text(FIRST, encoding="utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "first")
    return tmp_path


def told(home: Path) -> tuple[bytes | Problem, bytes]:
    source = Folder(home)
    return source.read(PATH), source.mark(PATH)


def write(home: Path) -> None:
    (home / PATH).write_text(SECOND, encoding="utf-8")


def write_in_time(home: Path) -> None:
    """As many bytes, and the time put back: what the file system itself notes tells."""
    before = (home / PATH).stat()
    write(home)
    os.utime(home / PATH, ns=(before.st_atime_ns, before.st_mtime_ns))


def write_unseen(flag: str) -> Callable[[Path], None]:
    def act(home: Path) -> None:
        git(home, "update-index", flag, PATH)
        write(home)

    act.__name__ = flag.strip("-")
    return act


def write_behind_a_hook(home: Path) -> None:
    """A monitor of files that says nothing happened."""
    hook = home / ".git/nothing"
    hook.write_text("#!/bin/sh\nprintf 'now\\0'\n", encoding="utf-8")
    hook.chmod(0o755)
    git(home, "config", "core.fsmonitor", str(hook))
    git(home, "update-index", "--fsmonitor")
    git(home, "status")
    write(home)


def filtered(home: Path) -> None:
    """What Git holds stands for other bytes, as with large files on a server: fetched, the same entry has them."""
    (home / ".gitattributes").write_text("*.yml filter=upper\n", encoding="utf-8")
    git(home, "config", "filter.upper.smudge", "tr a-z A-Z")
    git(home, "config", "filter.upper.clean", "tr A-Z a-z")
    (home / PATH).unlink()
    git(home, "checkout", "--", PATH)


def link(home: Path) -> None:
    (home / PATH).rename(home / "elsewhere")
    (home / PATH).symlink_to(home / "elsewhere")


def remove(home: Path) -> None:
    (home / PATH).unlink()


def commit(home: Path) -> None:
    write(home)
    git(home, "commit", "--quiet", "--all", "--message", "second")


ACTS = (write, write_in_time, write_unseen("--assume-unchanged"), write_unseen("--skip-worktree"), write_behind_a_hook,
        filtered, link, remove, commit)  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_is_read_otherwise_is_marked_otherwise(home: Path, act: Callable[[Path], None]) -> None:
    before = told(home)
    act(home)
    after = told(home)
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_what_is_as_the_index_knows_it_is_not_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(home / PATH, ns=(10**18, 10**18))
    git(home, "update-index", "--refresh")
    read: list[str] = []
    monkeypatch.setattr(Folder, "read", lambda _self, path, _limit=0: read.append(path) or b"")
    first = Folder(home).mark(PATH)
    git(home, "commit", "--quiet", "--allow-empty", "--message", "other")
    assert Folder(home).mark(PATH) == first
    assert read == []


def test_without_git_the_bytes_are_the_mark(tmp_path: Path) -> None:
    (tmp_path / "data/units").mkdir(parents=True)
    (tmp_path / PATH).write_text(FIRST, encoding="utf-8")
    before = told(tmp_path)
    write(tmp_path)
    assert told(tmp_path)[1] != before[1]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_reader_of_commits_is_let_go_while_a_fork_has_its_pipes(home: Path) -> None:
    source = Commit(home, "HEAD")
    assert source.read(PATH) == FIRST.encode()
    here, there = os.pipe()
    child = os.fork()
    if not child:
        os.close(there)
        os.read(here, 1)
        os._exit(0)
    os.close(here)
    release = Timer(10, os.close, [there])
    release.start()
    start = time.monotonic()
    del source
    gc.collect()
    took = time.monotonic() - start
    if release.is_alive():
        release.cancel()
        os.close(there)
    os.waitpid(child, 0)
    assert took < 5
