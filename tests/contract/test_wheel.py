"""The wheel alone is the whole tool: built from the checkout, unpacked elsewhere, used where no checkout is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pingyi.contract.assets import CHECKOUT
from support.wheel import run_installed as run
from support.wheel import wheel_sources

TOWN = CHECKOUT / "tests/campaigns/town"


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


def test_the_wheel_says_its_version_and_commit(wheel: Path, installed: Path, tmp_path: Path) -> None:
    said = run(installed, tmp_path, "--version").split()
    commit = (wheel.parent / "commit").read_text(encoding="ascii")
    assert said == ["pingyi", wheel.name.split("-")[1], f"({commit})"]


@pytest.mark.parametrize("missing", ["schemas", "build/web"])
def test_no_wheel_without_its_assets(tmp_path: Path, missing: str) -> None:
    """What pip runs, without pip: it ends before anything is packed."""
    home = wheel_sources(tmp_path / "sources", missing)
    command = [sys.executable, "setup.py", "--quiet", "bdist_wheel", "--dist-dir", str(tmp_path / "dist")]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert missing in done.stderr
    assert not list(tmp_path.glob("dist/*.whl"))
