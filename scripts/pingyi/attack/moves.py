"""Witnesses close to the truth: numbers that are allowed too, fractions maybe, of which as few as can be differ from the true ones."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from pingyi.attack.program import TOLERANCE, Program
from pingyi.attack.publication import Flags, Floats
from pingyi.attack.system import System

COST = 1e-5
"""What a step of any figure costs, beside a step of the one that is wanted: no more than it takes."""


class Moves:
    """Steps up and steps down from the truth of a system without fixed variables."""

    def __init__(self, system: System) -> None:
        self.system = system
        truth = system.truth
        count = len(truth)
        held = system.matrix @ truth
        self.room = np.concatenate([system.most - truth, truth - system.least])
        # A price of its own for each, so that one way is the cheapest, and the same on every machine.
        self.price = COST * np.random.default_rng(count).uniform(1, 2, 2 * count)
        steps = sparse.hstack([system.matrix, -system.matrix], format="csr")
        none = np.zeros(2 * count)
        self.steps = System(
            steps, system.low - held, system.high - held, none, none, self.room, none > 0, system.linked
        )  # fmt: skip
        self.program = Program(self.steps)

    def furthest(self, objective: Floats, most: float, still: Flags) -> Floats:
        """How each figure moves where the objective grows, but no part of it by more than `most`, and those of `still` stay."""
        room = np.where(np.tile(objective != 0, 2), np.minimum(self.room, most), self.room)
        room[np.tile(still, 2)] = 0
        costs = np.concatenate([objective, -objective]) - self.price
        up, down = np.split(self.program.within(room, costs), 2)
        moved: Floats = up - down
        return np.where(np.abs(moved) < TOLERANCE, 0.0, moved)
