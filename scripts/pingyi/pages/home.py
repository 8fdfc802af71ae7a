"""首页: the state of the campaign at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pingyi.charts import curve
from pingyi.model import ROOT
from pingyi.pages.book import Book, Row
from pingyi.pages.render import Renderer

NEWEST = 8


def pages(book: Book, renderer: Renderer, as_of: date) -> Iterator[tuple[str, str]]:
    campaign = book.campaign
    due = campaign.due["reporting"]
    days = [row for row in book.all("curve") if row["scope"] == "all"]
    marks = _marks(days, campaign.due)
    received = [row for row in book.all("units") if row["received_on"]]
    yield renderer.page(
        "index.md",
        campaign.title,
        "home.html",
        campaign.data.get("summary", ""),
        reporting=book.progress(ROOT, "reporting"),
        all=book.progress(ROOT),
        due=due.isoformat(),
        days_left=(due - as_of).days,
        curve=_curve(book, days, marks),
        marks="，".join(marks.values()),
        weeks=_weeks(book),
        newest=sorted(received, key=lambda row: (row["received_on"], row["unit"]), reverse=True)[:NEWEST],
        cases=book.all("cases")[-NEWEST:],
    )


def _marks(days: list[Row], due: Mapping[str, date]) -> dict[int, str]:
    index = {row["date"]: number for number, row in enumerate(days)}
    words = {"branch": "下属单位期限", "reporting": "上报单位期限"}
    found = {
        index[day.isoformat()]: f"{words[kind]} {day:%m-%d}" for kind, day in due.items() if day.isoformat() in index
    }
    return dict(sorted(found.items()))


def _curve(book: Book, days: list[Row], marks: dict[int, str]) -> str:
    total = book.progress(ROOT)
    label = (
        f"累计已报单位数，到 {days[-1]['date']} 为 {total['received']} 个，应报 {total['expected']} 个" if days else ""
    )
    return curve([row["received"] for row in days], total["expected"], marks, label)


def _weeks(book: Book) -> list[dict[str, object]]:
    """One line a week, counted back from the clock, both scopes side by side."""
    scopes = {scope: [row for row in book.all("curve") if row["scope"] == scope] for scope in ("all", "reporting")}
    pairs = list(zip(scopes["all"], scopes["reporting"], strict=True))
    return [{"date": every["date"], "all": every, "reporting": part} for every, part in reversed(pairs[::-1][::7])]
