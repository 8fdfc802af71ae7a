"""Few people's figures stay hidden: random trees with many small and unanimous units, attacked as an adversary would.

200 trees, 5,000 with PINGYI_FULL=1.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingyi.attack import attack
from pingyi.attack.facts import UnknownFigureError
from pingyi.attack.system import Publication
from pingyi.disclosure.margins import category_margins, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Pattern, pattern
from pingyi.protect.cells import PARTIAL, SUPPRESSED
from pingyi.protect.policy import VERY_FEW, Policy
from pingyi.protect.policy import policy as policy_of
from pingyi.protect.sums import figures
from pingyi.release.making import Made, Released, make
from pingyi.tables.dictionary import TABLES, Tables, frame
from protection import CAMPAIGN, MARKS, ONE_ITEM, attacked, campaign_tables, publication, trees

POLICIES = st.builds(Policy, st.sampled_from([5, 10]), st.sampled_from(["merge", "allow"]))


def protected(
    tables: Tables, policy: Policy, found: Pattern | None = None, campaign=CAMPAIGN
) -> tuple[Tables, Pattern]:
    known = figures(tables, campaign)
    found = found or pattern(known, policy)
    categories = dict(zip(tables["units"]["unit"], tables["units"]["category"], strict=True))
    margins = category_margins(known, found, policy, categories, frozenset("xy"))
    return masked(tables, known, node_margins(known, found), margins), found


@pytest.fixture(scope="module")
def shares(record_testsuite_property):
    """How many of the hidden nodes are below the threshold themselves, and how many hide to protect them."""
    counts = {"hidden": 0, "primary": 0}
    yield counts
    beyond = 1 - counts["primary"] / max(counts["hidden"], 1)
    record_testsuite_property("share of nodes hidden beyond need", f"{beyond:.3f}")


# A campaign in which one unit alone voted, or nobody did, is among them.
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(trees(), POLICIES)
def test_what_is_published_is_true_and_tells_of_nobody(shares, own, policy):
    tables = campaign_tables(own)
    published, found = protected(tables, policy)
    assert_true(published, tables)
    assert_many(published, policy)
    assert_hidden_whole(
        published, {unit for unit, node in figures(tables, CAMPAIGN).tree.total.items() if found.hidden[node]}
    )
    assert attacked(published, tables, policy).narrow == ()
    shares["hidden"] += int(found.hidden.sum())
    shares["primary"] += int(found.primary.sum())


def assert_true(published: Tables, tables: Tables) -> None:
    """Every count is what was counted, and the told counts of an item add up to its size."""
    true = {(row.unit, row.subject, row.item, row.grade): row.count for row in tables["rollup_tallies"].itertuples()}
    size = {(row.unit, row.subject, row.item): row.valid for row in published["rates"].itertuples()}
    for key, rows in published["rollup_tallies"].groupby(["unit", "subject", "item"]):
        told = rows[rows["count"].notna()]
        assert all(row.count == sum(true[(*key, grade)] for grade in row.grade.split("+")) for row in told.itertuples())
        assert told.empty or told["count"].sum() == size.get(key, 0)


def assert_many(published: Tables, policy: Policy) -> None:
    """No published number stands for few people."""
    for size in ("valid", "valid_ratings", "persons_evaluated"):
        assert not published["rollup_ballots"][size].between(1, policy.threshold - 1).any()
    assert not published["rollup_tallies"]["count"].between(1, VERY_FEW - 1).any()


def assert_hidden_whole(published: Tables, hidden: set[str]) -> None:
    for name in ("rollup_ballots", "rollup_tallies", "rates"):
        rows = published[name][published[name]["unit"].isin(hidden)]
        keys = [*TABLES[name].key, "status"]
        assert rows.drop(columns=keys).isna().all(axis=None)
        assert set(rows["status"]) <= {SUPPRESSED}


# The example of the trial: parent 33, children 2, 11 and 20.

TRIAL = {"p/a": [2, 0, 0, 0, 0], "p/b": [6, 5, 0, 0, 0], "p/c": [14, 0, 6, 0, 0]}
OTHERS = {f"q/{name}": [20, 10, 8, 6, 5] for name in "abc"}


def trial() -> Tables:
    own = {unit: {"org": [counts]} for unit, counts in (TRIAL | OTHERS).items()}
    return campaign_tables(own, campaign=ONE_ITEM)


def hiding(tables: Tables, units: set[str]) -> Tables:
    """Suppression as others do it: these units' counts are gone, everything else stays."""
    tree = figures(tables, ONE_ITEM).tree
    flags = np.array([unit in units for unit in tree.units])
    full = {("org", "one"): np.full(len(flags), len(MARKS) - 1)}
    published, _ = protected(tables, Policy(), Pattern(flags, flags, full), ONE_ITEM)
    return published


def found_out(published: Tables, tables: Tables) -> set[str]:
    audit = attacked(published, tables, campaign=ONE_ITEM)
    return {
        bound.cell.unit for bound in audit.narrow if bound.low == bound.high == bound.cell.value and bound.cell.value
    }


def test_hiding_only_who_is_small_is_undone_by_subtraction():
    assert "p/a" in found_out(hiding(trial(), {"p/a"}), trial())


def test_percentages_that_stay_give_a_hidden_unit_away():
    tables = trial()
    published = hiding(tables, {"p/a", "p/b"})
    kept = tables["rollup_tallies"]
    kept = kept.assign(count=kept["count"].mask(kept["unit"].isin(["p/a", "p/b"])))
    assert "p/a" in found_out(published | {"rollup_tallies": kept}, tables)


def test_hiding_the_next_smallest_sibling_too_leaves_bounds_that_are_too_narrow():
    tables = trial()
    audit = attacked(hiding(tables, {"p/a", "p/b"}), tables, campaign=ONE_ITEM)
    assert "p/a" in {bound.cell.unit for bound in audit.narrow}


def test_the_trial_hides_all_three_and_keeps_their_total():
    tables = trial()
    published, _ = protected(tables, Policy(), campaign=ONE_ITEM)
    ballots = published["rollup_ballots"].set_index("unit")["status"]
    assert {unit for unit, status in ballots.items() if status == SUPPRESSED} == set(TRIAL)
    assert ballots["p"] == PARTIAL
    assert attacked(published, tables, campaign=ONE_ITEM).narrow == ()


def test_the_neighbour_of_a_hidden_pair_takes_off_its_own():
    """Children 8 and 11: together they are 19, but whoever is 11 knows that the other is 8."""
    own = {"p/a": [8, 0, 0, 0, 0], "p/b": [11, 0, 0, 0, 0], "p/c": [20, 10, 8, 6, 5]} | OTHERS
    tables = campaign_tables({unit: {"org": [counts]} for unit, counts in own.items()}, campaign=ONE_ITEM)
    tree = figures(tables, ONE_ITEM).tree
    flags = np.array([unit in ("p/a", "p/b") for unit in tree.units])
    sizes_only = {("org", "one"): np.zeros(len(flags), dtype=np.int64)}
    published, _ = protected(tables, Policy(), Pattern(flags, flags, sizes_only), ONE_ITEM)
    audit = attacked(published, tables, campaign=ONE_ITEM)
    assert {(bound.insider, bound.cell.unit, bound.low, bound.high) for bound in audit.narrow} == {("p/b", "p/a", 8, 8)}
    assert attacked(protected(tables, Policy(), campaign=ONE_ITEM)[0], tables, campaign=ONE_ITEM).narrow == ()


@pytest.mark.parametrize(("attribute", "implied", "told"), [("allow", True, 4), ("merge", False, 0)])
def test_unanimity_above_tells_what_hidden_units_chose_unless_grades_are_merged(attribute, implied, told):
    own = {"p/a": 3, "p/b": 11, "p/c": 20}
    tables = campaign_tables({unit: {"org": [[n, 0, 0, 0, 0]]} for unit, n in own.items()}, campaign=ONE_ITEM)
    policy = Policy(10, attribute)
    published, found = protected(tables, policy, campaign=ONE_ITEM)
    audit = attacked(published, tables, policy, ONE_ITEM)
    assert audit.narrow == ()
    assert bool(audit.implied) == implied
    assert found.detail["org", "one"][figures(tables, ONE_ITEM).tree.total["p"]] == told


def test_the_difference_of_two_releases_is_found_out():
    """Each is safe alone: a unit of 3 ballots reports after the first, and hides with the others in the second."""
    before = {"p/a": [12, 0, 8, 0, 0], "p/b": [15, 0, 10, 0, 0]} | OTHERS
    first = campaign_tables({unit: {"org": [counts]} for unit, counts in before.items()}, campaign=ONE_ITEM)
    after = before | {"p/c": [1, 0, 2, 0, 0]}
    second = campaign_tables({unit: {"org": [counts]} for unit, counts in after.items()}, campaign=ONE_ITEM)
    releases = [
        publication(name, protected(tables, Policy(), campaign=ONE_ITEM)[0], tables, ONE_ITEM)
        for name, tables in (("first", first), ("second", second))
    ]
    assert attack(releases[:1], Policy()).narrow == attack(releases[1:], Policy()).narrow == ()
    exact = {(bound.cell.unit, bound.low, bound.high) for bound in attack(releases, Policy()).narrow}
    assert ("p/c", 3, 3) in exact


def test_new_units_hide_behind_each_other_and_not_behind_what_everybody_knows(tmp_path: Path):
    """2 ballots arrive late, and so do larger units elsewhere: those that were told before hide nobody any more."""
    before = {"p/b": [6, 5, 0, 0, 0], "p/c": [14, 0, 6, 0, 0], "r/a": [9, 5, 7, 5, 6], "r/b": [20, 5, 5, 0, 9]} | OTHERS
    late = {"p/a": [2, 0, 0, 0, 0], "q/d": [15, 5, 5, 0, 0], "r/c": [20, 5, 0, 5, 0]}
    first = released("first", before, [], tmp_path)
    second = released("second", before | late, [first], tmp_path)
    status = second.tables["rollup_ballots"].set_index("unit")["status"]
    assert attack([first, second], Policy()).narrow == ()
    assert {unit for unit in before if status[unit] == PARTIAL} == set(before)
    assert status["p/a"] == status["p"] == SUPPRESSED
    assert status["."] == PARTIAL


def released(name: str, own: dict[str, list[int]], earlier: list[Publication], folder: Path) -> Publication:
    made, told = release_of(name, {unit: {"org": [counts]} for unit, counts in own.items()}, earlier, folder, ONE_ITEM)
    assert made.audit.narrow == ()
    return told


def release_of(name, own, earlier: list[Publication], folder: Path, campaign=CAMPAIGN) -> tuple[Made, Publication]:
    """A release as it is made, and as it is read."""
    tables = campaign_tables(own, campaign=campaign)
    made = make(Released(name, "0" * 40, date(2012, 2, 17), campaign, tables), earlier, folder / name)
    said = {table: json.loads(made.files[f"{table}.json"]) for table in ("rollup_ballots", "rollup_tallies", "rates")}
    return made, publication(name, {table: frame(table, rows) for table, rows in said.items()}, tables, campaign)


@settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(trees(), trees())
def test_what_a_second_release_publishes_is_true_and_tells_of_nobody(tmp_path, before, after):
    """Units report and change in between. What the last attack found is what is to be found in the files."""
    made, first = release_of("first", before, [], tmp_path)
    assert made.audit.narrow == ()
    made, second = release_of("second", before | after, [first], tmp_path)
    assert_true(second.tables, campaign_tables(before | after))
    assert_many(second.tables, Policy())
    assert attack([first, second], Policy()).narrow == made.audit.narrow


def test_a_figure_that_the_attack_has_no_equation_for_is_refused():
    tables = trial()
    published, _ = protected(tables, Policy(), campaign=ONE_ITEM)
    median = published["rates"].assign(median_positive_rate=50.0)
    with pytest.raises(UnknownFigureError, match="median_positive_rate"):
        attacked(published | {"rates": median}, tables, campaign=ONE_ITEM)


def test_the_campaign_sets_the_policy():
    data = {"disclosure": {"threshold": 20, "attribute": "allow"}}
    assert policy_of(replace(CAMPAIGN, data=data)) == Policy(20, "allow")
    assert policy_of(CAMPAIGN) == Policy(10, "merge")
