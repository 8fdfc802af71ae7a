"""The search for the fewest to hide: in the order of their cost, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pingyi.disclosure import cover
from pingyi.disclosure.cover import Cover, Plan, SafetyRule, _Choices
from pingyi.protect.sums import tree

CHOICES = _Choices([[Plan(), Plan((1,))], [Plan(), Plan((2,)), Plan((2, 3))]], np.array([0, 5, 3, 1]))
GAINS = {1: 4, 2: 7, 3: 2}


def nodes(plans: list[Plan] | None) -> tuple[int, ...] | None:
    return None if plans is None else tuple(node for plan in plans for node in plan.nodes)


def until(wanted: int, tried: list[tuple[int, ...] | None]) -> Callable[[list[Plan]], float]:
    """Missing until so much is gained; what was tried is written down."""

    def missing(plans: list[Plan]) -> float:
        tried.append(nodes(plans))
        return wanted - sum(GAINS[node] for plan in plans for node in plan.nodes)

    return missing


@pytest.mark.parametrize(
    ("wanted", "found"), [(0, ()), (1, (2,)), (7, (2,)), (8, (2, 3)), (10, (1, 2)), (13, (1, 2, 3)), (14, None)]
)
def test_plans_are_tried_in_the_order_of_their_cost(wanted: int, found: tuple[int, ...] | None):
    tried: list[tuple[int, ...] | None] = []
    assert nodes(CHOICES.cheapest(until(wanted, tried))) == found
    order = [(), (2,), (1,), (2, 3), (1, 2), (1, 2, 3)]
    assert tried == order[: len(tried)]
    assert len(tried) == (order.index(found) + 1 if found is not None else 6)


@pytest.mark.parametrize(
    ("wanted", "found"), [(0, ()), (1, (2,)), (7, (2,)), (8, (1, 2)), (10, (1, 2)), (12, (1, 2, 3)), (14, None)]
)
def test_after_so_many_whatever_helps_most_is_taken(wanted, found, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cover, "CHECKED", 0)
    assert nodes(CHOICES.cheapest(until(wanted, []))) == found


def test_of_steps_that_help_as_much_the_cheapest_is_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cover, "CHECKED", 0)

    def missing(plans: list[Plan]) -> float:
        return 0 if nodes(plans) else 1

    assert nodes(CHOICES.cheapest(missing)) == (2,)


PLACES = tree({"a", "b", "c/x", "c/y", "d", "e"}, {".", "a", "b", "c", "c/x", "c/y", "d", "e"})
"""The whole 0, a 1, b 2, c 3, d 4, e 5, c/x 6, c/y 7."""
VALUES = np.array([[60], [3], [30], [9], [12], [6], [4], [5]])


def search(*must: int) -> Cover:
    rule = SafetyRule(VALUES, lambda parties: max(10 - float(np.sum(parties)), 0), 10)
    return Cover(PLACES, rule, np.isin(np.arange(8), must))


def test_whom_a_search_thinks_of():
    """a hides, and so does c/x below c; of the others the most useful, up to ten, and of these the lightest come first."""
    found = search(1, 6)
    found.involved = np.isin(np.arange(8), [0, 1, 3, 6])
    assert found._children(0, 8) == ([1], [3, 4, 2, 5])
    assert found._children(0, 2) == ([1], [3, 4, 2])
    assert found._children(3, 8) == ([6], [7])
    assert found.useful.tolist() == [10, 3, 10, 9, 10, 6, 4, 5]


def told(*plans: Plan) -> list[tuple[tuple[int, ...], int | None]]:
    return [(plan.nodes, None if plan.pool is None else int(plan.pool[0])) for plan in plans]


def test_what_a_node_that_hides_brings_into_the_pool():
    found = search(1, 6)
    found.run()
    assert told(*found._hiding(4)) == [((4,), 12)]
    assert told(*found._hiding(3)) == [((3,), 4), ((3, 7), 9)]
    assert told(*found._hiding(6)) == [((), 4)]


def test_the_cheapest_plans_are_kept_and_of_those_alike_the_most_useful():
    found = search()
    plans = [Plan((node,), np.array([pool])) for node, pool in ((1, 3), (2, 30), (3, 12), (4, 9))]
    assert [plan.nodes for plan in found._best(plans)] == [(3,), (2,)]
    more = [*plans, Plan((5,)), Plan((1, 2), np.array([33]))]
    assert [plan.nodes for plan in found._best(more)] == [(3,), (2,), (5,), (1, 2)]
    many = [Plan(tuple(range(count)), np.array([count])) for count in range(20)]
    assert [len(plan.nodes) for plan in found._best(many)] == list(range(12))


def test_plans_beside_each_other():
    one, two = Plan((1,), np.array([3])), Plan((2,), np.array([4]))
    assert told(one.beside(two), one.beside(Plan()), Plan().beside(Plan())) == [((1, 2), 7), ((1,), 3), ((), None)]


@pytest.mark.parametrize(
    ("must", "hidden"),
    [([1], [1, 4]), ([6], [3, 5, 6]), ([1, 6], [1, 3, 6, 7]), ([3, 6], [3, 5, 6]), ([0], [0, 4]), ([], [])],
)
def test_who_hides_with_whom(must: list[int], hidden: list[int]):
    """A pool holds ten. All of c is nine, so that c hides with c/x, and e with both; beside a the lightest are c and all below."""
    assert np.flatnonzero(search(*must).run()).tolist() == hidden
