"""What a unit can find out that takes its own figures, and those of the units below it, off what is published.

A hidden pair of siblings hides nothing from either of the two. Looked at here are sizes below the threshold: each unit
must stay uncertain of every other one by 5, the least threshold that a campaign may set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from pingyi.attack.bounds import Subsystem, ranges, subsystems
from pingyi.attack.protected import ProtectedCell, as_matrix
from pingyi.attack.system import System, Variables
from pingyi.figures.tree import lineage
from pingyi.model import ROOT
from pingyi.protect.policy import VERY_FEW


def seen_from_inside(
    known: System, named: Variables, wanted: list[ProtectedCell]
) -> Iterator[tuple[str, ProtectedCell, int, int]]:
    """Insider, cell that it finds out too closely, and the bounds."""
    small = [cell for cell in wanted if len(cell.column) == 2 and cell.value < cell.width]
    sizes = _sizes_alone(known, named)
    for block in subsystems(sizes, as_matrix(small, len(known.truth)), np.arange(len(small))):
        owners = named.owners(block.columns)
        # A unit and those above it see its report. The office sees all.
        above = lineage(set(owners)).values()
        for insider in sorted({node for line in above for node in line} - {ROOT}):
            yield from _seen(block, insider, owners, [small[number] for number in block.numbers])


def _sizes_alone(known: System, named: Variables) -> System:
    """The equations in which no count stands: what they leave open is at least what all of them leave open."""
    rows = (known.matrix != 0).astype(np.int64) @ (~named.sizes).astype(np.int64) == 0
    fixed = known.fixed | ~named.sizes
    return replace(known, matrix=known.matrix[rows], low=known.low[rows], high=known.high[rows], fixed=fixed)


def _seen(
    block: Subsystem, insider: str, owners: list[str], cells: list[ProtectedCell]
) -> Iterator[tuple[str, ProtectedCell, int, int]]:
    mine = np.array([owner == insider or owner.startswith(f"{insider}/") for owner in owners])
    others = np.flatnonzero(np.diff(block.cells[:, np.flatnonzero(~mine)].tocsr().indptr) > 0)
    inside = System(block.matrix, block.low, block.high, block.truth, mine)
    found = ranges(inside, block.cells[others], np.full(len(others), float(VERY_FEW)))
    low, high = found.whole()
    for number in np.flatnonzero(found.narrow()):
        yield insider, cells[others[number]], int(low[number]), int(high[number])
