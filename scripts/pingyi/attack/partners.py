"""Who can exchange votes with whom: the tables of rows that stand in the same published equations.

Which equations a figure stands in is its signature. A row is what a unit said once; or all that it ever said of the same, moved by the
same steps: then only the part is moved that all of it has in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pingyi.attack.exchange import UNLIMITED, ExchangeTable
from pingyi.attack.publication import Flags, Numbers
from pingyi.attack.system import System
from pingyi.attack.variables import PartKey, Variables
from pingyi.figures.tree import lineage
from pingyi.model import ROOT
from pingyi.protect.sums import BASE

PARTNERS = 48
"""Rows that look for partners among each other; of more, some from all over the tree are put together."""

TRIED_AMONG = (0, 0.25, 0.5, 0.75, 1)
"""Where among the numbers of persons graded those lie that are tried as the ratings that go with each ballot."""

SCALE = 10**6
"""Weights of published sums as whole numbers: rates and scores have at most so many decimals."""

NOT_THERE, STILL = -2, -1
"""Signatures of what a row does not have, and of what cannot move."""

Behind = dict[int, dict[PartKey, list[int]]]
"""Of each size the blocks of counts that add up to it, by item."""


@dataclass(frozen=True)
class _Rows:
    """Some blocks of each row as one: rows × columns. `mass`: what all have in common; `signs`: of all together."""

    starts: list[list[int]]
    mass: Numbers
    signs: Numbers

    def only(self, columns: Sequence[int]) -> _Rows:
        """Some columns, told apart by how their signatures differ from that of the first one that can move."""
        signs = self.signs[:, columns]
        first = signs[np.arange(len(signs)), (signs != STILL).argmax(axis=1)][:, None]
        return _Rows(self.starts, self.mass[:, columns], np.where(signs == STILL, STILL, signs - first))

    def cut(self, sizes: Numbers) -> _Rows:
        """No more than so much of each row, the largest columns cut first."""
        mass = self.mass.copy()
        rows = np.arange(len(mass))
        for column in np.argsort(-mass, axis=1, kind="stable").T:
            mass[rows, column] -= np.minimum(mass[rows, column], np.maximum(mass.sum(axis=1) - sizes, 0))
        return _Rows(self.starts, mass, self.signs)

    @property
    def there(self) -> Flags:
        """The rows that have any."""
        return np.array([bool(starts) for starts in self.starts], dtype=np.bool_)


class Partners:
    """The tables that a system allows. `insiders`: whoever sees a report.

    `triples`: the variables of ballots, ratings and persons graded, of whoever graded persons.
    """

    def __init__(self, known: System, named: Variables, triples: set[tuple[int, int, int]]) -> None:
        self.known, self.named = known, named
        self.graded: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for triple in sorted(triples):
            for variable in triple[:2]:
                self.graded[variable].append(triple)
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

    def tables(self, wanted: Callable[[], set[PartKey]]) -> Iterator[ExchangeTable]:
        """The tables of the parts of which something is still wanted, those in which sizes move first."""
        behind = _behind(self.known, self.named)
        for part in sorted(self.named.blocks.keys() - self.named.item_parts):
            its = {other for other in self.named.blocks if other[0] == part[0]}
            yield from _while(self._of_sizes(part, behind), its, wanted)
        for part in sorted(self.named.item_parts):
            yield from _while(self._of_counts(part), {part}, wanted)

    def _of_sizes(self, part: PartKey, behind: Behind) -> Iterator[ExchangeTable]:
        free = [start for start in self.named.blocks[part] if not self.known.fixed[start]]
        if part[1] == BASE["ratings"]:
            for rows in self._alone_and_together(free):
                yield from self._ratings(rows, behind)
        elif (part[0], BASE["ratings"]) in self.named.blocks:
            yield from self._ballots(free)
        else:
            for rows in self._alone_and_together(free):
                yield from self._votes(rows, behind)

    def _of_counts(self, part: PartKey) -> Iterator[ExchangeTable]:
        for rows in self._alone_and_together(self.named.blocks[part]):
            yield from self._counts(self._common(rows, len(self.named.parts[part])))

    def _alone_and_together(self, starts: Iterable[int]) -> Iterator[list[list[int]]]:
        """Each by itself; then all of a person together, where anybody has several."""
        found: dict[str, list[int]] = defaultdict(list)
        for start in starts:
            if not self.named.known[start]:
                found[self.named.persons[start]].append(start)
        yield [[start] for every in found.values() for start in every]
        if any(len(every) > 1 for every in found.values()):
            yield list(found.values())

    def _votes(self, rows: list[list[int]], behind: Behind) -> Iterator[ExchangeTable]:
        """Ballots, with as many votes of each item."""
        columns, moved, least = self._whole(rows, behind)
        yield from self._tables(columns, moved, least, np.full(len(rows), UNLIMITED))

    def _ratings(self, rows: list[list[int]], behind: Behind) -> Iterator[ExchangeTable]:
        """Ratings may not be more than ballots times persons graded, and how many these are is never told.

        Either they move while the ballots stay; or so many ratings with each ballot.
        """
        graded = [[triple for start in starts for triple in self.graded.get(start, ())] for starts in rows]
        rows = [starts for starts, found in zip(rows, graded, strict=True) if found]
        graded = [found for found in graded if found]
        if not rows:
            return
        columns, moved, least = self._whole(rows, behind)
        limits = [[self._limit(triple) for triple in found] for found in graded]
        room = np.array([min(few * most - many for few, many, most in found) for found in limits])
        yield from self._tables(columns, moved, least, moved + room)
        together = [*columns, self._common([sorted({valid for valid, _, _ in found}) for found in graded], 1)]
        closed = [
            all(found[1] in starts for valid, _, _ in its for found in self.graded[valid])
            for starts, its in zip(rows, graded, strict=True)
        ]
        most = np.array([min(persons for _, _, persons in found) for found in limits])
        often = np.array([min(many // few for few, many, _ in found) for found in limits])
        none, limitless = np.zeros_like(most), np.full(len(rows), UNLIMITED)
        for level in TRIED_AMONG:
            each = _level(level, _hashed(np.hstack([columns.signs for columns in together])), most, often)
            spared = [
                min(_packs(*limit, at) for limit in found) for found, at in zip(limits, each.tolist(), strict=True)
            ]
            packs = np.maximum(0, np.minimum(spared, (moved - least) // each))
            good = (most >= each) & np.array(closed, dtype=np.bool_)
            yield from self._tables(columns, packs * each, none, limitless, key=together, good=good)
            yield self._table([together[-1].cut(packs)], together, packs, none, limitless, good=good)

    def _ballots(self, free: list[int]) -> Iterator[ExchangeTable]:
        """Ballots of which there are ratings, these as they are: so many ballots as they need stay."""
        rows = [start for start in free if start in self.graded]
        if rows:
            found = self._common([[start] for start in rows], 1)
            limits = [[self._limit(triple) for triple in self.graded[start]] for start in rows]
            least = np.array([max(-(-many // most) for _, many, most in each) for each in limits])
            yield self._table([found], [found], found.mass[:, 0], least, np.full(len(rows), UNLIMITED))

    def _limit(self, triple: tuple[int, int, int]) -> tuple[int, int, int]:
        """Ballots, ratings, and the most persons that may have been graded."""
        valid, ratings, persons = triple
        return int(self.truth[valid]), int(self.truth[ratings]), int(self.known.most[persons])

    def _tables(
        self, columns: Sequence[_Rows], sizes: Numbers, least: Numbers, most: Numbers, *,
        key: Sequence[_Rows] | None = None, good: Flags | None = None,
    ) -> Iterator[ExchangeTable]:  # fmt: skip
        """Rows that move with their sizes, helped by others: with all grades, then with the worse ones alone, as they are merged."""
        cut = [rows.cut(sizes) for rows in columns]
        for helped in _merged(max(rows.mass.shape[1] for rows in columns)):
            yield self._table(cut, key or columns, sizes, least, most, good=good, helped=helped)

    def _counts(self, every: _Rows) -> Iterator[ExchangeTable]:
        """The counts of an item, sizes as they are: of all grades, then of the worse ones alone, as they are merged."""
        for some in _merged(every.mass.shape[1]):
            rows = every.only(some)
            sizes = rows.mass.sum(axis=1)
            good = (rows.signs != STILL).sum(axis=1) > 1
            yield self._table([rows], [rows], sizes, sizes, sizes, offsets=some, good=good)

    def _whole(self, rows: list[list[int]], behind: Behind) -> tuple[list[_Rows], Numbers, Numbers]:
        """Sizes and the counts behind them, moved together; how much can be moved, and the least of that."""
        size = self._common(rows, 1)
        items = sorted({part for starts in rows for start in starts for part in behind[start]})
        found = [
            self._common(
                [[*{block for start in starts for block in behind[start].get(item, ())}] for starts in rows],
                len(self.named.parts[item]),
            )
            for item in items
        ]
        moved = size.mass[:, 0]
        for counts in found:
            moved = np.where(counts.there, np.minimum(moved, counts.mass.sum(axis=1)), moved)
        return [size, *found], moved, np.maximum(0, 1 - (size.mass[:, 0] - moved))

    def _common(self, starts: list[list[int]], width: int) -> _Rows:
        longest = max([1, *map(len, starts)])
        index = np.array([[*row, *[-1] * (longest - len(row))] for row in starts], dtype=np.int64).reshape(-1, longest)
        block = np.maximum(index, 0)[:, :, None] + np.arange(width)
        there = (index >= 0)[:, :, None]
        still = (there & self.known.fixed[block]).any(axis=1)
        absent = ~np.array([bool(row) for row in starts], dtype=np.bool_)[:, None]
        mass = np.where(there, self.truth[block], UNLIMITED).min(axis=1)
        signs = np.where(there, self.signs[block], 0).sum(axis=1)
        return _Rows(
            starts, np.where(still | absent, 0, mass), np.where(absent, NOT_THERE, np.where(still, STILL, signs))
        )

    def _table(
        self, columns: Sequence[_Rows], key: Sequence[_Rows], sizes: Numbers, least: Numbers, most: Numbers, *,
        good: Flags | None = None, offsets: Sequence[int] | None = None, helped: range | None = None,
    ) -> ExchangeTable:  # fmt: skip
        """The rows that are alike in every column of `key`, and can move. `offsets`: of the columns within their blocks.

        `helped`: others may exchange these grades of an item.
        """
        count = len(sizes)
        able: Flags = np.ones(count, dtype=np.bool_) if good is None else good.copy()
        for rows in key:
            moving: Flags = np.asarray((rows.signs != STILL).any(axis=1), dtype=np.bool_)
            able &= ~rows.there | moving
        signs = np.hstack([rows.signs for rows in columns])
        starts = [[start for rows in columns for start in rows.starts[row]] for row in range(count)]
        keys = np.hstack([rows.signs for rows in key])
        group, first = self._groups(keys, able, starts)
        label = np.repeat(np.arange(len(columns)), [rows.signs.shape[1] for rows in columns])
        same: Flags = np.asarray(label[:, None] == label, dtype=np.bool_)
        alike = np.asarray(signs[first][:, :, None] == signs[first][:, None, :], dtype=np.bool_) & same
        helpers = [] if helped is None else self._helpers(columns, group, first, starts, helped)
        within = np.concatenate([np.isin(np.arange(rows.signs.shape[1]), helped or ()) for rows in columns])
        row, column = np.full((2, len(self.truth)), -1, dtype=np.int64)
        before = 0
        for rows in columns:
            width = rows.signs.shape[1]
            where = np.arange(width) if offsets is None else np.array(offsets)
            for number, blocks in enumerate(rows.starts):
                for start in blocks:
                    row[start + where], column[start + where] = number, before + np.arange(width)
            before += width
        untold = ((keys[first] == 0) | (keys[first] == NOT_THERE)).all(axis=1) & (offsets is None)
        mass = np.hstack([rows.mass for rows in columns])
        lent = np.zeros((count + len(helpers), mass.shape[1]), dtype=np.int64)
        for number, (_, place, start) in enumerate(helpers, count):
            block = slice(start, start + int((label == place).sum()))
            lent[number, label == place] = np.where(self.known.fixed[block], 0, self.truth[block])
        sizes, least, most = (np.pad(limit, (0, len(helpers))) for limit in (sizes, least, most))
        into = np.array([number for number, _, _ in helpers], dtype=np.int64)
        return ExchangeTable(
            np.concatenate([group, into]), np.pad(mass, ((0, len(helpers)), (0, 0))), np.where(within, lent, 0), within,
            label, alike.argmax(axis=2), untold, sizes, least, most, row, column,
            self._viewers([*starts, *([start] for _, _, start in helpers)]),
        )  # fmt: skip

    def _helpers(
        self, columns: Sequence[_Rows], group: Numbers, first: Numbers, starts: list[list[int]], helped: range
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
            keys = _hashed(rows.only(grades).signs)
            kinds = self._exchanging(part, grades)
            for number, row in enumerate(first):
                others = kinds.get(int(keys[row]), ()) if rows.starts[row] else ()
                found += [
                    (number, place, start) for start in [each for each in others if each not in own[number]][:PARTNERS]
                ]
        return found

    def _exchanging(self, part: PartKey, grades: range) -> dict[int, list[int]]:
        """The blocks of an item by how the signatures of some grades differ, the largest first."""
        if (part, grades) not in self.kinds:
            starts = [start for start in self.named.blocks[part] if not self.named.known[start]]
            rows = self._common([[start] for start in starts], len(self.named.parts[part])).only(grades)
            found: dict[int, list[int]] = defaultdict(list)
            for row in np.lexsort((starts, -rows.mass.sum(axis=1))) if starts else ():
                found[int(_hashed(rows.signs[[row]])[0])].append(starts[row])
            self.kinds[part, grades] = found
        return self.kinds[part, grades]

    def _groups(self, signs: Numbers, able: Flags, starts: list[list[int]]) -> tuple[Numbers, Numbers]:
        """The group of each row, and the first row of each group."""
        _, alike = np.unique(_hashed(signs), return_inverse=True)
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
        pairs = [
            (row, who)
            for row, every in enumerate(starts)
            for who in sorted(set().union(*(self.sight[start] for start in every)))
        ]
        seen, who = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return seen, who


def _while(
    tables: Iterator[ExchangeTable], parts: set[PartKey], wanted: Callable[[], set[PartKey]]
) -> Iterator[ExchangeTable]:
    """Tables for as long as any of these parts is wanted: none is made before."""
    while parts & wanted() and (table := next(tables, None)) is not None:
        yield table


def _merged(grades: int) -> Iterator[range]:
    """Grades that may be told together: the worse ones, with those who abstained and without."""
    for end in (grades, grades - 1):
        yield from (range(leading, end) for leading in range(max(end - 1, 0)))


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


def _hashed(signs: Numbers) -> Numbers:
    """A number for each row, the same for the same signatures."""
    factors = np.random.default_rng(1).integers(-(2**62), 2**62, signs.shape[1])
    return np.asarray((signs * factors).sum(axis=1), dtype=np.int64)


def _behind(known: System, named: Variables) -> Behind:
    found: Behind = defaultdict(lambda: defaultdict(list))
    for row in np.flatnonzero(known.linked):
        entries = slice(*known.matrix.indptr[row : row + 2])
        columns, weights = known.matrix.indices[entries], known.matrix.data[entries]
        first, size = int(columns[weights > 0].min()), int(columns[weights < 0][0])
        found[size][named.columns[first][0], named.columns[first][1]].append(first)
    return found


def _signatures(known: System) -> Numbers:
    """A number for each variable, the same where it stands in the same published sums: exact, since whole numbers wrap around."""
    published = known.matrix[~known.linked].tocoo()
    row, variable = published.coords
    factor = np.random.default_rng(0).integers(-(2**62), 2**62, published.shape[0])
    signs = np.zeros(published.shape[1], dtype=np.int64)
    np.add.at(signs, variable, np.rint(published.data * SCALE).astype(np.int64) * factor[row])
    return signs
