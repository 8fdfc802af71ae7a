"""A calendar for each unit that owes a report, where levels decide: its deadline, and what it is asked to mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from icalendar import Alarm, Event

from pingyi.pages.calendar import all_day, new_calendar, short_title
from pingyi.pages.feed import named_uuid
from pingyi.publish.book import Book, Row
from pingyi.publish.lives_told import LivesTold
from pingyi.publish.reminders import AHEAD
from pingyi.publish.site_words import SITE


def files(book: Book, told: LivesTold | None) -> Iterator[tuple[str, str]]:
    """`told`: None where no level decides, or the readers may not know."""
    if told is None:
        return
    for row in book.all("units"):
        if row["unit"] in told.record.expected:
            calendar = new_calendar()
            for event in _events(book, row, told):
                calendar.add_component(event)
            yield f"feeds/{row['unit']}.ics", calendar.to_ical().decode()


def _events(book: Book, row: Row, told: LivesTold) -> Iterator[Event]:
    due = _event(book, row, "due", date.fromisoformat(row["due"]), told)
    due.add_component(_alarm())
    yield due
    if asked := told[row["unit"]].asked:
        yield _event(book, row, asked.verdict, asked.on, told)


def _event(book: Book, row: Row, word: str, day: date, told: LivesTold) -> Event:
    said = SITE["unit_calendar"][word].format(name=row["name"], title=short_title(book))
    stamp = datetime.combine(told.judged.as_of, time(), UTC)
    return all_day(named_uuid(book, f"calendar/{row['unit']}/{word}").urn, said, day, stamp)


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", SITE["unit_calendar"]["alarm"])
    alarm.add("trigger", -AHEAD)
    return alarm
