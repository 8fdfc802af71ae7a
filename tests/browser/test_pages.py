"""Pages in a real browser: one of every kind, on a phone and a desktop, light and dark, with and without JavaScript, on paper."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

pytestmark = pytest.mark.xdist_group("browser")

PAGES = {
    "home": "index.html",
    "guide": "guide/index.html",
    "guide-reporting": "guide/reporting.html",
    "progress": "progress/index.html",
    "results": "results/index.html",
    "unit-reporting": "units/city-jia.html",
    "unit-leaf": "units/city-jia/county-1/maintenance.html",
    "case": "cases/city-jia/plough-before-first-bus.html",
    "cases": "cases/index.html",
    "ledger": "ledger.html",
    "supervision": "supervision.html",
    "data": "data.html",
    "form": "form.html",
    "not-found": "404.html",
}
WITH_TABLES = {"home", "progress", "results", "unit-reporting", "unit-leaf", "ledger", "supervision", "data"}
SCREENS = {"phone": (390, 844), "desktop": (1440, 900)}
A4_TEXT_WIDTH = 718
"""CSS pixels between margins of 1 cm."""
MOST_SHRUNK = 2
"""Chromium shrinks a page that is too wide for its paper to half its size at most, then cuts it off."""

every_page = pytest.mark.parametrize("kind", PAGES)


@dataclass
class Visit:
    """A page that was opened, and everything that went wrong or left the site while it loaded."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _response(self, response: Response) -> None:
        if not response.ok:
            self.complaints.append(f"{response.status} {response.url}")


Open = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page of a kind in a context of its own; keywords are those of `Browser.new_context`."""
    contexts: list[BrowserContext] = []

    def open_page(kind: str, screen: str = "desktop", **options: object) -> Visit:
        width, height = SCREENS[screen]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        contexts.append(context)
        opened = Visit(context.new_page())
        opened.listen()
        opened.page.goto(address + PAGES[kind], wait_until="networkidle")
        return opened

    yield open_page
    for context in contexts:
        context.close()


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page, for people, where PINGYI_SHOTS names a folder."""
    if folder := os.environ.get("PINGYI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_is_whole_and_keeps_to_itself(visit: Open, address: str, kind: str, screen: str, scheme: str):
    opened = visit(kind, screen, color_scheme=scheme)
    page = opened.page
    shoot(page, f"{kind}-{screen}-{scheme}")

    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= SCREENS[screen][0]
    assert page.locator("html").get_attribute("lang").startswith("zh")
    assert page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("演示数据").first).to_be_visible()


@every_page
def test_a_page_reads_without_javascript(visit: Open, kind: str):
    page = visit(kind, "phone", java_script_enabled=False).page

    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    tables = page.locator("main table")
    assert tables.count() > 0 or kind not in WITH_TABLES
    for table in tables.all():
        expect(table).to_be_visible()


def test_what_is_wider_than_a_phone_scrolls_in_its_own_box(visit: Open):
    page = visit("results", "phone").page
    boxes = page.locator(".scroll")

    assert boxes.count() > 0
    assert all(box.evaluate("box => box.getBoundingClientRect().right <= innerWidth") for box in boxes.all())
    assert any(box.evaluate("box => box.scrollWidth > box.clientWidth") for box in boxes.all())


def test_the_search_finds_a_unit_by_a_part_of_its_name(visit: Open):
    opened = visit("home")
    opened.page.locator(".md-search__input").click()
    opened.page.locator(".md-search__input").fill("甲市")
    opened.page.locator(".md-search__input").press("End")  # the theme listens to keys

    expect(opened.page.locator('.md-search-result__link[href*="units/city-jia"]').first).to_be_visible()
    assert opened.complaints == []


@pytest.mark.parametrize("kind", ["results", "unit-reporting", "case"])
def test_a_page_prints(visit: Open, kind: str):
    printed = visit(kind).page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "1cm"))

    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) > 0


@pytest.mark.parametrize("kind", ["results", "unit-reporting", "progress", "ledger"])
def test_paper_cuts_nothing_off(visit: Open, kind: str):
    page = visit(kind).page
    page.set_viewport_size({"width": A4_TEXT_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    shoot(page, f"{kind}-paper")

    assert page.evaluate("document.scrollingElement.scrollWidth") <= A4_TEXT_WIDTH * MOST_SHRUNK
