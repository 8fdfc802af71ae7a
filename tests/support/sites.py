"""Sites built by the command that users give; those that several tests look at are built once for all workers."""

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
from mkdocs.commands.build import build as plain_build
from mkdocs.config import load_config

from pingyi.contract.assets import CHECKOUT
from pingyi.publish.book import Book
from pingyi.publish.sheet_paths import Offered
from pingyi.sheets.make import offer
from support.campaigns import copied, opened
from support.commands import done
from support.places import REAL, TOWN
from support.readers import files
from support.situations import FULL

PRINTED_UNIT = "city-jia"


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
    """The folder of the site, which must have been built without a warning. In this process: a new one takes as long to begin."""
    assert "WARNING" not in done("build", "--root", root, *arguments)
    return root / "site"


def built_apart(root: Path, *arguments: object) -> None:
    """The same in a process of its own, in which sets have another order."""
    built = run(command(root, *arguments))
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr


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
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("pingyi.site.staging.offer", offer if FULL else sheets_of_one_unit)
                build(campaign(root), "--audience", audience)
            (root / "built").touch()
    return root / "site"


def sheets_of_one_unit(book: Book) -> tuple[Offered, list[str]]:
    """The sheets of all units take four times as long as the rest of the sample's site. The town's has them all."""
    offered, complaints = offer(book)
    return {unit: forms for unit, forms in offered.items() if unit == PRINTED_UNIT}, complaints


@pytest.fixture(scope="session")
def internal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site as the office sees it."""
    return sample(tmp_path_factory, "internal")


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site as everybody sees it."""
    return sample(tmp_path_factory, "public")


@pytest.fixture(scope="session")
def town_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's site as the office sees it, with its sheets."""
    root, lock = once(tmp_path_factory, "town")
    with lock:
        if not (root / "built").exists():
            build(campaign(root, TOWN), "--audience", "internal")
            (root / "built").touch()
    return root / "site"


def without_hook(root: Path, site: Path) -> dict[str, bytes]:
    """The files of the site that plain MkDocs makes of what was staged, without our hook."""
    config = yaml.safe_load((root / "build/mkdocs.yml").read_text("utf-8"))
    del config["hooks"]
    (root / "build/plain.yml").write_text(yaml.safe_dump(config), "utf-8")
    day = datetime.combine(opened(root).as_of, datetime.min.time(), UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    plain = load_config(str(root / "build/plain.yml"), strict=True, site_dir=str(site))
    plain.plugins.on_startup(command="build", dirty=False)
    plain_build(plain)
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
