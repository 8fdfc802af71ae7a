"""The campaign before, as far as this one asks the same: what a unit was given then stands beside what it is given now."""

from __future__ import annotations

from datetime import date

from pingyi.campaign.judged import Judged
from pingyi.figures.internal import internal_tables
from pingyi.model import Campaign, Item, Subject
from pingyi.publish.book import Book, Row


class LastCampaign:
    """Rates by unit and item. No other campaign's dataset holds them, so they name no cell of it."""

    def __init__(self, last: Judged) -> None:
        self.title: str = last.campaign.data["title"]
        self.as_of: date = last.as_of
        self._book = Book({"rates": internal_tables(last)["rates"]}, last.campaign)
        self._asked = _asked(last.campaign)

    def rate(self, unit: str, subject: Subject, item: Item) -> Row | None:
        """The row of `rates` of a unit with those below it; None where the item was not asked, or with other grades."""
        key = subject.id, item.id
        return self._book.get("rates", unit, *key) if self._asked.get(key) == _measure(subject, item) else None


def _asked(campaign: Campaign) -> dict[tuple[str, str], object]:
    return {(subject.id, item.id): _measure(subject, item) for subject in campaign.subjects for item in subject.items}


def _measure(subject: Subject, item: Item) -> object:
    """What two campaigns must share for their rates to be compared."""
    return subject.counts, item.denominator, [(grade.id, grade.positive, grade.neutral) for grade in item.grades]
