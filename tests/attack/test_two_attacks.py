"""Both attacks, which share no code, say the same of random trees and of random series of releases."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from pingyi.cli import cli
from pingyi.disclosure.pattern import Pattern
from pingyi.protect.policy import Policy
from pingyi.release.making import Released, make
from support.protection import CAMPAIGN, attacked, campaign_tables, protected, trees
from support.second_attack.program import Figure, touched_between
from support.second_attack.seen import Row, Seen, Subject, release, rules
from support.situations import FULL
from support.small_towns import Town
from support.town_days import ACTS
from support.two_attacks import as_read, found_out, laid_out, subjects_of, truth

TREES, SEQUENCES, RELEASES = (200, 100, 4) if FULL else (3, 1, 2)
SUBJECTS = subjects_of(CAMPAIGN)
HIDDEN_FOR_ANOTHER_SUBJECT = {
    "a/a/a/d": {"org": [[1, 40, 20, 1, 0], [8, 2, 18, 8, 26]], "members": [[1, 0, 20, 3, 4]]},
    "d/c/a/b": {"members": [[0, 5, 2, 2, 0]]},
    "b": {"members": [[27, 0, 0, 0, 0]]},
    "a": {"org": [[8, 0, 1, 0, 4], [0, 7, 6, 0, 0]], "members": [[20, 0, 12, 12, 0]]},
    "c/c/a/a": {"members": [[0, 5, 40, 2, 12]]},
    "a/b": {"org": [[29, 0, 0, 0, 0], [1, 17, 4, 5, 2]], "members": [[4, 3, 5, 1, 8]]},
    "c/b/c/a": {"org": [[12, 20, 1, 40, 0], [1, 54, 0, 0, 18]]},
}
"""The total of `a` for the organisation, 104, is a sum that anybody may do; 13 of them are its own report, of many."""
ALONE_BUT_FOR_ANOTHER_SUBJECT = {
    "d": {"org": [[27, 0, 0, 0, 0], [1, 24, 1, 1, 0]]},
    "c": {"org": [[27, 0, 0, 0, 0], [5, 19, 0, 0, 3]]},
    "d/a/b/d": {"members": [[5, 12, 40, 0, 0]]},
    "b": {"members": [[27, 0, 0, 0, 0]]},
    "a": {"members": [[1, 0, 0, 0, 0]]},
}
"""The same of `d`, 27: nobody below it votes on the organisation."""
NOBODY_OF_FEW = {
    "d/c/c/a": {"org": [[11, 0, 0, 0, 0], [0, 0, 8, 3, 0]], "members": [[8, 0, 0, 8, 20]]},
    "a/c/d/d": {"org": [[21, 0, 0, 0, 0], [1, 13, 6, 0, 1]], "members": [[1, 0, 0, 0, 0]]},
    "d/d": {"org": [[24, 0, 0, 0, 0], [0, 12, 10, 1, 1]]},
    "d": {"org": [[12, 20, 0, 0, 5], [4, 5, 22, 0, 6]], "members": [[13, 0, 0, 0, 0]]},
    "b": {"org": [[20, 0, 0, 0, 0], [3, 8, 1, 5, 3]], "members": [[5, 0, 0, 0, 0]]},
    "b/c/a/b": {},
    "c/a/b/b": {"org": [[11, 0, 0, 0, 0], [0, 6, 4, 1, 0]], "members": [[9, 0, 0, 0, 0]]},
    "a/d/a/a": {"org": [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]], "members": [[6, 0, 0, 0, 0]]},
    "b/c/b/d": {"org": [[1, 1, 0, 4, 4], [0, 0, 1, 9, 0]], "members": [[25, 0, 0, 0, 0]]},
}
"""The policy lets it be known that nobody of the few of `d` itself chose two grades: its totals of these are what is told below."""
ALL_OF_ONE = {"c": {"members": [[17, 0, 0, 0, 0]]}, "b": {"org": [[2, 0, 0, 0, 0], [2, 0, 0, 0, 0]]}}
"""All together are hidden, and one unit that is told is all of it."""

FEW = settings(
    max_examples=TREES, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
)


@FEW
@example(HIDDEN_FOR_ANOTHER_SUBJECT, Policy(5, "allow"))
@example(ALONE_BUT_FOR_ANOTHER_SUBJECT, Policy(5, "allow"))
@example(NOBODY_OF_FEW, Policy(5, "allow"))
@example(ALL_OF_ONE, Policy(5, "merge"))
@given(trees(), st.builds(Policy, st.sampled_from([5, 10]), st.sampled_from(["merge", "allow"])))
def test_neither_finds_anything_in_what_is_published(tmp_path_factory, own, policy):
    folder = tmp_path_factory.mktemp("tree")
    tables = campaign_tables(own)
    campaign = replace(CAMPAIGN, data={"disclosure": asdict(policy)})
    # Raises where the first finds anything.
    made = make(Released("r", "0" * 40, date(2012, 2, 17), campaign, tables, ""), [], folder / "made")
    assert found_out([as_read(folder / "read", made.files, tables)], SUBJECTS, truth(tables)) == {}


@FEW
@given(trees())
def test_what_the_second_finds_where_only_the_small_are_hidden_the_first_does_not_call_safe(tmp_path_factory, own):
    tables = campaign_tables(own)
    small = protected(tables, Policy())[1]
    detail = {key: np.where(small.few, 0, told) for key, told in small.detail.items()}
    published, _ = protected(tables, Policy(), Pattern(small.few, small.few, detail))
    cells = [found.cell for found in attacked(published, tables).unproven if not found.insider]
    # A total of a single report is the report's own figure.
    places = {(reports(own, cell.column[0], cell.unit, cell.own), cell.column) for cell in cells}
    seen = laid_out(tmp_path_factory.mktemp("tree"), published, tables, Policy())
    for figure in found_out([seen], SUBJECTS, own_figures := truth(tables)).get((), {}):
        column = (figure.subject, figure.column, *([figure.grade] if figure.grade else []))
        behind = reports(own, figure.subject, figure.unit, figure.own)
        value = sum(own_figures[figure._replace(unit=unit, own=True)] for unit in behind)
        # What is large, or a zero of many, is hidden for the sake of others: a sum that anybody may do.
        assert (behind, column) in places or not 0 < value < (5 if figure.grade else 10)


@FEW
@given(trees())
def test_what_the_second_finds_with_two_siblings_together_the_first_tells(tmp_path_factory, own):
    folder = tmp_path_factory.mktemp("tree")
    tables = campaign_tables(own)
    campaign = replace(CAMPAIGN, data={"disclosure": asdict(Policy())})
    made = make(Released("r", "0" * 40, date(2012, 2, 17), campaign, tables, ""), [], folder / "made")
    told = made.coalitions()
    cells = {(each.insider, each.cell) for each in told.found}
    places = {(pair, reports(own, cell.column[0], cell.unit, cell.own), cell.column) for pair, cell in cells}
    own_figures = truth(tables)
    seen = as_read(folder / "read", made.files, tables)
    for pair, figures in found_out([seen], SUBJECTS, own_figures, insiders=told.pairs).items():
        for figure in figures:
            column = (figure.subject, figure.column, *([figure.grade] if figure.grade else []))
            behind = reports(own, figure.subject, figure.unit, figure.own)
            value = sum(own_figures[figure._replace(unit=unit, own=True)] for unit in behind)
            # From inside neither large figures are promised nor that nobody of many chose a grade.
            nobody_of_few = figure.grade and not value and few(own_figures, figure.subject, behind)
            promised = nobody_of_few or 0 < value < (5 if figure.grade else 10)
            assert (pair, behind, column) in places or not promised


def few(own: dict[Figure, int], subject: str, behind: frozenset[str]) -> bool:
    """Whether few stand behind some reports."""
    sizes = [figure for figure in own if not figure.grade and figure.subject == subject and figure.unit in behind]
    return any(sum(own[size] for size in sizes if size.column == name) < 10 for name in {size.column for size in sizes})


def reports(every: dict, subject: str, place: str, own: bool) -> frozenset[str]:
    """The reports behind a figure."""
    units = [unit for unit, votes in every.items() if votes.get(subject)]
    if own:
        return frozenset([place])
    return frozenset(unit for unit in units if place in (".", unit) or unit.startswith(f"{place}/"))


class Archive:
    """The releases of a town as the public has them, and the reports that stood behind each."""

    def __init__(self, town: Town, names: list[str]) -> None:
        self.town = town
        self.subjects: dict[str, Subject] = {}
        pairs = [self._read(name) for name in names]
        self.seen, self.own = [seen for seen, _ in pairs], [own for _, own in pairs]

    @property
    def truth(self) -> dict[Figure, int]:
        return {figure: value for own in self.own for figure, value in own.items()}

    def _read(self, name: str) -> tuple[Seen, dict[Figure, int]]:
        folder = self.town.home / "data/releases"
        commit = json.loads((folder / name / "manifest.json").read_bytes())["commit"]
        self._ask(yaml.safe_load(self.town.git("show", f"{commit}:data/campaign.yml")))
        own: dict[Figure, int] = {}
        for row in csv.DictReader((folder / f"{name}.counted.csv").read_text("utf-8").splitlines()):
            if row["kind"] == "report":
                own |= self._figures(name, json.loads(self.town.git("show", f"{commit}:{row['path']}")))
        roster = self._roster(self.town.git("show", f"{commit}:data/roster.csv").decode())
        return release(folder / name, roster, {figure.unit for figure in own}), own

    def _ask(self, campaign: dict) -> None:
        """The items of this release, beside those of the others."""
        for key, subject in rules(campaign).items():
            known = self.subjects.get(key, subject)
            self.subjects[key] = replace(subject, items=known.items | subject.items)

    def _roster(self, text: str) -> list[Row]:
        return [{**row, "unit": row["id"]} for row in csv.DictReader(text.splitlines())]

    def _figures(self, name: str, report: dict) -> dict[Figure, int]:
        vote = report["results"]["service"]
        found = {Figure(name, report["unit"], True, "service", "valid"): vote["ballots"]["valid"]}
        for item, marks in vote["items"].items():
            for grade, count in marks.items():
                found[Figure(name, report["unit"], True, "service", item, grade)] = count
        return found


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_a_series_of_releases_tells_nobody_anything(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    town = Town(tmp_path / "town", Random(seed))
    town.start()
    for unit in town.rng.sample(sorted(town.units), 6):
        town.put_report(unit)
    names = []
    for number in range(RELEASES):
        for _ in range(town.rng.randint(1, 3)):
            town.rng.choice(ACTS)(town)
            town.commit(1)
        released(town, f"r{number}", monkeypatch)
        names.append(f"r{number}")
    archive = Archive(town, names)
    touched = touched_between(archive.own, archive.seen)
    assert found_out(archive.seen, archive.subjects, archive.truth, touched=touched) == {}


@pytest.mark.parametrize("corrected", [60, 47])
def test_a_small_units_withdrawal_keeps_its_reporting_unit_and_the_whole_alone(
    corrected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The whole, too: what it lost, less what others say of themselves, is that unit's vote. Corrections elsewhere are told."""
    town = Town(tmp_path / "town", Random(2))
    town.start()
    for unit in town.units:
        town.put_report(unit, 6 if unit == "hall/point" else 60)
    released(town, "before", monkeypatch)
    town.withdraw("hall/point")
    if corrected != 60:
        town.put_report("library/van", corrected)
    released(town, "after", monkeypatch)
    archive = Archive(town, ["before", "after"])
    rows = {row["unit"]: row for row in archive.seen[-1].rows("rollup_ballots")}
    assert {unit for unit, row in rows.items() if row["told_in"] == "before"} == {".", "hall"}
    assert {unit: row["valid"] for unit, row in rows.items() if row["told_in"] == "after"} == {
        "hall/desk": "60", "clinic": "60", "library/room": "60",
        "library/van": str(corrected), "library": str(120 + corrected),
    }  # fmt: skip
    assert (
        found_out(archive.seen, archive.subjects, archive.truth, touched=touched_between(archive.own, archive.seen))
        == {}
    )


def test_the_only_abstention_is_taken_back_and_all_else_is_told_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A column that once was there stays: where it vanished everybody would know who the one was."""
    town = Town(tmp_path / "town", Random(2))
    town.start()
    for unit in town.units:
        put_marks(town, unit, good=30, fair=20, poor=10)
    put_marks(town, "hall/point", good=3, fair=2, poor=1)
    put_marks(town, "library/van", good=30, fair=20, poor=9, blank=1)
    released(town, "before", monkeypatch)
    town.withdraw("hall/point")
    put_marks(town, "library/van", good=20, fair=15, poor=12)
    released(town, "after", monkeypatch)
    put_marks(town, "clinic", good=50, fair=15, poor=15)
    released(town, "later", monkeypatch)
    archive = Archive(town, ["before", "after", "later"])
    for number, name in ((1, "after"), (2, "later")):
        rows = archive.seen[number].rows("rollup_tallies")
        assert {row["unit"] for row in rows if row["told_in"] == "before"} == {".", "hall"}
        assert {row["unit"] for row in rows if row["told_in"] == name} >= {"library/van", "library", "clinic"}
        assert any("blank" in row["grade"] for row in rows if row["unit"] == "library/van")
    touched = touched_between(archive.own, archive.seen)
    assert found_out(archive.seen, archive.subjects, archive.truth, touched=touched) == {}


def put_marks(town: Town, unit: str, **marks: int) -> None:
    """A report with the same counts of every item."""
    size = sum(marks.values())
    ballots = {"issued": size, "returned": size, "valid": size, "spoiled": 0}
    vote = {"outcome": "held", "ballots": ballots, "items": dict.fromkeys(town.items, marks)}
    town.put_report(unit, size, results={"service": vote})


def released(town: Town, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release of what there is, committed."""
    town.commit(1)
    monkeypatch.setattr("pingyi.campaign.clock.today", lambda _timezone: town.today)
    made = CliRunner().invoke(cli, ["release", name, "--root", str(town.home)])
    assert made.exit_code == 0, made.output
    town.commit(1)
