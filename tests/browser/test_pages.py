"""Pages in a real browser: one of every kind, on a phone and a desktop, light and dark, with and without JavaScript, on paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect
from pypdf import PdfReader

from support.kinds import PAGES, moved, shifts, weight
from support.situations import FULL

AXE = (Path(__file__).parents[2] / "scripts/web/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""All that another colour scheme can change."""
LOOKED_AT = {"exclude": [] if FULL else [["tbody > tr:nth-child(n + 12):not(:last-child)"]]}
"""A long table's further rows come from the same lines of a template; all are looked at in full counts."""
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
HEAVIEST = 100 * 1024
"""Bytes of a first visit, compressed, without pictures."""
STILL = 0.02
"""Layout shift of a page: a busy machine paints a table of which half has arrived. Above 0.1 it would count as a fault."""
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

BROKEN_DATES = """() => {
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const broken = [];
    while (texts.nextNode())
        for (const date of texts.currentNode.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, date.index);
            range.setEnd(texts.currentNode, date.index + date[0].length);
            if (range.getClientRects().length > 1) broken.push(texts.currentNode.data);
        }
    return broken;
}"""

VISITS = [(kind, screen) for screen in ("desktop", "phone") for kind in PAGES]
on_every_screen = pytest.mark.parametrize("visit", VISITS, ids="-".join, indirect=True)
on_a_desktop = pytest.mark.parametrize("visit", VISITS[: len(PAGES)], ids="-".join, indirect=True)
every_page = pytest.mark.parametrize("kind", PAGES)
looked_through = pytest.mark.parametrize(
    "visit",
    VISITS if FULL else [(kind, list(SCREENS)[at % 2]) for at, kind in enumerate(PAGES)],
    ids="-".join,
    indirect=True,
)
"""Every kind of page on one of the screens, on both in full counts."""


@dataclass
class Visit:
    """A page that was opened, and everything that went wrong or left the site while it loaded."""

    kind: str
    screen: str
    page: Page
    shifts: list[list[object]] = field(default_factory=list)
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


def opened(browser: Browser, address: str, kind: str, screen: str = "desktop", **options: object) -> Visit:
    """Open a page of a kind in a context of its own; keywords are those of `Browser.new_context`."""
    width, height = SCREENS[screen]
    options = {"viewport": {"width": width, "height": height}, "locale": "zh-CN", "reduced_motion": "reduce"} | options
    made = Visit(kind, screen, browser.new_context(**options).new_page())
    made.listen()
    made.page.goto(address + PAGES[kind], wait_until="load")
    return made


@pytest.fixture(scope="module")
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A page that was opened once for all tests of it: a first visit, in light."""
    made = opened(browser, address, *request.param, color_scheme="light")
    made.shifts = shifts(made.page)
    yield made
    made.page.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The progress page on a desktop, fresh."""
    made = opened(browser, address, "progress").page
    yield made
    made.close()


def shoot(page: Page, name: str) -> None:
    """A picture of the whole page, for people, where PINGYI_SHOTS names a folder."""
    if folder := os.environ.get("PINGYI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def faults(page: Page, tags: list[str]) -> list[Any]:
    """What axe-core finds wrong: rule, place and reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": tags, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate(
        "async ([where, options]) => (await axe.run(where, options)).violations", [LOOKED_AT, options]
    )
    return [(rule["id"], node["target"], node["failureSummary"]) for rule in found for node in rule["nodes"]]


def test_every_kind_of_page_is_walked(internal: Path):
    walked = {path.partition("/")[0] for path in PAGES.values()}
    made = {path.relative_to(internal).parts[0] for path in internal.rglob("*.html")}
    assert made - {"overrides"} == walked


@on_every_screen
def test_a_page_is_whole_and_keeps_still_and_to_itself(visit: Visit, address: str):
    page, width = visit.page, SCREENS[visit.screen][0]
    shoot(page, f"{visit.kind}-{visit.screen}-light")

    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert moved(visit.shifts) <= STILL, visit.shifts
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate(BROKEN_DATES) == []
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".md-banner").get_by_text("演示数据")).to_be_visible()


@looked_through
def test_a_page_is_accessible_in_light_and_in_dark(visit: Visit):
    page = visit.page
    assert faults(page, EVERYTHING) == []

    turn(page, "slate")
    shoot(page, f"{visit.kind}-{visit.screen}-dark")
    found = faults(page, COLOURS)
    turn(page, "default")
    assert found == []


def turn(page: Page, scheme: str) -> None:
    """Change the colours as a reader does."""
    page.locator(".palette, .md-header__option label").locator("visible=true").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)


@on_a_desktop
def test_a_first_visit_is_light(visit: Visit):
    weights = {response.url: weight(response) for response in visit.responses if "/search" not in response.url}

    assert len(weights) > 3
    assert sum(weights.values()) < HEAVIEST, weights


@on_a_desktop
def test_paper_cuts_nothing_off(visit: Visit):
    page = visit.page
    page.set_viewport_size({"width": A4_TEXT_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    shoot(page, f"{visit.kind}-paper")

    assert page.evaluate(CUT_OFF, A4_TEXT_WIDTH) == []
    expect(page.locator(".md-banner").get_by_text("演示数据")).to_be_visible()
    expect(page.locator(".md-header, .md-tabs, .table-filter").locator("visible=true")).to_have_count(0)


@pytest.mark.parametrize(("wish", "scheme"), [("light", "default"), ("dark", "slate")])
def test_a_page_opens_in_the_colours_of_the_system(browser: Browser, address: str, wish: str, scheme: str):
    made = opened(browser, address, "home", color_scheme=wish)

    expect(made.page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
    assert moved(shifts(made.page)) <= STILL
    assert made.complaints == []
    made.page.close()


def test_the_first_stop_of_the_keyboard_leads_to_the_text(page: Page):
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip:focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("#main-text")).to_be_focused()


def test_a_page_opened_from_a_folder_says_that_it_cannot_search(page: Page, internal: Path):
    expect(page.locator(".from-folder")).to_have_count(0)
    page.goto((internal / PAGES["progress"]).as_uri())
    expect(page.locator(".from-folder")).to_be_visible()
    expect(page.locator("table").first).to_be_visible()


@every_page
def test_a_page_reads_without_javascript(browser: Browser, address: str, kind: str):
    page = opened(browser, address, kind, "phone", java_script_enabled=False).page

    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    tables = page.locator("main table")
    assert tables.count() > 0 or kind not in WITH_TABLES
    for folded in page.locator("main details").all():
        folded.locator("summary").click()  # opens without a script
    expect(tables.filter(visible=False)).to_have_count(0)
    page.close()


def test_what_is_wider_than_a_phone_scrolls_in_its_own_box(browser: Browser, address: str):
    page = opened(browser, address, "results", "phone").page
    boxes = page.locator(".scroll")

    assert boxes.count() > 0
    assert all(box.evaluate("box => box.getBoundingClientRect().right <= innerWidth") for box in boxes.all())
    assert any(box.evaluate("box => box.scrollWidth > box.clientWidth") for box in boxes.all())
    page.close()


SHEETS = {
    "guide/stages.html": ["第一阶段", "第二阶段", "第三阶段"],
    "counting-sheet.html": ["评议基层党组织", "评议基层党组织", "评议党员", "评议党员"],
}


@pytest.mark.parametrize("path", SHEETS)
def test_what_is_filled_in_by_hand_is_one_sheet_of_a4_each(page: Page, address: str, path: str):
    page.goto(address + path)
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in printed} == {(595, 842)}
    assert len(printed) == len(SHEETS[path])
    # Fonts share shapes between a character and the radical that it is.
    texts = [normalize("NFKC", "".join(sheet.extract_text().split())) for sheet in printed]
    assert [text.count(heading) for heading, text in zip(SHEETS[path], texts, strict=True)] == [1] * len(texts)
