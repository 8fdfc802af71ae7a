"""Random series of releases while a campaign goes on: none is refused for what it would give away, and each verifies for ever after.

Reports come late, are corrected and withdrawn, units are closed, exempted and added, items, threshold and categories change.
"""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from pingyi.cli import cli
from support.situations import FULL
from support.small_towns import STARTS, Town
from support.town_days import ACTS

SEQUENCES, TOGETHER = (200, 10) if FULL else (2, 1)


def run(town: Town, monkeypatch: pytest.MonkeyPatch, *arguments: str, days: int = 0) -> Result:
    """A command on the town's present day, or some days later."""
    monkeypatch.setattr("pingyi.campaign.clock.today", lambda _timezone: town.today + timedelta(days))
    result = CliRunner().invoke(cli, [*arguments, "--root", str(town.home)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def sequence(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days pass and releases are made."""
    town.start()
    made: list[str] = []
    for number in range(town.rng.randint(2, 4)):
        for _ in range(town.rng.randint(1, 4)):
            town.rng.choice(ACTS)(town)
            town.commit(town.rng.randint(0, 4))
        name = f"release-{number}"
        before = town.today - timedelta(town.rng.randint(1, 9))
        past = ["--as-of", max(before, STARTS).isoformat()] if town.rng.random() < 0.2 else []
        result = run(town, monkeypatch, "release", name, *past)
        assert result.exit_code == 0, result.output
        made.append(name)
        says_what_was_counted(town, name)
        town.commit(town.rng.randint(0, 4))
    for name in made:
        result = run(town, monkeypatch, "release", name, "--verify", days=town.rng.choice([0, 5, 400]))
        assert (result.exit_code, result.stderr) == (0, ""), result.output


def says_what_was_counted(town: Town, name: str) -> None:
    """The list against Git and our own book; the published total against the sum of what is listed."""
    folder = town.home / "data/releases"
    commit = json.loads((folder / name / "manifest.json").read_bytes())["commit"]
    total = 0
    for row in csv.DictReader((folder / f"{name}.counted.csv").read_text("utf-8").splitlines()):
        if row["kind"] == "random":
            continue
        content = town.git("show", f"{commit}:{row['path']}")
        assert row["sha256"] == sha256(content).hexdigest()
        if row["kind"] == "report":
            report = json.loads(content)
            assert report["status"] == "final"
            came = report["reported_on"] if town.timeliness == "declared" else town.came[row["path"]].isoformat()
            assert row["received_on"] == came
            total += report["results"]["service"]["ballots"]["valid"]
    ballots = json.loads((folder / name / "rollup_ballots.json").read_bytes())
    assert all(row["valid"] == total for row in ballots if row["unit"] == "." and row["told_in"] == name)


@pytest.mark.parametrize("first", range(0, SEQUENCES, TOGETHER))
def test_no_sequence_of_releases_is_refused_and_each_verifies(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for seed in range(first, first + TOGETHER):
        rng = Random(seed)
        timeliness = rng.choice(["received", "received", "declared"])
        sequence(Town(tmp_path / f"town-{seed}", rng, timeliness), monkeypatch)
