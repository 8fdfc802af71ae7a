"""The tree of sums, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pingyi.model import Subject
from pingyi.protect.policy import Policy
from pingyi.protect.sums import figures, told_units, tree
from support.protection import CAMPAIGN, ITEMS, own_tables

DEEP = replace(CAMPAIGN, data={"disclosure": {"depth": "branch"}})


def test_a_tree_has_totals_first_and_an_inner_units_own_figures_beside_those_below_it():
    """`a` has own figures, `a/y` lies too deep for a total: both are leaves of the total of `a`."""
    found = tree({"a/x", "a/y", "a", "b"}, {".", "a", "a/x", "b"})
    assert found.units == [".", "a", "b", "a/x", "a", "a/y"]
    assert found.total == {".": 0, "a": 1, "b": 2, "a/x": 3}
    assert found.own == {"a/x": 3, "b": 2, "a": 4, "a/y": 5}
    assert found.children == [[1, 2], [3, 4, 5], [], [], [], []]
    assert found.published.tolist() == [True, True, True, True, False, False]
    assert found.leaves.tolist() == [False, False, True, True, True, True]
    assert list(found.upwards) == [5, 4, 3, 2, 1, 0]
    leaves = np.array([[0], [0], [1], [2], [4], [8]])
    assert found.summed(leaves).ravel().tolist() == [15, 14, 1, 2, 4, 8]
    assert leaves.ravel().tolist() == [0, 0, 1, 2, 4, 8]


def test_a_tree_of_nobody_is_the_whole_alone():
    found = tree(set(), set())
    assert (found.units, found.children, found.total, found.own) == (["."], [[]], {".": 0}, {})


def test_what_is_told_ends_at_the_depth():
    tables = own_tables({unit: {"org": [[9, 0, 0, 0, 0]] * 2} for unit in ("a", "a/x", "b/y/z", "c")})
    tables["units"] = tables["units"].assign(kind=["reporting", "branch", "reporting", "branch"])
    assert told_units(tables, Policy(depth="reporting")) == {".", "a", "b", "b/y", "b/y/z"}
    assert told_units(tables, Policy(depth="branch")) == {"a", "a/x", "b/y/z", "c"}


OWN = {
    "a/x": {"org": [[3, 2, 0, 0, 1], [1, 1, 1, 1, 2]], "members": [[6, 1, 0, 0, 0]]},
    "a/yy": {"org": [[5, 0, 0, 0, 0], [0, 0, 0, 4, 1]]},
    "b": {"members": [[0, 0, 9, 0, 0]]},
    "c": {},
}


def test_figures_are_summed_up_the_tree_subject_by_subject():
    found = figures(own_tables(OWN), CAMPAIGN)
    assert found.tree.units == [".", "a", "b", "a/x", "a/yy"]
    assert found.order == {"org": 0, "members": 1}
    assert found.held.tolist() == [[True, True], [True, True], [False, True], [True, True], [True, False]]
    assert found.sizes["org"].tolist() == [[11], [11], [0], [6], [5]]
    assert found.sizes["members"].tolist() == [[5, 16, 24], [2, 7, 12], [3, 9, 12], [2, 7, 12], [0, 0, 0]]
    assert found.grades["org", "one"] == ("good", "fair", "poor", "unsure", "blank")
    assert found.counts["org", "one"].tolist() == [
        [8, 2, 0, 0, 1], [8, 2, 0, 0, 1], [0, 0, 0, 0, 0], [3, 2, 0, 0, 1], [5, 0, 0, 0, 0],
    ]  # fmt: skip
    assert found.counts["members", "one"][:, 2].tolist() == [9, 0, 9, 0, 0]
    assert found.asked["org", "one"].tolist() == [True, True, False, True, True]
    assert found.asked["members", "one"].tolist() == [True, True, True, True, False]


def test_who_is_gone_keeps_a_place_with_nothing():
    found = figures(own_tables(OWN), CAMPAIGN, gone={"d/e"})
    assert "d/e" in found.tree.own
    leaf = found.tree.own["d/e"]
    assert not found.held[leaf].any()
    assert found.sizes["org"][leaf].tolist() == [0]


@pytest.mark.parametrize(("spared", "asked"), [("x", [False, True]), ("y", [True, False])])
def test_an_item_is_not_asked_of_a_category(spared: str, asked: list[bool]):
    """`a` is of category y, `bb` of x."""
    item = replace(ITEMS[0], not_asked_of=(spared,))
    campaign = replace(CAMPAIGN, subjects=(Subject("org", "组织", "ballots", (item,)),))
    own = {unit: {"org": [[20, 0, 0, 0, 0]]} for unit in ("a", "bb")}
    found = figures(own_tables(own, campaign=campaign), campaign)
    leaves = [found.tree.own[unit] for unit in ("bb", "a")]
    assert found.asked["org", "one"][leaves].tolist() == asked
    assert found.asked["org", "one"][0]


def test_a_vote_that_was_not_held_has_no_figures():
    tables = own_tables({unit: {"org": [[20, 0, 0, 0, 0]] * 2} for unit in ("a", "b")})
    outcome = tables["ballots"]["outcome"].mask(tables["ballots"]["unit"] == "b", "not_held")
    tables["ballots"] = tables["ballots"].assign(outcome=outcome)
    found = figures(tables, CAMPAIGN)
    assert found.tree.units == [".", "a"]
    assert found.counts["org", "one"].tolist() == [[20, 0, 0, 0, 0]] * 2


def test_a_size_that_nobody_wrote_down_is_none():
    tables = own_tables(OWN)
    ballots = tables["ballots"]
    tables["ballots"] = ballots.assign(persons_evaluated=ballots["persons_evaluated"].mask(ballots["unit"] == "b"))
    found = figures(tables, CAMPAIGN)
    assert found.sizes["members"][found.tree.own["b"]].tolist() == [3, 9, 0]
