"""The test campaign that approves level by level, in a repository of its own, and decisions as a reviewer would write them."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.doors.decision_draft import Said, drafted
from support.forge import Files, commit, git, run, start

LEVELS = CHECKOUT / "tests/campaigns/levels"
DAY = date(2025, 10, 20)


def levels(folder: Path) -> Path:
    """A repository whose main holds the test campaign."""
    shutil.copytree(LEVELS / "data", folder / "data")
    return start(folder, {})


def approve_no_more(root: Path) -> None:
    """Let no level decide in a campaign any more: merging is acceptance."""
    file = root / "data/campaign.yml"
    text, found = re.subn(r"^approval:.*\n(?:  .*\n)+", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert found == 1
    file.write_text(text, encoding="utf-8", newline="\n")


def report(unit: str) -> str:
    return (LEVELS / f"data/units/{unit}.yml").read_text(encoding="utf-8")


def corrected(unit: str, item: str = "attitude", note: str = "计票单抄录有误") -> str:
    """A report with the votes on two grades of an item exchanged, and the correction noted."""
    before = report(unit)
    changed = re.sub(rf"{item}: {{very-good: ([0-9]+), good: ([0-9]+)", rf"{item}: {{very-good: \2, good: \1", before)
    assert changed != before
    return (
        changed
        + ("" if "\nrevisions:\n" in changed else "revisions:\n")
        + f"  - {{date: 2025-10-20, reason: {note}}}\n"
    )


def decided(root: Path, unit: str, verdict: str, by: str = "", **said: Any) -> Files:
    """The file of a decision on what lies at a root, whether it may be written or not."""
    judged = open_campaign(root, DAY)
    return dict(drafted(judged, [unit], Said(verdict, "科长", by, **said)).files)  # type: ignore[arg-type]


def edited(files: Files, before: str, after: str) -> Files:
    """The same with another text in it."""
    assert all(isinstance(text, str) and before in text for text in files.values())
    return {path: str(text).replace(before, after) for path, text in files.items()}


def propose(root: Path, files: Files, author: str) -> tuple[int, str]:
    """A request that is merged if the check lets it."""
    git(root, "switch", "--quiet", "--force-create", "request", "main")
    commit(root, files)
    git(root, "switch", "--quiet", "main")
    options = ("--changed-since", "main", "--proposed", "request", "--author", author, "--format", "markdown")
    status, comment = run(root, *options)
    if status == 0:
        git(root, "merge", "--quiet", "--ff-only", "request")
    return status, comment
