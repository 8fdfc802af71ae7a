"""What two siblings find out who tell each other all they know: measured by hand on a few sums."""

from __future__ import annotations

import numpy as np

from pingyi.attack import Adversary, Coalitions
from pingyi.attack.coalitions import ASKED_SIBLINGS, sibling_pairs
from pingyi.attack.sight import Sight
from pingyi.attack.variables import variables
from pingyi.disclosure.pattern import Pattern
from pingyi.protect.policy import Policy
from pingyi.protect.sums import figures
from support.protection import MARKS, ONE_ITEM, OTHERS, campaign_tables, protected, publication


def measured(own: dict[str, int], hidden: str) -> Coalitions:
    """Units below p with all their votes for one grade, of which some are hidden."""
    every = {f"p/{unit}": {"org": [[count, 0, 0, 0, 0]]} for unit, count in own.items()}
    tables = campaign_tables(every | {unit: {"org": [counts]} for unit, counts in OTHERS.items()}, campaign=ONE_ITEM)
    tree = figures(tables, ONE_ITEM).tree
    flags = np.array([unit in {f"p/{each}" for each in hidden} for unit in tree.units])
    full = {("org", "one"): np.full(len(flags), len(MARKS) - 1)}
    published, _ = protected(tables, Policy(), Pattern(flags, flags, full), ONE_ITEM)
    of = publication("r", published, tables, ONE_ITEM)
    return Adversary([of], Policy()).coalitions(of)


def told(found: Coalitions) -> set[tuple[tuple[str, ...], str]]:
    return {(each.insider, each.cell.unit) for each in found.found}


def test_two_of_three_know_the_third():
    found = measured({"a": 8, "b": 9, "c": 7, "d": 40}, "abc")
    assert found.pairs == (("p/a", "p/b"), ("p/a", "p/c"), ("p/b", "p/c")), "d, which is told, has nothing to add"
    assert told(found) == {(("p/a", "p/b"), "p/c"), (("p/a", "p/c"), "p/b"), (("p/b", "p/c"), "p/a")}


def test_of_a_large_one_that_hides_others_nobody_minds():
    assert told(measured({"a": 8, "b": 9, "c": 30, "d": 40}, "abc")) == {
        (("p/a", "p/c"), "p/b"), (("p/b", "p/c"), "p/a"),
    }  # fmt: skip


def test_where_enough_others_are_hidden_two_learn_nothing():
    found = measured(dict.fromkeys("abcdef", 8), "abcdef")
    assert (len(found.pairs), found.found) == (15, ())


def test_of_very_many_siblings_those_are_asked_who_know_the_most():
    own = {f"u{number:02}": {"org": [[number, 0, 0, 0, 0]]} for number in range(1, ASKED_SIBLINGS + 4)}
    tables = campaign_tables(own | {"v/w": {"org": [[1, 0, 0, 0, 0]]}}, campaign=ONE_ITEM)
    named = variables([publication("r", {}, tables, ONE_ITEM)])
    pairs = sibling_pairs(Sight(named), np.zeros(len(named.truth), dtype=np.bool_))
    assert {unit for pair in pairs for unit in pair} == {f"u{number:02}" for number in range(4, ASKED_SIBLINGS + 4)}
    assert len(pairs) == ASKED_SIBLINGS * (ASKED_SIBLINGS - 1) // 2, "v/w has no sibling"


def test_whoever_knows_nothing_of_their_own_is_no_partner():
    tables = campaign_tables({unit: {"org": [[9, 0, 0, 0, 0]]} for unit in "abc"}, campaign=ONE_ITEM)
    named = variables([publication("r", {}, tables, ONE_ITEM)])
    fixed = np.zeros(len(named.truth), dtype=np.bool_)
    fixed[Sight(named).variables["a",]] = True
    assert sibling_pairs(Sight(named), fixed) == [("b", "c")]
