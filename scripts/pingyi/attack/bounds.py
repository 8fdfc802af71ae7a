"""The tightest bounds of many cells by linear programming, block by block.

A cell is safe as soon as two solutions of the system are known in which it differs by its width; every solution found
for one cell is such a witness for all others, so that most need no program of their own. Cells that stay narrow have
had their own minimum and maximum solved. Integers are relaxed, which can only widen bounds where totals nest as they
do here by whole numbers anyway (the pools of each column form a laminar family, so its matrix is totally unimodular).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from pingyi.attack.system import Flags, Floats, Numbers, System

CHUNK = 4000
"""Variables in one program: small blocks are solved many at a time."""

TOLERANCE = 1e-6


@dataclass(slots=True)
class Ranges:
    """What is known so far of each cell's interval: between witnesses; exact for a cell that stayed narrow."""

    low: Floats
    high: Floats
    widths: Floats
    programs: int = 0

    def seen(self, which: Numbers, values: Floats) -> None:
        self.low[which] = np.minimum(self.low[which], values)
        self.high[which] = np.maximum(self.high[which], values)

    def whole(self) -> tuple[Floats, Floats]:
        """The bounds as whole numbers: nobody's count is a fraction."""
        return np.ceil(self.low - TOLERANCE), np.floor(self.high + TOLERANCE)

    def narrow(self) -> Flags:
        """The cells that are not known to be as uncertain as they must be."""
        low, high = self.whole()
        found: Flags = high - low < self.widths
        return found


def ranges(system: System, cells: sparse.csr_array, widths: Floats, held: Flags) -> Ranges:
    """The interval of each cell (a row of weights over the variables), at least as wide as shown, exact where narrow.

    First with the `held` variables (the sizes) at their true values, which takes the items apart: what is a witness there
    is one everywhere. Then, for what is still narrow, everything is left open.
    """
    truth = cells @ system.truth
    found = Ranges(truth.copy(), truth.copy(), widths)
    for fixed, exact in ((system.fixed | held, False), (system.fixed, True)):
        narrow = np.flatnonzero(found.narrow())
        for block in blocks(replace(system, fixed=fixed), cells[narrow], narrow):
            _solve(block, found, exact=exact)
    return found


@dataclass(frozen=True)
class Program:
    """The block in the words of `linprog`."""

    equal: sparse.csr_array
    equal_to: Floats
    less: sparse.csr_array
    less_than: Floats


@dataclass(frozen=True)
class Block:
    """Some components of the system: a program of its own. `group` says which component each cell belongs to."""

    columns: Numbers
    matrix: sparse.csr_array
    low: Floats
    high: Floats
    truth: Floats
    numbers: Numbers
    cells: sparse.csr_array
    offset: Floats
    group: Numbers
    most: float
    """Where nothing published holds a sum: more than anybody would guess, so that no program is unbounded."""

    @cached_property
    def program(self) -> Program:
        equal = self.low == self.high
        under = ~equal & np.isfinite(self.high)
        over = ~equal & np.isfinite(self.low)
        less = sparse.vstack([self.matrix[under], -self.matrix[over]]).tocsr()
        limits = np.concatenate([self.high[under], -self.low[over]])
        return Program(self.matrix[equal], self.low[equal], less, limits)

    def limits(self) -> Floats:
        """Bounds of the variables, a row each."""
        count = self.matrix.shape[1]
        return np.column_stack([np.zeros(count), np.full(count, self.most)])


def blocks(system: System, cells: sparse.csr_array, names: Numbers) -> Iterator[Block]:
    """Independent parts of what is not fixed, small ones together."""
    free = np.flatnonzero(~system.fixed)
    if not len(free) or not cells.shape[0]:
        return
    held = np.where(system.fixed, system.truth, 0.0)
    matrix, wanted = system.matrix[:, free], cells[:, free]
    shift, offset = system.matrix @ held, cells @ held
    count, label = _components(sparse.vstack([matrix, wanted]).tocsr())
    row_label, cell_label = _labels(matrix, label), _labels(wanted, label)
    for members in _chunks(label, count, cell_label):
        rows = np.flatnonzero(members[row_label] & (row_label >= 0))
        numbers = np.flatnonzero(members[cell_label] & (cell_label >= 0))
        columns = np.flatnonzero(members[label])
        yield Block(
            free[columns],
            matrix[rows][:, columns], system.low[rows] - shift[rows], system.high[rows] - shift[rows],
            system.truth[free[columns]],
            names[numbers], wanted[numbers][:, columns], offset[numbers], cell_label[numbers],
            2 * float(system.truth.max()) + 1000,
        )  # fmt: skip


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


def _chunks(label: Numbers, count: int, cell_label: Numbers) -> Iterator[Flags]:
    """Sets of components with protected cells, each set of about `CHUNK` variables or of one large component."""
    sizes = np.bincount(label, minlength=count)
    members = np.zeros(count, dtype=np.bool_)
    total = 0
    for component in np.unique(cell_label[cell_label >= 0]):
        if total and total + sizes[component] > CHUNK:
            yield members
            members, total = np.zeros(count, dtype=np.bool_), 0
        members[component] = True
        total += int(sizes[component])
    if total:
        yield members


def _solve(block: Block, found: Ranges, *, exact: bool) -> None:
    """Many cells at once for as long as that settles any; then, if `exact`, one cell of each component at a time."""
    rng = np.random.default_rng(len(block.numbers))
    pending = len(block.numbers) + 1
    while 0 < (left := int(found.narrow()[block.numbers].sum())) < pending:
        pending = left
        for sign in (1.0, -1.0):
            weights = sign * rng.uniform(1, 2, len(block.numbers))
            _try(block, weights, found, _limits(block, found, sign))
    if exact:
        _one_by_one(block, found)


def _one_by_one(block: Block, found: Ranges) -> None:
    limits = block.limits()
    tried = np.zeros(len(block.numbers), dtype=np.bool_)
    while True:
        pending = np.flatnonzero(found.narrow()[block.numbers] & ~tried)
        if not len(pending):
            return
        _, first = np.unique(block.group[pending], return_index=True)
        tried[chosen := pending[first]] = True
        for sign in (1.0, -1.0):
            weights = np.zeros(len(block.numbers))
            weights[chosen] = sign
            _try(block, weights, found, limits)


def _limits(block: Block, found: Ranges, sign: float) -> Floats:
    """Bounds of the variables that keep a cell from taking more than it needs, so that one solution serves many."""
    limits = block.limits()
    single = np.diff(block.cells.indptr) == 1
    cells = np.flatnonzero(single & found.narrow()[block.numbers])
    columns, numbers = block.cells.indices[block.cells.indptr[cells]], block.numbers[cells]
    low, high = found.whole()
    if sign > 0:
        limits[columns, 1] = low[numbers] + found.widths[numbers] - block.offset[cells]
    else:
        limits[columns, 0] = np.maximum(high[numbers] - found.widths[numbers] - block.offset[cells], 0)
    return limits


def _try(block: Block, weights: Floats, found: Ranges, limits: Floats) -> None:
    """Maximise one objective over the cells, and let all cells see the solution."""
    narrow = found.narrow()[block.numbers]
    if not narrow.any():
        return
    result = linprog(
        -(block.cells.T @ (weights * narrow)), A_ub=block.program.less, b_ub=block.program.less_than,
        A_eq=block.program.equal, b_eq=block.program.equal_to, bounds=limits, method="highs",
    )  # fmt: skip
    found.programs += 1
    if result.status != 0:
        raise RuntimeError(f"linear program failed: {result.message}")
    found.seen(block.numbers, block.cells @ np.maximum(result.x, 0) + block.offset)
