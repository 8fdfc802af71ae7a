"""结果: the distribution per item, by category and by reporting unit, with every denominator; funnels instead of rankings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pingyi.charts.funnel_chart import FunnelPoint, funnel
from pingyi.figures.funnel import curves
from pingyi.model import ROOT, Item, Subject
from pingyi.pages.links import relative
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import group_bars, node_view, rates_of, tallies_of
from pingyi.publish.book import Book, Row
from pingyi.publish.missing import ABSENT, AWAITED, missing
from pingyi.publish.site_words import SITE, TITLES
from pingyi.tables.dictionary import base_word

BEYOND = {"reporting": ("above-998", "above-95", "below-998", "below-95"), "own": ("above-998", "below-998")}
"""What the list of units beyond the lines holds: of many units, five in a hundred are beyond 95 % by chance alone."""

BEYOND_LISTED = 400
"""Up to so many units beyond the lines are listed on the page, more only in the dataset: pages stay readable."""


def pages(book: Book, renderer: Renderer) -> Iterator[tuple[str, str]]:
    if not book.has("rates"):
        return
    coverage = book.one("coverage", ROOT)
    counted = coverage is not None and coverage["organisations"] is not None
    every = _every_unit(book)
    yield renderer.page(
        "results/index.md",
        TITLES["results"],
        "results.html",
        all=book.progress(ROOT),
        coverage=coverage if counted else None,
        views=[_view(book, subject) for subject in book.campaign.subjects],
        rated=any(item.scale.approves for subject in book.campaign.subjects for item in subject.items),
        every=every,
        unheld=[row for row in book.all("ballots") if row["outcome"] != "held"],
    )
    if every:
        found = [(subject, _funnels(book, subject, "own")) for subject in book.campaign.subjects]
        subjects = [(subject, funnels) for subject, funnels in found if funnels["charts"]]
        bases = {subject.id: base_word(subject) for subject in book.campaign.subjects}
        title = TITLES["all_units"].format(rate=book.campaign.words["positive_rate"])
        yield renderer.page("results/units.md", title, "funnels.html", subjects=subjects, bases=bases)


def _every_unit(book: Book) -> bool:
    """Whether units below the reporting ones have results of their own, so that a chart of all of them says more."""
    reporting = {row["unit"] for row in book.by("funnel", "scope", "reporting")}
    return any(row["unit"] not in reporting for row in book.by("funnel", "scope", "own"))


def _view(book: Book, subject: Subject) -> Any:
    return node_view(
        book,
        ROOT,
        subject,
        categories=_categories(book, subject),
        category_bars=_category_bars(book, subject),
        units=_units(book, subject),
        funnels=_funnels(book, subject, "reporting"),
    )


def _categories(book: Book, subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "title": title,
            "rates": rates_of(book, "category_rates", key, subject),
            "tallies": tallies_of(book, "category_tallies", "category", key),
            "unit": None,
            "missing": _awaited(book.by("units", "category", key)),
        }
        for key, title in book.campaign.titles("categories").items()
    ]


def _awaited(units: list[Row]) -> str:
    """The sign for a category without figures: something may still come, or not."""
    signs = {missing(row["state"], row["overdue_days"]) for row in units}
    return AWAITED if signs - {ABSENT} else ABSENT


def _category_bars(book: Book, subject: Subject) -> list[dict[str, Any]]:
    """Each item with the bar of every category that has figures."""
    groups = [
        (key, tallies_of(book, "category_tallies", "category", key)) for key in book.campaign.titles("categories")
    ]
    found = [(item, group_bars(subject, item, groups)) for item in subject.items]
    return [{"item": item, "bars": bars} for item, bars in found if bars]


def _units(book: Book, subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "key": row["unit"],
            "unit": row["unit"],
            "rates": rates_of(book, "rates", row["unit"], subject),
            "tallies": tallies_of(book, "rollup_tallies", "unit", row["unit"]),
            "missing": missing(row["state"], row["overdue_days"]),
        }
        for row in book.reporting_units()
    ]


def _funnels(book: Book, subject: Subject, scope: str) -> dict[str, Any]:
    """For each item its chart and row of totals; the rows beyond the lines, or that they are too many for a page."""
    rows: dict[str, list[Row]] = {}
    for row in book.by("funnel", "scope", scope):
        if row["subject"] == subject.id:
            rows.setdefault(row["item"], []).append(row)
    items = [item for item in subject.items if item.id in rows]
    beyond = [(item, row) for item in items for row in rows[item.id] if row["outside"] in BEYOND[scope]]
    charts = [
        {
            "item": item,
            "chart": _chart(book, subject, item, rows[item.id]),
            "totals": book.get("funnel_totals", scope, subject.id, item.id),
            "whole": book.get("rates", ROOT, subject.id, item.id),
        }
        for item in items
    ]
    return {
        "charts": charts,
        "beyond": beyond if len(beyond) <= BEYOND_LISTED else [],
        "unlisted": len(beyond) > BEYOND_LISTED,
    }


def _chart(book: Book, subject: Subject, item: Item, rows: list[Row]) -> str:
    """Only published counts are drawn: where any of a point or of the whole is hidden, it is not there."""
    whole = book.get("rates", ROOT, subject.id, item.id)
    known = [row for row in rows if None not in (row["valid"], row["positive"], row["outside"])]
    if whole is None or None in (whole["valid"], whole["positive"]) or not known:
        return ""
    base, rate, words = base_word(subject), book.campaign.words["positive_rate"], SITE["funnel"]
    points = [
        FunnelPoint(
            row["valid"],
            100 * row["positive"] / row["valid"],
            row["outside"],
            words["point"].format(
                name=book.name(row["unit"]),
                base=base,
                valid=f"{row['valid']:,}",
                rate=rate,
                share=row.text("positive_rate"),
            ),
            relative("results", f"units/{row['unit']}.html"),
            book.name(row["unit"]),
        )
        for row in known
    ]
    centre = whole["positive"] / whole["valid"]
    sizes = [point.valid for point in points]
    label = words["label"].format(
        item=item.title, n=len(points), rate=rate, base=base, share=whole.text("positive_rate")
    )
    return funnel(points, curves(min(sizes), max(sizes), centre), 100 * centre, label)
