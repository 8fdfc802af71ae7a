"""One adversary before whom a release is tried in one way after another: he remembers what is uncertain to who knows more."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest

from pingyi.attack import Adversary, attack
from pingyi.attack.publication import Publication
from pingyi.protect.policy import Policy
from support.hiding import COUNTS, released, votes

UNITS = "abcdef"


def unproven(
    releases: list[Publication], adversary: Adversary | None = None
) -> set[tuple[str, str, tuple[str, ...], str]]:
    found = adversary.attack(releases[-1]) if adversary else attack(releases, Policy())
    return {(each.cell.release, each.cell.unit, each.cell.column, each.insider) for each in found.unproven}


@pytest.mark.parametrize("order", [*permutations(["a b c", "a b", "a"])])
def test_what_is_found_is_found_in_whatever_order_it_is_tried(order: tuple[str, ...]):
    """a is of three: hidden beside b and c it cannot be told; beside b alone b can tell it."""
    own = votes(a=[3, 0, 0, 0, 0], b=COUNTS, c=COUNTS, d=COUNTS)
    tries = {hidden: released(own, hidden) for hidden in order}
    adversary = Adversary([tries[order[0]]], Policy())
    found = {hidden: bool(unproven([tries[hidden]], adversary)) for hidden in order}
    assert found == {"a b c": False, "a b": True, "a": True}


@pytest.mark.parametrize("seed", range(8))
def test_who_remembers_shows_no_less_and_no_secret(seed: int):
    """Random votes, corrected, with ever less told: he shows what whoever begins anew shows, and what was shown beside more."""
    chance = Random(seed)
    own = {unit: [chance.choice((0, 0, 1, 3, 9, 20)) for _ in range(5)] for unit in UNITS}
    first = released(votes(**own), " ".join(chance.sample(UNITS, 2)), name="first")
    own |= {unit: [count + chance.choice((0, 0, 1)) for count in own[unit]] for unit in chance.sample(UNITS, 3)}
    hidden = chance.sample(UNITS, 4)
    tries = [released(votes(**own), " ".join(hidden[:count]), name="last") for count in range(1, 5)]
    adversary = Adversary([first, tries[0]], Policy())
    before: list[set] = []
    for last in tries:
        alone, remembered = unproven([first, last]), unproven([first, last], adversary)
        assert remembered <= alone
        assert all(any(cell not in found for found in before) for cell in alone - remembered)
        before.append(alone)
