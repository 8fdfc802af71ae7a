"""Personal data leaves a real history for good, and what is said to verify afterwards does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from pingyi.campaign.arrival import line_of
from pingyi.campaign.forgetting import remains, texts
from pingyi.load.history import history
from support.commands import done, run
from support.forge import ENVIRONMENT, campaign, commit, draft, git
from support.situations import REPORT

NUMBER = "13800000000"
SECRET = f"organising: {{account: 联系电话 {NUMBER}，请打这个号码}}\n"
FINAL = draft("city-jia/highway").replace("draft", "final")


@pytest.fixture
def told(root: Path) -> Path:
    """A number that was on main, on a branch that is gone, and in a commit's message."""
    campaign(root, {REPORT: FINAL + SECRET})
    git(root, "switch", "--quiet", "--create", "other")
    commit(root, {"data/units/city-jia/transport.yml": draft("city-jia/transport") + SECRET})
    git(root, "switch", "--quiet", "main")
    git(root, "branch", "--quiet", "-D", "other")
    git(root, "commit", "--quiet", "--allow-empty", "--message", f"call {NUMBER}")
    commit(root, {REPORT: FINAL})
    return root


def rewritten(root: Path) -> None:
    """What filter-repo does, with what every Git has."""
    environment = {**os.environ, **ENVIRONMENT, "FILTER_BRANCH_SQUELCH_WARNING": "1"}
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        environment.pop(name)
    replace = f"find data -name '*.yml' -exec sed -i s/{NUMBER}/***/g {{}} +"
    command = [
        "git",
        "-C",
        str(root),
        "filter-branch",
        "--tree-filter",
        replace,
        "--msg-filter",
        f"sed s/{NUMBER}/***/g",
        "--",
        "--all",
    ]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    git(root, "update-ref", "-d", "refs/original/refs/heads/main")
    git(root, "reflog", "expire", "--expire=now", "--all")
    git(root, "gc", "--quiet", "--prune=now")


def received(root: Path) -> dict[str, date]:
    return history(root, line_of(root, "Asia/Shanghai")).received


def test_every_version_is_found_wherever_it_hides(told: Path) -> None:
    found = list(remains(told, [NUMBER.encode()]))
    assert {remain.path for remain in found if remain.day} == {REPORT}
    assert [remain for remain in found if not remain.day and not remain.commit]
    assert [remain for remain in found if remain.commit and not remain.path]


def test_it_is_gone_after_the_steps_and_receipts_stay(told: Path, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text(f"{NUMBER}==>***\n", encoding="utf-8")
    before = received(told)
    found = run("forget", file, "--root", told)
    assert found.exit_code == 1
    assert "git filter-repo --replace-text" in found.output
    assert NUMBER not in found.output
    rewritten(told)
    gone = run("forget", file, "--root", told)
    assert (gone.exit_code, "已经没有这些文字了" in gone.output) == (0, True)
    assert before
    assert received(told) == before


def test_each_release_is_said_to_verify_as_far_as_it_does(told: Path, tmp_path: Path) -> None:
    home = told / "data/releases"
    done("release", "whole", "--root", told)
    for name in ("rewritten", "changed"):
        shutil.copytree(home / "whole", home / name)
        shutil.copyfile(home / "whole.counted.csv", home / f"{name}.counted.csv")
    manifest = home / "rewritten/manifest.json"
    said = json.loads(manifest.read_text("utf-8")) | {"commit": "0" * 40}
    manifest.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    with (home / "changed/rates.csv").open("ab") as file:
        file.write(b"!")
    (tmp_path / "texts.txt").write_text("nobody wrote this\n", encoding="utf-8")
    lines = {
        line.split("：")[0]: line
        for line in run("forget", tmp_path / "texts.txt", "--root", told).output.splitlines()[1:]
    }
    assert "从原来的提交重新生成核对" in lines["发布 whole"]
    assert "已经改写" in lines["发布 rewritten"]
    assert "不符" in lines["发布 changed"]


def test_texts_are_read_as_filter_repo_reads_them() -> None:
    assert texts("literal:a==>b\n\n张三\n") == [b"a", "张三".encode()]
