"""The grades of a scale as columns of tables, and what each means: its colour and its place in bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pingyi.charts.bars import Part
from pingyi.model import BLANK, Grade, Scale
from pingyi.publish.site_words import SITE


@dataclass(frozen=True, slots=True)
class GradeColumn:
    """A grade as a column of tables and a colour and place of bars."""

    id: str
    title: str
    role: str
    part: Part = "positive"


@lru_cache(maxsize=64)
def grade_columns(scale: Scale) -> tuple[GradeColumn, ...]:
    """The grades of a scale as the campaign lists them, and the abstentions."""
    role = grade_roles(scale)
    grades = [GradeColumn(grade.id, grade.title, role[grade.id], part(scale.grades, grade)) for grade in scale.grades]
    return *grades, GradeColumn(BLANK, SITE["blank"], "blank", "aside")


@lru_cache(maxsize=64)
def drawn(scale: Scale) -> tuple[GradeColumn, ...]:
    """The same from the best grade on, as bars have them: on every scale what is good stands to the left."""
    by_id = {column.id: column for column in grade_columns(scale)}
    return *(by_id[grade.id] for grade in scale.best_first), by_id[BLANK]


def part(grades: Sequence[Grade], grade: Grade) -> Part:
    """Where a grade stands on its scale: a neutral one is the middle only between positive and negative ones.

    Elsewhere, as 不了解 at the end of a scale, it is no opinion and is set aside.
    """
    if not grade.neutral:
        return "positive" if grade.positive else "negative"
    place = grades.index(grade)
    before, after = grades[:place], grades[place + 1 :]
    judged = [any(other.positive for other in side) for side in (before, after)]
    opposed = [any(not other.positive and not other.neutral for other in side) for side in (before, after)]
    return "middle" if (judged[0] and opposed[1]) or (judged[1] and opposed[0]) else "aside"


def grade_roles(scale: Scale) -> dict[str, str]:
    """Each grade's colour role by what it means: positive ones from the best p1, p2 …, negative ones from the worst n1, n2 …,
    neutral, blank. Where no grade is positive none is bad either: they are kinds, k1 to k3 in turn.
    """
    judged = [grade for grade in scale.best_first if not grade.neutral]
    positive = [grade.id for grade in judged if grade.positive]
    others = [grade.id for grade in judged if not grade.positive]
    named = {key: f"p{min(rank, 3)}" for rank, key in enumerate(positive, 1)}
    if positive:
        named |= {key: f"n{min(rank, 3)}" for rank, key in enumerate(reversed(others), 1)}
    else:
        named |= {key: f"k{place % 3 + 1}" for place, key in enumerate(others)}
    named |= {grade.id: "neutral" for grade in scale.grades if grade.neutral}
    return named | {BLANK: "blank"}
