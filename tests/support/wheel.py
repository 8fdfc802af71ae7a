"""The wheel, built once for all tests and all workers, and a folder in which it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pingyi.contract.assets import CHECKOUT
from support.sites import once
from support.situations import git

SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "mkdocs.yml", "requirements.txt", "schemas", "scripts/pingyi",
           "scripts/pre-receive", "scripts/post-receive", ".github/workflows", "docs/overrides", "docs/assets", "data/campaign.yml", "build/web")  # fmt: skip
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


def wheel_sources(target: Path, without: str = "") -> Path:
    """The sources of the wheel in a repository of their own, so that building leaves nothing in the checkout."""
    for name in SOURCES:
        source = CHECKOUT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if name == without:
            continue
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, target / name)
    git(target, "init", "--quiet")
    git(target, "add", "--all")
    git(target, "commit", "--quiet", "--message", "sources")
    return target


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip builds it. Beside it `commit` says of which commit."""
    folder, lock = once(tmp_path_factory, "wheel")
    with lock:
        if not folder.exists():
            home = wheel_sources(folder.with_name("wheel-sources"))
            (home / ".git/info/exclude").write_text("build/\n*.egg-info\n")
            options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder))
            subprocess.run([*PIP, "wheel", *options, str(home)], check=True)
            (folder / "commit").write_text(git(home, "rev-parse", "HEAD"))
            shutil.rmtree(home)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the package as the wheel has it."""
    folder, lock = once(tmp_path_factory, "installed")
    with lock:
        if not folder.exists():
            subprocess.run(
                [*PIP, "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel)], check=True
            )
    return folder


def run_installed(installed: Path, folder: Path, *arguments: object) -> str:
    """What `pingyi` prints when only the wheel is installed."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "pingyi", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
