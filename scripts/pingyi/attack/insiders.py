"""What a unit can find out that takes its own figures, and those of the units below it, off what is published.

A hidden pair of siblings hides nothing from either of the two. Of every other unit's protected figure each must stay uncertain by 5,
the least threshold that a campaign may set; or by what the policy asks, where that is less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from pingyi.attack.bounds import Subsystem, subsystems, unknown, widen
from pingyi.attack.protected import ProtectedCell, as_matrix
from pingyi.attack.publication import Flags, Floats, Numbers
from pingyi.attack.system import System
from pingyi.attack.variables import Variables
from pingyi.figures.tree import lineage
from pingyi.model import ROOT
from pingyi.protect.policy import VERY_FEW


def widths_inside(cells: list[ProtectedCell]) -> Floats:
    """How uncertain each cell must stay to those inside."""
    return np.array([min(cell.width, VERY_FEW) for cell in cells], dtype=np.float64)


def seen_from_inside(
    sides: Sequence[System], named: Variables, cells: list[ProtectedCell], which: Numbers, seen_from: Mapping[int, str]
) -> dict[tuple[str, int], float]:
    """What insiders find out too closely of some of the cells: who, which cell by its number, and how far apart it is known to be.

    `seen_from`: by variable, the place at or above which an insider must stand to find out anything.
    """
    found: dict[tuple[str, int], float] = {}
    for number, side in enumerate(sides):
        some = which if not number else np.unique([cell for _, cell in found])
        seen = {(who, cell): apart for who, cell, apart in _side(side, named, (cells, seen_from), some)}
        found = seen if not number else {key: max(found[key], seen[key]) for key in found.keys() & seen.keys()}
    return found


def _side(
    side: System, named: Variables, about: tuple[list[ProtectedCell], Mapping[int, str]], which: Numbers
) -> Iterator[tuple[str, int, float]]:
    cells, seen_from = about
    some = [cells[number] for number in which]
    for block in subsystems(side, as_matrix(some, len(side.truth)), which, 1):
        owners = [named.units[column] for column in block.columns]
        # A unit and those above it see its report. The office sees all.
        above = lineage(set(owners)).values()
        for insider in sorted({node for line in above for node in line} - {ROOT}):
            reach = (
                len(cells[number].variables) > 1 or _may(insider, seen_from.get(cells[number].variables[0], insider))
                for number in block.numbers
            )
            suspected = np.fromiter(reach, dtype=np.bool_, count=len(block.numbers))
            yield from _seen(block, insider, owners, cells, (named.sizes[block.columns], suspected))


def _may(insider: str, place: str) -> bool:
    return f"{place}/".startswith(f"{insider}/")


def _seen(
    block: Subsystem, insider: str, owners: list[str], cells: list[ProtectedCell], flags: tuple[Flags, Flags]
) -> Iterator[tuple[str, int, float]]:
    """Nobody is kept from what is above him: of a total that he is part of he knows a part."""
    sizes, suspected = flags
    mine = np.array([owner == insider or owner.startswith(f"{insider}/") for owner in owners])
    theirs: list[bool] = [
        cells[number].own or not insider.startswith(f"{cells[number].unit}/") for number in block.numbers
    ]
    others = np.flatnonzero(
        (np.diff(block.cells[:, np.flatnonzero(~mine)].tocsr().indptr) > 0)
        & np.array(theirs, dtype=np.bool_)
        & suspected
    )
    if len(others):
        widths = widths_inside([cells[number] for number in block.numbers[others]])
        system = replace(block.system, fixed=mine)
        # With the sizes as they are each item is a block of its own, and most cells are settled there.
        items = replace(system, fixed=mine | sizes)
        found = widen(
            unknown(system, block.cells[others], widths), [system], block.cells[others], lambda _side: [items]
        )
        for number in np.flatnonzero(found.narrow()):
            yield insider, int(block.numbers[others[number]]), float(found.high[number] - found.low[number])
