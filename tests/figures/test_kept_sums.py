"""Sums that are kept: what changed is added up anew, alone, and the totals are those of adding up everything."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from pingyi.campaign import subtrees
from pingyi.campaign.open import open_campaign
from pingyi.check.verdict import Judge
from pingyi.figures.internal import internal_tables, summed_tables
from pingyi.figures.portions import HeldReports, Tabulating
from pingyi.model import ROOT
from pingyi.tables.dictionary import Tables
from support.campaigns import demo_files
from support.commands import run
from support.situations import FULL, git

UNITS = 27
CHANGED = "data/units/city-1/county-2/branch-5.yml"


class Work:
    """What was done since it was last asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.judged: list[str] = []
        self.added: list[str] = []
        judge, tabulate = Judge.judge, Tabulating.__call__

        def noted(it: Judge, unit: str, *rest: object) -> object:
            self.judged.append(unit)
            return judge(it, unit, *rest)

        def told(it: Tabulating, held: HeldReports) -> object:
            self.added.append(held.name)
            return tabulate(it, held)

        monkeypatch.setattr(Judge, "judge", noted)
        monkeypatch.setattr(Tabulating, "__call__", told)

    def of(self, root: Path, kept: Path | None) -> Tables:
        self.judged.clear()
        self.added.clear()
        return summed_tables(open_campaign(root), kept)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setattr(subtrees, "SUBTREE_SIZE", 9)
    return Work(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_files(UNITS, tmp_path_factory.mktemp("made"))


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "home")


def assert_equal(one: Tables, other: Tables) -> None:
    assert list(one) == list(other)
    for name in one:
        pd.testing.assert_frame_equal(one[name], other[name], obj=name)


def test_one_changed_report_has_its_own_subtree_added_up_alone(home: Path, tmp_path: Path, work: Work) -> None:
    kept = tmp_path / "kept"
    before = work.of(home, kept)
    assert len(work.added) > 2
    assert_equal(work.of(home, kept), before)
    assert (work.judged, work.added) == ([], [])
    text = (home / CHANGED).read_text(encoding="utf-8")
    changed = re.sub(r"satisfied: (\d+), fairly: (\d+)", lambda it: f"satisfied: {it[2]}, fairly: {it[1]}", text)
    (home / CHANGED).write_text(changed, encoding="utf-8")
    after = work.of(home, kept)
    assert work.judged == [CHANGED.removeprefix("data/units/").removesuffix(".yml")]
    assert len(work.added) == 1
    assert not after["rates"].equals(before["rates"])
    assert_equal(after, work.of(home, None))


def test_a_report_that_comes_or_goes_leaves_other_subtrees_as_they_are(home: Path, tmp_path: Path, work: Work) -> None:
    kept = tmp_path / "kept"
    text = (home / CHANGED).read_text(encoding="utf-8")
    (home / CHANGED).unlink()
    work.of(home, kept)
    every = len(work.added)
    (home / CHANGED).write_text(text, encoding="utf-8")
    with_it = work.of(home, kept)
    assert len(work.judged) == 1
    assert len(work.added) < every
    assert_equal(with_it, work.of(home, None))


def test_damaged_sums_are_made_anew(home: Path, tmp_path: Path, work: Work) -> None:
    kept = tmp_path / "kept"
    wanted = work.of(home, kept)
    for number, path in enumerate(sorted(kept.iterdir())):
        whole = json.loads(path.read_bytes())
        entries = {key: [{"x": [1]}, {"y": 1}] for key in whole}, dict.fromkeys(whole, 1)
        damage = *map(json.dumps, entries), "", "{", "null", '{"a": 1}'
        path.write_text(damage[number % len(damage)], encoding="utf-8")
    assert_equal(work.of(home, kept), wanted)
    assert len(work.added) == len(list(kept.iterdir())) > 2


def test_sums_are_the_rows_of_all_tables_without_the_lowest_units(home: Path, tmp_path: Path, work: Work) -> None:
    sums, whole = work.of(home, None), internal_tables(open_campaign(home))
    inner = {
        ROOT,
        *(
            path.relative_to(home / "data/units").as_posix()
            for path in (home / "data/units").rglob("*")
            if path.is_dir()
        ),
    }
    inner_alone = (
        "rates",
        "rollup_tallies",
        "rollup_ballots",
        "coverage",
        "rectification_totals",
        "ballot_units",
        "progress",
    )
    rows = {name: whole[name]["unit"].isin(inner) for name in inner_alone}
    rows["case_totals"] = (whole["case_totals"]["facet"] != "unit") | whole["case_totals"]["value"].isin(inner)
    rows["funnel"] = whole["funnel"]["scope"] == "reporting"
    for name, chosen in rows.items():
        pd.testing.assert_frame_equal(whole[name][chosen].reset_index(drop=True), sums[name], obj=name)
    for name in ("campaign", "curve", "funnel_totals", "category_tallies", "category_rates", "bands"):
        pd.testing.assert_frame_equal(whole[name], sums[name], obj=name)
    assert not {"units", "chase", "reports", "tallies", "ballots", "receipts"} & set(sums)
    assert run("build", "--root", home, "--totals", tmp_path / "out", "--audience", "internal").exit_code == 0
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {*sums, "datapackage"}


def test_sums_are_no_publication(home: Path, tmp_path: Path) -> None:
    refused = run("build", "--root", home, "--totals", tmp_path / "out", "--audience", "public")
    assert refused.exit_code == 2
    assert "--audience internal" in refused.output
    assert not (tmp_path / "out").exists()


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def received_later(root: Path) -> None:
    """The same reports, which came another day."""
    git(root, "commit", "--quiet", "--amend", "--no-edit", day="2012-02-16")


def damage(root: Path) -> None:
    edit(root, CHANGED, "unit: ", "unite: ")


def copied(root: Path) -> None:
    """What shows only beside other reports, also those that are as they were."""
    reports = [path for path in (root / "data/units/city-1").rglob("*.yml") if "results:" in path.read_text("utf-8")]
    for path in reports[1:]:
        path.write_text(
            path.read_text("utf-8").replace("self_check:", "self_check: 同一段话" + "说了又说" * 20 + "\n#", 1), "utf-8"
        )


def stamp(root: Path) -> None:
    (root / "data/stamped.csv").write_text("unit,received_on\ncity-1,2012-02-15\n", encoding="utf-8")


def stamp_another(root: Path) -> None:
    edit(root, "data/stamped.csv", "city-1,", "city-1/county-2,")


def rename(root: Path) -> None:
    edit(root, "data/roster.csv", "第0000单位", "第一单位")


def next_day(root: Path) -> None:
    edit(root, "data/campaign.yml", "as_of: 2012-02-17", "as_of: 2012-02-15")


ACTS = (received_later, stamp, *((damage, copied, stamp_another, rename, next_day) if FULL else ()))


def test_whatever_happens_the_sums_are_those_of_adding_up_all(home: Path, tmp_path: Path, work: Work) -> None:
    """Of a campaign whose reports came when main's history says."""
    edit(home, "data/campaign.yml", "timeliness: declared", "timeliness: received")
    git(home, "init", "--quiet", "--initial-branch", "main")
    git(home, "add", "--all")
    git(home, "commit", "--quiet", "--message", "all", day="2012-02-09")
    kept = tmp_path / "kept"
    before = work.of(home, kept)
    for act in ACTS:
        act(home)
        after = work.of(home, kept)
        assert_equal(after, work.of(home, None))
        assert any(not table.equals(before[name]) for name, table in after.items()) or act in (copied, rename), act
        before = after
