"""What a release holds back, in words: of whom, never how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pingyi.model import ROOT, Campaign
from pingyi.release.words import listed, said


def held_sentences(held: Mapping[str, set[str]], campaign: Campaign, names: Mapping[str, str]) -> Iterator[str]:
    """A sentence for units and one for categories. `names`: of units by id."""
    titles = campaign.titles("categories")
    found = {
        "held-units": [said("whole") if unit == ROOT else names.get(unit, unit) for unit in sorted(held["unit"])],
        "held-categories": [titles.get(category, category) for category in sorted(held["category"])],
    }
    yield from (said(word, names=listed(places)) for word, places in found.items() if places)
