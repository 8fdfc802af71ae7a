"""Who can exchange votes with whom: each thing that a unit said by itself; and all that it ever said of the same, by the same steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from pingyi.attack.exchange import UNLIMITED, ExchangeTable
from pingyi.attack.moved_rows import STILL, MovedRows, merged_grades, row_keys
from pingyi.attack.publication import Flags, Numbers
from pingyi.attack.row_tables import RowTables
from pingyi.attack.sight import Sight
from pingyi.attack.system import System
from pingyi.attack.variables import PartKey, Variables
from pingyi.protect.sums import BASE

TRIED_AMONG = (0, 0.25, 0.5, 0.75, 1)
"""Where among the numbers of persons graded those lie that are tried as the ratings that go with each ballot."""

Behind = dict[int, dict[PartKey, list[int]]]
"""Of each size the blocks of counts that add up to it, by item."""


class Partners:
    """The rows of a system that are tried together.

    `triples`: the variables of ballots, ratings and persons graded, of whoever graded persons.
    """

    def __init__(self, known: System, sight: Sight, triples: set[tuple[int, int, int]], behind: Behind) -> None:
        self.known, self.named, self.behind = known, sight.named, behind
        self.graded: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for triple in sorted(triples):
            for variable in triple[:2]:
                self.graded[variable].append(triple)
        self.rows = RowTables(known, sight)

    def tables(self, wanted: Callable[[], Flags]) -> Iterator[ExchangeTable]:
        """The tables of the variables of which something is still wanted, those in which sizes move first."""
        for part in sorted(self.named.blocks.keys() - self.named.item_parts):
            its = self._variables({other for other in self.named.blocks if other[0] == part[0]})
            yield from self._while(self._of_sizes(part), its, wanted)
        for part in sorted(self.named.item_parts):
            yield from self._while(self._of_counts(part), self._variables({part}), wanted)

    def _variables(self, parts: set[PartKey]) -> Flags:
        """Those of some parts."""
        found = np.zeros(len(self.rows.truth), dtype=np.bool_)
        for part in parts:
            for offset in range(len(self.named.parts[part])):
                found[np.array(self.named.blocks[part], dtype=np.int64) + offset] = True
        return found

    def _while(
        self, tables: Iterator[ExchangeTable], its: Flags, wanted: Callable[[], Flags]
    ) -> Iterator[ExchangeTable]:
        """Tables for as long as any of these variables is wanted: none is made before."""
        while (some := wanted() & its).any():
            self.rows.want(some)
            if (table := next(tables, None)) is None:
                return
            if len(table.kind):
                yield table

    def _of_sizes(self, part: PartKey) -> Iterator[ExchangeTable]:
        free = [start for start in self.named.blocks[part] if not self.known.fixed[start]]
        if part[1] == BASE["ratings"]:
            for rows in self._alone_and_together(free):
                yield from self._ratings(rows)
        elif (part[0], BASE["ratings"]) in self.named.blocks:
            yield from self._ballots(free)
        else:
            for rows in self._alone_and_together(free):
                yield from self._votes(rows)

    def _of_counts(self, part: PartKey) -> Iterator[ExchangeTable]:
        for rows in self._alone_and_together(self.named.blocks[part]):
            yield from self._counts(self.rows.common(rows, len(self.named.parts[part])))

    def _alone_and_together(self, starts: Iterable[int]) -> Iterator[list[list[int]]]:
        """Each by itself; then all of a person together, where anybody has several."""
        found: dict[str, list[int]] = defaultdict(list)
        for start in starts:
            if not self.named.known[start]:
                found[self.named.persons[start]].append(start)
        yield [[start] for every in found.values() for start in every]
        if any(len(every) > 1 for every in found.values()):
            yield list(found.values())

    def _votes(self, rows: list[list[int]]) -> Iterator[ExchangeTable]:
        """Ballots, with as many votes of each item."""
        columns, moved, least = self._whole(rows)
        yield from self._tables(columns, moved, least, np.full(len(rows), UNLIMITED))

    def _ratings(self, rows: list[list[int]]) -> Iterator[ExchangeTable]:
        """Ratings may not be more than ballots times persons graded, and how many these are is never told.

        Either they move while the ballots stay; or so many ratings with each ballot.
        """
        graded = [[triple for start in starts for triple in self.graded.get(start, ())] for starts in rows]
        rows = [starts for starts, found in zip(rows, graded, strict=True) if found]
        graded = [found for found in graded if found]
        if not rows:
            return
        columns, moved, least = self._whole(rows)
        limits = [[self._limit(triple) for triple in found] for found in graded]
        room = np.array([min(few * most - many for few, many, most in found) for found in limits])
        yield from self._tables(columns, moved, least, moved + room)
        together = [*columns, self.rows.common([sorted({valid for valid, _, _ in found}) for found in graded], 1)]
        closed = [
            all(found[1] in starts for valid, _, _ in its for found in self.graded[valid])
            for starts, its in zip(rows, graded, strict=True)
        ]
        most = np.array([min(persons for _, _, persons in found) for found in limits])
        often = np.array([min(many // few for few, many, _ in found) for found in limits])
        none, limitless = np.zeros_like(most), np.full(len(rows), UNLIMITED)
        for level in TRIED_AMONG:
            each = _level(level, row_keys(np.hstack([columns.signs for columns in together])), most, often)
            spared = [
                min(_packs(*limit, at) for limit in found) for found, at in zip(limits, each.tolist(), strict=True)
            ]
            packs = np.maximum(0, np.minimum(spared, (moved - least) // each))
            good = (most >= each) & np.array(closed, dtype=np.bool_)
            yield from self._tables(columns, packs * each, none, limitless, key=together, good=good)
            yield self.rows.table([together[-1].cut(packs)], together, packs, none, limitless, good=good)

    def _ballots(self, free: list[int]) -> Iterator[ExchangeTable]:
        """Ballots of which there are ratings, these as they are: so many ballots as they need stay."""
        rows = [start for start in free if start in self.graded]
        if rows:
            found = self.rows.common([[start] for start in rows], 1)
            limits = [[self._limit(triple) for triple in self.graded[start]] for start in rows]
            least = np.array([max(-(-many // most) for _, many, most in each) for each in limits])
            yield self.rows.table([found], [found], found.mass[:, 0], least, np.full(len(rows), UNLIMITED))

    def _limit(self, triple: tuple[int, int, int]) -> tuple[int, int, int]:
        """Ballots, ratings, and the most persons that may have been graded."""
        valid, ratings, persons = triple
        return int(self.rows.truth[valid]), int(self.rows.truth[ratings]), int(self.known.most[persons])

    def _tables(
        self, columns: Sequence[MovedRows], sizes: Numbers, least: Numbers, most: Numbers, *,
        key: Sequence[MovedRows] | None = None, good: Flags | None = None,
    ) -> Iterator[ExchangeTable]:  # fmt: skip
        """Rows that move with their sizes, helped by others: with all grades, then with the worse ones alone, as they are merged."""
        cut = [rows.cut(sizes) for rows in columns]
        for helped in merged_grades(max(rows.mass.shape[1] for rows in columns)):
            yield self.rows.table(cut, key or columns, sizes, least, most, good=good, helped=helped)

    def _counts(self, every: MovedRows) -> Iterator[ExchangeTable]:
        """The counts of an item, sizes as they are: of all grades, then of the worse ones alone, as they are merged."""
        for some in merged_grades(every.mass.shape[1]):
            rows = every.only(some)
            sizes = rows.mass.sum(axis=1)
            good = (rows.signs != STILL).sum(axis=1) > 1
            yield self.rows.table([rows], [rows], sizes, sizes, sizes, offsets=some, good=good)

    def _whole(self, rows: list[list[int]]) -> tuple[list[MovedRows], Numbers, Numbers]:
        """Sizes and the counts behind them, moved together; how much can be moved, and the least of that."""
        size = self.rows.common(rows, 1)
        items = sorted({part for starts in rows for start in starts for part in self.behind.get(start, ())})
        found = [
            self.rows.common(
                [
                    [*{block for start in starts for block in self.behind.get(start, {}).get(item, ())}]
                    for starts in rows
                ],
                len(self.named.parts[item]),
            )
            for item in items
        ]
        moved = size.mass[:, 0]
        for counts in found:
            moved = np.where(counts.there, np.minimum(moved, counts.mass.sum(axis=1)), moved)
        return [size, *found], moved, np.maximum(0, 1 - (size.mass[:, 0] - moved))


def _level(level: float, group: Numbers, most: Numbers, often: Numbers) -> Numbers:
    """Of each row how many ratings go with a ballot in its group, 1 at least."""
    found = np.ones_like(most)
    for one in np.unique(group):
        where = group == one
        found[where] = np.quantile(np.concatenate([most[where], often[where]]), level, method="nearest")
    return np.maximum(1, found)


def _packs(ballots: int, ratings: int, persons: int, each: int) -> int:
    """How many ballots can go elsewhere with `each` ratings: one stays, and what stays is not too much for those that stay."""
    room = ballots * persons - ratings
    return min(ballots - 1, room // (persons - each) if persons > each else ballots)


def behind(known: System, named: Variables) -> Behind:
    """What adds up to what, the same whatever is published."""
    found: Behind = defaultdict(lambda: defaultdict(list))
    for row in np.flatnonzero(known.linked):
        entries = slice(*known.matrix.indptr[row : row + 2])
        columns, weights = known.matrix.indices[entries], known.matrix.data[entries]
        first, size = int(columns[weights > 0].min()), int(columns[weights < 0][0])
        found[size][named.columns[first][0], named.columns[first][1]].append(first)
    return found
