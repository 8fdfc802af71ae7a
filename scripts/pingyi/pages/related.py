"""Which cases to read next: those most alike, by a score that anybody can work out by hand."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

SAME_THEME, SAME_ITEM, SAME_CATEGORY = 3, 2, 1
MOST_RELATED = 3


@dataclass(frozen=True, slots=True)
class CaseTraits:
    """What a case is compared by: its theme, the items it concerns, the category of the unit that it is about."""

    theme: str | None
    items: frozenset[str]
    category: str | None


def likeness(one: CaseTraits, other: CaseTraits) -> int:
    """3 for the same theme, 2 for each item in common, 1 for the same category; what is not said is never the same."""
    theme = SAME_THEME * (one.theme is not None and one.theme == other.theme)
    category = SAME_CATEGORY * (one.category is not None and one.category == other.category)
    return theme + SAME_ITEM * len(one.items & other.items) + category


def related(kinds: list[CaseTraits], limit: int = MOST_RELATED) -> list[list[int]]:
    """For each case the places of the `limit` cases of the highest score above 0, best first.

    Of equals those come first that stand next after it, the list taken as a circle: so that not everybody points to the
    same few. Cases of one kind are scored together; many cases have few kinds.
    """
    places: dict[CaseTraits, list[int]] = defaultdict(list)
    for place, kind in enumerate(kinds):
        places[kind].append(place)
    ranked = {kind: list(_ranked(kind, places, limit)) for kind in places}
    return [_first(place, ranked[kind], limit) for place, kind in enumerate(kinds)]


def _ranked(kind: CaseTraits, places: dict[CaseTraits, list[int]], limit: int) -> Iterator[list[int]]:
    """Places in groups of equal score, the highest first, as far as one case can need them."""
    groups: dict[int, list[int]] = defaultdict(list)
    for other, found in places.items():
        groups[likeness(kind, other)] += found
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
