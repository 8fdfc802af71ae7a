"""Every published number as an equation over whole numbers: the own figures of each unit, as nobody but the unit knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ortools.sat.python import cp_model

from support.second_attack.seen import BASE, BLANK, RATES, SIZES, Row, Seen, Subject

ROOT = "."
HELD = "held"
MANY = 100_000
"""More ballots than any unit has of which nothing at all is told."""


class Part(NamedTuple):
    """A part of a unit's figures that changes as a whole: a size, whether the vote was held, or an item's counts."""

    person: str
    subject: str
    name: str


class Figure(NamedTuple):
    """A number that somebody may want to know. `own`: the unit's own report alone; `grade` is empty for a size."""

    release: str
    unit: str
    own: bool
    subject: str
    column: str
    grade: str = ""


class Program:
    """The equations of several releases, oldest first.

    `touched`: the parts that changed from each release to the next. Nobody tells them, but a listener may know; all others are
    the same unknowns as before. `known`: own figures that an insider knows.
    """

    def __init__(
        self,
        seen: Sequence[Seen],
        subjects: Mapping[str, Subject],
        touched: Sequence[Iterable[Part]] = (),
        known: Mapping[Figure, int] | None = None,
    ) -> None:
        self.seen, self.subjects, self.known = list(seen), subjects, known or {}
        self.model = cp_model.CpModel()
        self.number = {release.name: number for number, release in enumerate(seen)}
        self.epochs = self._epochs(touched)
        self.variables: dict[tuple[int, Part, str], cp_model.IntVar] = {}
        self.who = [{key: self._who(release, key) for key in subjects} for release in seen]
        self.grades = {
            (subject, item): self._grades(subject, item) for subject in subjects for item in self._items(subject)
        }
        for number, release in enumerate(seen):
            for subject in subjects:
                self._reports(number, subject)
            self._tables(number, release)

    def _epochs(self, touched: Sequence[Iterable[Part]]) -> dict[tuple[int, Part], int]:
        """The release since which a part has been as it is; parts that never changed are not in it."""
        found: dict[tuple[int, Part], int] = {}
        for number, _ in enumerate(self.seen[1:], 1):
            changed = set(touched[number - 1]) if touched else set()
            found |= {(number, part): since for (before, part), since in found.items() if before == number - 1}
            found |= {(number, part): number for part in changed}
        return found

    def _who(self, release: Seen, subject: str) -> list[str]:
        """The units of which an own report may stand behind the figures of a subject."""
        rows = release.rows("rollup_ballots")
        listed = {row["unit"] for row in rows if row["subject"] == subject} - {ROOT}
        if release.reported is None:
            return sorted(listed)
        elsewhere = {row["unit"] for row in rows} - listed
        inner = {unit.rpartition("/")[0] for unit in listed}
        return sorted({*release.reported, *(listed - inner)} - elsewhere)

    def _items(self, subject: str) -> list[str]:
        told = {
            row["item"] for release in self.seen for row in release.rows("rollup_tallies") if row["subject"] == subject
        }
        return [item for item in self.subjects[subject].items if item in told]

    def _grades(self, subject: str, item: str) -> list[str]:
        """The grades of an item; abstentions only if a table names them."""
        named = {
            grade
            for release in self.seen
            for row in release.rows("rollup_tallies")
            if (row["subject"], row["item"]) == (subject, item)
            for grade in row["grade"].split("+")
        }
        order = [*self.subjects[subject].items[item].grades, BLANK]
        return [grade for grade in order if grade in named]

    def variable(self, number: int, unit: str, subject: str, name: str, grade: str = "") -> cp_model.IntVar:
        """An own figure of a unit in a release: the same unknown as in the release before, unless it was touched."""
        part = Part(self.seen[number].person(unit), subject, name)
        key = (self.epochs.get((number, part), 0), part, grade)
        if key not in self.variables:
            most = 1 if name == HELD else MANY
            self.variables[key] = self.model.new_int_var(0, most, "/".join((unit, *part[1:], grade)))
        return self.variables[key]

    def members(self, number: int, place: str, subject: str, *, own: bool = False, category: bool = False) -> list[str]:
        """The units whose own reports add up to a place."""
        who = self.who[number][subject]
        if category:
            roster = self.seen[number].roster
            return [unit for unit in who if roster.get(unit, {}).get("category") == place]
        if own:
            return [unit for unit in who if unit == place]
        return [unit for unit in who if place in (ROOT, unit) or unit.startswith(f"{place}/")]

    def of(self, figure: Figure) -> list[cp_model.IntVar]:
        """The unknowns that a figure is the sum of."""
        number = self.number[figure.release]
        units = self.members(number, figure.unit, figure.subject, own=figure.own)
        if figure.grade:
            units = [unit for unit in units if self._asked(number, unit, figure.subject, figure.column)]
        return [self.variable(number, unit, figure.subject, figure.column, figure.grade) for unit in units]

    def _asked(self, number: int, unit: str, subject: str, item: str) -> bool:
        category = self.seen[number].roster.get(unit, {}).get("category")
        return category not in self.subjects[subject].items[item].not_asked_of

    def _reports(self, number: int, subject: str) -> None:
        """What the rules of the form say of every report, and the roster of its unit."""
        release, counts = self.seen[number], self.subjects[subject].counts
        for unit in self.who[number][subject]:
            size = {name: self.variable(number, unit, subject, name) for name in SIZES[counts]}
            held = self.variable(number, unit, subject, HELD)
            for value in size.values():
                self.model.add(value <= MANY * held)
            for item in self._items(subject):
                if self._asked(number, unit, subject, item) and self._shown(release, subject, item):
                    marks = [self.variable(number, unit, subject, item, grade) for grade in self.grades[subject, item]]
                    self.model.add(sum(marks) == size[BASE[counts]])
            if counts == "ratings":
                self._ratings(release, unit, size)
            self._insider(number, unit, subject)

    def _shown(self, release: Seen, subject: str, item: str) -> bool:
        return any((row["subject"], row["item"]) == (subject, item) for row in release.rows("rollup_tallies"))

    def _ratings(self, release: Seen, unit: str, size: Mapping[str, cp_model.IntVar]) -> None:
        """Nobody is graded more often than there are ballots, and no more people than the roster has."""
        most = self.model.new_int_var(0, MANY * MANY, "")
        self.model.add_multiplication_equality(most, [size["valid"], size["persons_evaluated"]])
        self.model.add(size["valid_ratings"] <= most)
        if members := release.roster.get(unit, {}).get("members"):
            self.model.add(size["persons_evaluated"] <= int(members))

    def _insider(self, number: int, unit: str, subject: str) -> None:
        for figure, value in self.known.items():
            if (figure.release, figure.unit, figure.subject) == (self.seen[number].name, unit, subject):
                self.model.add(self.variable(number, unit, subject, figure.column, figure.grade) == value)

    def _tables(self, number: int, release: Seen) -> None:
        readers: dict[str, Callable[[int, Row, list[str]], None]] = {
            "rollup_ballots": self._ballots,
            "rollup_tallies": self._tallies,
            "rates": self._rates,
            "category_tallies": self._tallies,
            "category_rates": self._rates,
        }
        for name, read in readers.items():
            for row in release.rows(name):
                since = self.number[row.get("told_in") or release.name]
                group = "category" if name.startswith("category") else "unit"
                read(since, row, self.members(since, row[group], row["subject"], category=group == "category"))
        if release.below is not None:
            self._below(number, release)

    def _ballots(self, number: int, row: Row, units: list[str]) -> None:
        subject = row["subject"]
        for name in SIZES[self.subjects[subject].counts]:
            if row.get(name):
                self.model.add(sum(self.variable(number, unit, subject, name) for unit in units) == int(row[name]))
        if row.get("units_held"):
            held = sum(self.variable(number, unit, subject, HELD) for unit in units)
            self.model.add(held == int(row["units_held"]))

    def _marks(self, number: int, row: Row, units: list[str], grades: Iterable[str]) -> cp_model.LinearExprT:
        subject, item = row["subject"], row["item"]
        asked = [unit for unit in units if self._asked(number, unit, subject, item)]
        some = [grade for grade in grades if grade in self.grades[subject, item]]
        return sum(self.variable(number, unit, subject, item, grade) for unit in asked for grade in some)

    def _tallies(self, number: int, row: Row, units: list[str]) -> None:
        marks = self._marks(number, row, units, row["grade"].split("+"))
        if row["count"]:
            self.model.add(marks == int(row["count"]))
        elif row["share"]:
            item = self.subjects[row["subject"]].items[row["item"]]
            self._quotient(100 * marks, self._marks(number, row, units, item.sums["valid"]), row["share"])

    def _rates(self, number: int, row: Row, units: list[str]) -> None:
        item = self.subjects[row["subject"]].items[row["item"]]
        sums = {name: self._marks(number, row, units, grades) for name, grades in item.sums.items()}
        for name, marks in sums.items():
            if row.get(name):
                self.model.add(marks == int(row[name]))
        for name, (part, whole) in RATES.items():
            if row.get(name) and not (row.get(part) and row.get(whole)):
                self._quotient(100 * sums[part], sums[whole], row[name])
        if row.get("score"):
            points = sum(
                weight * self._marks(number, row, units, [grade]) for grade, weight in item.grades.items() if weight
            )
            self._quotient(points, 100 * sums["scored"], row["score"])
        if row.get("units"):
            self._voters(number, row, units, item.sums["valid"])

    def _quotient(self, part: cp_model.LinearExprT, whole: cp_model.LinearExprT, told: str) -> None:
        """A quotient as it was rounded, half up."""
        places = 10 ** len(told.partition(".")[2])
        value = round(float(told) * places)
        self.model.add(2 * places * part >= (2 * value - 1) * whole)
        self.model.add(2 * places * part <= (2 * value + 1) * whole)

    def _voters(self, number: int, row: Row, units: list[str], grades: Iterable[str]) -> None:
        """The units that have a result: at least one mark that counts."""
        present = []
        for unit in units:
            marks = self._marks(number, row, [unit], grades)
            voted = self.model.new_bool_var("")
            self.model.add(marks >= 1).only_enforce_if(voted)
            self.model.add(marks == 0).only_enforce_if(voted.negated())
            present.append(voted)
        self.model.add(sum(present) == int(row["units"]))

    def _below(self, number: int, release: Seen) -> None:
        """How many of the hidden nodes are below the threshold themselves; own reports of inner units are nodes too."""
        hidden = {row["unit"] for row in release.rows("rollup_ballots") if row["status"] == "suppressed"}
        above = {unit.rpartition("/")[0] for row in release.rows("rollup_ballots") if (unit := row["unit"]) != ROOT}
        places = [(unit, False) for unit in sorted(hidden)]
        places += [(unit, True) for unit in sorted({u for who in self.who[number].values() for u in who} & above)]
        self.model.add(sum(self._is_below(number, release, place) for place in places) == release.below)

    def _is_below(self, number: int, release: Seen, place: tuple[str, bool]) -> cp_model.IntVar:
        few = []
        for subject, rule in self.subjects.items():
            units = self.members(number, place[0], subject, own=place[1])
            held = cp_model.LinearExpr.sum([self.variable(number, unit, subject, HELD) for unit in units])
            for name in SIZES[rule.counts] if units else ():
                size = cp_model.LinearExpr.sum([self.variable(number, unit, subject, name) for unit in units])
                few.append(
                    self._truth(held >= 1, held == 0, self._truth(size < release.threshold, size >= release.threshold))
                )
        return self._any(few)

    def _truth(
        self,
        holds: cp_model.BoundedLinearExpression | bool,
        fails: cp_model.BoundedLinearExpression | bool,
        also: cp_model.IntVar | None = None,
    ) -> cp_model.IntVar:
        """Whether a comparison holds, and another one with it."""
        truth = self.model.new_bool_var("")
        self.model.add(holds).only_enforce_if(truth)
        self.model.add(fails).only_enforce_if(truth.negated())
        if also is None:
            return truth
        both = self.model.new_bool_var("")
        self.model.add_multiplication_equality(both, [truth, also])
        return both

    def _any(self, truths: list[cp_model.IntVar]) -> cp_model.IntVar:
        one = self.model.new_bool_var("")
        self.model.add_max_equality(one, [*truths, 0])
        return one


def touched_between(figures: Sequence[Mapping[Figure, int]], seen: Sequence[Seen]) -> list[set[Part]]:
    """The parts of own figures that differ from one release to the next: what the best informed listener knows."""
    parts = [_by_part(found, release) for found, release in zip(figures, seen, strict=True)]
    return [
        {part for part in {*before, *after} if before.get(part) != after.get(part)} for before, after in pairwise(parts)
    ]


def _by_part(figures: Mapping[Figure, int], release: Seen) -> dict[Part, dict[str, int]]:
    found: dict[Part, dict[str, int]] = {}
    for figure, value in figures.items():
        part = Part(release.person(figure.unit), figure.subject, figure.column)
        found.setdefault(part, {})[figure.grade] = value
    return found
