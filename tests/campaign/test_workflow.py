"""The shell of GitHub's workflow, run for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

from pingyi.contract.assets import CHECKOUT
from support.forge import (
    CORRECTED,
    ENVIRONMENT,
    FINAL,
    campaign,
    commit,
    draft,
    fork,
    git,
    merge,
    request,
    wrapper,
)
from support.places import GOLDENS
from support.situations import REPORT

GOLDEN = GOLDENS / "change"
RULESET = CHECKOUT / ".github/ruleset.json"
BING = "data/units/city-bing/highway.yml"


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
    (checkout / ".venv/bin/python").symlink_to(sys.executable)
    asked = shell(scripts["Ask who is in the teams"], checkout, PATH=f"{forge_tool(tmp_path)}:{os.environ['PATH']}")
    assert asked.returncode == 0, asked.stderr
    assert json.loads((checkout / "members.json").read_text()) == {"demo/bing-clerks": ["Bing", "bing-2"]}
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


def forge_tool(folder: Path) -> Path:
    """A `gh` that may tell the members of one team, and of no other."""
    tool = folder / "forge/gh"
    tool.parent.mkdir()
    tool.write_text(
        '#!/bin/sh\ncase $* in *orgs/demo/teams/bing-clerks/members*) printf "Bing\\nbing-2\\n" ;; *) exit 1 ;; esac\n'
    )
    tool.chmod(0o755)
    return tool.parent


def judge(root: Path, folder: Path, made: str, login: str) -> tuple[list[str], str]:
    """The outputs and the comment of the step that judges, on a checkout of main."""
    checkout, output = fork(root, f"checkout-{login}"), folder / f"output-{login}"
    git(checkout, "fetch", "--quiet", "origin", f"{made}:refs/pingyi/merge")
    wrapper(checkout / ".venv/bin/pingyi")
    (checkout / "members.json").write_text('{"demo/bing-clerks": ["bing"]}')
    variables = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(folder / "summary"), "LOGIN": login}
    shell(steps("check")["Judge it"], checkout, MERGE=made, **variables)
    return output.read_text().splitlines(), (checkout / "report.md").read_text()


def test_what_the_check_cannot_decide_is_not_said_to_have_passed(root: Path, tmp_path: Path) -> None:
    campaign(root, {REPORT: FINAL})
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    made = request(root, {BING: draft("city-bing/highway")}, "bing")
    assert judge(root, tmp_path, made, "bing")[0] == ["verdict=0", "comment=true"]
    outputs, comment = judge(root, tmp_path, made, "stranger")
    assert outputs[0] == "verdict=look"
    assert "可以合并\n" not in comment
    assert "对照计票单" not in comment


def test_a_broken_main_is_said_to_be_nobodys_fault(root: Path, tmp_path: Path) -> None:
    campaign(root, {"data/campaign.yml": "id: [\n"})
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    outputs, comment = judge(root, tmp_path, request(root, {REPORT: FINAL}, "one"), "highway-clerk")
    assert outputs == ["verdict=broken", "comment=true"]
    assert "这不是这次改动造成的" in comment


def test_a_merge_queue_is_judged_as_main_will_be(root: Path, tmp_path: Path) -> None:
    """Two requests that are right apart and wrong together: the second is judged on top of the first."""
    campaign(root, {REPORT: draft("city-jia/highway")})
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    one, two = fork(root, "one"), fork(root, "two")
    commit(one, {REPORT: draft("city-jia/highway").replace("draft", "final")})
    commit(two, {REPORT: draft("city-jia/highway") + "coverage: {members: 30}\n"})
    apart = merge(root, two)
    assert judge(root, tmp_path, apart, "highway-clerk")[0][0] == "verdict=0"
    first = merge(root, one)
    git(root, "update-ref", "refs/heads/main", first)
    together = merge(root, two)
    checkout, output = fork(root, "queue"), tmp_path / "output"
    git(checkout, "checkout", "--quiet", first)
    wrapper(checkout / ".venv/bin/pingyi")
    variables = {
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "LOGIN": "",
        "HEAD_SHA": "",
    }
    shell(steps("check")["Fetch the merge as objects"], checkout, NUMBER="", QUEUED=together, **variables)
    assert output.read_text() == f"merge={together}\n"
    shell(steps("check")["Judge it"], checkout, MERGE=together, **variables)
    assert output.read_text().splitlines()[1] == "verdict=1"
    assert "change-without-revision" in (checkout / "report.md").read_text()


def test_what_protects_main_wants_branches_that_are_up_to_date() -> None:
    rules = {rule["type"]: rule.get("parameters", {}) for rule in json.loads(RULESET.read_text())["rules"]}
    assert rules["required_status_checks"]["strict_required_status_checks_policy"] is True
    assert [check["context"] for check in rules["required_status_checks"]["required_status_checks"]] == ["pingyi"]
    assert rules["pull_request"]["require_code_owner_review"] is True
    assert {"deletion", "non_fast_forward"} <= rules.keys()
    triggers = yaml.safe_load((CHECKOUT / ".github/workflows/check.yml").read_text(encoding="utf-8"))[True]
    assert triggers["pull_request_target"]["types"] == ["opened", "synchronize", "reopened", "edited"]
    assert "merge_group" in triggers


def test_the_workflow_says_that_there_is_no_merge(tmp_path: Path) -> None:
    output = tmp_path / "output"
    variables = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"), "LOGIN": "x"}
    assert shell(steps("check")["Judge it"], tmp_path, MERGE="", **variables).returncode == 1
    assert output.read_text().splitlines() == ["verdict=conflict", "comment=true"]
    assert (tmp_path / "report.md").read_text().startswith("<!-- pingyi-report -->\n\n## ❌ 不能和主分支合并\n")
