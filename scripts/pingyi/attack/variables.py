"""The unknowns: parts of a unit's own figures, one for as long as it does not change.

A part is one size, or all counts of one item. What a correction did not touch is the same unknown as before, also when the unit has
moved or got another name, and when items or subjects were added or dropped: that is what differencing uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pingyi.attack.facts import FigureKey
from pingyi.attack.publication import Flags, Floats, Numbers, Publication, own_columns, own_values, voted_at

PartKey = tuple[str, str]
"""Subject and size, or subject and item."""


@dataclass(frozen=True)
class Variables:
    """`starts`: of each publication, leaf node and part the number of the part's first variable; `blocks`: all of these by part.

    Of each variable: `truth`; `columns`, which figure; `known`: whether nobody voted there. Of each block by its first variable:
    `persons`, whose it is, and `units`, all ids that it had.
    """

    parts: dict[PartKey, list[FigureKey]]
    blocks: dict[PartKey, list[int]]
    place: dict[FigureKey, tuple[PartKey, int]]
    starts: list[dict[tuple[int, PartKey], int]]
    truth: Floats
    persons: dict[int, str]
    units: dict[int, set[str]]
    columns: list[FigureKey]
    known: Flags

    def of(self, publication: int, leaf: int, column: FigureKey) -> int:
        """The number of a variable."""
        part, offset = self.place[column]
        return self.starts[publication][leaf, part] + offset

    def every(self, publication: int, column: FigureKey) -> Numbers:
        """The variables of a column, by leaf node."""
        part, offset = self.place[column]
        if (publication, part) not in self.by_leaf:
            starts = [(leaf, start) for (leaf, its), start in self.starts[publication].items() if its == part]
            found = np.full(1 + max((leaf for leaf, _ in starts), default=-1), -1, dtype=np.int64)
            for leaf, start in starts:
                found[leaf] = start
            self.by_leaf[publication, part] = found
        return self.by_leaf[publication, part] + offset

    @cached_property
    def by_leaf(self) -> dict[tuple[int, PartKey], Numbers]:
        """What `every` has found so far."""
        return {}

    @cached_property
    def item_parts(self) -> set[PartKey]:
        """The parts that are the counts of an item."""
        return {part for part, columns in self.parts.items() if len(columns[0]) > 2}

    @cached_property
    def sizes(self) -> Flags:
        """Which variables are sizes, not counts."""
        return np.array([len(column) == 2 for column in self.columns], dtype=np.bool_)


def variables(publications: Sequence[Publication]) -> Variables:
    """A variable for every figure of every part that is not the same as in a publication before."""
    named = dict.fromkeys(column for publication in publications for column in own_columns(publication.figures))
    parts: dict[PartKey, list[FigureKey]] = {}
    for column in named:
        parts.setdefault((column[0], column[1]), []).append(column)
    naming = _Naming(parts)
    starts = [naming.starts(publication, list(named)) for publication in publications]
    place = {column: (part, offset) for part, its in parts.items() for offset, column in enumerate(its)}
    blocks: dict[PartKey, list[int]] = {part: [] for part in parts}
    for (_, part, _), start in naming.versions.items():
        blocks[part].append(start)
    truth = np.concatenate(naming.truth) if naming.truth else np.zeros(0)
    known = np.array(naming.known, dtype=np.bool_)
    return Variables(parts, blocks, place, starts, truth, naming.persons, dict(naming.units), naming.columns, known)


class _Naming:
    """Numbers variables as they are met. `versions`: the first of whoever said these values of a part; else as in `Variables`."""

    def __init__(self, parts: dict[PartKey, list[FigureKey]]) -> None:
        self.parts = parts
        self.versions: dict[tuple[str, PartKey, bytes], int] = {}
        self.truth: list[Floats] = []
        self.columns: list[FigureKey] = []
        self.known: list[bool] = []
        self.persons: dict[int, str] = {}
        self.units: dict[int, set[str]] = defaultdict(set)

    def starts(self, publication: Publication, named: list[FigureKey]) -> dict[tuple[int, PartKey], int]:
        """By leaf node and part the number of its first variable."""
        figures = publication.figures
        numbers = {column: number for number, column in enumerate(named)}
        values, asked = own_values(figures, numbers), set(own_columns(figures))
        found: dict[tuple[int, PartKey], int] = {}
        for part, its in self.parts.items():
            block = np.ascontiguousarray(values[:, [numbers[column] for column in its]])
            first = next((column for column in its if column in asked), None)
            # Where the tables have no row for a grade, everybody knows that nobody chose it.
            unasked = [offset for offset, column in enumerate(its) if first is not None and column not in asked]
            heard = np.zeros(len(figures.tree.units), dtype=np.bool_) if first is None else voted_at(figures, first)
            for unit, leaf in figures.tree.own.items():
                start = self._start(publication.persons.get(unit, unit), part, block[leaf], silent=not heard[leaf])
                self.units[start].add(unit)
                for offset in unasked:
                    self.known[start + offset] = True
                found[leaf, part] = start
        return found

    def _start(self, person: str, part: PartKey, row: Floats, *, silent: bool) -> int:
        """The number of the first of these variables, which are new where nobody said the same before."""
        key = (person, part, row.tobytes())
        if key not in self.versions:
            self.versions[key] = len(self.columns)
            self.persons[len(self.columns)] = person
            self.truth.append(row)
            self.known += [silent] * len(row)
            self.columns += self.parts[part]
        return self.versions[key]
