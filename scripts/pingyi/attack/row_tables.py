"""Tables of rows that stand in the same published equations, and so can exchange votes.

Which equations a figure stands in is its signature.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice, zip_longest

import numpy as np

from pingyi.attack.exchange import UNLIMITED, ExchangeTable
from pingyi.attack.moved_rows import NOT_THERE, STILL, MovedRows, row_keys
from pingyi.attack.publication import Flags, Numbers
from pingyi.attack.sight import Sight
from pingyi.attack.system import System
from pingyi.attack.variables import PartKey

PARTNERS = 48
"""Rows that look for partners among each other; of more, some from all over the tree are put together."""

SCALE = 10**6
"""Weights of published sums as whole numbers: rates and scores have at most so many decimals."""


class RowTables:
    """Makes the tables that a system allows. `truth`: the variables as whole numbers."""

    def __init__(self, known: System, sight: Sight) -> None:
        self.known, self.named, self.sight = known, sight.named, sight
        named = sight.named
        self.truth = np.round(named.truth).astype(np.int64)
        self.signs = _signatures(known)
        self.kinds: dict[tuple[PartKey, range], dict[int, list[int]]] = {}
        self.block_of = np.maximum.accumulate(
            np.where(np.isin(np.arange(len(self.truth)), list(named.units)), np.arange(len(self.truth)), 0)
        )
        self.wanted = np.ones(len(self.truth), dtype=np.bool_)

    def want(self, variables: Flags) -> None:
        """Of these something is still to be shown: tables of other rows are not made."""
        self.wanted[:] = False
        self.wanted[self.block_of[variables]] = True

    def common(self, starts: list[list[int]], width: int) -> MovedRows:
        """Blocks of each row as one: what all of them have in common of each of so many columns."""
        blocks = np.array([*zip_longest([-1], *starts, fillvalue=-1)], dtype=np.int64).T[1:]
        every = np.maximum(blocks, 0)[:, :, None] + np.arange(width)
        there = (blocks >= 0)[:, :, None]
        still = (there & self.known.fixed[every]).any(axis=1)
        absent = ~there.any(axis=1)
        mass = np.where(there, self.truth[every], UNLIMITED).min(axis=1)
        signs = np.where(there, self.signs[every], 0).sum(axis=1)
        return MovedRows(
            blocks, np.where(still | absent, 0, mass), np.where(absent, NOT_THERE, np.where(still, STILL, signs))
        )

    def table(
        self, columns: Sequence[MovedRows], key: Sequence[MovedRows], sizes: Numbers, least: Numbers, most: Numbers, *,
        good: Flags | None = None, offsets: Sequence[int] | None = None, helped: range | None = None,
    ) -> ExchangeTable:  # fmt: skip
        """The rows that are alike in every column of `key`, and can move. `offsets`: of the columns within their blocks.

        `helped`: others may exchange these grades of an item.
        """
        group, which = self._groups(columns, key, _able(key, len(sizes), good))
        columns, key = ([rows.some(which) for rows in every] for every in (columns, key))
        sizes, least, most = (limit[which] for limit in (sizes, least, most))
        count, first = len(which), np.unique(group, return_index=True)[1]
        signs, keys, blocks = _beside(columns, "signs"), _beside(key, "signs"), _beside(columns, "blocks")
        label = np.repeat(np.arange(len(columns)), [rows.signs.shape[1] for rows in columns])
        same: Flags = np.asarray(label[:, None] == label, dtype=np.bool_)
        alike = np.asarray(signs[first][:, :, None] == signs[first][:, None, :], dtype=np.bool_) & same
        helpers = [] if helped is None else self._helpers(columns, group, first, blocks, helped)
        within = np.concatenate([np.isin(np.arange(rows.signs.shape[1]), helped or ()) for rows in columns])
        untold = ((keys[first] == 0) | (keys[first] == NOT_THERE)).all(axis=1) & (offsets is None)
        mass = np.hstack([rows.mass for rows in columns])
        lent = np.where(within, self._lent(helpers, count, label), 0)
        sizes, least, most = (np.pad(limit, (0, len(helpers))) for limit in (sizes, least, most))
        into = np.array([number for number, _, _ in helpers], dtype=np.int64)
        return ExchangeTable(
            np.concatenate([group, into]), np.pad(mass, ((0, len(helpers)), (0, 0))), lent, within,
            label, alike.argmax(axis=2), untold, sizes, least, most, *self._places(columns, offsets),
            self.sight.viewers([*(row[row >= 0].tolist() for row in blocks), *([start] for _, _, start in helpers)]),
        )  # fmt: skip

    def _places(self, columns: Sequence[MovedRows], offsets: Sequence[int] | None) -> tuple[Numbers, Numbers]:
        """Of each variable its row and its column, -1 for none."""
        row, column = np.full((2, len(self.truth)), -1, dtype=np.int64)
        before = 0
        for rows in columns:
            width = rows.signs.shape[1]
            where = np.arange(width) if offsets is None else np.array(offsets)
            for blocks in rows.blocks.T:
                there = np.flatnonzero(blocks >= 0)
                at = blocks[there][:, None] + where
                row[at], column[at] = there[:, None], before + np.arange(width)
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
        self, columns: Sequence[MovedRows], group: Numbers, first: Numbers, blocks: Numbers, helped: range
    ) -> list[tuple[int, int, int]]:
        """Counts of other rows that keep their sizes and can exchange grades with a group's, the largest first: group, item, block."""
        own: dict[int, set[int]] = defaultdict(set)
        for place, row in zip(group.tolist(), blocks.tolist(), strict=True):
            own[place].update(row)
        found = []
        for place, rows in enumerate(columns):
            some = int(rows.blocks.max(initial=-1))
            part = None if some < 0 else (self.named.columns[some][0], self.named.columns[some][1])
            grades = range(helped.start, min(helped.stop, rows.signs.shape[1]))
            if part is None or part not in self.named.item_parts or len(grades) < 2:
                continue
            keys = row_keys(rows.only(grades).signs)
            kinds = self._exchanging(part, grades)
            for number, row in enumerate(first):
                others = kinds.get(int(keys[row]), ()) if rows.there[row] else ()
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

    def _groups(self, columns: Sequence[MovedRows], key: Sequence[MovedRows], able: Flags) -> tuple[Numbers, Numbers]:
        """The groups of rows of which something is still to be shown, and these rows."""
        _, alike = np.unique(row_keys(_beside(key, "signs")), return_inverse=True)
        good, blocks = np.flatnonzero(able), _beside(columns, "blocks")
        places = self.sight.first_of[blocks[good, (blocks[good] >= 0).argmax(axis=1)]]
        order = good[np.lexsort((places, alike[good]))]
        _, begin, many = np.unique(alike[order], return_index=True, return_counts=True)
        rank = np.arange(len(order)) - np.repeat(begin, many)
        part = rank % np.repeat(-(-many // PARTNERS), many)
        group = np.full(len(able), -1, dtype=np.int64)
        group[order] = alike[order] * len(able) + part
        wanted = (self.wanted[blocks] & (blocks >= 0)).any(axis=1)
        which = np.flatnonzero(np.isin(group, group[wanted & able]) & able)
        return np.unique(group[which], return_inverse=True)[1], which


def _beside(rows: Sequence[MovedRows], what: str) -> Numbers:
    """The columns, or blocks, of all."""
    return np.hstack([getattr(each, what) for each in rows])


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
