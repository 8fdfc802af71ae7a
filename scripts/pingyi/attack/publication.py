"""One release as it is attacked: what it says, and what is true. The office attacks itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from pingyi.attack.facts import Constraint, FigureKey, facts
from pingyi.protect.cells import SUPPRESSED
from pingyi.protect.sums import SIZES, Figures
from pingyi.tables.dictionary import Tables

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

RESULT_TABLES = ("rollup_ballots", "rollup_tallies", "rates", "category_tallies", "category_rates")


@dataclass(frozen=True)
class Publication:
    """`tables`: as read from the files of the release. `roster`: the table `units` of its day."""

    name: str
    tables: Tables
    figures: Figures
    roster: pd.DataFrame

    @cached_property
    def new(self) -> Tables:
        """The rows that are told for the first time: those held back stand in an earlier release."""
        tables = {name: self.tables[name] for name in RESULT_TABLES if name in self.tables}
        return {name: table[table["told_in"].isin([self.name])] for name, table in tables.items()}

    @cached_property
    def facts(self) -> list[Constraint]:
        """Every figure that does not stand in an earlier release; one that says of no release that it is from there is new."""
        tables = {name: self.tables[name] for name in RESULT_TABLES if name in self.tables}
        new = {name: t[t["told_in"].isna() | (t["told_in"] == self.name)] for name, t in tables.items()}
        return list(facts(new, self.figures.campaign))

    @cached_property
    def suppressed(self) -> set[str]:
        """The units of which nothing was ever told."""
        ballots = self.tables["rollup_ballots"]
        return set(ballots["unit"][ballots["status"] == SUPPRESSED])

    @cached_property
    def categories(self) -> dict[str, str]:
        return dict(zip(self.roster["unit"], self.roster["category"], strict=True))

    @cached_property
    def persons(self) -> dict[str, str]:
        """What stays of each unit when it moves or gets another name: its code, or else its id."""
        return persons(self.roster)

    @cached_property
    def units(self) -> dict[str, str]:
        """The id of each unit, by what stays of it."""
        return {person: unit for unit, person in self.persons.items()}

    @cached_property
    def members(self) -> dict[str, int]:
        """How many persons each unit has, where the roster says it."""
        known = self.roster.dropna(subset="members")
        return dict(zip(known["unit"], known["members"].astype(int), strict=True))


def persons(roster: pd.DataFrame) -> dict[str, str]:
    """Each unit of a roster to its code, or else its id."""
    known = roster["code"].where(roster["code"].notna(), roster["unit"])
    return dict(zip(roster["unit"], known, strict=True))


def own_columns(figures: Figures) -> list[FigureKey]:
    """Every size and every count."""
    sizes = [(subject.id, size) for subject in figures.subjects.values() for size in SIZES[subject.counts]]
    return [*sizes, *((*key, grade) for key, grades in figures.grades.items() for grade in grades)]


def voted_at(figures: Figures, column: FigureKey) -> Flags:
    """At or below which nodes anybody voted on what a column counts: who did not is known to everybody."""
    if len(column) == 2:
        return np.asarray(figures.held[:, figures.order[column[0]]])
    return np.asarray(figures.asked[column[0], column[1]])


def own_values(figures: Figures, columns: dict[FigureKey, int]) -> Floats:
    """Every size and every count of every node: nodes × columns."""
    values = np.zeros((len(figures.tree.units), len(columns)))
    for subject in figures.subjects.values():
        for number, size in enumerate(SIZES[subject.counts]):
            values[:, columns[subject.id, size]] = figures.sizes[subject.id][:, number]
    for key, grades in figures.grades.items():
        for number, grade in enumerate(grades):
            values[:, columns[(*key, grade)]] = figures.counts[key][:, number]
    return values
