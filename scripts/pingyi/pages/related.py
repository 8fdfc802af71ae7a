"""Which cases to read next: those most alike, by a score that anybody can work out by hand."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

THEME, ITEM, CATEGORY = 3, 2, 1
LIMIT = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """What a case is compared by: its theme, the items it concerns, the category of the unit that it is about."""

    theme: str | None
    items: frozenset[str]
    category: str | None


def score(one: Kind, other: Kind) -> int:
    """3 for the same theme, 2 for each item in common, 1 for the same category; what is not said is never the same."""
    theme = THEME * (one.theme is not None and one.theme == other.theme)
    category = CATEGORY * (one.category is not None and one.category == other.category)
    return theme + ITEM * len(one.items & other.items) + category


def related(kinds: list[Kind], limit: int = LIMIT) -> list[list[int]]:
    """For each case the places of the `limit` cases of the highest score above 0, best first.

    Of equals those come first that stand next after it, the list taken as a circle: so that not everybody points to the
    same few. Cases of one kind are scored together; many cases have few kinds.
    """
    places: dict[Kind, list[int]] = defaultdict(list)
    for place, kind in enumerate(kinds):
        places[kind].append(place)
    ranked = {kind: list(_ranked(kind, places, limit)) for kind in places}
    return [_first(place, ranked[kind], limit) for place, kind in enumerate(kinds)]


def _ranked(kind: Kind, places: dict[Kind, list[int]], limit: int) -> Iterator[list[int]]:
    """Places in groups of equal score, the highest first, as far as one case can need them."""
    groups: dict[int, list[int]] = defaultdict(list)
    for other, found in places.items():
        groups[score(kind, other)] += found
    count = 0
    for points in sorted(groups, reverse=True):
        if points == 0 or count > limit:
            return
        count += len(groups[points])
        yield sorted(groups[points])


def _first(place: int, groups: list[list[int]], limit: int) -> list[int]:
    found: list[int] = []
    for group in groups:
        start = bisect(group, place)
        turned = (group[(start + step) % len(group)] for step in range(min(len(group), limit + 1)))
        found += [other for other in turned if other != place]
    return found[:limit]
