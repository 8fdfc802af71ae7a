"""What a unit can find out that takes its own figures, and those of the units below it, off what is published.

A hidden pair of siblings hides nothing from either of the two. Of every other unit's protected figure each must stay uncertain by 5,
the least threshold that a campaign may set; or by what the policy asks, where that is less.

A witness that moves as few figures as it can deceives everybody who has none of these. So only those who have one are asked for:
a witness without theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pingyi.attack.bounds import subsystems
from pingyi.attack.moves import Moves
from pingyi.attack.program import TOLERANCE
from pingyi.attack.protected import ProtectedCell, as_matrix
from pingyi.attack.publication import Floats, Numbers
from pingyi.attack.system import System
from pingyi.attack.variables import Variables
from pingyi.figures.tree import lineage
from pingyi.model import ROOT
from pingyi.protect.policy import VERY_FEW

Inside = dict[tuple[str, int], float]
"""Of an insider and a cell, by its number, how far apart the cell's values are known to be."""


def widths_inside(cells: list[ProtectedCell]) -> Floats:
    """How uncertain each cell must stay to those inside."""
    return np.array([min(cell.width, VERY_FEW) for cell in cells], dtype=np.float64)


def seen_from_inside(
    sides: Sequence[System], named: Variables, cells: list[ProtectedCell], which: Numbers, seen_from: Mapping[int, str]
) -> Inside:
    """What insiders find out too closely of some of the cells.

    `seen_from`: by variable, the place at or above which an insider must stand to find out anything.
    """
    found: Inside = {}
    pending = {int(number): _suspects(cells[number], seen_from) for number in which}
    for side in (_sizes_alone(side, named) for side in sides):
        for number, seen in _side(side, named, cells, pending):
            pending[number] = set(seen)
            found |= {(who, number): max(apart, found.get((who, number), 0)) for who, apart in seen.items()}
        pending = {number: who for number, who in pending.items() if who is None or who}
    return {(who, number): apart for (who, number), apart in found.items() if who in (pending.get(number) or ())}


def _sizes_alone(side: System, named: Variables) -> System:
    """The equations in which no count stands: what they leave open is at least what all of them leave open."""
    rows = (side.matrix != 0).astype(np.int64) @ (~named.sizes).astype(np.int64) == 0
    return replace(
        side, matrix=side.matrix[rows], low=side.low[rows], high=side.high[rows],
        fixed=side.fixed | ~named.sizes, linked=side.linked[rows],
    )  # fmt: skip


def _suspects(cell: ProtectedCell, seen_from: Mapping[int, str]) -> set[str] | None:
    """Who may find out something of a cell; None where it may be anybody."""
    place = seen_from.get(cell.variables[0]) if len(cell.variables) == 1 else None
    return None if place is None else {who for who in _line(place) if _asks(who, cell)}


def _line(unit: str) -> list[str]:
    """A unit and those above it, who all see its report. The office sees all."""
    return [node for node in lineage([unit])[unit] if node != ROOT]


def _asks(insider: str, cell: ProtectedCell) -> bool:
    """Whether a cell is to be kept from an insider: not his own; nor, but for its own report, what he is a part of."""
    return not f"{cell.unit}/".startswith(f"{insider}/") and (cell.own or not insider.startswith(f"{cell.unit}/"))


def _side(
    side: System, named: Variables, cells: list[ProtectedCell], pending: Mapping[int, set[str] | None]
) -> Iterator[tuple[int, dict[str, float]]]:
    """Of each cell that can move who knows it too closely, and how far apart."""
    which = np.array(list(pending), dtype=np.int64)
    for block in subsystems(side, as_matrix([cells[number] for number in which], len(side.truth)), which, 1):
        moves = Moves(block.system)
        lines = [_line(named.units[column]) for column in block.columns]
        for row, number in enumerate(block.numbers.tolist()):
            search = _Search(moves, lines, cells[number], block.cells[[row]].toarray()[0])
            yield number, dict(search.found(pending[number]))


@dataclass(slots=True)
class _Search:
    """The search for witnesses of one cell. `lines`: of each variable whoever sees it; `weights`: of the cell."""

    moves: Moves
    lines: list[list[str]]
    cell: ProtectedCell
    weights: Floats

    def found(self, suspects: set[str] | None) -> Iterator[tuple[str, float]]:
        """Who knows the cell too closely."""
        width = min(self.cell.width, VERY_FEW)
        witnesses = [] if suspects is not None else [self._apart("", width)]
        asked = suspects if suspects is not None else witnesses[0][1]
        for insider in sorted(who for who in asked if _asks(who, self.cell)):
            if not any(apart >= width and insider not in seen for apart, seen in witnesses):
                witnesses.append(self._apart(insider, width))
                if witnesses[-1][0] < width:
                    yield insider, witnesses[-1][0]

    def _apart(self, insider: str, width: int) -> tuple[float, set[str]]:
        """How far the cell moves, up and down together, without the insider's figures; and who would see it."""
        still = np.array([insider in line for line in self.lines], dtype=np.bool_)
        seen: set[str] = set()
        apart = 0.0
        for sign in (1.0, -1.0):
            if apart < width:
                moved = self.moves.furthest(sign * self.weights, width - apart, still)
                apart += float(np.floor(abs(self.weights @ moved) + TOLERANCE))
                seen |= {who for column in np.flatnonzero(moved) for who in self.lines[column]}
        return apart, seen
