"""Atom feeds (RFC 4287) for those who are to act: one a unit with what was decided on it, one a level with what waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pingyi.contract.form_address import form_at
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.queue import Waiting
from pingyi.decisions.sentence import state_word
from pingyi.model import Decision
from pingyi.pages.feed import FEED_ENTRIES, NOT_XML, named_uuid
from pingyi.pages.links import relative
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book
from pingyi.publish.lives_told import LivesTold, ToldLife

FEEDS = "feeds"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Something that happened. `page`: where it leads, from the root of the site."""

    key: str
    title: str
    day: date
    page: str
    summary: str


def unit_feed(unit: str) -> str:
    """The feed of a unit, from the root of the site."""
    return f"{FEEDS}/{unit}.xml"


def level_feed(level: str) -> str:
    """The feed of a level that decides."""
    return f"{FEEDS}/for/{level}.xml"


def files(book: Book, renderer: Renderer, told: LivesTold | None) -> Iterator[tuple[str, str]]:
    """`told`: None where no level decides, or the readers may not know."""
    if told is None:
        return
    words = decision_words()["site"]["feeds"]
    for unit in told.record.roster:
        entries = [_decided(it, told[unit], told) for it in told.record.decisions.get(unit, ())]
        yield _feed(book, renderer, unit_feed(unit), words["unit"].format(name=told.name(unit)), entries)
    waiting: dict[str, list[FeedEntry]] = {}
    for it in told.waiting:
        if it.actor != it.life.unit:
            waiting.setdefault(it.actor, []).append(_waits(it, told))
    for level in {level for unit in told.record.roster for level in told.record.chain(unit)}:
        title = words["level"].format(name=told.name(level))
        yield _feed(book, renderer, level_feed(level), title, waiting.get(level, []))


def _decided(it: Decision, about: ToldLife, told: LivesTold) -> FeedEntry:
    """What was decided; where the unit is to act on it, the form at the first field that is named."""
    words = decision_words()
    title = words["site"]["feeds"]["decided"].format(
        by=told.name(it.by), verdict=words["verdicts"][it.verdict], name=told.name(it.unit)
    )
    first = about.places[0].pointer if about.asked is it and about.places else None
    page = f"units/{it.unit}.html" if first is None else form_at(it.unit, first)
    points = "；".join(f"{place.title}：{place.words}" for place in about.places) if about.asked is it else ""
    return FeedEntry(
        f"decisions/{it.unit}/{it.number}", title, it.on, page, "；".join(filter(None, (it.reason, points)))
    )


def _waits(it: Waiting, told: LivesTold) -> FeedEntry:
    unit, day = it.life.unit, it.since or told.judged.as_of
    title = decision_words()["site"]["feeds"]["waits"].format(name=told.name(unit), state=state_word(it.life))
    return FeedEntry(
        f"waits/{it.actor}/{unit}/{it.life.state}/{day}", title, day, f"review/{unit}.html", told[unit].sentence
    )


def _feed(book: Book, renderer: Renderer, path: str, title: str, entries: Sequence[FeedEntry]) -> tuple[str, str]:
    zone = ZoneInfo(book.campaign.timezone)
    newest = sorted(entries, key=lambda it: it.day)[::-1][:FEED_ENTRIES]
    base = book.campaign.data.get("site_url", "").rstrip("/")
    folder = path.rpartition("/")[0]
    text = renderer.text(
        "approval_feed.xml",
        id=named_uuid(book, path).urn,
        title=title,
        updated=_moment(max((it.day for it in newest), default=book.campaign.starts), zone),
        page=lambda target: f"{base}/{target}" if base else relative(folder, target),
        path=path,
        entries=[(named_uuid(book, it.key).urn, _moment(it.day, zone), it) for it in newest],
    )
    return path, NOT_XML.sub("", text)


def _moment(day: date, zone: ZoneInfo) -> str:
    """A day as the moment at which it begins in the campaign's time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).isoformat()
