"""Whether what a release tells is true of the figures that it is said to come from. If not, no attack can begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pingyi.attack.facts import Constraint, PlaceKey
from pingyi.attack.publication import Floats, Publication, own_columns, own_values
from pingyi.protect.sums import BASE, SIZES, Figures

SUM_TOLERANCE = 1e-6
"""How far a sum of whole numbers times a rounded one may lie beyond its bounds: doubles are not exact."""


def contradicted(publication: Publication) -> list[PlaceKey]:
    """Places of which something else is told than is true, and units whose grades do not add up to their votes.

    Raises `UnknownFigureError`.
    """
    columns = {column: number for number, column in enumerate(own_columns(publication.figures))}
    true = _true(publication, own_values(publication.figures, columns))

    def holds(fact: Constraint) -> bool:
        if fact.place not in true:
            return False
        # A grade that nobody used has no column.
        parts = [weight * true[fact.place][columns[column]] for column, weight in fact.weights if column in columns]
        return bool(fact.low - SUM_TOLERANCE <= sum(parts) <= fact.high + SUM_TOLERANCE)

    wrong = [fact.place for fact in publication.facts if not holds(fact)]
    return list(dict.fromkeys([*wrong, *(("unit", unit) for unit in unequal(publication.figures))]))


def _true(publication: Publication, values: Floats) -> dict[PlaceKey, Floats]:
    """The figures of every unit and every category: a number a column."""
    tree = publication.figures.tree
    found: dict[PlaceKey, Floats] = {("unit", unit): values[node] for unit, node in tree.total.items()}
    members: dict[str, list[int]] = defaultdict(list)
    for unit, leaf in tree.own.items():
        members[publication.categories.get(unit, "")].append(leaf)
    return found | {("category", category): values[leaves].sum(axis=0) for category, leaves in members.items()}


def unequal(figures: Figures) -> Iterator[str]:
    """Units of which an item's grades do not add up to the votes, once for each such item."""
    for key, counts in figures.counts.items():
        subject = figures.subjects[key[0]]
        base = figures.sizes[key[0]][:, SIZES[subject.counts].index(BASE[subject.counts])]
        for unit, leaf in figures.tree.own.items():
            if figures.asked[key][leaf] and counts[leaf].sum() != base[leaf]:
                yield unit
