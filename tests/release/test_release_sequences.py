"""Random series of releases while a campaign goes on: each is made or refused in a sentence, and each verifies for ever after.

Reports come late, are corrected and withdrawn, units are closed, exempted and added, items, threshold and categories change.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from pingyi.cli import cli
from support.small_towns import ITEMS, STARTS, Town

FULL = bool(os.environ.get("PINGYI_FULL"))
SEQUENCES, TOGETHER = (200, 10) if FULL else (12, 3)
UNSAFE = re.compile(r"没有发布：有 [1-9][0-9]* 个要保护的数能推算出来。\n$")
FOUND_OUT = re.compile(r".+能(被.+)?推算出来（发布版 [a-z0-9-]+）")


def late(town: Town) -> None:
    for unit in town.rng.sample(sorted(town.units), 3):
        if unit not in town.reports:
            town.put_report(unit)


def correct(town: Town) -> None:
    if town.reports:
        town.put_report(town.rng.choice(sorted(town.reports)))


def spoil(town: Town) -> None:
    """A correction that makes the report wrong: it does not count until it is mended."""
    if town.reports:
        town.put_report(town.rng.choice(sorted(town.reports)), reported_on="2025-02-31")


def withdraw(town: Town) -> None:
    if town.reports:
        town.withdraw(town.rng.choice(sorted(town.reports)))


def close(town: Town) -> None:
    row = town.units[town.rng.choice(sorted(town.units))]
    row |= town.rng.choice([{"closed": town.today.isoformat()}, {"exempt": "停用"}, {"closed": "", "exempt": ""}])
    town.put_roster()


def join(town: Town) -> None:
    above = town.rng.choice(["hall/", "library/", "", "hall/desk/"])
    town.add(unit := f"{above}new-{len(town.units)}")
    town.put_roster()
    town.put_report(unit)


def drop(town: Town) -> None:
    """A row without anything below it goes; what it reported stays behind."""
    leaves = [unit for unit in sorted(town.units) if not any(other.startswith(f"{unit}/") for other in town.units)]
    del town.units[town.rng.choice(leaves)]
    town.put_roster()


def move(town: Town) -> None:
    row = town.units[town.rng.choice(sorted(town.units))]
    row["category"] = "venue" if row["category"] == "window" else "window"
    town.put_roster()


def tighten(town: Town) -> None:
    town.policy = {"threshold": town.rng.choice([5, 10, 20]), "attribute": town.rng.choice(["merge", "allow"])}
    town.put_campaign()


def ask_otherwise(town: Town) -> None:
    """Other items; most units fill in the new ones, the others' reports are wrong from now on."""
    town.items = town.rng.sample(sorted(ITEMS), town.rng.randint(1, 3))
    town.put_campaign()
    for unit in sorted(town.reports):
        if town.rng.random() < 0.8:
            town.put_report(unit)


ACTS: list[Callable[[Town], None]] = [
    *[late] * 4, *[correct] * 3, spoil, withdraw, close, join, drop, move, tighten, ask_otherwise,
]  # fmt: skip


def run(town: Town, monkeypatch: pytest.MonkeyPatch, *arguments: str, days: int = 0) -> Result:
    """A command on the town's present day, or some days later."""
    monkeypatch.setattr("pingyi.campaign.clock.today", lambda _timezone: town.today + timedelta(days))
    result = CliRunner().invoke(cli, [*arguments, "--root", str(town.home)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def sequence(town: Town, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Days pass and releases are made; how they went."""
    town.start()
    made: list[str] = []
    refused = 0
    for number in range(town.rng.randint(2, 4)):
        for _ in range(town.rng.randint(1, 4)):
            town.rng.choice(ACTS)(town)
            town.commit(town.rng.randint(0, 4))
        name = f"release-{number}"
        before = town.today - timedelta(town.rng.randint(1, 9))
        past = ["--as-of", max(before, STARTS).isoformat()] if town.rng.random() < 0.2 else []
        result = run(town, monkeypatch, "release", name, *past)
        if result.exit_code == 0:
            made.append(name)
            says_what_was_counted(town, name)
            town.commit(town.rng.randint(0, 4))
        else:
            refused += 1
            assert result.exit_code == 1, result.output
            assert UNSAFE.search(result.stderr), result.output
            assert all(FOUND_OUT.fullmatch(line) for line in result.stdout.splitlines()), result.output
            assert not town.git("status", "--porcelain"), "what was refused leaves nothing behind"
    for name in made:
        result = run(town, monkeypatch, "release", name, "--verify", days=town.rng.choice([0, 5, 400]))
        assert (result.exit_code, result.stderr) == (0, ""), result.output
    return Counter(made=len(made), refused=refused)


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
    assert all(row["valid"] in (None, total) for row in ballots if row["unit"] == ".")


@pytest.mark.parametrize("first", range(0, SEQUENCES, TOGETHER))
def test_no_sequence_of_releases_ends_in_an_exception_and_each_verifies(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    went: Counter[str] = Counter()
    for seed in range(first, first + TOGETHER):
        rng = Random(seed)
        timeliness = rng.choice(["received", "received", "declared"])
        went += sequence(Town(tmp_path / f"town-{seed}", rng, timeliness), monkeypatch)
    assert went["made"] > went["refused"], "else nothing was tried"
