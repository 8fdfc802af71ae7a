"""The door of each forge, run for real: the shell of GitHub's workflow, and the hook of a plain Git server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from forge import (
    CORRECTED,
    ENVIRONMENT,
    FINAL,
    REVISED,
    Files,
    campaign,
    commit,
    fork,
    git,
    request,
)
from pingyi.contract.assets import CHECKOUT
from situations import REPORT

PDF = b"%PDF-1.4\n"
GOLDEN = Path(__file__).parent / "golden/change"


def steps(name: str) -> dict[str, str]:
    """The shell scripts of a job of the workflow by the names of its steps."""
    workflow = yaml.safe_load((CHECKOUT / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    return {step.get("name", ""): step["run"] for step in workflow["jobs"][name]["steps"] if "run" in step}


def shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **ENVIRONMENT, "TOKEN": "t", "SERVER": "https://forge.invalid", **variables}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_steps_of_the_workflow(root: Path, tmp_path: Path) -> None:
    """The shell of the workflow, run on a checkout of main: fetch the merge, judge it, say so in the outputs."""
    made = request(campaign(root, {REPORT: FINAL}), {REPORT: CORRECTED})
    checkout, output, summary = fork(root, "checkout"), tmp_path / "output", tmp_path / "summary"
    wrapper(checkout / ".venv/bin/pingyi")
    variables = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "LOGIN": "highway-clerk"}
    scripts = steps("check")
    head = git(root, "rev-parse", "refs/pull/1/head")
    shell(scripts["Fetch the merge as objects"], checkout, NUMBER="1", HEAD_SHA=head, **variables)
    assert output.read_text() == f"merge={made}\n"
    judged = shell(scripts["Judge it"], checkout, MERGE=made, **variables)
    assert (judged.returncode, judged.stderr) == (1, "")
    assert judged.stdout.startswith(f"::error file={REPORT},")
    assert output.read_text().splitlines()[1:] == ["verdict=1", "comment=true"]
    assert (
        summary.read_text()
        == (checkout / "report.md").read_text()
        == (GOLDEN / "change-without-revision.md").read_text()
    )
    assert git(checkout, "status", "--porcelain", "--", "data") == ""


def test_the_workflow_says_that_there_is_no_merge(tmp_path: Path) -> None:
    output = tmp_path / "output"
    variables = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "LOGIN": "x"}
    assert shell(steps("check")["Judge it"], tmp_path, MERGE="", **variables).returncode == 1
    assert output.read_text().splitlines() == ["verdict=conflict", "comment=true"]
    assert (tmp_path / "report.md").read_text().startswith("<!-- pingyi-report -->\n\n## ❌ 不能和主分支合并\n")


def wrapper(path: Path) -> Path:
    """A `pingyi` command that runs what is tested."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pingyi "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def server(root: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A plain Git server with the hook; calling it pushes files to a branch as somebody."""
    campaign(root, {REPORT: FINAL})
    bare = tmp_path / "server.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(root), str(bare))
    git(bare, "config", "pingyi.root", str(root))
    git(bare, "config", "pingyi.command", str(wrapper(tmp_path / "bin/pingyi")))
    hook = bare / "hooks/pre-receive"
    hook.write_bytes((CHECKOUT / "scripts/pre-receive").read_bytes())
    hook.chmod(0o755)
    mine = tmp_path / "mine"
    git(tmp_path, "clone", "--quiet", str(bare), str(mine))

    def push(files: Files, author: str = "highway-clerk", target: str = "main", *options: str) -> Any:
        commit(mine, files)
        environment = {**os.environ, **ENVIRONMENT, "PINGYI_AUTHOR": author}
        command = ["git", "-C", str(mine), "push", *options, "origin", f"HEAD:{target}"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return push


def test_a_good_push_is_accepted(server: Callable[..., Any], tmp_path: Path) -> None:
    pushed = server({REPORT: REVISED})
    assert pushed.returncode == 0, pushed.stderr
    assert "检查了 1 份报告，没有错误" in pushed.stderr
    assert git(tmp_path / "server.git", "rev-parse", "main") == git(tmp_path / "mine", "rev-parse", "HEAD")


def test_a_bad_push_is_refused_in_words(server: Callable[..., Any], tmp_path: Path) -> None:
    pushed = server({REPORT: CORRECTED.replace('"members": 33', '"members": 3300')}, "transport-clerk")
    assert pushed.returncode != 0
    for words in (
        "[change-without-revision]",
        "[change-foreign-unit]",
        "[coverage-members]",
        "改法：",
        "没有接收。请按上面的",
    ):
        assert words in pushed.stderr
    assert git(tmp_path / "server.git", "rev-parse", "main") != git(tmp_path / "mine", "rev-parse", "HEAD")


def test_a_merge_made_by_hand_hides_nothing_from_the_hook(server: Callable[..., Any], tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    base = git(mine, "rev-parse", "HEAD")
    hidden = commit(mine, {REPORT: CORRECTED})
    crafted = git(mine, "commit-tree", "-p", hidden, "-p", base, "-m", "merge", f"{hidden}^{{tree}}")
    git(mine, "reset", "--quiet", "--hard", crafted)
    assert "[change-without-revision]" in server({}).stderr


def test_other_branches_are_free_and_main_is_not_deleted(server: Callable[..., Any], tmp_path: Path) -> None:
    git(tmp_path / "server.git", "config", "receive.denyDeleteCurrent", "ignore")
    assert server({REPORT: "x: [\n"}, "stranger", "refs/heads/try").returncode == 0
    deleted = subprocess.run(
        ["git", "-C", str(tmp_path / "mine"), "push", "origin", ":main"], capture_output=True, text=True, check=False
    )
    assert deleted.returncode != 0
    assert "不能删除主分支" in deleted.stderr


def test_a_server_that_is_not_set_up_accepts_nothing(server: Callable[..., Any], tmp_path: Path) -> None:
    git(tmp_path / "server.git", "config", "pingyi.root", str(tmp_path / "nowhere"))
    assert "程序没有跑成" in server({REPORT: REVISED}).stderr
    git(tmp_path / "server.git", "config", "--unset", "pingyi.root")
    assert "还没有设置 pingyi.root" in server({}).stderr
