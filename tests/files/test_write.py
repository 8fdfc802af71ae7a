"""Each file is the old or the new one, whatever stops the writer; what a killed run leaves is never read and goes."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pingyi.files.write import UNFINISHED, NotWrittenError, replaced, tidy, write
from pingyi.load.source import Folder

OLD = {"a.txt": "old a", "deep/b.txt": "old b", "deep/er/c.txt": "old c"}
NEW = {"a.txt": "new a", "deep/b.txt": "new b", "deep/er/c.txt": "new c", "d.txt": "new d"}


def content(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def full_from(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The disk is full from the nth file on; the last one is written in part."""
    left = [10**6]
    put = Path.write_bytes

    def write_bytes(self: Path, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            put(self, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return put(self, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    return left


def as_written(path: Path) -> tuple[int, int]:
    """Which file it is and when it was last written; when it was last read is the machine's affair."""
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns


def test_says_which_files_changed_and_touches_no_other(tmp_path: Path) -> None:
    assert write(tmp_path, OLD) == list(OLD)
    before = as_written(tmp_path / "a.txt")
    assert write(tmp_path, {**OLD, "deep/b.txt": "new"}) == ["deep/b.txt"]
    assert as_written(tmp_path / "a.txt") == before
    assert write(tmp_path, {"a.txt": "old a"}) == ["deep/b.txt", "deep/er/c.txt"]
    assert content(tmp_path) == {"a.txt": "old a"}


@pytest.mark.parametrize("room", range(4))
def test_a_full_disk_leaves_every_file_of_a_mapping_as_it_was(tmp_path: Path, full_from: list[int], room: int) -> None:
    write(tmp_path, OLD)
    full_from[0] = room
    with pytest.raises(NotWrittenError) as raised:
        write(tmp_path, NEW)
    assert (raised.value.reason.errno, raised.value.written) == (errno.ENOSPC, [])
    assert content(tmp_path) == OLD
    full_from[0] = 10**6
    write(tmp_path, NEW)
    assert content(tmp_path) == NEW


@pytest.mark.parametrize("room", range(4))
def test_a_full_disk_says_which_of_many_pairs_were_written(tmp_path: Path, full_from: list[int], room: int) -> None:
    write(tmp_path, OLD)
    full_from[0] = room
    with pytest.raises(NotWrittenError) as raised:
        write(tmp_path, iter(NEW.items()), prune=False)
    assert raised.value.written == list(NEW)[:room]
    assert content(tmp_path) == {**OLD, **{path: NEW[path] for path in raised.value.written}}


def test_what_a_killed_run_left_is_not_read_and_goes_with_the_next(tmp_path: Path) -> None:
    write(tmp_path, {"data/units/a.yml": "a"})
    left = tmp_path / f"data/units/.7-b.yml{UNFINISHED}"
    left.write_text("half")
    assert list(Folder(tmp_path).paths("data")) == ["data/units/a.yml"]
    write(tmp_path, {"data/roster.csv": "id\n"}, prune=False)
    assert not left.exists()


def test_of_a_pair_without_content_the_file_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    assert write(tmp_path, [(path, None) for path in OLD]) == []
    assert content(tmp_path) == OLD


def test_a_link_never_leads_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, {"a.txt": "theirs"})
    home = tmp_path / "home"
    home.mkdir()
    (home / "a.txt").symlink_to(outside / "a.txt")
    (home / "deep").symlink_to(outside)
    write(home, {"a.txt": "ours"}, prune=False)
    assert ((home / "a.txt").read_text(), (home / "a.txt").is_symlink()) == ("ours", False)
    for path in ("deep/a.txt", "../outside/a.txt", "x/../../outside/a.txt"):
        with pytest.raises(NotWrittenError):
            write(home, {path: "ours"}, prune=False)
    write(home, {"a.txt": "ours"})
    assert not (home / "deep").is_symlink()
    assert content(outside) == {"a.txt": "theirs"}


def test_permissions_stay(tmp_path: Path) -> None:
    write(tmp_path, OLD)
    (tmp_path / "a.txt").chmod(0o664)
    write(tmp_path, NEW)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o664


def test_a_folder_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for files in (OLD, NEW):
        with replaced(target) as fresh:
            write(fresh, files)
        assert content(tmp_path) == {f"site/{path}": text for path, text in files.items()}
    with pytest.raises(NotWrittenError), replaced(target) as fresh:
        write(fresh, OLD | {"a.txt/no-folder": ""})
    assert content(target) == NEW


KILLED = """
import os, sys
from pathlib import Path
from pingyi.files.write import replaced, write
made, renames = Path(sys.argv[1]), int(sys.argv[2])
rename = Path.rename
def rename_until(self, target):
    global renames
    renames -= 1
    if renames < 0:
        os._exit(9)
    return rename(self, target)
Path.rename = rename_until
with replaced(made) as fresh:
    write(fresh, {"a.txt": "new"})
"""


@pytest.mark.parametrize("renames", range(3))
def test_a_folder_whose_replacing_was_killed_comes_whole_with_the_next(tmp_path: Path, renames: int) -> None:
    target = tmp_path / "site"
    write(target, OLD)
    subprocess.run([sys.executable, "-c", KILLED, str(target), str(renames)], check=False)
    with pytest.raises(RuntimeError), replaced(target):
        raise RuntimeError
    assert content(tmp_path) == (
        {f"site/{path}": text for path, text in OLD.items()} if renames < 2 else {"site/a.txt": "new"}
    )


def test_tidy_removes_files_and_folders_of_killed_runs_alone(tmp_path: Path) -> None:
    write(tmp_path, {**OLD, f"deep/.r{UNFINISHED}/x": "half", f".a{UNFINISHED}": "half"}, prune=False)
    tidy(tmp_path)
    assert content(tmp_path) == OLD
