"""One page of every kind of the sample site, and what is measured of each."""

from __future__ import annotations

import gzip

from playwright.sync_api import Page, Response

PAGES = {
    "home": "index.html",
    "guide": "guide/index.html",
    "guide-doors": "guide/doors.html",
    "guide-reporting": "guide/reporting.html",
    "counting-sheet": "counting-sheet.html",
    "fields": "fields.html",
    "rules": "rules.html",
    "progress": "progress/index.html",
    "overdue": "progress/overdue.html",
    "reminders": "progress/overdue/city-jia.html",
    "results": "results/index.html",
    "results-units": "results/units.html",
    "results-item": "results/organisation/promises.html",
    "unit-reporting": "units/city-jia.html",
    "unit-leaf": "units/city-jia/county-1/maintenance.html",
    "unit-without-report": "units/city-wu.html",
    "case": "cases/city-jia/plough-before-first-bus.html",
    "cases": "cases/index.html",
    "cases-filtered": "cases/index.html?theme=safety",
    "ledger": "ledger.html",
    "ledger-unit": "ledger/city-jia.html",
    "supervision": "supervision.html",
    "supervision-unit": "supervision/city-jia.html",
    "data": "data.html",
    "form": "form.html",
    "sheets": "sheets.html",
    "review": "review/index.html",
    "review-unit": "review/pref-yi/county-2/passenger.html",
    "search": "search.html",
    "not-found": "404.html",
}

SHIFTS = """() => new Promise(done => {
    const shifts = [];
    const told = list => list.getEntries().forEach(entry => shifts.push([
        entry.value, ...entry.sources.map(({node}) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80)),
    ]));
    new PerformanceObserver(told).observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(shifts), 50);
})"""


def shifts(page: Page) -> list[list[object]]:
    """Every layout shift since the page was opened: its value and what moved."""
    found: list[list[object]] = page.evaluate(SHIFTS)
    return found


def moved(found: list[list[object]]) -> float:
    """The cumulative layout shift."""
    return sum(float(str(shift[0])) for shift in found)


def weight(response: Response) -> int:
    """Bytes of a response as a server would send it, compressed; a picture weighs nothing here."""
    if response.headers.get("content-type", "").startswith("image/"):
        return 0
    return len(gzip.compress(response.body(), mtime=0))
