"""The complementary suppression hides no more than every set of nodes tried one after the other, with the whole told where it can be."""

from __future__ import annotations

from itertools import combinations
from random import Random

import numpy as np

from pingyi.disclosure.cover import Flags, SafetyRule, cover
from pingyi.disclosure.pattern import pattern, size_rule
from pingyi.protect.policy import Policy
from pingyi.protect.sums import Tree, Vector, figures
from support.protection import CAMPAIGN, MARKS, campaign_tables
from support.situations import FULL

TREES, FREE = (200, 11) if FULL else (30, 8)
SIZES = (0, 0, 0, 1, 2, 3, 5, 8, 12, 20)


def test_no_smaller_set_of_hidden_nodes_is_safe():
    rng = Random(5)
    ours = best = 0
    for _ in range(TREES):
        units = ["/".join(rng.choice("abc") for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(3, 7))]
        own = {unit: _vote(rng) for unit in units}
        found = figures(campaign_tables(own), CAMPAIGN)
        policy = Policy(rng.choice([5, 10]), depth="branch")
        few = pattern(found, policy).few
        rule, start = size_rule(found, policy, few), few | ~found.tree.published
        if (~start).sum() <= FREE:
            hidden = cover(found.tree, rule, start)
            assert safe(found.tree, rule, hidden)
            ours += int(hidden.sum())
            best += fewest(found.tree, rule, start)
    assert ours <= 1.05 * best


def _vote(rng: Random) -> dict[str, list[list[int]]]:
    counts = [rng.choice(SIZES) for _ in MARKS]
    return {"org": [counts, counts], "members": [counts]}


def fewest(tree: Tree, rule: SafetyRule, start: Flags) -> int:
    """The number of nodes in the smallest safe set, the whole left out wherever any safe set leaves it out."""
    free = np.flatnonzero(~start).tolist()
    for others in ([node for node in free if node], free):
        for count in range(len(others) + 1):
            for some in combinations(others, count):
                hidden = start.copy()
                hidden[list(some)] = True
                if safe(tree, rule, hidden):
                    return int(hidden.sum())
    raise AssertionError("to hide everything is always safe")


def safe(tree: Tree, rule: SafetyRule, hidden: Flags) -> bool:
    """Whether what is hidden below each shown node is a safe pool, and whoever hides has somebody below who does."""

    def pool(node: int) -> Vector:
        below = [child for child in tree.children[node] if hidden[child]]
        return np.sum([pool(child) for child in below], axis=0) if below else rule.values[node]

    for node, children in enumerate(tree.children):
        below = [child for child in children if hidden[child]]
        if children and hidden[node] and not below:
            return False
        if below and not hidden[node] and rule.missing(node, [pool(child) for child in below]) > 0:
            return False
    return True
