"""Real ballots through the whole job: their totals, read from the published dataset, equal the source's."""

import csv
from collections import Counter
from itertools import accumulate
from pathlib import Path

import pytest
from scipy.stats import binom

from support.commands import done
from support.places import REAL


@pytest.fixture(scope="session")
def published(insteval: Path) -> Path:
    """The folder of the built site."""
    done("check", "--root", insteval)
    done("build", "--no-sheets", "--root", insteval)
    return insteval / "site"


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


def test_who_stands_out_is_the_exact_tail_of_the_real_votes(published):
    """Against scipy's distribution, straight from what was counted; interpolated limits were wrong of many units of few votes."""
    rows = table(published, "funnel")
    own = [(int(row["positive"]), int(row["valid"])) for row in rows if row["scope"] == "own"]
    pooled = sum(positive for positive, _ in own) / sum(valid for _, valid in own)
    for row in rows:
        positive, valid = int(row["positive"]), int(row["valid"])
        tails = {"below": binom.cdf(positive, valid, pooled), "above": binom.sf(positive - 1, valid, pooled)}
        side, _, line = row["outside"].partition("-")
        outer = {"998": 0.001, "95": 0.025}
        assert min(tails.values()) >= 0.025 if side == "within" else tails[side] < outer[line], row
        assert line != "95" or tails[side] >= 0.001, row
    assert len(own) == 1128


def test_every_lecturer_is_expected_and_received(published):
    progress = {(row["unit"], row["scope"]): row for row in table(published, "progress")}
    assert progress[".", "all"]["expected"] == progress[".", "all"]["received"] == "1128"
    with (REAL / "expected.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert progress[f"dept-{row['dept']}", "all"]["received"] == row["units"]


def test_parent_is_own_and_children_in_what_was_published(published):
    counts = Counter()
    for row in table(published, "tallies"):
        for node in (".", *accumulate(row["unit"].split("/"), "{}/{}".format)):
            counts[node, row["subject"], row["item"], row["grade"]] += int(row["count"])
    for row in table(published, "rollup_tallies"):
        assert int(row["count"]) == counts[row["unit"], row["subject"], row["item"], row["grade"]], row


def test_every_unit_has_a_page(published):
    assert len(list((published / "units").rglob("*.html"))) == 1128 + 14
