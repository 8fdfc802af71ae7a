"""The wheel alone is the whole tool: built from the checkout, unpacked elsewhere, used where no checkout is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pingyi.contract.assets import CHECKOUT

SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "mkdocs.yml", "schemas", "scripts/pingyi", "docs/overrides",
           "docs/assets", "data/campaign.yml", "build/web")  # fmt: skip
TOWN = CHECKOUT / "tests/campaigns/town"
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


def copied(target: Path, without: str = "") -> Path:
    """The sources of the wheel, so that building leaves nothing in the checkout."""
    for name in SOURCES:
        source = CHECKOUT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if name == without:
            continue
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copyfile(source, target / name)
    return target


def built(home: Path) -> subprocess.CompletedProcess[str]:
    command = [
        *PIP,
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        str(home / "dist"),
        str(home),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the package as the wheel has it."""
    home = copied(tmp_path_factory.mktemp("sources"))
    done = built(home)
    assert done.returncode == 0, done.stderr
    (wheel,) = (home / "dist").glob("*.whl")
    target = tmp_path_factory.mktemp("installed")
    subprocess.run([*PIP, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)], check=True)
    shutil.rmtree(home)
    return target


def run(installed: Path, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "pingyi", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_main_job_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(TOWN / "data", tmp_path / "data")
    where = run(installed, tmp_path, "schema") and subprocess.run(
        [sys.executable, "-c", "import pingyi; print(pingyi.__file__)"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(installed)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(str(installed))
    run(installed, tmp_path, "check")
    run(installed, tmp_path, "import", "--template", "hall", "-o", "hall.xlsx")
    run(installed, tmp_path, "sheet", "hall", "-o", "printed")
    run(installed, tmp_path, "build", "--no-sheets")
    assert (tmp_path / "schemas/unit.schema.json").read_bytes() == (CHECKOUT / "schemas/unit.schema.json").read_bytes()
    assert {path.name for path in (tmp_path / "printed/sheets").iterdir()} >= {"hall.xlsx", "hall.docx", "hall.pdf"}
    for page in ("index.html", "form.html", "assets/form.js", "assets/pingyi.css", "progress/index.html"):
        assert (tmp_path / "site" / page).is_file(), page


def test_the_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "demo", "--units", "12", "demo")
    run(installed, tmp_path, "check", "--root", "demo")


@pytest.mark.parametrize("missing", ["schemas", "build/web"])
def test_no_wheel_without_its_assets(tmp_path: Path, missing: str) -> None:
    done = built(copied(tmp_path, missing))
    assert done.returncode != 0
    assert missing in done.stderr
    assert not list(tmp_path.glob("dist/*.whl"))
