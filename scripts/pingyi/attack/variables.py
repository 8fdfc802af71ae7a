"""The unknowns: parts of a unit's own figures, one for as long as it does not change.

A part is one size, or all counts of one item. What a correction did not touch is the same unknown as before, also when the unit has
moved or got another name, and when items or subjects were added or dropped: that is what differencing uses.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pingyi.attack.facts import FigureKey
from pingyi.attack.publication import Flags, Floats, Publication, own_columns, own_values, voted

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

    @cached_property
    def item_parts(self) -> set[PartKey]:
        """The parts that are the counts of an item."""
        return {part for part, columns in self.parts.items() if len(columns[0]) > 2}

    @cached_property
    def sizes(self) -> Flags:
        """Which variables are sizes, not counts."""
        return np.array([len(column) == 2 for column in self.columns], dtype=np.bool_)


def variables(publications: list[Publication]) -> Variables:
    """A variable for every figure of every part that is not the same as in a publication before."""
    named = dict.fromkeys(column for publication in publications for column in own_columns(publication.figures))
    numbers = {column: number for number, column in enumerate(named)}
    parts: dict[PartKey, list[FigureKey]] = {}
    for column in named:
        parts.setdefault((column[0], column[1]), []).append(column)
    versions: dict[tuple[str, PartKey, bytes], int] = {}
    starts, truth, columns, known = [], [], [], []
    persons: dict[int, str] = {}
    units: dict[int, set[str]] = defaultdict(set)
    count = 0
    for publication in publications:
        figures = publication.figures
        values, asked = own_values(figures, numbers), set(own_columns(figures))
        found: dict[tuple[int, PartKey], int] = {}
        for part, its in parts.items():
            block = np.ascontiguousarray(values[:, [numbers[column] for column in its]])
            # Where the tables have no row for a grade, everybody knows that nobody chose it.
            unasked = [column not in asked for column in its]
            first = next((column for column in its if column in asked), None)
            for unit, leaf in figures.tree.own.items():
                row = block[leaf]
                key = (publication.persons.get(unit, unit), part, row.tobytes())
                if key not in versions:
                    versions[key] = count
                    persons[count] = key[0]
                    count += len(its)
                    truth.append(row)
                    columns += its
                    known += [first is None or not voted(figures, leaf, first)] * len(its)
                found[leaf, part] = start = versions[key]
                units[start].add(unit)
                for offset in np.flatnonzero(unasked) if first is not None else ():
                    known[start + offset] = True
        starts.append(found)
    place = {column: (part, offset) for part, its in parts.items() for offset, column in enumerate(its)}
    blocks: dict[PartKey, list[int]] = {part: [] for part in parts}
    for (_, part, _), start in versions.items():
        blocks[part].append(start)
    values = np.concatenate(truth) if truth else np.zeros(0)
    flags = np.array(known, dtype=np.bool_)
    return Variables(parts, blocks, place, starts, values, persons, dict(units), columns, flags)
