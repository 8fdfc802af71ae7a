"""What stands where there is no figure."""

from __future__ import annotations


def missing(state: str, overdue_days: int) -> str:
    """The sign for a figure that is not there: not due or not expected, overdue, or not yet received."""
    if state in ("exempt", "not-open", "closed", "received"):
        return "—"
    return "未报" if overdue_days else "…"
