"""The unknowns: parts of a unit's own figures, one for as long as it does not change.

A part is one size, or all counts of one item. What a correction did not touch is the same unknown as before, also when the unit has
moved or got another name, and when items or subjects were added or dropped: that is what differencing uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pingyi.attack.facts import FigureKey
from pingyi.attack.publication import Flags, Floats, Numbers, Publication, own_columns, own_values, voted

FEW_BRANCHES = 8
"""Branches of the tree that are worth looking at one by one."""

PartKey = tuple[str, str]
"""Subject and size, or subject and item."""


@dataclass(frozen=True)
class Variables:
    """`starts`: of each publication, leaf node and part the number of the part's first variable; `blocks`: all of these by part.

    Of each variable: `truth`; `units`, whose it is, by its latest id; `columns`, which figure; `known`: whether nobody voted there.
    """

    parts: dict[PartKey, list[FigureKey]]
    blocks: dict[PartKey, list[int]]
    place: dict[FigureKey, tuple[PartKey, int]]
    starts: list[dict[tuple[int, PartKey], int]]
    truth: Floats
    units: list[str]
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

    @cached_property
    def branches(self) -> Numbers:
        """A number for each variable, the same for the units of one branch of the tree: the first level with a few."""
        every = dict.fromkeys(self.units)
        found = dict.fromkeys(every, "")
        for depth in range(1, max((unit.count("/") for unit in every), default=0) + 2):
            found = {unit: "/".join(unit.split("/")[:depth]) for unit in every}
            if len(set(found.values())) >= FEW_BRANCHES:
                break
        numbers = {branch: number for number, branch in enumerate(dict.fromkeys(found.values()))}
        return np.array([numbers[found[unit]] for unit in self.units], dtype=np.int64)


def variables(publications: list[Publication]) -> Variables:
    """A variable for every figure of every part that is not the same as in a publication before."""
    named = dict.fromkeys(column for publication in publications for column in own_columns(publication.figures))
    numbers = {column: number for number, column in enumerate(named)}
    parts: dict[PartKey, list[FigureKey]] = {}
    for column in named:
        parts.setdefault((column[0], column[1]), []).append(column)
    versions: dict[tuple[str, PartKey, bytes], int] = {}
    starts, truth, units, columns, known = [], [], [], [], []
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
                    count += len(its)
                    truth.append(row)
                    units += [unit] * len(its)
                    columns += its
                    known += [first is None or not voted(figures, leaf, first)] * len(its)
                found[leaf, part] = start = versions[key]
                for offset in np.flatnonzero(unasked) if first is not None else ():
                    known[start + offset] = True
        starts.append(found)
    place = {column: (part, offset) for part, its in parts.items() for offset, column in enumerate(its)}
    blocks: dict[PartKey, list[int]] = {part: [] for part in parts}
    for (_, part, _), start in versions.items():
        blocks[part].append(start)
    values = np.concatenate(truth) if truth else np.zeros(0)
    return Variables(parts, blocks, place, starts, values, units, columns, np.array(known, dtype=np.bool_))
