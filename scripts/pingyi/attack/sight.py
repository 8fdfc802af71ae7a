"""Who sees what inside: whoever has the reports of a unit, and of those below it, at hand. The same whatever is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from pingyi.attack.publication import Numbers
from pingyi.attack.variables import Variables
from pingyi.figures.tree import lineage
from pingyi.model import ROOT

Insider = tuple[str, ...]
"""One unit, or some that tell each other what they know. The public is none."""


class Sight:
    """`insiders`: whoever sees the reports of some units, of each unit by itself if nothing else is said; `of`: by the first
    variable of a block, the numbers of those who see it.

    `first_of`: the place of a block's unit among all, by the first variable of the block.
    """

    def __init__(self, named: Variables, insiders: Sequence[Insider] | None = None) -> None:
        self.named = named
        every = sorted({unit for ids in named.units.values() for unit in ids}, key=lambda unit: unit.split("/"))
        lines = {unit: [node for node in line if node != ROOT] for unit, line in lineage(every).items()}
        place = {unit: number for number, unit in enumerate(every)}
        single = sorted({node for line in lines.values() for node in line})
        self.insiders = [(node,) for node in single] if insiders is None else list(insiders)
        numbers: dict[str, set[int]] = defaultdict(set)
        for number, insider in enumerate(self.insiders):
            for node in insider:
                numbers[node].add(number)
        sees = {unit: set().union(*(numbers[node] for node in line)) for unit, line in lines.items()}
        self.of = {start: set().union(*(sees[unit] for unit in ids)) for start, ids in named.units.items()}
        self.first_of = np.zeros(len(named.truth), dtype=np.int64)
        for blocks in named.blocks.values():
            self.first_of[blocks] = [place[min(named.units[start])] for start in blocks]
        self.seers: dict[frozenset[int], Numbers] = {}

    def viewers(self, starts: list[list[int]]) -> tuple[Numbers, Numbers]:
        """Rows and the insiders who see any of their blocks, in pairs."""
        seers = [self._seers(frozenset(every)) for every in starts]
        seen = np.repeat(np.arange(len(seers)), [len(who) for who in seers])
        return seen, np.concatenate([*seers, np.zeros(0, dtype=np.int64)])

    def _seers(self, starts: frozenset[int]) -> Numbers:
        if starts not in self.seers:
            who = sorted(set().union(*(self.of[start] for start in starts)))
            self.seers[starts] = np.array(who, dtype=np.int64)
        return self.seers[starts]

    @cached_property
    def variables(self) -> dict[Insider, Numbers]:
        """The variables that each insider knows."""
        found: dict[Insider, list[int]] = defaultdict(list)
        for start, who in self.of.items():
            subject, part, *_ = self.named.columns[start]
            for number in who:
                found[self.insiders[number]] += range(start, start + len(self.named.parts[subject, part]))
        return {insider: np.array(variables) for insider, variables in found.items()}
