"""Names that some machine cannot hold, held against what Python knows of Windows, and found in real repositories."""

from __future__ import annotations

import ntpath
import os
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.load.names import folded, twins, unfit
from support.forge import ENVIRONMENT, campaign, check, commit, fork, git, merge
from support.situations import DRAFT, REPORT

FOLDER = "data/units/city-jia/highway.files"
PNG = b"\x89PNG\r\n\x1a\n"
NAMES = st.text(st.sampled_from("aAnNuUlLcCoOm1.¹$ -_\\/:é\u0301县\u00a0\u200b"), min_size=1, max_size=12)


def reserved(part: str) -> bool:
    newer = getattr(ntpath, "isreserved", None)
    return newer(part) if newer else PureWindowsPath(part).is_reserved()


@given(NAMES)
def test_what_windows_reserves_is_refused(name: str) -> None:
    parts = [part for part in name.split("/") if part]
    if any(reserved(part) for part in parts):
        assert unfit("/".join(parts)) is not None


@given(NAMES)
def test_what_is_taken_survives_windows(name: str) -> None:
    """It comes back from a Windows path as it went in, and nothing is cut off at its end."""
    if unfit(name) is None and "//" not in name and not name.startswith("/"):
        assert PureWindowsPath(name).as_posix().rstrip("/") == name.rstrip("/")
        assert not any(part.endswith((".", " ")) for part in name.split("/") if part)
        assert name.isprintable()


@given(st.lists(NAMES, max_size=6, unique=True))
def test_no_two_files_are_one_anywhere(names: list[str]) -> None:
    """The slow way: every pair of names, by whole paths."""
    names = [name for name in names if "/" not in name]
    pairs = [(a, b) for place, a in enumerate(names) for b in names[:place] if folded(a) == folded(b)]
    assert bool(list(twins(names))) is bool(pairs)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("nul.png", "file-reserved-name"),
        ("NUL", "file-reserved-name"),
        ("com1.tar.png", "file-reserved-name"),
        ("com¹.png", "file-reserved-name"),
        ("conin$.png", "file-reserved-name"),
        ("aux .png", "file-reserved-name"),
        ("a.png.", "file-ending"),
        ("a.png ", "file-ending"),
        (" a.png", "file-ending"),
        ("a\u00a0b.png", "file-character"),
        ("a\\b.png", "file-character"),
        ("a\tb.png", "file-character"),
        ("a\u202eb.png", "file-character"),
        ("a?.png", "file-character"),
        ("e\u0301.png", "file-normal-form"),
        ("a" * 170 + ".png", "file-path-long"),
        ("a b.png", "file-attached-name"),
        ("Snow.png", "file-attached-name"),
        ("雪.png", "file-attached-name"),
    ],
)
def test_attached_files(root: Path, name: str, rule: str) -> None:
    made = tree(root, {f"{FOLDER}/{name}": PNG})
    found = check(root, made, "highway-clerk")
    assert found.status == 1
    assert rule in {rule for rule, path in found.places if path == f"{FOLDER}/{name}"}


def test_twins_anywhere_below_data(root: Path) -> None:
    made = tree(root, {f"{FOLDER}/snow.png": PNG, f"{FOLDER}/Snow.png": PNG, "data/Units/a.yml": b"", "data/x/A": b"",
                       "data/x/a": b"", "data/inspections/x.yml": b"", "data/Inspections/y.yml": b""})  # fmt: skip
    found = {path for rule, path in check(root, made, "office-wang").places if rule == "file-twin"}
    assert {f"{FOLDER}/snow.png", "data/Units/a.yml", "data/x/a"} <= found
    assert found & {"data/inspections/x.yml", "data/Inspections/y.yml"}


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("data\\units\\city-jia\\highway.yml", "file-character"),
        ("Data/units/city-jia/highway.yml", "file-twin"),
        ("data/Units/city-jia/highway.yml", "file-twin"),
        (".GITHUB/CODEOWNERS", "file-twin"),
        ("docs/con.md", "file-reserved-name"),
        ("data/units/ghost.files/evil.exe", "file-homeless"),
        ("data/units/city-jia/ghost.files/plan.pdf", "file-homeless"),
        ("build/cache/check-1.json", "change-output"),
    ],
)
def test_a_place_that_is_none(root: Path, path: str, rule: str) -> None:
    found = check(root, tree(root, {path: b"x"}), "office-wang")
    assert (found.status, (rule, path) in found.places) == (1, True)


def test_a_draft_that_goes_takes_its_files_along(root: Path) -> None:
    campaign(root, {REPORT: DRAFT, f"{FOLDER}/plan.pdf": b"%PDF-1.4\n"})
    mine = fork(root)
    commit(mine, {REPORT: None})
    assert ("file-homeless", f"{FOLDER}/plan.pdf") in check(root, merge(root, mine), "highway-clerk").places


def test_links_submodules_and_pointers_are_named_as_what_they_are(root: Path) -> None:
    target = {"120000": b"/etc/passwd", "100644": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"}
    blobs = {mode: blob(root, raw) for mode, raw in target.items()}
    rules = {"120000": "file-symlink", "100644": "file-lfs", "160000": "file-submodule"}
    places = {"plan.pdf": "attached", "highway.yml": "report"}
    for mode, rule in rules.items():
        sha = blobs.get(mode) or git(root, "rev-parse", "HEAD")
        for name in places:
            path = f"{FOLDER}/{name}" if name != "highway.yml" else REPORT
            found = check(root, grafted(root, mode, sha, path), "highway-clerk")
            assert (found.status, (rule, path) in found.places) == (1, True), (mode, path, found)


def blob(root: Path, raw: bytes) -> str:
    if not (root / ".git").exists():
        campaign(root, {REPORT: DRAFT})
    return git(root, "hash-object", "-w", "--stdin", stdin=raw)


def grafted(root: Path, mode: str, sha: str, path: str) -> str:
    """A commit on main with one entry, made without any work tree: so every name that Git knows can be had."""
    index = {"GIT_INDEX_FILE": str(root / ".git/index-of-test")}
    os.environ.update({**ENVIRONMENT, **index})
    try:
        git(root, "read-tree", "main")
        git(root, "-c", "core.protectNTFS=false", "update-index", "--add", "--cacheinfo", f"{mode},{sha},{path}")
        made = git(root, "write-tree")
    finally:
        os.environ.pop("GIT_INDEX_FILE")
    return git(root, "commit-tree", "-p", "main", "-m", "x", made)


def tree(root: Path, files: dict[str, bytes]) -> str:
    """The same with several files."""
    made = ""
    for path, raw in files.items():
        sha = blob(root, raw)
        made = grafted(root, "100644", sha, path)
        git(root, "update-ref", "refs/heads/work", made)
        if len(files) > 1:
            git(root, "update-ref", "refs/heads/kept", git(root, "rev-parse", "main"))
            git(root, "update-ref", "refs/heads/main", made)
    if len(files) > 1:
        git(root, "update-ref", "refs/heads/main", git(root, "rev-parse", f"main~{len(files)}"))
    return made
