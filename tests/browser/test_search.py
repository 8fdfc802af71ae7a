"""The search in a real browser: what it finds, by keyboard, on a phone, where it cannot work, and with hostile texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from support.browser import served
from support.campaigns import copied
from support.places import TOWN
from support.sites import build

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PHRASE = "雪车6时30分离开县"
"""From the middle of the background of a case of the sample."""
HOSTILE = "读者来问</a></script><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}六十多次"
NUMBERED = "第0123单位（后口）"

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open an address; whatever the page complains about or asks of another host fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(url: str, size: dict[str, int] = DESKTOP, **options: object) -> Page:
        contexts.append(browser.new_context(viewport=size, locale="zh-CN", **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another campaign's site, where a case is hostile and a unit has a number in its name."""
    root = copied(tmp_path_factory.mktemp("town"), TOWN)
    roster, report = root / "data/roster.csv", root / "data/units/library.yml"
    roster.write_text(roster.read_text("utf-8").replace(",户籍社保窗口,", f",{NUMBERED},"), "utf-8")
    report.write_text(report.read_text("utf-8").replace("读者却要跑到服务台来问", HOSTILE), "utf-8")
    with served(build(root, "--audience", "internal", "--no-sheets")) as place:
        yield place


def ask(page: Page, question: str) -> Locator:
    """Results of a question typed into the header's box."""
    page.get_by_role("searchbox").first.fill(question)
    results = page.locator(".search-head .search-link")
    expect(results.first).to_be_visible()
    return results


def urls(results: Locator) -> list[str]:
    return [str(result.get_attribute("href")) for result in results.all()]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("甲市", "甲市交通运输局"),
        ("甲市交通运输局", "甲市交通运输局"),
        ("西坪县 养护", "西坪县公路养护站党支部"),
        (PHRASE, "除雪班次跟着头班车走"),
    ],
)
def test_the_first_result_is_what_was_meant(opened: Open, address: str, question: str, title: str):
    results = ask(opened(f"{address}index.html"), question)

    expect(results.first.locator(".search-title")).to_have_text(title)


@pytest.mark.parametrize("question", ["第0123单位（后口）", "第0123单位", "0123", "123单位", "０１２３", "后口"])
def test_a_unit_with_a_number_in_its_name_is_found_by_any_part_of_it(opened: Open, town: str, question: str):
    results = ask(opened(f"{town}index.html"), question)

    expect(results.first.locator(".search-title")).to_have_text(NUMBERED)
    assert urls(results)[0] == f"{town}units/hall/household.html"


def test_a_phrase_of_a_case_leads_to_the_case_before_any_list(opened: Open, address: str):
    results = ask(opened(f"{address}units/city-jia/county-1.html"), PHRASE)

    assert urls(results)[0] == f"{address}cases/city-jia/plough-before-first-bus.html"
    expect(results.first.locator("mark")).to_have_text([PHRASE])


def test_hostile_texts_in_a_result_stay_text(opened: Open, town: str):
    results = ask(opened(f"{town}index.html"), "读者来问")

    expect(results.first.locator(".search-text")).to_contain_text(
        "</a></script><img src=x onerror=alert(1)><script>alert(1)"
    )
    expect(results.locator("img, script")).to_have_count(0)


def test_the_keyboard_alone_is_enough(opened: Open, address: str):
    page = opened(f"{address}index.html")
    page.keyboard.press("/")
    page.keyboard.type("甲市")
    results = page.locator(".search-head .search-link")
    expect(results.nth(1)).to_be_visible()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(results.first).to_be_hidden()
    page.keyboard.type("交通")
    expect(results.first.locator("mark").first).to_have_text("甲市交通")
    page.keyboard.press("ArrowDown")
    expect(results.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/city-jia.html")


def test_a_search_has_an_address_that_lists_everything(opened: Open, address: str):
    page = opened(f"{address}index.html")
    ask(page, "台账")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    results = page.locator(".search-page .search-link")

    expect(results).to_have_count(20)
    page.get_by_role("button", name="再列一些").click()
    expect(results).to_have_count(40)
    assert len(set(urls(results))) == 40
    page.goto(f"{address}search.html?q=xijiao")
    expect(results.first).to_be_visible()
    expect(page.get_by_role("button", name="再列一些")).to_be_hidden()


def test_what_was_typed_before_the_script_had_come_is_answered(opened: Open, address: str):
    page = opened(f"{address}index.html")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/assets/search.js", hold)
    with page.expect_request("**/assets/search.js"):
        page.locator(".search-head input").focus()
    page.keyboard.type("xijiao")
    expect(page.locator(".search-head .search-link")).to_have_count(0)
    held.pop().continue_()
    expect(page.locator(".search-head .search-link")).to_have_count(1)


def test_on_a_phone_the_search_is_a_page_of_its_own(opened: Open, address: str):
    page = opened(f"{address}units/city-jia.html", PHONE)
    page.get_by_role("link", name="搜索").click()
    page.wait_for_url("**/search.html")
    box = page.locator(".search-page").get_by_role("searchbox")
    expect(box).to_be_focused()
    box.fill("甲市")

    expect(page.locator(".search-page .search-link").first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_nothing_of_the_index_is_fetched_before_somebody_searches(opened: Open, address: str):
    page = opened("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}index.html", wait_until="networkidle")
    assert [url for url in asked if "/search/" in url] == []

    ask(page, "甲市")
    assert [url for url in asked if not url.startswith(address)] == []
    assert f"{address}search/index.json" in asked


def test_what_cannot_be_found_or_is_too_short_is_said(opened: Open, address: str):
    page = opened(f"{address}search.html?q=甲癸丁戊")
    expect(page.get_by_role("status").last).to_contain_text("没有找到")

    page.locator(".search-page").get_by_role("searchbox").fill("甲")
    expect(page.get_by_role("status").last).to_contain_text("至少输入连续的两个字")


def test_opened_from_a_folder_the_box_says_that_search_needs_a_server(opened: Open, internal: Path):
    page = opened((internal / "index.html").as_uri())
    page.get_by_role("searchbox").first.click()
    expect(page.get_by_role("status").first).to_contain_text("直接从文件夹打开时不能搜索")
    page.get_by_role("searchbox").first.fill("甲市")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    expect(page.locator(".search-page").get_by_role("status")).to_contain_text("直接从文件夹打开时不能搜索")


def test_without_javascript_the_page_of_the_search_says_what_to_do(opened: Open, address: str):
    page = opened(f"{address}search.html", java_script_enabled=False)

    expect(page.locator("noscript p")).to_contain_text("搜索需要 JavaScript")
    expect(page.locator("noscript p")).to_be_visible()
