"""What a unit can find out that takes its own figures, and those of the units below it, off what is published.

A hidden pair of siblings hides nothing from either of the two. Of every other unit's protected figure each must stay uncertain by 5,
the least threshold that a campaign may set; or by what the policy asks, where that is less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from pingyi.attack.bounds import Subsystem, subsystems, unknown, widen
from pingyi.attack.protected import ProtectedCell, as_matrix
from pingyi.attack.publication import Floats, Numbers
from pingyi.attack.system import System
from pingyi.attack.variables import Variables
from pingyi.figures.tree import lineage
from pingyi.model import ROOT
from pingyi.protect.policy import VERY_FEW

Seen = tuple[str, int, float]
"""Who finds out which cell, by its number, and how far apart its values are known to be."""


def widths_inside(cells: list[ProtectedCell]) -> Floats:
    """How uncertain each cell must stay to those inside."""
    return np.array([min(cell.width, VERY_FEW) for cell in cells], dtype=np.float64)


def seen_from_inside(known: System, named: Variables, cells: list[ProtectedCell], which: Numbers) -> Iterator[Seen]:
    """What insiders find out too closely of some of the cells."""
    some = [cells[number] for number in which]
    for block in subsystems(known, as_matrix(some, len(known.truth)), which):
        owners = [named.units[column] for column in block.columns]
        # A unit and those above it see its report. The office sees all.
        above = lineage(set(owners)).values()
        for insider in sorted({node for line in above for node in line} - {ROOT}):
            yield from _seen(block, insider, owners, widths_inside([cells[number] for number in block.numbers]))


def _seen(block: Subsystem, insider: str, owners: list[str], widths: Floats) -> Iterator[Seen]:
    mine = np.array([owner == insider or owner.startswith(f"{insider}/") for owner in owners])
    others = np.flatnonzero(np.diff(block.cells[:, np.flatnonzero(~mine)].tocsr().indptr) > 0)
    if len(others):
        system = replace(block.system, fixed=mine)
        found = widen(unknown(system, block.cells[others], widths[others]), system, block.cells[others])
        for number in np.flatnonzero(found.narrow()):
            yield insider, int(block.numbers[others[number]]), float(found.high[number] - found.low[number])
