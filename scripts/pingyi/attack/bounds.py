"""The tightest bounds of many cells by linear programming, block by block.

A cell is safe as soon as two solutions of the system are known in which it differs by its width; every solution found
for one cell is such a witness for all others, so that most need no program of their own. Cells that stay narrow have
had their own minimum and maximum solved. Integers are relaxed, which can only widen bounds where totals nest as they
do here by whole numbers anyway (the pools of each column form a laminar family, so its matrix is totally unimodular).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from pingyi.attack.system import Flags, Floats, System

CHUNK = 4000
"""Variables in one program: small blocks are solved many at a time."""

SAMPLES = 3
"""Programs with random objectives, before cells are taken one by one."""

TOLERANCE = 1e-6


@dataclass(slots=True)
class Ranges:
    """What is known so far of each cell's interval: between witnesses; exact for a cell that stayed narrow."""

    low: Floats
    high: Floats
    programs: int = 0

    def seen(self, which: Floats, values: Floats) -> None:
        self.low[which] = np.minimum(self.low[which], values)
        self.high[which] = np.maximum(self.high[which], values)

    def narrow(self, widths: Floats) -> Flags:
        found: Flags = self.high - self.low < widths - TOLERANCE
        return found


def ranges(system: System, cells: sparse.csr_array, widths: Floats) -> Ranges:
    """The interval of each cell (a row of weights over the variables), at least as wide as shown, exact where narrow."""
    truth = cells @ system.truth
    found = Ranges(truth.copy(), truth.copy())
    for block in _blocks(system, cells):
        _solve(block, found, widths)
    return found


@dataclass(frozen=True)
class Block:
    """Some components of the system: a program of its own. `group` says which component each cell belongs to."""

    matrix: sparse.csr_array
    low: Floats
    high: Floats
    numbers: Floats
    cells: sparse.csr_array
    offset: Floats
    group: Floats
    most: float
    """Where nothing published holds a sum: more than anybody would guess, so that no program is unbounded."""


def _blocks(system: System, cells: sparse.csr_array) -> Iterator[Block]:
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
            matrix[rows][:, columns], system.low[rows] - shift[rows], system.high[rows] - shift[rows],
            numbers, wanted[numbers][:, columns], offset[numbers], cell_label[numbers],
            2 * float(system.truth.max()) + 1000,
        )  # fmt: skip


def _components(pattern: sparse.csr_array) -> tuple[int, Floats]:
    rows, columns = pattern.shape
    graph = sparse.bmat([[None, pattern], [pattern.T, None]], format="csr") if rows else sparse.csr_array((columns,) * 2)
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    _, label = np.unique(label[-columns:], return_inverse=True)
    return int(label.max()) + 1, label


def _labels(pattern: sparse.csr_array, label: Floats) -> Floats:
    """The component of each row: that of its first variable; -1 for a row without any."""
    starts = pattern.indptr[:-1]
    empty = starts == pattern.indptr[1:]
    first = np.where(empty, 0, starts)
    return np.where(empty, -1, label[pattern.indices[first]] if pattern.nnz else -1)


def _chunks(label: Floats, count: int, cell_label: Floats) -> Iterator[Flags]:
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


def _solve(block: Block, found: Ranges, widths: Floats) -> None:
    program = _program(block)
    rng = np.random.default_rng(len(block.numbers))
    for _ in range(SAMPLES):
        _try(block, program, rng.choice([-1.0, 1.0], len(block.numbers)), found, widths)
    tried = np.zeros(len(block.numbers), dtype=np.bool_)
    while True:
        pending = np.flatnonzero(found.narrow(widths)[block.numbers] & ~tried)
        if not len(pending):
            return
        _, first = np.unique(block.group[pending], return_index=True)
        chosen = pending[first]
        tried[chosen] = True
        for sign in (-1.0, 1.0):
            weights = np.zeros(len(block.numbers))
            weights[chosen] = sign
            _try(block, program, weights, found, widths)


@dataclass(frozen=True)
class Program:
    """The block in the words of `linprog`."""

    equal: sparse.csr_array
    equal_to: Floats
    less: sparse.csr_array
    less_than: Floats


def _program(block: Block) -> Program:
    equal = block.low == block.high
    under = ~equal & np.isfinite(block.high)
    over = ~equal & np.isfinite(block.low)
    less = sparse.vstack([block.matrix[under], -block.matrix[over]]).tocsr()
    return Program(block.matrix[equal], block.low[equal], less, np.concatenate([block.high[under], -block.low[over]]))


def _try(block: Block, program: Program, weights: Floats, found: Ranges, widths: Floats) -> None:
    """Solve for one objective over the cells, and let all cells that are still narrow see the solution."""
    narrow = found.narrow(widths)[block.numbers]
    if not narrow.any():
        return
    result = linprog(
        (block.cells.T @ (weights * narrow)), A_ub=program.less, b_ub=program.less_than,
        A_eq=program.equal, b_eq=program.equal_to, bounds=(0, block.most), method="highs",
    )  # fmt: skip
    found.programs += 1
    if result.status != 0:
        raise RuntimeError(f"linear program failed: {result.message}")
    found.seen(block.numbers, block.cells @ np.maximum(result.x, 0) + block.offset)
