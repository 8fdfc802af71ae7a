"""What stands where there is no figure."""

from __future__ import annotations

from pingyi.publish.site_words import SITE

NO_FIGURE, AWAITED, OVERDUE = (str(SITE["missing"][sign]) for sign in ("none", "awaited", "overdue"))


def missing(state: str, overdue_days: int) -> str:
    """The sign for a figure that is not there: not due or not expected, overdue, or not yet received."""
    if state in ("exempt", "not-open", "closed", "received"):
        return NO_FIGURE
    return OVERDUE if overdue_days else AWAITED
