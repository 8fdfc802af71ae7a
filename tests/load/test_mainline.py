"""The first-parent line of main: immune to a user's settings, dated by the server, and never running backwards."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.campaign.arrival import contradictions
from pingyi.load.history import differing, head, history, last_changes
from pingyi.load.mainline import EARLIEST, believed, mainline
from pingyi.load.receipt_log import receipt
from support.situations import FULL, git, write

ZONE = "Asia/Shanghai"
TODAY = date(2012, 3, 1)
PATH = "data/units/a.yml"
ZERO = "0" * 40

HOSTILE: dict[str, dict[str, tuple[str, ...]]] = {
    "log": {
        "diffMerges": ("combined", "off", "remerge", "separate"), "follow": ("true",), "showSignature": ("true",),
        "mailmap": ("true",), "date": ("relative",), "decorate": ("full",), "abbrevCommit": ("true",), "showRoot": ("false",),
    },
    "diff": {
        "external": ("/bin/false",), "renames": ("copies",), "noprefix": ("true",), "relative": ("true",),
        "orderFile": ("/dev/null",), "ignoreSubmodules": ("all",), "mnemonicPrefix": ("true",), "algorithm": ("patience",),
        "wordRegex": (".",), "colorMoved": ("zebra",), "submodule": ("log",), "interHunkContext": ("9",),
    },
    "status": {"showUntrackedFiles": ("no",), "short": ("true",), "branch": ("true",), "relativePaths": ("false",),
               "renames": ("true",), "showStash": ("true",)},
    "core": {"quotePath": ("true",), "abbrev": ("4",), "pager": ("/bin/false",), "notesRef": ("refs/notes/other",),
             "warnAmbiguousRefs": ("false",)},
    "color": {"ui": ("always",), "diff": ("always",), "status": ("always",)},
    "format": {"pretty": ("oneline",), "notes": ("true",)},
    "notes": {"displayRef": ("refs/notes/*",)},
    "i18n": {"logOutputEncoding": ("GB18030",)},
}  # fmt: skip
SETTINGS = [(f"{section}.{key}", value) for section, keys in HOSTILE.items() for key in keys for value in keys[key]]


def line(root: Path, today: date = TODAY, tip: str = "HEAD"):
    return mainline(root, ZONE, today, tip)


def commit(root: Path, day: str, text: str | None = None) -> str:
    if text is not None:
        write(root, PATH, text)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "change", day=day)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    return tmp_path


@pytest.fixture
def merged(repository: Path) -> Path:
    """A report that came by a merge with a conflict, a rename beside it, an attribute that asks for an external diff."""
    write(repository, ".gitattributes", "*.yml diff=strange\n")
    commit(repository, "2012-02-01", "status: draft\nn: 0\n")
    git(repository, "switch", "--quiet", "--create", "report")
    commit(repository, "2012-02-02", "status: final\nn: 1\n")
    git(repository, "switch", "--quiet", "main")
    commit(repository, "2012-02-03", "status: draft\nn: 2\n")
    git(repository, "merge", "--quiet", "--no-ff", "-s", "ours", "-m", "merge", "report", day="2012-02-10")
    write(repository, PATH, "status: final\nn: 3\n")
    git(repository, "mv", PATH, "data/units/b.yml")
    git(repository, "mv", "data/units/b.yml", PATH)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--amend", "--no-edit", day="2012-02-10")
    write(repository, "data/units/new.yml", "untracked")
    return repository


def everything(root: Path) -> tuple[object, ...]:
    found = line(root)
    return found, history(root, found), last_changes(root, found), differing(root), head(root)


@pytest.mark.parametrize(("key", "value"), SETTINGS)
def test_no_setting_of_a_user_changes_the_history(
    merged: Path, key: str, value: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    plain = everything(merged)
    assert plain[1].received == {PATH: date(2012, 2, 10)}  # type: ignore[attr-defined]
    section, _, name = key.partition(".")
    settings = write(tmp_path_factory.mktemp("home"), "gitconfig", f'[{section}]\n{name} = {value}\n[diff "strange"]\n'
                     "command = /bin/false\ntextconv = /bin/false\n")  # fmt: skip
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert everything(merged) == plain


def test_an_object_put_in_anothers_place_changes_nothing(merged: Path) -> None:
    plain = everything(merged)
    tip = git(merged, "rev-parse", "HEAD")
    forged = git(merged, "commit-tree", "-m", "forged", f"{tip}^{{tree}}", day="2011-01-01")
    git(merged, "replace", tip, forged)
    assert everything(merged) == plain


def days(root: Path, today: date = TODAY) -> list[str]:
    return [step.day.isoformat() for step in line(root, today).steps]


@pytest.mark.parametrize("forged", ["1970-01-02", "2099-01-01", "2012-01-05"])
@pytest.mark.parametrize("last", [False, True])
def test_a_forged_day_is_named_and_bounded_by_the_commit_before(repository: Path, forged: str, last: bool) -> None:
    commit(repository, "2012-02-01")
    wrong = commit(repository, forged)
    if not last:
        commit(repository, "2012-02-20")
    assert days(repository)[:2] == ["2012-02-01", "2012-02-01"]
    (problem,) = contradictions(line(repository))
    assert problem.values == {"commit": wrong[:12], "said": date.fromisoformat(forged), "day": date(2012, 2, 1)}


def test_a_date_of_fourteen_digits_is_no_crash(repository: Path) -> None:
    commit(repository, "2012-02-01")
    tree, parent = git(repository, "write-tree"), git(repository, "rev-parse", "HEAD")
    person = "t <t@example.org> 99999999999999 +0800"
    text = f"tree {tree}\nparent {parent}\nauthor {person}\ncommitter {person}\n\nforged\n"
    (repository / "commit").write_bytes(text.encode())
    forged = git(repository, "hash-object", "-t", "commit", "-w", "--literally", "commit")
    git(repository, "update-ref", "HEAD", forged)
    assert days(repository) == ["2012-02-01", "2012-02-01"]
    (problem,) = contradictions(line(repository))
    assert problem.values["said"] == date.max


def test_the_servers_log_counts_for_all_that_a_push_brought(repository: Path) -> None:
    """Two commits come with one push, later than they say; the first stood there before the log began."""
    first = commit(repository, "2012-02-01")
    commit(repository, "2012-01-02")
    third = commit(repository, "1970-01-02")
    fourth = commit(repository, "2012-02-21")
    for old, new, at in ((first, third, "2012-02-16T17:30:00Z"), (third, fourth, "2012-02-21T01:00:00Z")):
        git(repository, "notes", "--ref=pingyi-received", "add", "-m", f"{old} {new} {at} office wang", new)
    found = line(repository)
    assert found.logged
    assert not found.unread
    assert days(repository) == ["2012-02-01", "2012-02-17", "2012-02-17", "2012-02-21"]
    assert not list(contradictions(found))
    assert found.held_by(date(2012, 2, 16)) == first
    assert found.held_by(date(2012, 2, 17)) == third


@pytest.mark.parametrize(
    "text",
    ["", "x", "{old} {new} 2012-02-16 office", "{old} {new} 2012-02-30T00:00:00Z office", "{old} {old} 2012-02-16T00:00:00Z a",
     "{old} {new} 2012-02-16T00:00:00+08:00 office", "{old} {new} 2012-02-16T00:00:00Z", "{old}  {new} 2012-02-16T00:00:00Z a"],
)  # fmt: skip
def test_a_note_that_is_no_receipt_is_named_and_not_believed(repository: Path, text: str) -> None:
    tip = commit(repository, "2012-02-01")
    note = git(repository, "hash-object", "-w", "--stdin") if not text else None
    body = text.format(old=ZERO, new=tip)
    if note:
        git(repository, "notes", "--ref=pingyi-received", "add", "--allow-empty", "-C", note)
    else:
        git(repository, "notes", "--ref=pingyi-received", "add", "-m", body)
    found = line(repository)
    assert not found.logged
    assert found.unread == ((tip,) if text else ())
    assert days(repository) == ["2012-02-01"]


def test_the_first_of_several_receipts_counts(repository: Path) -> None:
    tip = commit(repository, "2012-02-01")
    lines = [f"{ZERO} {tip} 2012-02-{day}T00:00:00Z a" for day in ("09", "05", "07")]
    git(repository, "notes", "--ref=pingyi-received", "add", "-m", "\n".join(lines))
    assert days(repository) == ["2012-02-05"]


def test_a_receipt_is_exactly_one_line() -> None:
    good = f"{ZERO} {'a' * 40} 2012-02-03T04:05:06Z office wang"
    read = receipt(good)
    assert read is not None
    assert (read.old, read.new, read.author) == (ZERO, "a" * 40, "office wang")
    assert read.at.isoformat() == "2012-02-03T04:05:06+00:00"
    assert [receipt(text) for text in (good.upper(), f" {good}", good.replace("Z", ""), f"{good}\n{good}")] == [
        None
    ] * 4


def longest(row: Sequence[date]) -> int:
    """The length of the longest run by trying every one."""
    possible = [day for day in row if EARLIEST <= day <= TODAY]
    runs = (
        run for size in range(len(possible), 0, -1) for run in combinations(possible, size) if list(run) == sorted(run)
    )
    return len(next(runs, ()))


DAYS = st.one_of(st.sampled_from([date(1970, 1, 1), date(2099, 1, 1), date.max]), st.dates(TODAY - timedelta(9), TODAY))


@given(st.lists(DAYS, min_size=1, max_size=9))
def test_days_never_run_backwards_and_as_many_as_possible_are_believed(row: list[date]) -> None:
    counted = believed(row, EARLIEST, TODAY)
    assert counted == sorted(counted)
    assert counted[-1] <= TODAY
    kept = sum(said == day for said, day in zip(row, counted, strict=True))
    assert kept >= longest(row)
    if row == sorted(row) and row[-1] <= TODAY and row[0] >= EARLIEST:
        assert counted == row


def test_a_line_of_many_commits_is_believed_in_no_time() -> None:
    rng = random.Random(1)
    row = [EARLIEST + timedelta(rng.randrange(2000)) for _ in range(200_000 if FULL else 50_000)]
    counted = believed(row, EARLIEST, TODAY)
    assert counted == sorted(counted)
