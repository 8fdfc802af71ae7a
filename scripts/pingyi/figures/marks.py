"""From marks to sums and from sums to rates and scores. Nothing else in the tool works out a rate or a score.

Marks are counts by grade, abstentions (`BLANK`) among them. Five sums are made of them, each of certain grades:

- `valid`: what rates are read against: all marks, or as the campaign says those that are neither blank nor neutral
- `top`, `positive`: marks of the best grade, and of all grades that count as approval
- `scored`, `points`: marks of the grades that have a weight, and the same times their weight in hundredths

Rate = top or positive / valid, in percent. Score = points / 100 scored: a weighted mean, never called a rate.
(What is told of released figures is worked out in `disclosure`, by the same functions; `attack` stays apart on purpose.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pingyi.figures.rounding import half_up, percent, quotient, ratio
from pingyi.model import BLANK, HUNDRED, Campaign, Item

ITEM = ["subject", "item"]
SUMS = ["valid", "top", "positive", "scored", "points"]
RATES = {"top_rate": ("top", "valid"), "positive_rate": ("positive", "valid")}
"""Each rate and the two sums whose quotient it is, in percent."""

SCORE = ("points", "scored")
"""The two sums of a score: its quotient is `HUNDRED` times the score."""


def factors(item: Item) -> dict[str, dict[str, int]]:
    """For each of `SUMS`, how often a mark of a grade counts in it; grades that do not are left out.

    A sum without any grade is no sum: nobody can be positive on a scale that asks for something else.
    """
    weights = {grade.id: grade.weight for grade in item.grades if grade.weight is not None}
    return {
        "valid": dict.fromkeys(item.rated, 1),
        "top": {item.scale.top.id: 1} if item.scale.top else {},
        "positive": {grade.id: 1 for grade in item.grades if grade.positive},
        "scored": dict.fromkeys(weights, 1),
        "points": weights,
    }


def factor_table(campaign: Campaign) -> pd.DataFrame:
    """`factors` of all items: one row a subject, item and grade (blank included), one column a sum."""
    rows = [
        {"subject": subject.id, "item": item.id, "grade": grade, **_weights(counts, grade)}
        for subject in campaign.subjects
        for item in subject.items
        for counts in [factors(item)]
        for grade in (*(grade.id for grade in item.grades), BLANK)
    ]
    return pd.DataFrame(rows, columns=[*ITEM, "grade", *SUMS]).astype(dict.fromkeys(SUMS, "Int64"))


def _weights(counts: Mapping[str, Mapping[str, int]], grade: str) -> dict[str, int | None]:
    return {name: counts[name].get(grade, 0) if counts[name] else None for name in SUMS}


def summed(tallies: pd.DataFrame, keys: Sequence[str], campaign: Campaign) -> pd.DataFrame:
    """`SUMS` for each value of `keys`, subject and item of a table of counts by grade; only where there is a denominator.

    A sum that no grade of the item counts in is missing.
    """
    marked = tallies[[*keys, *ITEM, "grade", "count"]].merge(factor_table(campaign), on=[*ITEM, "grade"])
    marked[SUMS] = marked[SUMS].mul(marked["count"], axis=0)
    sums = marked.groupby([*keys, *ITEM], sort=False, observed=True)[SUMS].sum(min_count=1).reset_index()
    return sums[sums["valid"] > 0]


def with_rates(sums: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """The sums with `RATES` and `score` beside them."""
    rates = {name: percent(sums[part], sums[whole], decimals) for name, (part, whole) in RATES.items()}
    points, scored = (sums[name] for name in SCORE)
    return sums.assign(**rates, score=ratio(points, HUNDRED * scored, decimals))


def medians(sums: pd.DataFrame, keys: Sequence[str], decimals: int) -> pd.DataFrame:
    """For each value of `keys` the median of the rates of its rows, which are of one unit each; rounded last."""
    shares = {
        f"median_{name}": (sums[part] * 100 / sums[whole]).astype("float64") for name, (part, whole) in RATES.items()
    }
    grouped = sums[list(keys)].assign(**shares).groupby(list(keys), sort=False)
    return grouped.median().apply(half_up, decimals=decimals)


def item_sums(counts: Mapping[str, int], item: Item) -> dict[str, int | None]:
    """`SUMS` of the counts by grade of one item; None where no grade of it counts."""
    return {
        name: sum(counts.get(grade, 0) * factor for grade, factor in grades.items()) if grades else None
        for name, grades in factors(item).items()
    }


def item_rates(sums: Mapping[str, int | None], decimals: int) -> dict[str, float | None]:
    """`RATES` and `score` of `SUMS`; None where there is nothing to divide or to divide by."""
    rates = {name: _rate(sums[part], sums[whole], decimals) for name, (part, whole) in RATES.items()}
    points, scored = (sums[name] for name in SCORE)
    return {**rates, "score": None if points is None or scored is None else score(points, scored, decimals)}


def _rate(part: int | None, whole: int | None, decimals: int) -> float | None:
    return None if part is None or whole is None else quotient(100 * part, whole, decimals)


def score(points: int, scored: int, decimals: int) -> float | None:
    """The weighted mean of so many scored marks; None where there are none."""
    return quotient(points, HUNDRED * scored, decimals)
