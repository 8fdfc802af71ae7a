"""首页: the state of the campaign at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from markupsafe import Markup, escape

from pingyi.charts.bars import Course, curve
from pingyi.model import ROOT, Campaign
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import SITE

NEWEST = 6
LINES = 8
"""Most lines of the table beside the curve."""


def pages(book: Book, renderer: Renderer, as_of: date) -> Iterator[tuple[str, str]]:
    campaign = book.campaign
    received = [row for row in book.all("units") if row["received_on"]]
    yield renderer.page(
        "index.md",
        campaign.title,
        "home.html",
        campaign.data.get("summary", ""),
        now=book.all("campaign")[0],
        reporting=book.progress(ROOT, "reporting"),
        all=book.progress(ROOT),
        ended=as_of > campaign.ends,
        curve=_curve(book, campaign, as_of),
        lines=_lines(book, campaign, as_of),
        newest=sorted(received, key=lambda row: (row["received_on"], row["unit"]), reverse=True)[:NEWEST],
        cases=sorted(book.all("cases"), key=lambda row: (row["reported_on"], row["unit"]), reverse=True)[:NEWEST],
    )


def _curve(book: Book, campaign: Campaign, as_of: date) -> Markup:
    """From the campaign's start to its last deadline, or to its clock where that is later."""
    days = book.by("curve", "scope", "all")
    if not days:
        return Markup("")
    words = SITE["curve"]
    total, last = book.progress(ROOT), max(as_of, *campaign.due.values())
    marks = {
        (day - campaign.starts).days: f"{book.site['deadlines'][kind]} {day:%m-%d}"
        for kind, day in campaign.due.items()
    }
    course = Course(
        days=(last - campaign.starts).days + 1,
        ends=(f"{campaign.starts:%m-%d}", f"{last:%m-%d}"),
        marks=dict(sorted(marks.items())),
        goal=escape(words["goal"]).format(_count(total, "expected")),
        now=escape(words["now"]).format(f"{as_of:%m-%d}", _count(days[-1], "received")),
    )
    label = words["label"].format(as_of=as_of, received=total["received"], expected=total["expected"])
    return curve([row["received"] for row in days], total["expected"], course, label)


def _count(row: Row, column: str) -> Markup:
    """A figure as charts write it."""
    return Markup('<tspan data-ref="{}">{}</tspan>').format(row.ref(column), row[column])


def _lines(book: Book, campaign: Campaign, as_of: date) -> list[dict[str, object]]:
    """A line for each deadline that has come, and one a week counted back from the clock, the last few of them."""
    scopes = {scope: {row["date"]: row for row in book.by("curve", "scope", scope)} for scope in ("all", "reporting")}
    due = {day.isoformat(): book.site["deadlines"][kind] for kind, day in campaign.due.items()}
    weeks = {(as_of - timedelta(7 * week)).isoformat() for week in range(LINES)}
    days = sorted((weeks | due.keys()) & scopes["all"].keys())[-LINES:]
    return [{"all": scopes["all"][day], "reporting": scopes["reporting"][day], "due": due.get(day)} for day in days]
