"""A release with those before it: what one more gives away is hidden too. 3 pairs of random trees, 500 with PINGYI_FULL=1."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from pingyi.attack import attack
from pingyi.attack.publication import RESULT_TABLES, Publication
from pingyi.protect.cells import PARTIAL, SUPPRESSED
from pingyi.protect.policy import Policy
from pingyi.release.making import Made, Released, make
from pingyi.tables.dictionary import frame
from support.protection import (
    CAMPAIGN,
    ONE_ITEM,
    OTHERS,
    assert_many,
    assert_true,
    campaign_tables,
    publication,
    trees,
)
from support.situations import FULL


def test_new_units_hide_behind_each_other_and_not_behind_what_everybody_knows(tmp_path: Path):
    """2 ballots arrive late, and so do larger units elsewhere: those that were told before hide nobody any more."""
    before = {"p/b": [6, 5, 0, 0, 0], "p/c": [14, 0, 6, 0, 0], "r/a": [9, 5, 7, 5, 6], "r/b": [20, 5, 5, 0, 9]} | OTHERS
    late = {"p/a": [2, 0, 0, 0, 0], "q/d": [15, 5, 5, 0, 0], "r/c": [20, 5, 0, 5, 0]}
    first = released("first", before, [], tmp_path)
    second = released("second", before | late, [first], tmp_path)
    status = second.tables["rollup_ballots"].set_index("unit")["status"]
    assert attack([first, second], Policy()).unproven == ()
    assert {unit for unit in before if status[unit] == PARTIAL} == set(before)
    assert status["p/a"] == SUPPRESSED
    told_in = second.tables["rollup_ballots"].set_index("unit")["told_in"]
    assert (told_in["p"], told_in["."]) == ("first", "second")
    assert status["."] == PARTIAL


def released(name: str, own: dict[str, list[int]], earlier: list[Publication], folder: Path) -> Publication:
    made, told = release_of(name, {unit: {"org": [counts]} for unit, counts in own.items()}, earlier, folder, ONE_ITEM)
    assert made.audit.unproven == ()
    return told


def release_of(name, own, earlier: list[Publication], folder: Path, campaign=CAMPAIGN) -> tuple[Made, Publication]:
    """A release as it is made, and as it is read."""
    tables = campaign_tables(own, campaign=campaign)
    made = make(Released(name, "0" * 40, date(2012, 2, 17), campaign, tables, ""), earlier, folder / name)
    said = {table: json.loads(made.files[f"{table}.json"]) for table in RESULT_TABLES}
    return made, publication(name, {table: frame(table, rows) for table, rows in said.items()}, tables, campaign)


@settings(
    max_examples=500 if FULL else 3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(trees(), trees())
def test_what_a_second_release_publishes_is_true_and_tells_of_nobody(tmp_path, before, after):
    """Units report and change in between. What the last attack found is what is to be found in the files."""
    made, first = release_of("first", before, [], tmp_path)
    assert made.audit.unproven == ()
    made, second = release_of("second", before | after, [first], tmp_path)
    assert_true(second.new, campaign_tables(before | after))
    for name, table in second.tables.items():
        held = table[table["told_in"] == "first"].drop(columns="status")
        told = first.tables[name].drop(columns="status")
        assert len(held.merge(told, how="inner")) == len(held), "what is held back is what was told"
    assert_many(second.tables, Policy())
    assert attack([first, second], Policy()).unproven == made.audit.unproven
