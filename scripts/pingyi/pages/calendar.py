"""The campaign's dates as a calendar file (RFC 5545) of all-day events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from pingyi.pages.feed import named_uuid
from pingyi.publish.book import Book

CALENDAR = "campaign.ics"
NAMED_UNITS = 10
"""Most units that an event names."""


def files(book: Book, as_of: date) -> Iterator[tuple[str, str]]:
    """`campaign.ics`: start, deadlines, end, and one event for each day to which deadlines were extended."""
    calendar = new_calendar()
    for event in _events(book, datetime.combine(as_of, time(), UTC)):
        calendar.add_component(event)
    yield CALENDAR, calendar.to_ical().decode()


def new_calendar() -> Calendar:
    """A calendar without events."""
    calendar = Calendar()
    calendar.add("prodid", "-//pingyi//campaign//ZH")
    calendar.add("version", "2.0")
    return calendar


def _events(book: Book, stamp: datetime) -> Iterator[Event]:
    campaign = book.campaign
    yield _event(book, "starts", campaign.starts, stamp)
    for kind, day in sorted(campaign.due.items(), key=lambda item: item[1]):
        yield _event(book, kind, day, stamp)
    for day, names in sorted(_extended(book).items()):
        yield _event(book, "extended", day, stamp, names)
    yield _event(book, "ends", campaign.ends, stamp)


def _extended(book: Book) -> dict[date, list[str]]:
    days: dict[date, list[str]] = defaultdict(list)
    for row in book.all("units"):
        day = date.fromisoformat(row["due"])
        if row["state"] not in ("exempt", "closed") and day != book.campaign.due[row["kind"]]:
            days[day].append(row["name"])
    return days


def _event(book: Book, word: str, day: date, stamp: datetime, names: list[str] | None = None) -> Event:
    """One of the campaign's days; `names`: of the units that it is for, where not for all."""
    said = book.site["calendar"][word].format(title=short_title(book), count=len(names or ()))
    event = all_day(named_uuid(book, f"calendar/{word}/{day if names else ''}").urn, said, day, stamp)
    if names:
        named = "、".join(names[:NAMED_UNITS])
        event.add("description", book.site["and_more"].format(names=named) if len(names) > NAMED_UNITS else named)
    return event


def short_title(book: Book) -> str:
    """What the campaign is called where there is little room."""
    return str(book.campaign.data.get("short_title", book.campaign.title))


def all_day(uid: str, summary: str, day: date, stamp: datetime) -> Event:
    """An all-day event; its id holds when the dates are corrected, its stamp is the campaign's clock."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("summary", summary)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(1))
    event.add("transp", "TRANSPARENT")
    return event
