"""Which columns of the ballot account a campaign fills in."""

from __future__ import annotations

from pingyi.figures.tidy import BALLOTS
from pingyi.model import ROOT, Subject
from pingyi.publish.book import Book

PERSONS = ("persons_total", "persons_evaluated", "valid_ratings")
ACCOUNTS = {"ballots": BALLOTS, "ratings": BALLOTS + PERSONS}


def account_columns(book: Book, subject: Subject) -> list[str]:
    """The columns of a subject's account that any unit of the campaign has filled in; all of them while there is none."""
    names = list(ACCOUNTS[subject.counts])
    row = next((row for row in book.of("rollup_ballots", ROOT) if row["subject"] == subject.id), None)
    return [name for name in names if row[name] is not None] if row else names
