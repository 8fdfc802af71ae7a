"""The witnesses of the attack are worlds that may be: no cell moves further than a linear program of the same equations lets it.

The program (HiGHS) knows nothing of exchanges. Where both are equal nothing was missed either.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from pingyi.attack.exchange import apart
from pingyi.attack.partners import Partners, behind
from pingyi.attack.publication import Publication
from pingyi.attack.sight import Sight
from pingyi.attack.system import System, system, triples
from pingyi.attack.variables import Variables, variables
from pingyi.disclosure.margins import node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Pattern
from pingyi.figures.tree import lineage
from pingyi.model import Campaign, Subject
from pingyi.protect.sums import figures
from support.protection import CAMPAIGN, ITEMS, MARKS, ONE_ITEM, bare_results, own_tables, publication
from support.situations import FULL

PERSONS = replace(CAMPAIGN, subjects=CAMPAIGN.subjects[1:])
TWO_ITEMS = replace(ONE_ITEM, subjects=(Subject("org", "组织", "ballots", ITEMS),))


def released(
    own: dict, hidden: str, told: int, campaign: Campaign, name: str = "r", *, below: int | None = None
) -> Publication:
    """`told`: how many leading grades are told apart of all together; `below`: of others, where it is not as many."""
    tables = own_tables(own, campaign=campaign)
    found = figures(tables, campaign)
    flags = np.isin(found.tree.units, hidden.split())
    detail = {key: np.full(len(flags), min(below or told, counts.shape[1] - 1)) for key, counts in found.counts.items()}
    for every in detail.values():
        every[0] = min(told, len(MARKS) - 1)
        every[flags] = 0
    published = masked(name, bare_results(found), found, node_margins(found, Pattern(flags, flags, detail)), [])
    return publication(name, published, tables, campaign)


class Witnesses:
    """How far each variable moves: to whoever is outside, and to each insider."""

    def __init__(self, *releases: Publication) -> None:
        self.named: Variables = variables([*releases])
        self.known: System = system([*releases], self.named)
        graded = {found[:3] for number, each in enumerate(releases) for found in triples(each, self.named, number)}
        partners = Partners(self.known, Sight(self.named), graded, behind(self.known, self.named))
        count = len(self.known.truth)
        self.insiders, self.sight = partners.rows.sight.insiders, partners.rows.sight.of
        self.outside = np.zeros(count, dtype=np.int64)
        self.inside = np.zeros((count, len(self.insiders)), dtype=np.int64)
        every = sparse.csr_array(np.eye(count))
        for table in partners.tables(lambda: np.ones(count, dtype=np.bool_)):
            found = apart(table, every, len(self.insiders))
            self.outside = np.maximum(self.outside, found.width)
            left = np.repeat(found.width[:, None], len(self.insiders), axis=1)
            np.subtract.at(left, (found.cell, found.insider), found.less)
            self.inside = np.maximum(self.inside, left)

    def seen(self, insider: int) -> list[int]:
        starts = [start for start, who in self.sight.items() if insider in who]
        its = (range(start, start + len(self.named.parts[self.named.columns[start][:2]])) for start in starts)
        return [variable for variables in its for variable in variables]

    def ranges(self, seen: list[int] | None = None) -> np.ndarray:
        """How far the program lets each variable move; infinite where only a guess holds it."""
        of = self.known
        low, high = of.least.copy(), of.most.copy()
        still = np.flatnonzero(of.fixed).tolist() + (seen or [])
        low[still] = high[still] = of.truth[still]
        above, below = np.isfinite(of.high), np.isfinite(of.low)
        rows = sparse.vstack([of.matrix[above], -of.matrix[below]])
        limits = np.concatenate([of.high[above], -of.low[below]])
        found = np.zeros(len(of.truth))
        for variable in set(range(len(found))) - set(still):
            goal = np.eye(len(found))[variable]
            ends = [linprog(sign * goal, rows, limits, bounds=np.column_stack([low, high])) for sign in (1, -1)]
            found[variable] = np.inf if -ends[1].fun >= of.most[variable] else -ends[1].fun - ends[0].fun
        return found


PLAIN = {
    "a/x": [3, 1, 0, 0, 0],
    "a/y": [6, 2, 0, 0, 4],
    "a/z": [14, 0, 6, 0, 0],
    "b": [20, 10, 8, 6, 5],
    "a": [1, 1, 0, 0, 0],
}
INNER = {
    "a/x/p": [3, 1, 0, 0, 0],
    "a/x/q": [5, 0, 2, 0, 0],
    "a/y": [6, 6, 0, 0, 4],
    "b": [9, 0, 0, 0, 7],
    "c": [2, 2, 2, 2, 2],
}


def one(own: dict[str, list[int]]) -> dict:
    return {unit: {"org": [counts]} for unit, counts in own.items()}


def two(own: dict[str, list[int]]) -> dict:
    return {unit: {"org": [counts, counts[::-1]]} for unit, counts in own.items()}


def graded(own: dict[str, list[int]]) -> dict:
    return {unit: {"members": [[3 * count for count in counts]]} for unit, counts in own.items()}


CASES = {
    "merged grades": (one(PLAIN), "a/x a/y a/z", 2, ONE_ITEM),
    "sizes alone": (one(INNER), "a/x a/x/p a/y", 0, ONE_ITEM),
    "two items": (two(INNER), "a/x/p a/x/q a/y a/x", 3, TWO_ITEMS),
    "persons": (graded(PLAIN), "a/x a/y a/z", 4, PERSONS),
}
INSIDER = ("a/x",)


@pytest.mark.parametrize("case", CASES)
def test_no_witness_goes_further_than_the_equations_let_it(case: str):
    found = Witnesses(released(*CASES[case]))
    ranges = found.ranges()
    # How many persons were graded no table tells and nobody asks.
    known = np.isfinite(ranges)
    assert found.outside[known].tolist() == ranges[known].round(6).tolist()
    insider = found.insiders.index(INSIDER)
    seen = found.seen(insider)
    rest = found.ranges(seen)
    others = np.setdiff1d(np.flatnonzero(known), seen)
    assert (found.inside[others, insider] <= rest[others] + 1e-6).all()


HIDDEN = "a/x a/y a/z"
GRADED = graded(PLAIN)
CORRECTED = {
    "an item": (one(PLAIN), one(PLAIN | {"a/y": [6, 2, 0, 1, 3]}), 4, ONE_ITEM, 0),
    "one item of two": (
        two(PLAIN),
        two(PLAIN) | {"a/y": {"org": [[6, 2, 0, 1, 3], [4, 0, 0, 2, 6]]}, "a/z": {"org": [PLAIN["a/z"], [0, 0, 6, 1, 13]]}},
        2, TWO_ITEMS, 71,
    ),
    "sizes": (one(PLAIN), one(PLAIN | {"a/y": [7, 3, 1, 1, 4], "a/x": [5, 2, 1, 1, 1]}), 4, ONE_ITEM, 32),
    "persons": (GRADED, GRADED | {"a/y": {"members": [[20, 8, 0, 0, 12]]}}, 4, PERSONS, 0),
}  # fmt: skip


@pytest.mark.parametrize("case", CORRECTED)
def test_nor_over_releases_with_a_correction_in_between(case: str):
    """`missed`: how much further the program lets all figures together move."""
    before, after, told, campaign, missed = CORRECTED[case]
    found = Witnesses(released(before, HIDDEN, 4, campaign), released(after, HIDDEN, told, campaign, "s"))
    ranges = found.ranges()
    known = np.isfinite(ranges)
    assert (found.outside[known] <= ranges[known] + 1e-6).all()
    assert (ranges[known] - found.outside[known]).sum() <= missed + 1e-6


@pytest.mark.parametrize("seed", range(300 if FULL else 1))
def test_no_witness_of_random_releases_goes_too_far(seed: int):
    """One release or two with a correction and a late report, whatever they hide; to the public and to one insider."""
    chance = Random(seed)
    units = sorted(
        {"/".join(chance.choice("abc") for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(3, 7))}
    )
    shape, campaign = chance.choice([(one, ONE_ITEM), (two, TWO_ITEMS), (graded, PERSONS)])
    before = {
        unit: [chance.choice((0, 0, 0, 1, 2, 3, 5, 8)) for _ in range(4)] + [chance.choice((1, 3))] for unit in units
    }
    after = before | {chance.choice(units): [2, 1, 4, 0, 3], "a/late": [2, 1, 0, 0, 0]}
    releases = []
    for name, own in [("r", before), ("s", after)][: chance.randint(1, 2)]:
        nodes = sorted({above for unit in own for above in lineage([unit])[unit]})
        hidden = " ".join(node for node in nodes if chance.random() < 0.5)
        releases.append(released(shape(own), hidden, chance.randint(0, 4), campaign, name))
    found = Witnesses(*releases)
    insider = chance.randrange(len(found.insiders))
    seen = found.seen(insider)
    others = np.setdiff1d(np.arange(len(found.outside)), seen)
    assert (found.outside <= found.ranges() + 1e-6).all()
    assert (found.inside[others, insider] <= found.ranges(seen)[others] + 1e-6).all()


HELPED = {
    "a/x": [3, 0, 3, 0, 0],
    "a/y": [8, 4, 0, 0, 0],
    "a/z": [9, 1, 0, 2, 0],
    "b": [9, 5, 9, 6, 1],
    "c": [4, 8, 7, 0, 2],
}


@pytest.mark.parametrize(("own", "campaign"), [(one(HELPED), ONE_ITEM), (two(HELPED), TWO_ITEMS)])
def test_who_is_told_in_merged_grades_helps_whoever_hides(own, campaign):
    """Of all together each grade is told: what a has more of poor, b has less."""
    found = Witnesses(released(own, HIDDEN, 4, campaign, below=1))
    assert found.outside.tolist() == found.ranges().round(6).tolist()
