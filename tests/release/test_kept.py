"""A release stays what it was: an edited cell is never published, a request that brings one in is judged, and it comes from main."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from pingyi.cli import cli
from support.small_towns import Town

NAME = "first"
FOLDER = f"data/releases/{NAME}"
OFFICE, CLERK = "office-wang", "hall-clerk"
SIZES = {"hall/desk": 80, "hall/window": 75, "hall/point": 60, "library/van": 60, "library/room": 50, "clinic": 100}


@pytest.fixture
def town(released: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The same town in a folder of its own."""
    shutil.copytree(released.home, tmp_path / "town", symlinks=True)
    found = replace(deepcopy(released), home=tmp_path / "town")
    monkeypatch.setattr("pingyi.campaign.clock.today", lambda _timezone: found.today)
    return found


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town with a release on main, made of reports of enough people."""
    found = Town(tmp_path_factory.mktemp("kept") / "town", Random(1))
    found.start()
    reviewed(found)
    for unit, size in SIZES.items():
        report(found, unit, size)
    found.commit(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pingyi.campaign.clock.today", lambda _timezone: found.today)
        assert run(found, "release", NAME).exit_code == 0
    found.commit(1)
    return found


def report(town: Town, unit: str, size: int) -> None:
    """A report in which some chose each grade."""
    marks = {"good": size - 25, "fair": 15, "poor": 10}
    ballots = {"issued": size, "returned": size, "valid": size, "spoiled": 0}
    vote = {"outcome": "held", "ballots": ballots, "items": dict.fromkeys(town.items, marks)}
    town.put_report(unit, size, results={"service": vote})


def reviewed(town: Town) -> None:
    """The roster with an office, and a clerk of one unit."""
    head, *rows = (town.home / "data/roster.csv").read_text("utf-8").splitlines()
    people = {"hall": f",{OFFICE}", "hall/desk": f"{CLERK},"}
    lines = [f"{head},submitters,reviewers", *(f"{row},{people.get(row.partition(',')[0], ',')}" for row in rows)]
    town.put("data/roster.csv", "\n".join([*lines, ""]))


def run(town: Town, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, [*arguments, "--root", str(town.home)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def edited(town: Town, *, manifest: bool = False) -> None:
    """One vote more in a published cell, and in the manifest the hash that fits it."""
    for form in ("csv", "json"):
        file = town.home / f"{FOLDER}/rollup_ballots.{form}"
        before = file.read_bytes()
        file.write_bytes(before.replace(b"425", b"426"))
        assert file.read_bytes() != before
        if manifest:
            about = town.home / f"{FOLDER}/manifest.json"
            listed = json.loads(about.read_bytes())
            listed["files"][file.name] = sha256(file.read_bytes()).hexdigest()
            about.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", "utf-8")


def judged(town: Town, author: str) -> tuple[int, set[str]]:
    """The verdict on what the work tree proposes to main: status and rules."""
    result = run(town, "check", "--changed-since", "main", "--author", author, "--format", "json")
    return result.exit_code, {finding["rule"] for finding in json.loads(result.stdout)["findings"]}


@pytest.mark.parametrize(
    "command", [["build"], ["sheet", "."], ["explain", ".", "service/speed"], ["release", "second"]]
)
def test_an_edited_cell_is_never_published(town: Town, command: list[str]):
    edited(town)
    result = run(town, *command)
    assert result.exit_code == 1
    assert (
        f"发布版“{NAME}”有 2 个文件和它的 manifest.json 对不上：rollup_ballots.csv、rollup_ballots.json"
        in result.stderr
    )
    assert not (town.home / "site").exists()
    assert run(town, "check").exit_code == 1


def test_what_is_missing_or_was_put_beside_is_an_edit_too(town: Town):
    (town.home / FOLDER / "rates.csv").unlink()
    (town.home / FOLDER / "more.csv").write_text("", "utf-8")
    assert "有 2 个文件和它的 manifest.json 对不上：more.csv、rates.csv" in run(town, "build").stderr


def proposal(town: Town) -> None:
    """Takes the release off main, so that it is proposed anew."""
    town.git("switch", "--quiet", "--create", "release")
    town.git("branch", "--force", "main", "HEAD~1")


def test_a_request_with_a_release_needs_nobodys_eyes_if_it_verifies(town: Town):
    proposal(town)
    assert judged(town, OFFICE) == (0, set())
    assert judged(town, CLERK) == (1, {"change-not-allowed"})


@pytest.mark.parametrize("manifest", [False, True])
def test_a_request_with_an_edited_release_is_refused(town: Town, manifest: bool):
    proposal(town)
    edited(town, manifest=manifest)
    assert judged(town, OFFICE) == (1, {"change-release-unverified"})


def test_a_request_that_edits_what_is_published_is_refused(town: Town):
    edited(town, manifest=True)
    assert judged(town, OFFICE) == (1, {"change-release"})


def test_a_request_without_the_list_of_what_counted_or_with_a_foreign_one_is_refused(town: Town):
    proposal(town)
    private = town.home / f"{FOLDER}.counted.csv"
    private.write_bytes(private.read_bytes().replace(b"random,,", b"random,,0", 1))
    assert judged(town, OFFICE) == (1, {"change-release-unverified"})
    private.unlink()
    assert judged(town, OFFICE) == (1, {"change-release-unverified"})


def test_a_release_is_made_from_main_alone(town: Town):
    """What a branch holds may be another commit once it was merged, and gone after that."""
    town.git("switch", "--quiet", "--create", "aside")
    report(town, "hall/desk", 90)
    aside = town.commit(1)
    result = run(town, "release", "second")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"提交 {aside} 不在主分支的主线上。")
    assert not (town.home / "data/releases/second").exists()
    town.git("switch", "--quiet", "main")
    town.git("merge", "--quiet", "--squash", "aside")
    town.commit(1)
    assert run(town, "release", "second").exit_code == 0


def test_a_release_of_a_branch_does_not_verify_and_is_not_let_in(town: Town):
    town.git("switch", "--quiet", "--create", "aside")
    report(town, "hall/desk", 90)
    town.commit(1)
    town.git("update-ref", "refs/heads/trunk", "main")
    town.git("branch", "--force", "main", "aside")
    assert run(town, "release", "second").exit_code == 0
    town.git("branch", "--force", "main", "trunk")
    assert "不在主分支的主线上" in run(town, "release", "second", "--verify").stdout
    assert "change-release-unverified" in judged(town, OFFICE)[1]


def test_where_a_server_is_known_its_main_counts(town: Town, tmp_path: Path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(town.home), str(clone)], check=True)
    here = Town(clone, Random(2), today=town.today, units=town.units, reports=town.reports, came=town.came)
    report(here, "hall/desk", 90)
    here.commit(1)
    assert "不在主分支的主线上" in run(here, "release", "second").stderr


@pytest.mark.parametrize("command", [["release", "second"], ["release", NAME, "--verify"]])
def test_a_shallow_clone_is_told_what_it_lacks(town: Town, tmp_path: Path, command: list[str]):
    town.timeliness = "declared"
    town.put_campaign()
    town.commit(1)
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", town.home.as_uri(), str(shallow)], check=True)
    result = run(Town(shallow, Random(2), today=town.today), *command)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, SHALLOW)
    assert not (shallow / "data/releases/second").exists()


SHALLOW = "这里只有一部分历史（浅克隆），计入的报告、收到的日期和以前的发布版查不全。请先运行 git fetch --unshallow 取来全部历史。"


def test_what_was_published_is_explained_with_todays_figures_beside_it(town: Town):
    report(town, "clinic", 130)
    town.commit(1)
    before, _, after = run(town, "explain", ".", "service/speed", "--release", NAME).stdout.partition("全部单位 · ")
    assert f"发布版 {NAME} 公布的" in before
    assert "有效票 425" in before
    told = json.loads((town.home / f"{FOLDER}/rollup_tallies.json").read_bytes())
    cells = [
        row["count"] for row in told if (row["unit"], row["item"], row["count"] is not None) == (".", "speed", True)
    ]
    assert cells
    assert all(f" {count}\n" in before for count in cells)
    assert after


def test_a_figure_that_a_release_hid_is_said_to_be_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    town = Town(tmp_path / "small", Random(1))
    monkeypatch.setattr("pingyi.campaign.clock.today", lambda _timezone: town.today)
    town.start()
    for unit, size in SIZES.items():
        report(town, unit, size)
    few = {"good": 3, "fair": 1, "poor": 0}
    ballots = {"issued": 4, "returned": 4, "valid": 4, "spoiled": 0}
    vote = {"outcome": "held", "ballots": ballots, "items": dict.fromkeys(town.items, few)}
    town.put_report("library/room", 4, results={"service": vote})
    town.commit(1)
    assert run(town, "release", NAME).exit_code == 0
    said = run(town, "explain", "library/room", "service/speed", "--release", NAME).stdout
    published = said.partition("示例单位 library/room")[0]
    assert "已隐去" in published
    assert not re.search(r"(好|一般|差) [0-9]", published)


def test_a_release_that_is_not_there_is_said_in_words(town: Town):
    result = run(town, "explain", ".", "service/speed", "--release", "second")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, "没有 data/releases/second 这个发布版。")


def released_on(town: Town, branch: str, name: str) -> None:
    """A release made after the first one, on main as it was when this branch began."""
    town.git("switch", "--quiet", "--detach", "main")
    assert run(town, "release", name).exit_code == 0
    town.git("switch", "--quiet", "--create", branch)
    town.commit(1)


def test_two_releases_after_the_same_one_are_refused_everywhere(town: Town):
    """Each was made where the other one was not known."""
    released_on(town, "left", "second")
    released_on(town, "right", "third")
    assert judged(town, OFFICE) == (0, set())
    town.git("branch", "--force", "main", "left")
    town.git("merge", "--quiet", "--message", "merge", "left")
    assert judged(town, OFFICE) == (1, {"change-release-unverified"})
    said = "发布版“third”和“second”从同一处接着做"
    for command in (["build"], ["release", "fourth"], ["check"]):
        result = run(town, *command)
        assert (result.exit_code, said in result.output) == (1, True), result.output
    assert "从同一处接着做" in run(town, "release", "third", "--verify").output


@pytest.mark.parametrize("again", ["build", "release third"])
def test_a_release_that_was_taken_away_is_missed(town: Town, again: str):
    assert run(town, "release", "second").exit_code == 0
    town.commit(1)
    town.git("rm", "-r", "--quiet", FOLDER, f"{FOLDER}.counted.csv")
    town.commit(1)
    result = run(town, *again.split())
    assert (result.exit_code, "发布版“second”是接着“first”做的，“first”却不在" in result.output) == (1, True)
    assert "没有 first" in run(town, "release", "second", "--verify").output
