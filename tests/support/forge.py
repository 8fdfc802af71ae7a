"""Real Git repositories for the tests of changes and of pull requests: a campaign on main, forks, and merges as a forge makes them."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from support.places import VALID
from support.situations import DRAFT, REPORT, UNIT
from support.started_once import command

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
       (("NAME", "test"), ("EMAIL", "test@example.invalid"), ("DATE", "2012-02-10T09:00:00+0800"))},
}  # fmt: skip
FINAL = (VALID / "final-in-flow-style.yml").read_bytes().decode("utf-8")
CORRECTED = FINAL.replace('"opinions": 47', '"opinions": 46')
REVISED = CORRECTED.replace(
    '"final",', '"final", "revisions": [{"date": "2012-02-10", "reason": "计票单抄录有误"}],', 1
)

PEOPLE = {
    "city-jia": ("jia-clerk", "office-wang"),
    UNIT: ("Highway-Clerk", "jia-reviewer"),
    "city-jia/transport": ("transport-clerk", "jia-reviewer"),
    "city-bing": ("demo/bing-clerks", "demo/office"),
    "city-bing/highway": ("demo/bing-clerks", "demo/bing-reviewers"),
}
"""Submitters and reviewers of the units that the tests use; all others have none."""

Files = dict[str, str | bytes | None]


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    command = ["git", "-C", str(folder), *arguments]
    environment = {**os.environ, **ENVIRONMENT}
    out = subprocess.run(command, input=stdin, capture_output=True, check=True, env=environment).stdout
    return out.decode("utf-8", "surrogateescape").strip()


def put(folder: Path, files: Files) -> None:
    """Write files; None takes one away."""
    for path, content in files.items():
        file = folder / path
        if content is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(folder: Path, files: Files) -> str:
    """The commit that writes these files on what is checked out."""
    put(folder, files)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "change")
    return git(folder, "rev-parse", "HEAD")


def start(folder: Path, files: Files) -> Path:
    """A repository whose main holds what is in the folder and these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder, files)
    return folder


def roster() -> str:
    """The sample's roster with people of our own."""
    rows = list(csv.reader((CHECKOUT / "data/roster.csv").read_text(encoding="utf-8").splitlines()))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [rows[0], *([*row[:-2], *PEOPLE.get(row[0], ("", ""))] for row in rows[1:])]
    )
    return out.getvalue()


def campaign(root: Path, files: Files | None = None) -> Path:
    """A campaign on main, by default with one draft."""
    return start(root, {"data/roster.csv": roster(), **({REPORT: DRAFT} if files is None else files)})


def fork(root: Path, name: str = "fork") -> Path:
    """A clone in which somebody works on a branch of his own."""
    folder = root.parent / name
    git(root.parent, "clone", "--quiet", root.as_posix(), str(folder))
    git(folder, "switch", "--quiet", "--create", "report")
    return folder


def request(root: Path, files: Files, name: str = "fork") -> str:
    """A pull request from a fork that changes these files, as the commit that the forge makes of it."""
    folder = fork(root, name)
    commit(folder, files)
    return merge(root, folder)


def merge(root: Path, folder: Path) -> str:
    """What the forge does when a branch comes: take its objects, make the merge for trying. No work tree is touched."""
    git(folder, "push", "--quiet", "--force", "origin", "HEAD:refs/pull/1/head")
    tree = git(root, "merge-tree", "--write-tree", "main", "refs/pull/1/head").splitlines()[0]
    parents = ("-p", "main", "-p", "refs/pull/1/head")
    made = git(root, "commit-tree", *parents, "-m", "merge", tree)
    git(root, "update-ref", "refs/pull/1/merge", made)
    return made


def draft(unit: str) -> str:
    return DRAFT.replace("city-jia/highway", unit)


class Found(NamedTuple):
    status: int
    places: set[tuple[str, str]]
    checked: int


def run(root: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["check", "--root", str(root), *options], catch_exceptions=False)
    return result.exit_code, result.output


def check(root: Path, proposed: str, author: str | None = None, base: str = "main") -> Found:
    """Exit status, rule and path of each finding, and how many reports were looked at."""
    who = [] if author is None else ["--author", author]
    status, output = run(root, "--changed-since", base, "--proposed", proposed, *who, "--format", "json")
    data: dict[str, Any] = json.loads(output)
    return Found(status, {(found["rule"], found["path"]) for found in data["findings"]}, data["checked"])


def rules(found: Found) -> set[str]:
    return {rule for rule, _ in found.places}


def wrapper(path: Path) -> Path:
    """A `pingyi` command that runs what is tested."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n')
    path.chmod(0o755)
    return path
