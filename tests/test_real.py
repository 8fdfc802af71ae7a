"""Real ballots through the whole job: their totals, read from the published dataset, equal the source's."""

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pingyi.cli import cli

REAL = Path(__file__).parent / "real/insteval"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The folder of the built site; made by the commands of the folder's README."""
    root = tmp_path_factory.mktemp("insteval")
    shutil.copytree(REAL / "data", root / "data")
    ballots, mapping = str(REAL / "ballots.csv"), str(REAL / "mapping.yml")
    run("tally", ballots, "--map", mapping, "--count", "n", "--final", "--enrol", "--root", str(root))
    run("check", "--root", str(root))
    run("build", "--no-sheets", "--root", str(root))
    return root / "site"


def run(*arguments):
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def table(site, name):
    with (site / f"data/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_totals_by_department_and_grade(published):
    tallies = {(row["unit"], row["grade"]): int(row["count"]) for row in table(published, "rollup_tallies")}
    with (REAL / "expected.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 14
    for row in expected:
        for grade in ("g1", "g2", "g3", "g4", "g5"):
            assert tallies[f"dept-{row['dept']}", grade] == int(row[grade]), (row["dept"], grade)
    assert sum(tallies[".", grade] for grade in ("g1", "g2", "g3", "g4", "g5")) == 73421


def test_every_lecturer_is_expected_and_received(published):
    progress = {(row["unit"], row["scope"]): row for row in table(published, "progress")}
    assert progress[".", "all"]["expected"] == progress[".", "all"]["received"] == "1128"
    with (REAL / "expected.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert progress[f"dept-{row['dept']}", "all"]["received"] == row["units"]


def test_parent_is_own_and_children_in_what_was_published(published):
    own = table(published, "tallies")
    for row in table(published, "rollup_tallies"):
        node = row["unit"]
        below = [r for r in own if node in (".", r["unit"]) or r["unit"].startswith(f"{node}/")]
        assert int(row["count"]) == sum(int(r["count"]) for r in below if r["grade"] == row["grade"]), row


def test_every_unit_has_a_page(published):
    assert len(list((published / "units").rglob("*.html"))) == 1128 + 14
