"""The unknowns, what is said of them and what follows at once, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from pingyi.attack import Audit, attack
from pingyi.attack.publication import Publication, persons
from pingyi.attack.system import System, _settled, system, triples
from pingyi.attack.variables import variables
from pingyi.model import Subject
from pingyi.protect.policy import Policy
from support.hiding import BOTH, COUNTS, released, votes
from support.protection import CAMPAIGN, ITEMS, ONE_ITEM


def test_what_a_correction_did_not_touch_is_the_same_unknown():
    """a changes item one, moves and gets another id; b stays; c is new."""
    two = replace(ONE_ITEM, subjects=(Subject("org", "组织", "ballots", ITEMS),))
    before = released(
        {"a": {"org": [COUNTS, COUNTS]}, "b": {"org": [COUNTS, COUNTS]}}, campaign=two, codes={"a": "1", "b": "2"}
    )
    changed = {"x/a": {"org": [COUNTS[::-1], COUNTS]}, "b": {"org": [COUNTS, COUNTS]}, "c": {"org": [COUNTS, COUNTS]}}
    after = released(changed, campaign=two, name="s", codes={"x/a": "1", "b": "2", "c": "3"})
    named = variables([before, after])
    then, now = before.figures.tree.own, after.figures.tree.own

    def pair(unit: str, later: str, column: tuple) -> tuple[int, int]:
        return named.of(0, then[unit], column), named.of(1, now[later], column)

    for column in (("org", "valid"), ("org", "two", "good"), ("org", "two", "blank")):
        assert len(set(pair("a", "x/a", column))) == 1
        assert len(set(pair("b", "b", column))) == 1
    first, second = pair("a", "x/a", ("org", "one", "good"))
    assert (named.truth[first], named.truth[second]) == (12, 5)
    assert named.columns[first] == named.columns[second] == ("org", "one", "good")
    assert named.units[named.starts[0][then["a"], ("org", "valid")]] == {"a", "x/a"}
    assert named.persons[named.starts[0][then["a"], ("org", "valid")]] == "1"
    assert named.every(1, ("org", "valid"))[now["c"]] == named.of(1, now["c"], ("org", "valid"))
    assert named.item_parts == {("org", "one"), ("org", "two")}
    assert named.sizes.sum() == 3
    assert not named.known.any()
    assert len(named.truth) == 3 + 5 * 4 + 5 * 3


def test_who_did_not_vote_is_known_to_everybody():
    of = released(BOTH, campaign=CAMPAIGN)
    named = variables([of])
    silent = {named.columns[number] for number in np.flatnonzero(named.known)}
    assert {column[0] for column in silent} == {"members"}
    assert named.known.sum() == 3 + 5
    assert named.truth[named.known].sum() == 0


def test_of_nobody_there_is_nothing_to_find_out():
    assert len(variables([released({"a": {}})]).truth) == 0
    assert attack([released({"a": {}})], Policy()) == Audit(0, (), ())


@pytest.mark.parametrize("attribute", ["merge", "allow"])
def test_that_nobody_chose_a_grade_may_be_known_where_the_policy_says_so(attribute: Literal["merge", "allow"]):
    """All 34 of three hidden units are satisfied: twelve zeros are known, and every count with them is a size."""
    audit = attack(
        [released(votes(a=[3, 0, 0, 0, 0], b=[11, 0, 0, 0, 0], c=[20, 0, 0, 0, 0]), "a b c")], Policy(10, attribute)
    )
    assert len(audit.implied) == 12
    assert {found.cell.unit for found in audit.implied} == set("abc")
    zeros = [found for found in audit.unproven if found.cell.attribute and not found.insider]
    assert zeros == (list(audit.implied) if attribute == "merge" else [])
    assert audit.checked == 3 * (1 + 5)


def test_persons_go_by_their_code():
    roster = pd.DataFrame({"unit": ["a", "b"], "code": ["7", None]}).astype("string")
    assert persons(roster) == {"a": "7", "b": "b"}


def equations(of: System, named) -> list[tuple]:
    """Each row as columns with weights, and bounds, without the rows within a report."""
    found = []
    for row in np.flatnonzero(~of.linked):
        entries = of.matrix[[row]].tocoo()
        weights = sorted((int(v), float(w)) for v, w in zip(entries.coords[1], entries.data, strict=True))
        found.append((weights, float(of.low[row]), float(of.high[row])))
    return found


def test_a_total_less_what_is_told_below_is_the_sum_of_the_rest():
    """a tells 20 and 12 of it are c's: a/x and a/y have 8 together."""
    own = {"a/x": {"org": [[3, 0, 0, 0, 0]]}, "a/y": {"org": [[5, 0, 0, 0, 0]]}, "a/c": {"org": [[12, 0, 0, 0, 0]]}}
    of = released(own, "a/x a/y")
    named = variables([of])
    found = system([of], named)
    tree = of.figures.tree
    valid = {unit: named.of(0, tree.own[unit], ("org", "valid")) for unit in own}
    told_sums = equations(found, named)
    assert (sorted([(valid["a/x"], 1.0), (valid["a/y"], 1.0)]), 8.0, 8.0) in told_sums
    assert ([(valid["a/c"], 1.0)], 12.0, 12.0) in told_sums
    assert np.all(found.matrix @ found.truth >= found.low)
    assert np.all(found.matrix @ found.truth <= found.high)
    assert found.linked.sum() == 3
    assert found.fixed[valid["a/c"]]
    assert not found.fixed[valid["a/x"]]
    assert found.least[valid["a/x"]] == 1
    assert found.least[named.of(0, tree.own["a/x"], ("org", "one", "good"))] == 0
    assert set(found.most.tolist()) == {2 * 12 + 1000}
    silent = system([of], named, 0)
    assert silent.linked.all()
    assert not silent.fixed[valid["a/c"]]


def test_one_hidden_unit_follows_from_the_others():
    of = released(votes(a=[3, 0, 0, 0, 0], b=COUNTS), "a")
    named = variables([of])
    found = system([of], named)
    assert found.fixed.all()


def test_that_nobody_came_is_known_and_that_one_came_is_not():
    of = released(votes(a=[1, 0, 0, 0, 0], b=[0, 0, 0, 0, 0], c=COUNTS, d=COUNTS), "a b c")
    named = variables([of])
    found = system([of], named)
    valid = {unit: named.of(0, leaf, ("org", "valid")) for unit, leaf in of.figures.tree.own.items()}
    assert {unit: bool(found.fixed[variable]) for unit, variable in valid.items()} == {
        "a": False,
        "b": True,
        "c": False,
        "d": True,
    }
    assert (found.least[valid["a"]], found.least[valid["b"]]) == (1, 0)


@pytest.mark.parametrize(
    ("rows", "low", "least", "fixed"),
    [
        ([[1, 1, 0], [0, 1, 0]], [7, 4], [0, 0, 0], [1, 1, 0]),  # one after the other
        ([[1, 1, 1]], [2], [1, 1, 0], [1, 1, 1]),  # as few as possible
        ([[1, 1, 1]], [3], [1, 1, 0], [0, 0, 0]),
        ([[1, 1, -1]], [0], [0, 0, 0], [0, 0, 0]),
    ],
)
def test_what_follows_at_once(rows: list, low: list, least: list, fixed: list):
    matrix = sparse.csr_array(np.array(rows, dtype=np.float64))
    bounds = np.array(low, dtype=np.float64)
    truth = np.array([3.0, 4.0, 7.0]) if len(rows) > 1 else np.array(least, dtype=np.float64)
    none = np.zeros(3, dtype=np.bool_)
    found = _settled(matrix, bounds, bounds, np.array(least, dtype=np.float64), truth=truth, fixed=none)
    assert found.tolist() == [bool(flag) for flag in fixed]
    assert not none.any()


def test_an_inequality_settles_nothing():
    one = sparse.csr_array(np.array([[1.0]]))
    found = _settled(
        one, np.array([2.0]), np.array([3.0]), np.zeros(1), truth=np.array([2.0]), fixed=np.zeros(1, dtype=np.bool_)
    )
    assert found.tolist() == [False]


def test_who_graded_persons_and_how_many_there_are():
    """The roster has 14 of a; of b it says fewer than were graded, which is not to be believed."""
    own = {unit: {"org": [COUNTS, COUNTS], "members": [[30, 3, 0, 0, 0]]} for unit in "ab"}
    of = released(own, campaign=CAMPAIGN)
    roster = of.roster.assign(members=of.roster["unit"].map({"a": 14, "b": 11}).astype("Int64"))
    of = Publication(of.name, of.tables, of.figures, roster)
    assert of.members == {"a": 14, "b": 11}
    named = variables([of])
    leaves = of.figures.tree.own
    found = {unit: triple for *triple, unit in triples(of, named, 0)}
    assert found == {
        unit: [named.of(0, leaves[unit], ("members", size)) for size in ("valid", "valid_ratings", "persons_evaluated")]
        for unit in "ab"
    }
    most = system([of], named).most
    assert (most[found["a"][2]], most[found["b"][2]]) == (14, 1080)
    few = released(
        {unit: {"members": [[count, 0, 0, 0, 0]]} for unit, count in (("a", 1), ("b", 0))}, campaign=CAMPAIGN
    )
    assert [unit for *_, unit in triples(few, variables([few]), 0)] == ["a"]
