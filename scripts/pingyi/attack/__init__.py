"""A release as an adversary sees it: what can be worked out about those who were to stay hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pingyi.attack.bounds import ranges, stages
from pingyi.attack.insiders import seen_from_inside
from pingyi.attack.protected import ProtectedCell, as_matrix, protected_cells
from pingyi.attack.system import Publication, System, Variables, system, variables
from pingyi.protect.policy import Policy


@dataclass(frozen=True, slots=True)
class Bound:
    """What an adversary can say of a protected cell; `insider`: with the figures of this unit and those below it at hand."""

    cell: ProtectedCell
    low: int
    high: int
    insider: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """`narrow`: cells found out more closely than the policy allows. `implied`: zeros of hidden units found out."""

    checked: int
    narrow: tuple[Bound, ...]
    implied: tuple[Bound, ...]
    programs: int


def attack(publications: list[Publication], policy: Policy) -> Audit:
    """Attack the last of some releases with all that the earlier ones say too.

    Raises `UnknownFigureError` if a release holds a figure that the attack has no equation for.
    """
    named = variables(publications)
    known = system(publications, named)
    return _audit(known, named, protected_cells(publications, named, known.fixed, policy), policy)


def _audit(known: System, named: Variables, wanted: list[ProtectedCell], policy: Policy) -> Audit:
    widths = np.array([cell.width for cell in wanted], dtype=np.float64)
    found = ranges(known, as_matrix(wanted, len(known.truth)), widths, stages(known, named.sizes, named.branches))
    low, high = found.whole()
    bounds = [Bound(wanted[number], int(low[number]), int(high[number])) for number in np.flatnonzero(found.narrow())]
    implied = tuple(bound for bound in bounds if bound.cell.attribute)
    narrow = tuple(bound for bound in bounds if not bound.cell.attribute or policy.attribute == "merge")
    if not narrow:
        inside = seen_from_inside(known, named, wanted)
        narrow = tuple(Bound(cell, least, most, insider) for insider, cell, least, most in inside)
    return Audit(len(wanted), narrow, implied, found.programs)
