"""When a pool of hidden figures is safe: each rule with numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from pingyi.disclosure.cover import SafetyRule, cover
from pingyi.disclosure.past import Past, left_unknown
from pingyi.disclosure.pattern import (
    Forced,
    _curious,
    _sizes_missing,
    _split_missing,
    changed_sizes,
    changed_split,
    hidden_units,
    pattern,
    size_rule,
    split_at,
    split_rule,
    telling,
)
from pingyi.protect.policy import Policy
from pingyi.protect.sums import figures, tree
from support.protection import ONE_ITEM, own_tables

MERGE, ALLOW = Policy(10, "merge"), Policy(10, "allow")


@pytest.mark.parametrize(
    ("parties", "units", "secrets", "missing"),
    [
        ([[0], [0]], [0, 0], [0, 0], 0),  # nobody voted
        ([[4], [3]], [1, 1], [0, 0], 3),  # nobody needs cover: the sum is told, and must be ten
        ([[4], [6]], [1, 1], [0, 0], 0),
        ([[30]], [1], [1], 10),  # one by itself is what is told of it
        ([[6]], [3], [3], 17),  # 3 beyond the one that each has: 7 are missing, and there is one party
        ([[10], [30]], [2, 3], [2, 3], 0),
        ([[9], [30]], [2, 3], [2, 3], 10),  # two parties, one too small: the other subtracts
        ([[9], [30], [0]], [2, 3, 0], [2, 3, 0], 10),  # who did not vote is no third
        ([[10], [30]], [1, 1], [1, 1], 10),  # to each of two units the other is what is left
        ([[20], [10]], [2, 1], [1, 1], 10),  # to the two together the one is
        ([[20], [10]], [2, 1], [1, 0], 0),  # unless that is no secret
        ([[10], [30]], [1, 4], [0, 4], 0),
        ([[10], [30]], [1, 4], [1, 3], 10),  # but here the four have one secret outside of them
        ([[4], [3], [5]], [1, 1, 1], [1, 1, 1], 1),  # 12 of three: 9 beyond one each
        ([[4], [3], [6]], [1, 1, 1], [1, 1, 1], 0),
        ([[20], [2], [3]], [1, 1, 1], [1, 1, 1], 2),  # 20 takes off its own: 3 beyond one each, and it must be 5
        ([[20], [2], [5]], [1, 1, 1], [1, 1, 1], 0),
        ([[20], [2], [3], [0]], [1, 1, 1, 0], [1, 1, 1, 0], 2),
        ([[20], [2], [3]], [1, 1, 1], [1, 0, 0], 0),  # what it learns of the others is no secret
        ([[20], [2], [3]], [2, 1, 1], [1, 0, 0], 2),  # one of its two units is secret to the other
        ([[20, 40], [2, 2], [3, 3]], [1, 1, 1], [1, 1, 1], 4),  # the columns add up
        ([[8], [1], [1]], [1, 1, 1], [1, 1, 1], 8),
    ],
)  # fmt: skip
def test_what_a_pool_of_sizes_lacks(parties, units, secrets, missing):
    assert _sizes_missing(np.array(parties), np.array(units), np.array(secrets), 10) == missing


@pytest.mark.parametrize(
    ("units", "secrets", "curious"),
    [([1, 1], [1, 0], [False, True]), ([2, 1], [1, 0], [True, True]), ([2, 1], [0, 0], [False, False])],
)
def test_to_whom_others_are_secret(units, secrets, curious):
    assert _curious(np.array(units), np.array(secrets)).tolist() == curious


@pytest.mark.parametrize(
    ("parties", "policy", "missing"),
    [
        ([[1, 1, 1, 0], [1, 0, 1, 0]], MERGE, 0),  # nobody needs cover
        ([[10, 20, 1, 1], [6, 7, 1, 1], [5, 5, 1, 1]], MERGE, 0),
        ([[10, 20, 1, 1], [3, 4, 1, 1], [1, 0, 1, 1]], MERGE, 2),  # the first takes off its own: 4 and 4 are left
        ([[10, 20, 1, 1], [3, 1, 1, 1], [0, 0, 1, 1]], MERGE, 7),  # 3, 1 and 4 together
        ([[10, 20, 1, 1], [10, 20, 1, 1]], MERGE, 5),  # two units see through each other
        ([[10, 20, 2, 1], [10, 20, 1, 1]], MERGE, 5),
        ([[10, 20, 2, 1], [10, 20, 1, 0]], MERGE, 0),
        ([[10, 20, 2, 1], [10, 20, 2, 1]], MERGE, 0),
        ([[10, 20, 1, 1]], MERGE, 10),  # one alone: nothing beside it, and nobody to hide behind
        ([[10, 20, 3, 3]], MERGE, 20),
        ([[10, 0, 1, 1], [6, 0, 1, 1], [7, 0, 1, 1]], MERGE, 5),  # nobody chose it
        ([[10, 0, 1, 1], [6, 0, 1, 1], [7, 0, 1, 1]], ALLOW, 0),
        ([[0, 0, 1, 1]], MERGE, 15),
        ([[0, 0, 1, 1]], ALLOW, 5),
        ([[10, 2, 1, 1], [6, 1, 1, 1], [7, 0, 1, 1]], ALLOW, 4),  # 1 is left to the first: not nobody
        ([[10, 1, 1, 1], [6, 1, 1, 0], [7, 1, 1, 0]], ALLOW, 3),  # 3, 2 and 2: the secret one is not curious
    ],
)
def test_what_a_pool_of_counts_lacks(parties, policy, missing):
    assert _split_missing(np.array(parties), policy) == missing


@pytest.mark.parametrize(
    ("counts", "told", "merge", "allow"),
    [
        ([5, 5], 1, False, False),
        ([4, 9], 1, True, True),
        ([9, 4], 1, True, True),
        ([9, 1, 0], 1, True, True),
        ([9, 0, 1], 2, True, True),
        ([9, 5, 6], 2, False, False),
        ([10, 0], 1, True, False),  # unanimous
        ([0, 10], 1, True, False),
        ([0, 6, 6], 1, False, False),
        ([12, 0, 0], 1, True, False),
        ([0, 0, 12], 2, True, False),
        ([0, 0, 0], 1, False, False),
    ],
)
def test_what_a_step_of_detail_tells(counts, told, merge, allow):
    rows = np.array([[7, 8, 9][: len(counts)], counts])
    assert telling(rows, told, MERGE).tolist() == [False, merge]
    assert telling(rows, told, ALLOW).tolist() == [False, allow]


def test_a_grade_and_the_worse_ones():
    assert split_at(np.array([[1, 2, 3, 4], [5, 0, 0, 9]]), 2).tolist() == [[2, 7], [0, 9]]
    assert split_at(np.array([[1, 2, 3, 4]]), 1).tolist() == [[1, 9]]


OWN = {"a/x": {"org": [[3, 3, 0, 0, 0]]}, "a/y": {"org": [[20, 8, 0, 0, 9]]}, "a": {"org": [[2, 9, 0, 0, 0]]}}
"""Nodes: the whole, a, a/x, a/y, and the own figures of a, which no table has a row for."""
FOUND = figures(own_tables(OWN, campaign=ONE_ITEM), ONE_ITEM)
KEY = ("org", "one")


def test_the_columns_of_the_rule_for_sizes():
    """Ballots, units that voted, and those among them that need cover: of few ballots, or whose own figures stand in a table."""
    few = pattern(FOUND, MERGE).few
    assert few.tolist() == [False, False, True, False, False]
    rule = size_rule(FOUND, MERGE, few)
    assert rule.values.tolist() == [[54, 3, 3 - 1], [54, 3, 2], [6, 1, 1], [37, 1, 1], [11, 1, 0]]
    assert rule.wanted == 10
    # 6 and 11: 15 beyond one each, but two units see through each other.
    assert rule.deficit([rule.values[2], rule.values[4]]) == 10
    assert rule.deficit([rule.values[3], rule.values[4], rule.values[2]]) == 0


def test_the_columns_of_the_rule_for_counts():
    rule = split_rule(FOUND, KEY, 1, pattern(FOUND, MERGE).few, MERGE)
    assert rule.values.tolist() == [[25, 29, 3, 3], [25, 29, 3, 3], [3, 3, 1, 1], [20, 17, 1, 1], [2, 9, 1, 1]]
    assert rule.wanted == 5
    second = split_rule(FOUND, KEY, 3, pattern(FOUND, MERGE).few, MERGE)
    assert second.values.tolist() == [[0, 9, 1, 1], [0, 9, 1, 1], [0, 0, 0, 0], [0, 9, 1, 1], [0, 0, 0, 0]]
    # Whoever did not choose any of these takes no part: one alone remains.
    assert rule.deficit([np.array([10, 20, 3, 3]), np.array([0, 0, 0, 0])]) == 20


@pytest.mark.parametrize(
    ("inner", "secret"), [([0, 12], 0), ([5, 7], 0), ([8, 5], 0), ([4, 9], 1), ([1, 0], 1), ([12, 1], 1), ([0, 0], 0)]
)
def test_own_figures_that_stand_in_no_table_need_cover_where_they_are_few(inner: list[int], secret: int):
    own = {"a/x": {"org": [[9, 9, 0, 0, 0]]}, "a": {"org": [[*inner, 0, 0, 0]]}}
    found = figures(own_tables(own, campaign=ONE_ITEM), ONE_ITEM)
    nobody = np.zeros(len(found.tree.units), dtype=np.bool_)
    rule = split_rule(found, KEY, 1, nobody, MERGE)
    assert rule.values[found.tree.own["a"]].tolist() == [*inner, int(any(inner)), secret]


def test_who_is_forced_hides_and_tells_less():
    own = {unit: {"org": [[20, 10, 8, 6, 5]]} for unit in ("a", "b", "c", "d", "e")}
    found = figures(own_tables(own, campaign=ONE_ITEM), ONE_ITEM)
    free = pattern(found, MERGE)
    assert not free.hidden.any()
    assert free.detail[KEY].tolist() == [4] * 6
    assert hidden_units(found, free) == set()
    leaf = found.tree.own["b"]
    held = pattern(found, MERGE, Forced(nodes=frozenset([leaf])))
    assert held.hidden[leaf]
    assert not held.hidden[0]
    assert held.hidden.sum() == 3, "two would see through each other"
    assert (held.detail[KEY][held.hidden] == 0).all()
    assert hidden_units(found, held) == {unit for unit, node in found.tree.own.items() if held.hidden[node]}
    less = pattern(found, MERGE, Forced(details={(KEY, leaf): 2}))
    assert not less.hidden.any()
    assert less.detail[KEY][leaf] == 2
    assert sorted(less.detail[KEY].tolist()) == [2, 2, 2, 4, 4, 4]


def flags(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.bool_)


def past_of(now, **changed) -> Past:
    """A release in which everything was told and nothing has changed since."""
    nodes = len(now.tree.units)
    known = {
        "same": np.ones(nodes, dtype=np.bool_),
        "same_item": {key: np.ones(nodes, dtype=np.bool_) for key in now.counts},
        "told": np.ones(nodes, dtype=np.bool_),
        "hidden": np.zeros(nodes, dtype=np.bool_),
        "detail": {key: np.full(nodes, counts.shape[1] - 1) for key, counts in now.counts.items()},
        "sizes": {key: np.zeros_like(values) for key, values in now.sizes.items()},
        "counts": {key: np.zeros_like(values) for key, values in now.counts.items()},
        "categories": frozenset("xy"),
    }
    return Past(**(known | changed))


def test_who_was_hidden_stays_so_totals_until_something_changes():
    places = tree({"a/x", "b"}, {".", "a", "a/x", "b"})
    assert places.units == [".", "a", "b", "a/x"]
    found = Past(
        same=flags(0, 1, 0, 0), same_item={KEY: flags(1, 0, 0, 1)}, told=flags(0, 0, 0, 0), hidden=flags(1, 1, 1, 0),
        detail={KEY: np.array([1, 1, 1, -1])}, sizes={}, counts={}, categories=frozenset(),
    )  # fmt: skip
    assert found.kept(places).tolist() == [False, True, True, False]
    assert found.merged(KEY, 2, places).tolist() == [True, False, True, False]
    assert found.merged(KEY, 1, places).tolist() == [False] * 4


def test_zero_leading_grades_are_few_and_no_row_is_not():
    places = tree({"b"}, {".", "b"})
    found = Past(
        flags(1, 1), {KEY: flags(1, 1)}, flags(0, 0), flags(0, 0), {KEY: np.array([0, -1])}, {}, {}, frozenset()
    )
    assert found.merged(KEY, 1, places).tolist() == [True, False]


def test_what_nobody_can_have_added_up_yet():
    """a/x was told: only what is new of it covers anybody. The total of a was told as well, the whole was not."""
    places = tree({"a/x", "a/y", "b"}, {".", "a", "a/x", "a/y", "b"})
    assert places.units == [".", "a", "b", "a/x", "a/y"]
    values = np.array([[100], [60], [40], [20], [40]])
    new = np.array([[0], [7], [0], [3], [4]])
    assert left_unknown(places, values, new, flags(0, 0, 0, 1, 0)).ravel().tolist() == [83, 43, 40, 3, 40]
    assert left_unknown(places, values, new, flags(0, 1, 0, 1, 0)).ravel().tolist() == [47, 7, 40, 3, 40]
    assert values.ravel().tolist() == [100, 60, 40, 20, 40]


def test_what_has_changed_is_counted_without_its_sign():
    change = np.zeros_like(FOUND.sizes["org"])
    counts = np.zeros_like(FOUND.counts[KEY])
    x, y = FOUND.tree.own["a/x"], FOUND.tree.own["a/y"]
    change[x], change[y] = -2, 3
    counts[x], counts[y] = [-2, 0, 0, 0, 0], [1, 4, -2, 0, 0]
    before = past_of(FOUND, sizes={"org": change}, counts={KEY: counts})
    assert changed_sizes(FOUND, before).tolist() == [[5, 2, 2], [5, 2, 2], [2, 1, 1], [3, 1, 1], [0, 0, 0]]
    assert changed_split(FOUND, KEY, 1, before).tolist() == [
        [3, 2, 2, 2], [3, 2, 2, 2], [2, 0, 1, 1], [1, 2, 1, 1], [0, 0, 0, 0],
    ]  # fmt: skip


def test_the_rule_after_releases_looks_at_what_is_new_since_each():
    """One column; unsafe by ten minus the sum. Node 0 was told by the first release, node 1 by both, node 2 by neither."""

    def deficit(parties):
        return max(10 - sum(party.sum() for party in parties), 0)

    rule = SafetyRule(np.zeros((3, 3)), deficit, 10, (flags(1, 1, 0), flags(0, 1, 0)))
    parties = [np.array([20, 3, 1]), np.array([9, 0, 4])]
    assert rule.missing(2, parties) == 0
    assert rule.missing(0, parties) == 7
    assert rule.missing(1, parties) == 7 + 5
    still = [np.array([20, 0, 0])]
    assert rule.missing(1, still) == 0, "nothing has changed"


def test_what_was_told_hides_nobody():
    """b and c were told before and are as they were; d and e are new, and so is a with its two ballots."""
    sizes = {"a": 2, "b": 40, "c": 45, "d": 30, "e": 50}
    own = {unit: {"org": [[size, 0, 0, 0, 0]]} for unit, size in sizes.items()}
    found = figures(own_tables(own, campaign=ONE_ITEM), ONE_ITEM)
    new = np.isin(found.tree.units, ["a", "d", "e"])
    change = np.where(new[:, None], found.sizes["org"], 0)
    counts = np.where(new[:, None], found.counts[KEY], 0)
    before = past_of(found, told=~new, same=~new & (np.arange(6) > 0), sizes={"org": change}, counts={KEY: counts})
    hidden = pattern(found, ALLOW, earlier=[before]).hidden
    assert {unit for unit, node in found.tree.own.items() if hidden[node]} == {"a", "d", "e"}
    assert {unit for unit, node in found.tree.own.items() if pattern(found, ALLOW).hidden[node]} == {"a", "d", "b"}


@pytest.mark.parametrize("told", [4, 1, 0])
def test_what_was_told_of_an_item_is_no_cover_for_as_much_of_it(told: int):
    """One vote of each unit is new since a release that told so much of everybody. a is forced to hide: one vote covers nobody, so
    the whole hides too; where nothing was told of units nothing is, and the whole can be.
    """
    own = {unit: {"org": [[20, 20, 0, 0, 20]]} for unit in "abc"}
    found = figures(own_tables(own, campaign=ONE_ITEM), ONE_ITEM)
    new = {key: np.where(found.tree.leaves[:, None], [[1, 0, 0, 0, 0]], 0) for key in found.counts}
    detail = {KEY: np.full(4, told)}
    free = np.zeros(4, dtype=np.bool_)
    sizes = {"org": np.where(found.tree.leaves[:, None], 60, 0)}
    before = past_of(found, told=free, same=free, same_item={KEY: free}, sizes=sizes, counts=new, detail=detail)
    few = Forced(details={(KEY, found.tree.own["a"]): 0})
    assert pattern(found, ALLOW, few, [before]).detail[KEY].tolist() == {
        4: [0, 0, 4, 4], 1: [0, 0, 1, 1], 0: [4, 0, 0, 0]
    }[told]  # fmt: skip


def ballots_rule(values: list[int]) -> SafetyRule:
    """A pool of at least two parties and ten."""

    def deficit(parties):
        return max(10 - sum(int(party[0]) for party in parties), 0) + (10 if len(parties) < 2 else 0)

    return SafetyRule(np.array(values)[:, None], deficit, 10)


@pytest.mark.parametrize(
    ("values", "must", "hidden"),
    [
        ([60, 4, 8, 20, 28], [1], [1, 2]),  # of those that suffice the lightest
        ([60, 4, 5, 20, 31], [1], [1, 3]),
        ([17, 4, 5, 5, 3], [1, 2], [1, 2, 4]),
        ([60, 4, 8, 20, 28], [], []),
        ([60, 4, 8, 20, 28], [1, 2], [1, 2]),
        ([9, 4, 2, 2, 1], [1], [0, 1]),  # nothing suffices: the whole hides
    ],
)
def test_the_fewest_and_lightest_hide(values, must, hidden):
    places = tree(set("abcd"), {".", *"abcd"})
    start = np.isin(np.arange(5), must)
    assert np.flatnonzero(cover(places, ballots_rule(values), start)).tolist() == hidden
    assert np.flatnonzero(start).tolist() == must


def test_below_the_threshold_are_fewer_than_it():
    own = {"a": {"org": [[10, 0, 0, 0, 0]]}, "b": {"org": [[9, 0, 0, 0, 0]]}}
    found = figures(own_tables(own, campaign=ONE_ITEM), ONE_ITEM)
    assert pattern(found, MERGE).few.tolist() == [False, False, True]
