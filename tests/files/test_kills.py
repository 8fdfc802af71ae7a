"""A command that is killed or finds the disk full leaves every data file as it was or as it should be, and the next run succeeds."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from pingyi.cli import cli, main
from pingyi.files.write import UNFINISHED
from support.commands import done
from support.places import TOWN
from support.situations import FULL, git

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a fork of this process"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]

ITEMS = ("attitude", "speed", "clarity", "premises", "hours")
HEAD = ",".join(["place", *ITEMS])
TALLY = ["--unit", "{place}", *(part for item in ITEMS for part in ("--item", f"{item}={item}"))]
TALLY += [part for grade in ("very-good", "good", "fair", "poor") for part in ("--grade", f"{grade}={grade}")]


class Act(NamedTuple):
    """A command, what must be there before it runs, and how often it is killed in a quick run."""

    command: list[str]
    prepare: Callable[[Path], None] = lambda _root: None
    kills: int = 2


def ballots(root: Path) -> None:
    """Of two units that have reports already, three times as many as they reported."""
    rows = [f"{unit},good,good,fair,good,good" for unit in ("hall", "library") for _ in range(90)]
    (root / "ballots.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")


def sheets(root: Path) -> None:
    for unit in ("hall/housing", "library/children"):
        path = root / f"{unit.replace('/', '-')}.xlsx"
        done("import", "--template", unit, "-o", path, "--root", root)
        book = load_workbook(path)
        book.save(path)


def committed(root: Path) -> None:
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "one")


def gone(root: Path) -> None:
    (root / "data/units/hall/housing.yml").unlink()


ACTS = {
    "tally": Act(["tally", "{root}/ballots.csv", "--replace", *TALLY], ballots),
    "import": Act(["import", "{root}/hall-housing.xlsx", "{root}/library-children.xlsx", "--replace"], sheets),
    "new": Act(["new", "hall/housing"], gone),
    "schema": Act(["schema"]),
    "check": Act(["check"]),
    "build": Act(["build", "--no-sheets"], kills=1),
}
RELEASE = Act(["release", "first"], committed)
"""By itself: its list of what counted holds random bytes, so that no two runs write the same."""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TOWN, tmp_path / "town"))


def arguments(act: Act, root: Path) -> list[str]:
    return [*(part.replace("{root}", str(root)) for part in act.command), "--root", str(root)]


def files(root: Path) -> dict[str, bytes]:
    """Everything of the campaign, leftovers included, and the site."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(("build/", ".git/"))}


def started(act: Act, root: Path) -> int:
    """The process that runs the command: a fork, so that nothing need be imported again."""
    if child := os.fork():
        return child
    null = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null, stream)
    try:
        cli(arguments(act, root), standalone_mode=False)
    finally:
        os._exit(0)


def restored(root: Path, before: Path) -> None:
    shutil.rmtree(root)
    shutil.copytree(before, root)


@pytest.mark.parametrize("name", ACTS)
def test_killed_anywhere(town: Path, name: str) -> None:
    act = ACTS[name]
    act.prepare(town)
    before = town.with_name("before")
    shutil.copytree(town, before)
    done(*arguments(act, town))
    old, new = files(before), files(town)
    restored(town, before)
    start = time.monotonic()
    os.waitpid(started(act, town), 0)
    length = time.monotonic() - start
    chance = random.Random(2012)
    for _ in range(100 if FULL else act.kills):
        restored(town, before)
        child = started(act, town)
        time.sleep(chance.uniform(0, length))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for path, content in files(town).items():
            if UNFINISHED not in path:
                assert content in (old.get(path), new.get(path)), path
        if name == "new" and (town / "data/units/hall/housing.yml").exists():
            continue  # it was through, and keeps what is there
        done(*arguments(act, town))
        assert files(town) == new


def test_a_release_killed_anywhere(town: Path) -> None:
    committed(town)
    before = town.with_name("before")
    shutil.copytree(town, before)
    start = time.monotonic()
    os.waitpid(started(RELEASE, town), 0)
    length = time.monotonic() - start
    chance = random.Random(2012)
    for _ in range(100 if FULL else RELEASE.kills):
        restored(town, before)
        child = started(RELEASE, town)
        time.sleep(chance.uniform(0, length))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if not (town / "data/releases/first").exists():
            done(*arguments(RELEASE, town))
        done("release", "first", "--verify", "--root", town)
        assert files(before).items() <= files(town).items()


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("tally", 0),
        ("tally", 1),
        ("import", 0),
        ("import", 1),
        ("new", 0),
        ("schema", 0),
        ("build", 0),
        ("release", 0),
        ("release", 5),
    ],
)
def test_a_full_disk(
    town: Path, name: str, room: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    act = {**ACTS, "release": RELEASE}[name]
    act.prepare(town)
    before = files(town)
    left = room
    put = Path.write_bytes

    def write_bytes(self: Path, data: bytes) -> int:
        nonlocal left
        if not self.is_relative_to(town):
            return put(self, data)
        left -= 1
        if left < 0:
            put(self, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return put(self, data)

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", write_bytes)
        full.setattr(sys, "argv", ["pingyi", *arguments(act, town)])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 2
    assert "磁盘满了" in capsys.readouterr().err
    begun = name == "release"  # a folder of its own, which the next try sweeps
    assert {path: content for path, content in files(town).items() if not (begun and UNFINISHED in path)} == before
    done(*arguments(act, town))
