"""Pages in a real browser: one of every kind, on a phone and a desktop, light and dark, with and without JavaScript, on paper."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from kinds import PAGES, shifts, weight
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

pytestmark = pytest.mark.xdist_group("browser")

AXE = (Path(__file__).parents[2] / "scripts/web/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""All that another colour scheme can change."""
WITH_TABLES = {
    "home",
    "progress",
    "overdue",
    "results",
    "results-units",
    "ledger-unit",
    "supervision-unit",
    "fields",
    "unit-reporting",
    "unit-leaf",
    "ledger",
    "supervision",
    "data",
}
SCREENS = {"phone": (320, 640), "desktop": (1440, 900)}
HEAVIEST = 150 * 1024
"""Bytes of a first visit, compressed, without pictures."""
A4_TEXT_WIDTH = 688
"""CSS pixels between the margins of 14 mm."""
CUT_OFF = """width => [...document.querySelectorAll("body *")].flatMap(element => [...element.childNodes])
    .filter(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
    .filter(node => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].some(box => box.width && (box.right > width + 1 || box.left < -1));
    })
    .map(node => node.textContent.trim().slice(0, 40))"""

every_page = pytest.mark.parametrize("kind", PAGES)


@dataclass
class Visit:
    """A page that was opened, and everything that went wrong or left the site while it loaded."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _response(self, response: Response) -> None:
        self.responses.append(response)
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
        opened.page.goto(address + PAGES[kind], wait_until="load")
        return opened

    yield open_page
    for context in contexts:
        context.close()


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page, for people, where PINGYI_SHOTS names a folder."""
    if folder := os.environ.get("PINGYI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def faults(page: Page, tags: list[str]) -> list[Any]:
    """What axe-core finds wrong: rule, place and reason."""
    page.evaluate(AXE)
    options = {"runOnly": tags, "resultTypes": ["violations"]}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [(rule["id"], node["target"], node["failureSummary"]) for rule in found for node in rule["nodes"]]


def test_every_kind_of_page_is_walked(site: Path):
    walked = {path.partition("/")[0] for path in PAGES.values()}
    made = {path.relative_to(site).parts[0] for path in site.rglob("*.html")}
    assert made - {"overrides"} == walked


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_is_whole_accessible_and_keeps_to_itself(visit: Open, address: str, kind: str, screen: str, scheme: str):
    opened = visit(kind, screen, color_scheme=scheme)
    page = opened.page
    moved = shifts(page)
    shoot(page, f"{kind}-{screen}-{scheme}")

    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert moved == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= SCREENS[screen][0]
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".md-banner").get_by_text("演示数据")).to_be_visible()
    assert faults(page, EVERYTHING if scheme == "light" else COLOURS) == []


@every_page
def test_a_first_visit_is_light(visit: Open, kind: str):
    opened = visit(kind)
    weights = {response.url: weight(response) for response in opened.responses if "/search" not in response.url}

    assert len(weights) > 4
    assert sum(weights.values()) < HEAVIEST, weights


def test_the_first_stop_of_the_keyboard_leads_to_the_text(visit: Open):
    page = visit("progress").page
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip:focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("#main-text")).to_be_focused()


def test_a_page_opened_from_a_folder_says_that_it_cannot_search(browser: Browser, site: Path, visit: Open):
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / PAGES["progress"]).as_uri())
    expect(page.locator(".from-folder")).to_be_visible()
    expect(page.locator("table").first).to_be_visible()
    context.close()
    expect(visit("progress").page.locator(".from-folder")).to_be_hidden()


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


@every_page
def test_paper_cuts_nothing_off(visit: Open, kind: str):
    page = visit(kind).page
    page.set_viewport_size({"width": A4_TEXT_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    shoot(page, f"{kind}-paper")

    assert page.evaluate(CUT_OFF, A4_TEXT_WIDTH) == []
    expect(page.locator(".md-banner").get_by_text("演示数据")).to_be_visible()
    expect(page.locator(".md-header, .md-tabs, .table-filter").locator("visible=true")).to_have_count(0)


def test_a_page_prints_on_a4(visit: Open):
    printed = visit("results").page.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", printed)
    assert boxes
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
