"""Of two texts that are nearly the same the finding says which main held first, since when, and accuses nobody."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pingyi.campaign.open import check_campaign
from support.places import INVALID
from support.situations import write

EXAMPLE = sorted((INVALID / "text-copied").rglob("*.yml"))
A, B = (path.relative_to(INVALID / "text-copied").as_posix() for path in EXAMPLE)
TEXTS = dict(zip((A, B), (path.read_text(encoding="utf-8") for path in EXAMPLE), strict=True))


def git(root: Path, *arguments: str, day: str = "2012-02-01") -> None:
    people = {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    moment = {f"GIT_{who}_DATE": f"{day}T12:00:00+08:00" for who in ("AUTHOR", "COMMITTER")}
    subprocess.run(
        ["git", "-C", str(root), *arguments], check=True, capture_output=True, env=os.environ | people | moment
    )


def commit(root: Path, day: str, files: dict[str, str]) -> None:
    for path, text in files.items():
        write(root, path, text)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "change", day=day)


@pytest.fixture
def main(root: Path) -> Path:
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root, "2012-02-01", {})
    return root


def messages(root: Path) -> dict[str, str]:
    return {finding.path: finding.message for finding in check_campaign(root).findings if finding.rule == "text-copied"}


def draft(text: str) -> str:
    return text.replace("status: final", "status: draft")


def test_both_are_told_which_was_first(main: Path) -> None:
    commit(main, "2012-02-03", {A: TEXTS[A]})
    commit(main, "2012-02-07", {B: TEXTS[B]})
    found = messages(main)
    assert "本单位的在先：本单位的 2012-02-03，那一份2012-02-07" in found[A]
    assert "那一份在先：那一份 2012-02-03，本单位的2012-02-07" in found[B]


def test_a_text_counts_from_the_day_on_which_it_came_and_not_its_report(main: Path) -> None:
    commit(main, "2012-02-02", {B: "\n".join(line for line in TEXTS[B].splitlines()[:4]) + "\n"})
    commit(main, "2012-02-03", {A: TEXTS[A]})
    commit(main, "2012-02-07", {B: TEXTS[B]})
    assert "本单位的在先" in messages(main)[A]


def test_a_draft_may_be_the_copy(main: Path) -> None:
    commit(main, "2012-02-03", {A: draft(TEXTS[A])})
    commit(main, "2012-02-07", {B: TEXTS[B]})
    found = messages(main)
    assert "还是草稿" in found[B]
    assert ("还是草稿" in found[A]) == ("status: draft" in TEXTS[B])


def test_what_is_not_on_main_yet_is_said_so_and_a_later_run_knows_more(main: Path) -> None:
    commit(main, "2012-02-03", {A: TEXTS[A]})
    write(main, B, TEXTS[B])
    assert "那一份还没有进入" in messages(main)[A]
    commit(main, "2012-02-07", {})
    assert "那一份2012-02-07" in messages(main)[A]


def test_two_of_one_day_are_equal(main: Path) -> None:
    commit(main, "2012-02-03", TEXTS)
    assert all("同一天（2012-02-03）" in message for message in messages(main).values())


def test_outside_of_git_nothing_is_claimed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    shutil.copytree(INVALID / "text-copied", root, dirs_exist_ok=True)
    assert all("看不出哪一份先" in message for message in messages(root).values())
