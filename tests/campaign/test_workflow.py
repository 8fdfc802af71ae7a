"""The shell of GitHub's workflow, run for real."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import yaml

from pingyi.contract.assets import CHECKOUT
from support.forge import (
    CORRECTED,
    ENVIRONMENT,
    FINAL,
    campaign,
    fork,
    git,
    request,
    wrapper,
)
from support.places import GOLDENS
from support.situations import REPORT

GOLDEN = GOLDENS / "change"


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
