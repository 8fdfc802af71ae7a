"""A report against its path and the roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Literal

from pingyi.check.submission import Submission
from pingyi.contract.limits import LIMITS
from pingyi.model import Problem, Unit

Outside = Literal["closed", "not-open", "exempt"]


def identity(it: Submission) -> Iterator[Problem]:
    """The report says who it is, and the roster knows that unit and expects it."""
    found = it.data.get("unit")
    if isinstance(found, str) and found != it.unit:
        yield it.problem("unit-matches-path", "/unit", found=found, expected=it.unit)
    if it.row is None:
        near = get_close_matches(it.unit, it.roster, 1, 0.8)
        suggestion = it.catalogue.word("did-you-mean", near=near[0]) if near else ""
        yield it.problem("unit-in-roster", "/unit", found=it.unit, suggestion=suggestion)
    elif state := outside(it.row, it.today, _received(it)):
        yield it.problem("unit-open", "/unit", name=it.row.name, state=it.catalogue.word(state))


def outside(unit: Unit, today: date, received: date | None) -> Outside | None:
    """Why a unit is not expected to report; None where it is.

    `received`: the day on which its final report came, if it did by `today`. What was true on that day stays true: a unit
    may be closed later, and an exemption, which has no date, does not undo what was accepted.
    """
    if unit.closed and unit.closed <= (received or today):
        return "closed"
    if unit.opened and unit.opened > today:
        return "not-open"
    return "exempt" if unit.exempt and received is None else None


def _received(it: Submission) -> date | None:
    """When a final report came, by the campaign's own measure, if it did by today."""
    if it.campaign.timeliness == "received":
        return it.received
    day = declared_on(it.data) if it.data.get("status") == "final" else None
    return day if day and day <= it.today else None


def declared_on(data: Mapping[str, object], key: str = "reported_on") -> date | None:
    """A day that a report states; None where it is none."""
    value = data.get(key)
    try:
        day = date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return day if day.isoformat() == value else None


def references(it: Submission) -> Iterator[Problem]:
    """Units that cases and contact points name are in the roster and not above or beside the reporter."""
    for part in ("cases", "contact_points"):
        for number, entry in enumerate(it.data.get(part, ())):
            found = entry.get("unit", it.unit)
            if found not in it.roster or not f"{found}/".startswith(f"{it.unit}/"):
                yield it.problem("below-unit", f"/{part}/{number}/unit", found=found)


def numbers(it: Submission) -> Iterator[Problem]:
    """A reporting unit's final report has as many cases and contact points as the campaign asks for."""
    if it.row is None or it.row.kind != "reporting" or it.data["status"] != "final":
        return
    for part, limits in it.campaign.data.get("required_numbers", {}).items():
        low, high = limits.get("min", 0), limits.get("max", LIMITS["many"])
        if part in it.data and not low <= len(it.data[part]) <= high:
            title = it.contract.title("unit", f"/{part}")
            yield it.problem("required-numbers", f"/{part}", title=title, found=len(it.data[part]), min=low, max=high)
