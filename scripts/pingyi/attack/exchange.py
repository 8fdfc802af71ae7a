"""Witnesses without a program: rows that the public cannot tell apart may share out what they have together in any way.

Of a table of which only the margins are published, with n votes in some rows and N in all, the rows can have between
max(0, n − (N − T)) and min(n, T) of the T votes in a column: Fréchet's bounds, which whole numbers reach. Where nobody knows how many votes a
row has, n lies between its own bounds. Both ends are two worlds of whole numbers in which everything published is as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from pingyi.attack.publication import Flags, Numbers

UNLIMITED = 10**9
FROM_NOWHERE = 10**6
"""How much may come from nowhere, or go there, where nothing at all is published."""


@dataclass(frozen=True)
class ExchangeTable:
    """Tables, each a group of rows.

    `group`: of each row, -1 for a row that takes no part; `mass`: rows × columns, what can be moved; `lent`: the same of rows that keep
    their sizes and help only, by exchanging grades of the columns `within`. `part`: of each column the item that it belongs to;
    `kind`: groups × columns, the same number for columns that nobody can tell apart; `untold`: of each group whether nothing is
    published of it. `sizes`: what each row has in all; its `least` and `most`. `row`, `column`: of each variable, -1 for none.
    `viewers`: rows and insiders in pairs.
    """

    group: Numbers
    mass: Numbers
    lent: Numbers
    within: Flags
    part: Numbers
    kind: Numbers
    untold: Flags
    sizes: Numbers
    least: Numbers
    most: Numbers
    row: Numbers
    column: Numbers
    viewers: tuple[Numbers, Numbers]

    @cached_property
    def amounts(self) -> Numbers:
        """Rows × amounts that add up: least, most, size; then for each column, with those that nobody can tell from it, what there is,
        what others would lend of it, what they have to lend for it, what they would take of it, and what there is to give them for it.
        """
        alike = (self.kind[:, :, None] == self.kind[:, None, :]).astype(np.int64)[self.group]
        same = (self.part[:, None] == self.part).astype(np.int64)
        some = np.where(self.within, self.mass, 0)
        mass, gain, given = (np.einsum("rc,rcd->rd", each, alike) for each in (self.mass, self.lent, some))
        return np.column_stack(
            [self.least, self.most, self.sizes, mass, gain, self.lent @ same - gain, given, some @ same - given]
        )

    @cached_property
    def nowhere(self) -> Numbers:
        """What there is more of where nothing is published."""
        columns = len(self.part)
        return np.array([0, UNLIMITED, FROM_NOWHERE, *[FROM_NOWHERE] * columns, *[0] * 4 * columns], dtype=np.int64)

    @cached_property
    def several(self) -> Flags:
        """Groups × columns: whether there is another column that it can be exchanged with within a row."""
        return np.asarray((self.kind[:, :, None] == self.kind[:, None, :]).sum(axis=2) > 1)

    def entries(self, cells: sparse.csr_array) -> tuple[Numbers, Numbers, Numbers]:
        """Cells (rows of weights over variables), the rows that they are sums over, and their columns, in threes."""
        found = cells.tocoo()
        cell, variable = (part.astype(np.int64) for part in found.coords)
        row = self.row[variable]
        good = row >= 0
        good[good] = self.group[row[good]] >= 0
        return cell[good], row[good], self.column[variable[good]]


@dataclass(frozen=True)
class Apart:
    """How far apart a table's witnesses of each cell are, and what insiders see less: cells, insiders and how much, in threes."""

    width: Numbers
    cell: Numbers
    insider: Numbers
    less: Numbers


@dataclass(frozen=True)
class _Places:
    """Cells and the groups that they have rows in, in pairs: what they have there, and how far it can move.

    `own`: the least and the most of the rows. `alone`: whether the cell has rows in no other group; two groups may not use the same help at once.
    """

    cell: Numbers
    group: Numbers
    column: Numbers
    own: Numbers
    alone: Flags
    width: Numbers


def apart(table: ExchangeTable, cells: sparse.csr_array, insiders: int) -> Apart:
    """How far the table's rows can move each cell, for whoever is outside and for whoever sees some of the rows."""
    count, groups = cells.shape[0], len(table.kind)
    cell, row, column = table.entries(cells)
    if not len(cell):
        none = np.zeros(0, dtype=np.int64)
        return Apart(np.zeros(count, dtype=np.int64), none, none, none)
    columns = np.zeros(count, dtype=np.int64)
    columns[cell] = column
    total = _totals(table, table.group, np.arange(len(table.group)), groups)
    total[:, table.untold] += table.nowhere
    pairs, place = np.unique(cell * groups + table.group[row], return_inverse=True)
    at, group = pairs // groups, pairs % groups
    own = _summed(place, np.column_stack([table.least, table.most])[row], len(pairs))
    alone = np.bincount(at, minlength=count)[at] == 1
    several = table.several[group, columns[at]]
    width = _width(own, _of_column(total, columns[at], alone.astype(np.int64), group), several)
    outside = np.bincount(at, weights=width, minlength=count).astype(np.int64)
    places = _Places(at, group, columns[at], own, alone, width)
    return Apart(outside, *_inside(table, places, total, _seen_parts(table, cell, row, insiders), insiders))


def _inside(
    table: ExchangeTable, places: _Places, total: Numbers, parts: Numbers, insiders: int
) -> tuple[Numbers, Numbers, Numbers]:
    """The same without the rows that an insider sees: of the cells in whose groups he has any."""
    seen, who = table.viewers
    good = table.group[seen] >= 0
    seen, who = seen[good], who[good]
    sights, place = np.unique(table.group[seen] * insiders + who, return_inverse=True)
    his = _totals(table, place, seen, len(sights))
    # Every cell of a group beside everybody inside.
    first = np.searchsorted(sights // insiders, np.arange(len(table.kind) + 1))
    pair, sight = _beside(first[places.group], first[places.group + 1])
    group, column, helped = places.group[pair], places.column[pair], places.alone[pair].astype(np.int64)
    rest = _of_column(total, column, helped, group) - _of_column(his, column, helped, sight)
    left = _width(places.own[pair], rest, table.several[group, column])
    insider = sights[sight] % insiders
    # Whose own rows are among those of the cell sees more than this: then nothing is shown.
    left[np.isin(places.cell[pair] * insiders + insider, parts)] = 0
    return places.cell[pair], insider, places.width[pair] - left


def _seen_parts(table: ExchangeTable, cell: Numbers, row: Numbers, insiders: int) -> Numbers:
    """Cells of which an insider sees some rows, as cell · insiders + insider."""
    seen, who = table.viewers
    order = np.argsort(seen, kind="stable")
    seen, who = seen[order], who[order]
    pair, sight = _beside(np.searchsorted(seen, row), np.searchsorted(seen, row, side="right"))
    return np.unique(cell[pair] * insiders + who[sight])


def _beside(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """Each number beside every one of its range."""
    many = last - first
    pair = np.repeat(np.arange(len(first)), many)
    return pair, np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many) + first[pair]


def _of_column(sums: Numbers, column: Numbers, *place: Numbers) -> Numbers:
    """Of the sums at each place those that matter for a column: least, most, size, and the five amounts of the column."""
    columns = (sums.shape[-1] - 3) // 5
    which = np.column_stack(
        [*(np.full_like(column, limit) for limit in range(3)), *(3 + column + columns * each for each in range(5))]
    )
    return np.asarray(sums[(*(each[:, None] for each in place), which)])


def _width(own: Numbers, total: Numbers, several: Flags) -> Numbers:
    """How far apart the least and the greatest number in a column of some rows are.

    `own`: the least and the most of the rows together; `total`: of all rows as in `_of_column`.
    """
    least, most, size, whole, gain, room, given, other = total.T
    most, least = np.minimum(own[:, 1], size - least + own[:, 0]), np.maximum(own[:, 0], size - most + own[:, 1])
    high = np.minimum(whole + np.minimum(gain, other), most)
    rest = size - whole + np.minimum(given, room)
    low = np.where(several, 0, np.maximum(0, least - rest))
    return np.asarray(np.maximum(high - low, 0), dtype=np.int64)


def _totals(table: ExchangeTable, place: Numbers, rows: Numbers, count: int) -> Numbers:
    """Sums of rows by place, without those that help and with them."""
    helping: Flags = np.asarray(table.lent.any(axis=1), dtype=np.bool_)
    good = (place >= 0) & ~helping[rows]
    without = _summed(np.where(good, place, -1), table.amounts[rows], count)
    return np.stack([without, _summed(place, table.amounts[rows], count)])


def _summed(place: Numbers, amounts: Numbers, count: int) -> Numbers:
    found = np.zeros((count, amounts.shape[1]), dtype=np.int64)
    np.add.at(found, place[place >= 0], amounts[place >= 0])
    return found
