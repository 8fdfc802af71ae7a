"""The town's campaign in a repository of its own: receipt by main's history, no fixed day, and a clock that tests move."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from pingyi.contract.assets import CHECKOUT
from support.situations import git, write

TOWN = CHECKOUT / "tests/campaigns/town"
UNITS = sorted(
    path.relative_to(TOWN / "data/units").as_posix().removesuffix(".yml") for path in TOWN.rglob("units/**/*.yml")
)


def town(root: Path, day: str = "2025-09-01", timeliness: str = "received") -> Path:
    """A repository of the town's campaign before anybody has reported."""
    shutil.copytree(TOWN / "docs", root / "docs")
    write(
        root,
        "data/roster.csv",
        text("data/roster.csv")
        .replace(",due,due_reason", ",closed,due,due_reason")
        .replace("window,reporting,", "window,reporting,,")
        .replace("window,branch,", "window,branch,,")
        .replace("venue,reporting,", "venue,reporting,,")
        .replace("venue,branch,", "venue,branch,,"),
    )
    campaign = (
        text("data/campaign.yml")
        .replace("as_of: 2025-10-20\n", "")
        .replace("timeliness: declared", f"timeliness: {timeliness}")
    )
    write(root, "data/campaign.yml", campaign)
    write(root, ".gitignore", "build/\nsite/\n")
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root, day)
    return root


def text(path: str) -> str:
    """A file of the town's campaign."""
    return (TOWN / path).read_text(encoding="utf-8")


def report(unit: str) -> str:
    """The final report of a unit."""
    return text(f"data/units/{unit}.yml")


def corrected(before: str, day: str) -> str:
    """A report with the votes on two grades of an item exchanged, and the correction noted."""
    changed = re.sub(r"attitude: \{very-good: ([0-9]+), good: ([0-9]+)", r"attitude: {very-good: \2, good: \1", before)
    noted = f"  - {{date: {day}, reason: 计票单抄录有误}}\n"
    return changed + ("" if "\nrevisions:\n" in changed else "revisions:\n") + noted


def with_cell(roster: str, unit: str, column: str, value: str) -> str:
    """A roster in which one cell of a unit says something else."""
    header, *rows = roster.splitlines()
    place = header.split(",").index(column)
    cells = {row.split(",")[0]: row.split(",") for row in rows}
    cells[unit][place] = value
    return "\n".join([header, *(",".join(row) for row in cells.values())]) + "\n"


def commit(root: Path, day: str) -> str:
    """The commit of everything on a day, straight on main."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "change", day=day)
    return git(root, "rev-parse", "HEAD")


def merge(root: Path, day: str) -> str:
    """The same as a pull request: committed long ago on a branch, merged on the day."""
    git(root, "switch", "--quiet", "--create", "proposal")
    commit(root, "2025-08-01")
    git(root, "switch", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message", "merge", "proposal", day=day)
    git(root, "branch", "--quiet", "--delete", "proposal")
    return git(root, "rev-parse", "HEAD")


def set_clock(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """From now on it is that day, everywhere."""
    monkeypatch.setattr("pingyi.campaign.clock.today", lambda _timezone: day)
