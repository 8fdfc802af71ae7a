"""What published tables say, as linear facts about own figures: Σ over a place's units of Σ weight · count, within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from pingyi.model import HUNDRED, Campaign, Item, Subject
from pingyi.protect.cells import JOINED
from pingyi.protect.sums import BASE, SIZES
from pingyi.tables.dataset import records
from pingyi.tables.dictionary import TABLES, Tables

FigureKey = tuple[str, ...]
"""Subject and size, or subject, item and grade."""

PlaceKey = tuple[str, str]
"""`unit` or `category`, and which one."""

TOLD_RATES = {"top_rate": "top", "positive_rate": "positive"}
PLACE_COLUMNS = {
    "rollup_ballots": "unit", "rollup_tallies": "unit", "rates": "unit",
    "category_tallies": "category", "category_rates": "category",
}  # fmt: skip


class UnknownFigureError(Exception):
    """A published figure that this attack cannot weigh, so that nobody can say whether it is safe."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """`low` ≤ Σ over the place's units of Σ weight · column ≤ `high`."""

    place: PlaceKey
    weights: tuple[tuple[FigureKey, float], ...]
    low: float
    high: float


def facts(tables: Tables, campaign: Campaign) -> Iterator[Constraint]:
    """Every number of the released tables. Raises `UnknownFigureError` where one has no meaning here."""
    subjects = {subject.id: subject for subject in campaign.subjects}
    for name, kind in PLACE_COLUMNS.items():
        for row in records(tables[name]) if name in tables else ():
            if (subject := subjects.get(row["subject"])) is None:
                raise UnknownFigureError(f"{name}: {row[kind]} {row['subject']}")
            reader = _Reader((kind, row[kind]), subject, row, 0.5 / 10**campaign.decimals)
            told = set(reader.told(name))
            # The unit counts are the number of reports, which progress shows anyway.
            known = {
                *TABLES[name].key,
                "status",
                "told_in",
                "units",
                "units_held",
                "units_void",
                "units_not_held",
                *told,
            }
            if unknown := [column for column, value in row.items() if value is not None and column not in known]:
                raise UnknownFigureError(f"{name}: {row[kind]} {row['subject']}: {', '.join(unknown)}")
            yield from reader.facts(name)


class _Reader:
    """The facts of one row. `half`: a rounded rate or score is known to within this much."""

    def __init__(self, place: PlaceKey, subject: Subject, row: Mapping[str, Any], half: float) -> None:
        self.place, self.subject, self.row, self.half = place, subject, row, half
        self.size = (subject.id, BASE[subject.counts])

    def told(self, table: str) -> tuple[str, ...]:
        """The columns that are understood."""
        if table == "rollup_ballots":
            return SIZES[self.subject.counts]
        return (
            ("count", "share") if "grade" in self.row else ("valid", "top", "positive", "scored", "score", *TOLD_RATES)
        )

    def facts(self, table: str) -> Iterator[Constraint]:
        if table == "rollup_ballots":
            for column in self.told(table):
                yield from self._equal({(self.subject.id, column): 1.0}, column)
        elif "grade" in self.row:
            grades = self.row["grade"].split(JOINED)
            yield from self._equal(self._sum(grades), "count")
            yield from self._near(self._sum(grades), self._whole(), "share", "count")
        else:
            yield from self._rates()

    def _item(self) -> Item:
        """The item of the row. Raises `UnknownFigureError`."""
        found = next((item for item in self.subject.items if item.id == self.row["item"]), None)
        if found is None:
            raise UnknownFigureError(f"{self.place[1]} {self.subject.id}/{self.row['item']}")
        return found

    def _whole(self) -> dict[FigureKey, float]:
        """What rates and shares are of: the size of the vote, unless the campaign leaves marks or units out of it."""
        item = self._item()
        everything = item.denominator == "valid" and not item.not_asked_of
        return {self.size: 1.0} if everything else self._sum(item.rated)

    def _rates(self) -> Iterator[Constraint]:
        scale, grades, whole = self._item().scale, self._item().grades, self._whole()
        sums = {
            "top": self._sum([scale.top.id] if scale.top else []),
            "positive": self._sum([grade.id for grade in grades if grade.positive]),
            "scored": self._sum([grade.id for grade in grades if grade.weight is not None]),
        }
        yield from self._equal(whole, "valid")
        for column, weights in sums.items():
            yield from self._equal(weights, column)
        for rate, column in TOLD_RATES.items():
            yield from self._near(sums[column], whole, rate, column)
        if self.row["score"] is not None:
            points: dict[FigureKey, float] = {
                (self.subject.id, self.row["item"], grade.id): (grade.weight or 0) / HUNDRED for grade in grades
            }
            yield from self._ratio(points, sums["scored"], self.row["score"])

    def _sum(self, grades: Iterable[str]) -> dict[FigureKey, float]:
        return {(self.subject.id, self.row["item"], grade): 1.0 for grade in grades}

    def _equal(self, weights: dict[FigureKey, float], column: str) -> Iterator[Constraint]:
        if weights and (value := self.row[column]) is not None:
            yield Constraint(self.place, tuple(sorted(weights.items())), float(value), float(value))

    def _near(
        self, weights: dict[FigureKey, float], whole: dict[FigureKey, float], rate: str, count: str
    ) -> Iterator[Constraint]:
        """A rounded percentage, where the count itself is not there."""
        if self.row[rate] is not None and self.row[count] is None:
            hundred = {column: 100.0 * weight for column, weight in weights.items()}
            yield from self._ratio(hundred, whole, self.row[rate])

    def _ratio(self, part: dict[FigureKey, float], whole: dict[FigureKey, float], value: float) -> Iterator[Constraint]:
        """Part / whole lies within `half` of `value`, written without a fraction."""
        for bound, low, high in ((value - self.half, 0.0, inf), (value + self.half, -inf, 0.0)):
            weights = {column: part.get(column, 0.0) - bound * whole.get(column, 0.0) for column in part | whole}
            yield Constraint(self.place, tuple(sorted(weights.items())), low, high)
