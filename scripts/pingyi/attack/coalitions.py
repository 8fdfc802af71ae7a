"""Who may tell each other what they know: two siblings, units with the same unit above them."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from pingyi.attack.publication import Flags
from pingyi.attack.sight import Insider, Sight

ASKED_SIBLINGS = 12
"""Of more siblings those who know the most: without them the least is left to hide the others."""


def sibling_pairs(sight: Sight, fixed: Flags) -> list[Insider]:
    """Two siblings who both know something that is not public. `fixed`: of each variable whether everybody knows it."""
    knowing: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (unit,), variables in sight.variables.items():
        own = variables[~fixed[variables]]
        if len(own):
            knowing[unit.rpartition("/")[0]].append((-int(sight.named.truth[own].sum()), unit))
    some = (sorted(unit for _, unit in sorted(siblings)[:ASKED_SIBLINGS]) for _, siblings in sorted(knowing.items()))
    return [pair for siblings in some for pair in combinations(siblings, 2)]
