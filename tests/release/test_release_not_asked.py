"""An item that some categories are not asked has fewer marks than votes there, and that is no contradiction."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import yaml

from support.commands import done
from support.places import TOWN
from support.situations import git

ITEM = "hours: {title: 开放时间合适, short: 时间}"


def town(root: Path) -> Path:
    """The town, whose venues are not asked about opening hours."""
    shutil.copytree(TOWN / "data", root / "data")
    campaign = root / "data/campaign.yml"
    text = campaign.read_text("utf-8")
    assert ITEM in text
    campaign.write_text(text.replace(ITEM, f"{ITEM[:-1]}, not_asked_of: [venue]}}"), "utf-8")
    with (root / "data/roster.csv").open(encoding="utf-8-sig", newline="") as file:
        venues = {row["id"] for row in csv.DictReader(file) if row["category"] == "venue"}
    for unit in venues:
        path = root / f"data/units/{unit}.yml"
        if path.exists():
            report = yaml.safe_load(path.read_text("utf-8"))
            del report["results"]["service"]["items"]["hours"]
            path.write_text(yaml.safe_dump(report, allow_unicode=True, sort_keys=False), "utf-8")
    return root


def test_a_second_release_of_a_campaign_with_an_item_not_asked_of_all(tmp_path: Path) -> None:
    root = town(tmp_path)
    git(root, "init", "--quiet", "--initial-branch", "main")
    for name in ("first", "second"):
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--allow-empty", "--message", name)
        done("release", name, "--root", root)
    assert "核对无误" in done("release", "first", "--verify", "--root", root)
