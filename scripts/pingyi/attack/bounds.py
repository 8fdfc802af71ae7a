"""How far apart the values of many cells can be, block by block.

A cell is safe as soon as two solutions in whole numbers are known in which it differs by its width; every solution found
for one cell is such a witness for all others, so that most need no program of their own. Cells that stay narrow have
had a program of their own for the least and for the greatest value, each from where the one before it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from scipy import sparse

from pingyi.attack.program import TOLERANCE, Program
from pingyi.attack.publication import Flags, Floats, Numbers
from pingyi.attack.system import System

CHUNK = 4000
"""Variables in one program: small blocks are solved many at a time."""

TOGETHER, MIXED = 8, 2
"""Groups that are solved together where one alone is not enough, and how often they are mixed."""


Narrower = Callable[[System], Iterable[System]]


@dataclass(slots=True)
class Ranges:
    """What is known so far of each cell's interval: between witnesses. `programs`: how many were solved."""

    low: Floats
    high: Floats
    widths: Floats
    programs: int = 0

    def seen(self, which: Numbers, values: Floats) -> None:
        self.low[which] = np.minimum(self.low[which], values)
        self.high[which] = np.maximum(self.high[which], values)

    def narrow(self) -> Flags:
        """The cells that are not known to be as uncertain as they must be."""
        found: Flags = self.high - self.low < self.widths
        return found


def unknown(system: System, cells: sparse.csr_array, widths: Floats) -> Ranges:
    """Of each cell (a row of weights over the variables) nothing is known but that there is the truth."""
    truth = cells @ system.truth
    return Ranges(truth.copy(), truth.copy(), widths)


def widen(
    found: Ranges, sides: Sequence[System], cells: sparse.csr_array, narrower: Narrower = lambda _side: ()
) -> Ranges:
    """Look for witnesses of the cells that are still narrow.

    `narrower` gives systems that allow less; they are asked first, because they fall into more and smaller blocks: what is a
    witness there is one everywhere.
    """
    for exact in (False, True):
        for step in chain.from_iterable([side] if exact else narrower(side) for side in sides):
            if found.narrow().any():
                _widen(step, cells, found, exact=exact)
    return found


def stages(system: System, sizes: Flags, groups: Numbers) -> Iterator[System]:
    """With what lies outside a group of variables as it is: for the groups given, then for some of them together.

    Each time first with the sizes as they are, which takes the items apart; and so at last for all groups together.
    """
    for parts in chain([groups], _mixed(groups)):
        stage = _apart(system, parts)
        yield replace(stage, fixed=system.fixed | sizes)
        yield stage
    yield replace(system, fixed=system.fixed | sizes)


def _mixed(groups: Numbers) -> Iterator[Numbers]:
    """Some groups at a time, in other company each time: cells of a category need a partner of the same category."""
    for seed in range(MIXED):
        order = np.random.default_rng(seed).permutation(groups.max(initial=0) + 1)
        yield order[groups] // TOGETHER


def _apart(system: System, groups: Numbers) -> System:
    """Every sum over several groups of variables in parts: each group keeps its true one."""
    entries = system.matrix.tocoo()
    rows, columns = (part.astype(np.int64) for part in entries.coords)
    count = int(groups.max(initial=0)) + 1
    parts, part = np.unique(rows * count + groups[columns], return_inverse=True)
    matrix = sparse.csr_array((entries.data, (part, columns)), shape=(len(parts), len(groups)))
    row, true = parts // count, matrix @ system.truth
    alone = np.bincount(row, minlength=len(system.low))[row] == 1
    low, high = np.where(alone, system.low[row], true), np.where(alone, system.high[row], true)
    return replace(system, matrix=matrix, low=low, high=high, linked=system.linked[row])


@dataclass(frozen=True)
class Subsystem:
    """Some components of the system: a program of its own."""

    columns: Numbers
    system: System
    numbers: Numbers
    cells: sparse.csr_array
    offset: Floats


def subsystems(system: System, cells: sparse.csr_array, names: Numbers, size: int = CHUNK) -> Iterator[Subsystem]:
    """Independent parts of what is not fixed, small ones together up to a size in variables."""
    free = np.flatnonzero(~system.fixed)
    if not len(free) or not cells.shape[0]:
        return
    held = np.where(system.fixed, system.truth, 0.0)
    matrix, wanted = system.matrix[:, free], cells[:, free]
    shift, offset = system.matrix @ held, cells @ held
    count, label = _components(sparse.vstack([matrix, wanted]).tocsr())
    row_label, cell_label = _labels(matrix, label), _labels(wanted, label)
    for members in _chunks(label, count, cell_label, size):
        rows = np.flatnonzero(members[row_label] & (row_label >= 0))
        numbers = np.flatnonzero(members[cell_label] & (cell_label >= 0))
        columns = np.flatnonzero(members[label])
        part = System(
            matrix[rows][:, columns], system.low[rows] - shift[rows], system.high[rows] - shift[rows],
            system.truth[free[columns]], system.least[free[columns]], system.most[free[columns]],
            np.zeros(len(columns), dtype=np.bool_), system.linked[rows],
        )  # fmt: skip
        yield Subsystem(free[columns], part, names[numbers], wanted[numbers][:, columns], offset[numbers])


def _components(pattern: sparse.csr_array) -> tuple[int, Numbers]:
    rows, columns = pattern.shape
    graph = (
        sparse.bmat([[None, pattern], [pattern.T, None]], format="csr") if rows else sparse.csr_array((columns,) * 2)
    )
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    _, label = np.unique(label[-columns:], return_inverse=True)
    return int(label.max()) + 1, label


def _labels(pattern: sparse.csr_array, label: Numbers) -> Numbers:
    """The component of each row: that of its first variable; -1 for a row without any."""
    starts = pattern.indptr[:-1]
    empty = starts == pattern.indptr[1:]
    first = np.where(empty, 0, starts)
    return np.where(empty, -1, label[pattern.indices[first]] if pattern.nnz else -1)


def _chunks(label: Numbers, count: int, cell_label: Numbers, most: int) -> Iterator[Flags]:
    """Sets of components with protected cells, each set of at most so many variables or of one large component."""
    sizes = np.bincount(label, minlength=count)
    members = np.zeros(count, dtype=np.bool_)
    total = 0
    for component in np.unique(cell_label[cell_label >= 0]):
        if total and total + sizes[component] > most:
            yield members
            members, total = np.zeros(count, dtype=np.bool_), 0
        members[component] = True
        total += int(sizes[component])
    if total:
        yield members


def _widen(system: System, cells: sparse.csr_array, found: Ranges, *, exact: bool) -> None:
    """Look for witnesses of many cells at once for as long as that settles any; then, if `exact`, for one at a time."""
    narrow = np.flatnonzero(found.narrow())
    for block in subsystems(system, cells[narrow], narrow, 1 if exact else CHUNK):
        program = Program(block.system)
        for objective in _objectives(block, found):
            for sign in (1.0, -1.0):
                _seen(block, found, program, program.relaxed(block.cells.T @ (sign * objective)))
        for number in np.flatnonzero(found.narrow()[block.numbers]) if exact else ():
            _search(block, found, program, int(number))


def _search(block: Subsystem, found: Ranges, program: Program, number: int) -> None:
    """Two witnesses of one cell: among fractions first, and if these are far enough apart, among whole numbers."""
    weights = block.cells[[number]].toarray()[0]
    ends = [program.relaxed(sign * weights) for sign in (1.0, -1.0)]
    for end in ends:
        _seen(block, found, program, end)
    which, apart = block.numbers[number], weights @ (ends[0] - ends[1])
    for sign in (1.0, -1.0):
        if found.narrow()[which] and apart >= found.widths[which] - TOLERANCE:
            _seen(block, found, program, program.whole(sign * weights))


def _seen(block: Subsystem, found: Ranges, program: Program, solution: Floats) -> None:
    found.programs += 1
    if len(solution) and program.solves(whole := np.round(solution)):
        found.seen(block.numbers, block.cells @ whole + block.offset)


def _objectives(block: Subsystem, found: Ranges) -> Iterator[Floats]:
    """Weights of the block's cells, which depend on what is still narrow."""
    rng = np.random.default_rng(len(block.numbers))
    pending = len(block.numbers) + 1
    while 0 < (left := int((narrow := found.narrow()[block.numbers]).sum())) < pending:
        pending = left
        yield rng.uniform(1, 2, len(narrow)) * narrow
