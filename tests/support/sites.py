"""Sites built as a user builds them; the sample's are built once for all tests and all workers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

from pingyi.contract.assets import CHECKOUT
from support.campaigns import copied
from support.commands import done
from support.places import REAL
from support.readers import files

AS_OF = datetime(2012, 2, 17, tzinfo=UTC)


def campaign(folder: Path, source: Path = CHECKOUT) -> Path:
    """A root of its own with a copy of a campaign's data and prose."""
    shutil.copytree(source / "docs", folder / "docs")
    if (source / "mkdocs.yml").exists():
        shutil.copyfile(source / "mkdocs.yml", folder / "mkdocs.yml")
    return copied(folder, source)


def command(root: Path, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "pingyi", "build", "--root", str(root), *map(str, arguments)]


def run(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False
    )


def build(root: Path, *arguments: object) -> Path:
    """The folder of the site, which must have been built without a warning."""
    built = run(command(root, *arguments))
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    return root / "site"


def once(factory: pytest.TempPathFactory, name: str) -> tuple[Path, FileLock]:
    """A folder that all workers share, and the lock of whoever changes it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    return folder, FileLock(f"{folder}.lock")


def sample(factory: pytest.TempPathFactory, audience: str) -> Path:
    """The folder of the sample's site for an audience, built by the first worker that needs it."""
    root, lock = once(factory, audience)
    with lock:
        if not (root / "built").exists():
            build(campaign(root), "--audience", audience)
            (root / "built").touch()
    return root / "site"


@pytest.fixture(scope="session")
def internal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site as the office sees it."""
    return sample(tmp_path_factory, "internal")


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site as everybody sees it."""
    return sample(tmp_path_factory, "public")


def without_hook(root: Path, site: Path) -> dict[str, bytes]:
    """The files of the site that plain MkDocs makes of what was staged, without our hook."""
    config = yaml.safe_load((root / "build/mkdocs.yml").read_text("utf-8"))
    del config["hooks"]
    (root / "build/plain.yml").write_text(yaml.safe_dump(config), "utf-8")
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(root / "build/plain.yml"), "-d", str(site)]
    made = run(mkdocs, SOURCE_DATE_EPOCH=str(int(AS_OF.timestamp())))
    assert made.returncode == 0, made.stderr
    return files(site)


@pytest.fixture(scope="session")
def insteval(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign whose reports were counted from real ballots, by the command of the folder's README."""
    root, lock = once(tmp_path_factory, "insteval")
    with lock:
        if not root.exists():
            shutil.copytree(REAL / "data", root / "data")
            options = ("--map", REAL / "mapping.yml", "--count", "n", "--final", "--enrol", "--root", root)
            done("tally", REAL / "ballots.csv", *options)
    return root
