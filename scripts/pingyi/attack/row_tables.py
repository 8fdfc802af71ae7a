"""Tables of rows that stand in the same published equations, and so can exchange votes.

Which equations a figure stands in is its signature.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

import numpy as np

from pingyi.attack.exchange import UNLIMITED, ExchangeTable
from pingyi.attack.moved_rows import NOT_THERE, STILL, MovedRows, row_keys
from pingyi.attack.publication import Flags, Numbers
from pingyi.attack.system import System
from pingyi.attack.variables import PartKey, Variables
from pingyi.figures.tree import lineage
from pingyi.model import ROOT

PARTNERS = 48
"""Rows that look for partners among each other; of more, some from all over the tree are put together."""

SCALE = 10**6
"""Weights of published sums as whole numbers: rates and scores have at most so many decimals."""


class RowTables:
    """Makes the tables that a system allows. `truth`: the variables as whole numbers; `insiders`: whoever sees a report."""

    def __init__(self, known: System, named: Variables) -> None:
        self.known, self.named = known, named
        self.truth = np.round(named.truth).astype(np.int64)
        self.signs = _signatures(known)
        self.kinds: dict[tuple[PartKey, range], dict[int, list[int]]] = {}
        every = sorted({unit for ids in named.units.values() for unit in ids}, key=lambda unit: unit.split("/"))
        lines = {unit: [node for node in lineage([unit])[unit] if node != ROOT] for unit in every}
        self.place = {unit: number for number, unit in enumerate(every)}
        self.insiders = sorted({node for line in lines.values() for node in line})
        number = {insider: place for place, insider in enumerate(self.insiders)}
        self.sight = {
            start: {number[node] for unit in ids for node in lines[unit]} for start, ids in named.units.items()
        }
        self.seers: dict[frozenset[int], Numbers] = {}

    def common(self, starts: list[list[int]], width: int) -> MovedRows:
        """Blocks of each row as one: what all of them have in common of each of so many columns."""
        longest = max([1, *map(len, starts)])
        index = np.array([[*row, *[-1] * (longest - len(row))] for row in starts], dtype=np.int64).reshape(-1, longest)
        block = np.maximum(index, 0)[:, :, None] + np.arange(width)
        there = (index >= 0)[:, :, None]
        still = (there & self.known.fixed[block]).any(axis=1)
        absent = ~np.array([bool(row) for row in starts], dtype=np.bool_)[:, None]
        mass = np.where(there, self.truth[block], UNLIMITED).min(axis=1)
        signs = np.where(there, self.signs[block], 0).sum(axis=1)
        return MovedRows(
            starts, np.where(still | absent, 0, mass), np.where(absent, NOT_THERE, np.where(still, STILL, signs))
        )

    def table(
        self, columns: Sequence[MovedRows], key: Sequence[MovedRows], sizes: Numbers, least: Numbers, most: Numbers, *,
        good: Flags | None = None, offsets: Sequence[int] | None = None, helped: range | None = None,
    ) -> ExchangeTable:  # fmt: skip
        """The rows that are alike in every column of `key`, and can move. `offsets`: of the columns within their blocks.

        `helped`: others may exchange these grades of an item.
        """
        count = len(sizes)
        signs = np.hstack([rows.signs for rows in columns])
        starts = [[start for rows in columns for start in rows.starts[row]] for row in range(count)]
        keys = np.hstack([rows.signs for rows in key])
        group, first = self._groups(keys, _able(key, count, good), starts)
        label = np.repeat(np.arange(len(columns)), [rows.signs.shape[1] for rows in columns])
        same: Flags = np.asarray(label[:, None] == label, dtype=np.bool_)
        alike = np.asarray(signs[first][:, :, None] == signs[first][:, None, :], dtype=np.bool_) & same
        helpers = [] if helped is None else self._helpers(columns, group, first, starts, helped)
        within = np.concatenate([np.isin(np.arange(rows.signs.shape[1]), helped or ()) for rows in columns])
        untold = ((keys[first] == 0) | (keys[first] == NOT_THERE)).all(axis=1) & (offsets is None)
        mass = np.hstack([rows.mass for rows in columns])
        lent = np.where(within, self._lent(helpers, count, label), 0)
        sizes, least, most = (np.pad(limit, (0, len(helpers))) for limit in (sizes, least, most))
        into = np.array([number for number, _, _ in helpers], dtype=np.int64)
        return ExchangeTable(
            np.concatenate([group, into]), np.pad(mass, ((0, len(helpers)), (0, 0))), lent, within,
            label, alike.argmax(axis=2), untold, sizes, least, most, *self._places(columns, offsets),
            self._viewers([*starts, *([start] for _, _, start in helpers)]),
        )  # fmt: skip

    def _places(self, columns: Sequence[MovedRows], offsets: Sequence[int] | None) -> tuple[Numbers, Numbers]:
        """Of each variable its row and its column, -1 for none."""
        row, column = np.full((2, len(self.truth)), -1, dtype=np.int64)
        before = 0
        for rows in columns:
            width = rows.signs.shape[1]
            where = np.arange(width) if offsets is None else np.array(offsets)
            for number, blocks in enumerate(rows.starts):
                for start in blocks:
                    row[start + where], column[start + where] = number, before + np.arange(width)
            before += width
        return row, column

    def _lent(self, helpers: list[tuple[int, int, int]], count: int, label: Numbers) -> Numbers:
        """What each of those who help has of the item that it helps with; they come after so many rows."""
        lent = np.zeros((count + len(helpers), len(label)), dtype=np.int64)
        places, starts = np.array([helper[1:] for helper in helpers], dtype=np.int64).reshape(-1, 2).T
        for place in np.unique(places):
            which, columns = np.flatnonzero(places == place), np.flatnonzero(label == place)
            block = starts[which][:, None] + np.arange(len(columns))
            lent[(count + which)[:, None], columns] = np.where(self.known.fixed[block], 0, self.truth[block])
        return lent

    def _helpers(
        self, columns: Sequence[MovedRows], group: Numbers, first: Numbers, starts: list[list[int]], helped: range
    ) -> list[tuple[int, int, int]]:
        """Counts of other rows that keep their sizes and can exchange grades with a group's, the largest first: group, item, block."""
        own: dict[int, set[int]] = defaultdict(set)
        for row in np.flatnonzero(group >= 0):
            own[int(group[row])].update(starts[row])
        found = []
        for place, rows in enumerate(columns):
            some = next((every[0] for every in rows.starts if every), None)
            part = None if some is None else (self.named.columns[some][0], self.named.columns[some][1])
            grades = range(helped.start, min(helped.stop, rows.signs.shape[1]))
            if part is None or part not in self.named.item_parts or len(grades) < 2:
                continue
            keys = row_keys(rows.only(grades).signs)
            kinds = self._exchanging(part, grades)
            for number, row in enumerate(first):
                others = kinds.get(int(keys[row]), ()) if rows.starts[row] else ()
                able = (start for start in others if start not in own[number])
                found += [(number, place, start) for start in islice(able, PARTNERS)]
        return found

    def _exchanging(self, part: PartKey, grades: range) -> dict[int, list[int]]:
        """The blocks of an item by how the signatures of some grades differ, the largest first."""
        if (part, grades) not in self.kinds:
            starts = [start for start in self.named.blocks[part] if not self.named.known[start]]
            rows = self.common([[start] for start in starts], len(self.named.parts[part])).only(grades)
            found: dict[int, list[int]] = defaultdict(list)
            keys = row_keys(rows.signs)
            for row in np.lexsort((starts, -rows.mass.sum(axis=1))) if starts else ():
                found[int(keys[row])].append(starts[row])
            self.kinds[part, grades] = found
        return self.kinds[part, grades]

    def _groups(self, signs: Numbers, able: Flags, starts: list[list[int]]) -> tuple[Numbers, Numbers]:
        """The group of each row, and the first row of each group."""
        _, alike = np.unique(row_keys(signs), return_inverse=True)
        group = np.full(len(signs), -1, dtype=np.int64)
        good = np.flatnonzero(able)
        places = np.array([self.place[min(self.named.units[starts[row][0]])] for row in good], dtype=np.int64)
        order = good[np.lexsort((places, alike[good]))]
        _, begin, many = np.unique(alike[order], return_index=True, return_counts=True)
        rank = np.arange(len(order)) - np.repeat(begin, many)
        part = rank % np.repeat(-(-many // PARTNERS), many)
        _, first, found = np.unique(alike[order] * len(signs) + part, return_index=True, return_inverse=True)
        group[order] = found
        return group, order[first]

    def _viewers(self, starts: list[list[int]]) -> tuple[Numbers, Numbers]:
        seers = [self._seers(frozenset(every)) for every in starts]
        seen = np.repeat(np.arange(len(seers)), [len(who) for who in seers])
        return seen, np.concatenate([*seers, np.zeros(0, dtype=np.int64)])

    def _seers(self, starts: frozenset[int]) -> Numbers:
        """Whoever sees any of some blocks."""
        if starts not in self.seers:
            who = sorted(set().union(*(self.sight[start] for start in starts)))
            self.seers[starts] = np.array(who, dtype=np.int64)
        return self.seers[starts]


def _able(key: Sequence[MovedRows], count: int, good: Flags | None) -> Flags:
    """The rows that can move in whatever they have."""
    able: Flags = np.ones(count, dtype=np.bool_) if good is None else good.copy()
    for rows in key:
        moving: Flags = np.asarray((rows.signs != STILL).any(axis=1), dtype=np.bool_)
        able &= ~rows.there | moving
    return able


def _signatures(known: System) -> Numbers:
    """A number for each variable, the same where it stands in the same published sums: exact, since whole numbers wrap around."""
    published = known.matrix[~known.linked].tocoo()
    row, variable = published.coords
    factor = np.random.default_rng(0).integers(-(2**62), 2**62, published.shape[0])
    signs = np.zeros(published.shape[1], dtype=np.int64)
    np.add.at(signs, variable, np.rint(published.data * SCALE).astype(np.int64) * factor[row])
    return signs
