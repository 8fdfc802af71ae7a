"""What a proposal changes is told by comparing trees: whatever history, names and the user's own settings are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pingyi.load.changes import Change, changes, origin
from pingyi.load.source import GitError
from support.forge import commit, fork, git, merge, put, start

A, B = "data/units/a.yml", "data/units/b.yml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return start(tmp_path / "repository", {A: "a: 1\n", B: "b: 1\n", ".gitignore": "build/\n"})


def found(root: Path, base: str, proposed: str | None) -> dict[str, str]:
    return {change.path: change.kind for change in changes(root, base, proposed)}


def test_kinds_between_commits(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / B).unlink()
    (repository / B).symlink_to("a.yml")
    proposed = commit(repository, {A: None, "data/units/c.yml": "c: 1\n", ".gitignore": "build/\nsite/\n"})
    assert changes(repository, base, proposed) == [
        Change(".gitignore", "modified"),
        Change(A, "deleted"),
        Change(B, "type-changed"),
        Change("data/units/c.yml", "added"),
    ]


def test_a_rename_is_a_deletion_and_an_addition(repository: Path) -> None:
    git(repository, "config", "diff.renames", "copies")
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "mv", A, "data/units/z.yml")
    assert found(repository, base, None) == {A: "deleted", "data/units/z.yml": "added"}
    assert found(repository, base, commit(repository, {})) == {A: "deleted", "data/units/z.yml": "added"}


def test_the_work_tree_holds_staged_unstaged_and_new_files(repository: Path) -> None:
    put(repository, {A: "a: 2\n", "new\n.yml": "", "build/x": ""})
    git(repository, "add", A)
    put(repository, {B: "b: 2\n"})
    assert found(repository, "main", None) == {A: "modified", B: "modified", "new\n.yml": "added"}


def test_a_file_taken_out_of_the_index_is_still_there(repository: Path) -> None:
    git(repository, "rm", "--quiet", "--cached", A)
    assert found(repository, "main", None) == {A: "modified"}


def test_the_same_content_is_no_change(repository: Path) -> None:
    os.utime(repository / A, (0, 0))
    assert found(repository, "main", None) == {}
    undone = [commit(repository, {A: text}) for text in ("a: 2\n", "a: 1\n")]
    assert found(repository, f"{undone[0]}^", undone[1]) == {}


def test_what_main_got_meanwhile_is_not_of_the_branch(repository: Path) -> None:
    mine = commit(fork(repository), {A: "a: 2\n"})
    commit(repository, {B: "b: 2\n"})
    git(repository, "fetch", "--quiet", "../fork", "report")
    assert found(repository, "main", mine) == {A: "modified"}


def test_the_merge_of_a_forge_is_compared_with_the_main_it_was_made_on(repository: Path) -> None:
    seen = git(repository, "rev-parse", "main")
    mine = fork(repository)
    commit(mine, {A: "a: 2\n"})
    moved = commit(repository, {B: "b: 2\n"})
    made = merge(repository, mine)
    assert origin(repository, seen, made) == moved
    assert found(repository, seen, made) == found(repository, moved, made) == {A: "modified"}


def test_a_branch_that_has_merged_main_itself(repository: Path) -> None:
    mine = fork(repository)
    commit(mine, {A: "a: 2\n"})
    commit(repository, {B: "b: 2\n"})
    git(mine, "fetch", "--quiet")
    git(mine, "merge", "--quiet", "--no-edit", "origin/main")
    assert found(mine, "origin/main", "HEAD") == {A: "modified"}
    assert found(repository, "main", merge(repository, mine)) == {A: "modified"}


def test_a_tree_has_no_parents_to_hide_behind(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    hidden = commit(repository, {B: None})
    crafted = git(repository, "commit-tree", "-p", hidden, "-p", base, "-m", "merge", f"{hidden}^{{tree}}")
    assert found(repository, f"{base}^{{tree}}", f"{crafted}^{{tree}}") == {B: "deleted"}
    assert found(repository, base, f"{crafted}^{{tree}}") == {B: "deleted"}


def test_paths_are_relative_to_a_campaign_below_the_top(tmp_path: Path) -> None:
    top = start(tmp_path / "top", {f"2012/{A}": "a: 1\n", "README": ""})
    base = git(top, "rev-parse", "HEAD")
    files = {f"2012/{A}": "a: 2\n", "README": "x", "2013/b.yml": ""}
    expected = {A: "modified", "../README": "modified", "../2013/b.yml": "added"}
    git(top, "config", "diff.relative", "true")
    put(top, files)
    assert found(top / "2012", base, None) == expected
    assert found(top / "2012", base, commit(top, {})) == expected


def test_any_name_that_git_takes(repository: Path) -> None:
    names = ['data/units/"q" \\.yml', "data/units/::error file=x::y.yml", "data/units/n\nl.yml", "data/units/县.yml"]
    raw = os.fsencode(str(repository)) + b"/data/units/\xff\xfe.yml"
    with open(raw, "wb"):  # noqa: PTH123 - a name that is no text
        pass
    put(repository, dict.fromkeys(names, "x: 1\n"))
    expected = dict.fromkeys([*names, "data/units/\udcff\udcfe.yml"], "added")
    base = git(repository, "rev-parse", "HEAD")
    assert found(repository, base, None) == expected
    assert found(repository, base, commit(repository, {})) == expected


def test_a_link_to_another_repository_is_named(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{base},data/units/sub.yml")
    git(repository, "commit", "--quiet", "--message", "submodule")
    assert changes(repository, base, "HEAD") == [Change("data/units/sub.yml", "added", submodule=True)]


@pytest.mark.parametrize("revision", ["nowhere", "--all", f"main:{A}", "HEAD~9", ""])
def test_a_revision_that_is_none(repository: Path, revision: str) -> None:
    for pair in ((revision, None), (revision, "main"), ("main", revision)):
        with pytest.raises(GitError, match="no commit"):
            changes(repository, *pair)


def test_no_repository_and_no_common_history(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    with pytest.raises(GitError):
        changes(tmp_path / "plain", "main", None)
    git(repository, "switch", "--quiet", "--orphan", "other")
    commit(repository, {A: ""})
    with pytest.raises(GitError, match="no common history"):
        changes(repository, "main", "other")
