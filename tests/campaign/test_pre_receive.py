"""The hook of a plain Git server, run for real."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pingyi.contract.assets import CHECKOUT
from support.forge import (
    CORRECTED,
    ENVIRONMENT,
    FINAL,
    REVISED,
    Files,
    campaign,
    commit,
    git,
    wrapper,
)
from support.situations import REPORT

PDF = b"%PDF-1.4\n"


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
