"""首页: the state of the campaign at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup, escape

from pingyi.charts.bars import Course, curve
from pingyi.model import ROOT, Campaign
from pingyi.pages.ledger_pages import STANDING_COLUMNS, all_entries, standings_bar
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import node_view
from pingyi.publish.book import Book, Row
from pingyi.publish.site_words import SITE

NEWEST = 6
BEFORE = 3
"""Days before the first report with which the curve begins: weeks in which nothing could come say nothing."""
LINES = 8
"""Most lines of the table beside the curve."""


def pages(book: Book, renderer: Renderer, as_of: date, commit: str) -> Iterator[tuple[str, str]]:
    campaign = book.campaign
    received = [row for row in book.all("units") if row["received_on"]]
    yield renderer.page(
        "index.md",
        campaign.title,
        "home.html",
        campaign.data.get("summary", ""),
        now=book.all("campaign")[0],
        commit=commit,
        reporting=book.progress(ROOT, "reporting"),
        all=book.progress(ROOT),
        ended=as_of > campaign.ends,
        answers=list(_said(book)),
        promised=book.one("rectification_totals", ROOT),
        entries=all_entries(book),
        standings=STANDING_COLUMNS,
        mended=_mended(book),
        curve=_curve(book, campaign, as_of),
        lines=_lines(book, campaign, as_of),
        newest=sorted(received, key=lambda row: (row["received_on"], row["unit"]), reverse=True)[:NEWEST],
        cases=sorted(book.all("cases"), key=lambda row: (row["reported_on"], row["unit"]), reverse=True)[:NEWEST],
    )


def _said(book: Book) -> Iterator[dict[str, Any]]:
    """Each subject of which there are results, and its items with the highest and the lowest rate, if these differ."""
    for subject in book.campaign.subjects if book.has("rates") else ():
        view = node_view(book, ROOT, subject)
        if not view.ballots or not any(line.rate for line in view.lines):
            continue
        known = [line for line in view.lines if line.rate and line.rate["positive_rate"] is not None]
        known.sort(key=lambda line: line.rate["positive_rate"] if line.rate else 0)
        differ = len(known) > 1 and known[0].rate != known[-1].rate
        yield {"view": view, "worst": known[0] if differ else None, "best": known[-1] if differ else None}


def _mended(book: Book) -> Markup:
    total = book.one("rectification_totals", ROOT)
    return standings_bar(book.campaign.title, total) if total else Markup("")


def _curve(book: Book, campaign: Campaign, as_of: date) -> Markup:
    """From some days before the first report to the last deadline, or to the clock where that is later."""
    days = book.by("curve", "scope", "all")
    if not days:
        return Markup("")
    words = SITE["curve"]
    total, last = book.progress(ROOT), max(as_of, *campaign.due.values())
    begun = next((place for place, row in enumerate(days) if row["received"]), len(days) - 1)
    first = max(0, min(begun - BEFORE, *((day - campaign.starts).days for day in campaign.due.values())))
    starts = campaign.starts + timedelta(first)
    marks = {(day - starts).days: f"{book.site['deadlines'][kind]} {day:%m-%d}" for kind, day in campaign.due.items()}
    course = Course(
        first=first,
        days=(last - starts).days + 1,
        ends=(f"{starts:%m-%d}", f"{last:%m-%d}"),
        marks=dict(sorted(marks.items())),
        goal=escape(words["goal"]).format(_count(total, "expected")),
        now=escape(words["now"]).format(f"{as_of:%m-%d}", _count(days[-1], "received")),
    )
    label = words["label"].format(as_of=as_of, received=total.text("received"), expected=total.text("expected"))
    return curve([row["received"] for row in days], total["expected"], course, label)


def _count(row: Row, column: str) -> Markup:
    """A figure as charts write it."""
    return Markup('<tspan data-ref="{}">{}</tspan>').format(row.ref(column), row.text(column))


def _lines(book: Book, campaign: Campaign, as_of: date) -> list[dict[str, object]]:
    """A line for each deadline that has come, and one a week counted back from the clock, the last few of them."""
    scopes = {scope: {row["date"]: row for row in book.by("curve", "scope", scope)} for scope in ("all", "reporting")}
    due = {day.isoformat(): book.site["deadlines"][kind] for kind, day in campaign.due.items()}
    weeks = {(as_of - timedelta(7 * week)).isoformat() for week in range(LINES)}
    days = sorted((weeks | due.keys()) & scopes["all"].keys())[-LINES:]
    return [{"all": scopes["all"][day], "reporting": scopes["reporting"][day], "due": due.get(day)} for day in days]
