"""Cases and ledger in a real browser: what an address filters, what the form does, what stays without JavaScript, what is printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from support.readers import squeezed

OVERVIEW = "cases/index.html"
CASE = "cases/city-jia/plough-before-first-bus.html"
LEDGER = "ledger/city-jia.html"
TRIPLED = re.compile(r'(<div data-filter-list="?ledger"?>)(.*)(?=</div></section>)', re.DOTALL)
PHONE = {"width": 320, "height": 640}

Open = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, address: str) -> Iterator[Open]:
    """Open a path of the site; keywords are those of `Browser.new_context`. Errors in the page's own code fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, base: str = address, **options: object) -> Page:
        context = browser.new_context(locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(base + path, wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [error for error in errors if "search" not in error] == []


@pytest.fixture(scope="session")
def cases(internal: Path) -> list[dict[str, str]]:
    """The published table of cases, each with its unit's category and reporting unit."""
    units = {row["unit"]: row for row in json.loads((internal / "data/units.json").read_text("utf-8"))}
    rows = json.loads((internal / "data/cases.json").read_text("utf-8"))
    return [{**units[row["about"]], **row} for row in rows]


def titles(page: Page) -> set[str]:
    return set(page.locator(".case-card:visible h3").all_inner_texts())


def wanted(cases: list[dict[str, str]], **values: str) -> set[str]:
    """Titles of the cases that have these values, as the table tells."""
    found = cases
    for key, value in values.items():
        if key == "item":
            found = [case for case in found if value in case["items"].split()]
        elif key == "unit":
            found = [case for case in found if value in (case["about"], case["reporting_unit"])]
        else:
            found = [case for case in found if case[key] == value]
    return {case["title"] for case in found}


CHOICES = [
    {"theme": "safety"},
    {"category": "window"},
    {"item": "organisation/promises"},
    {"unit": "city-jia"},
    {"unit": "city-jia/county-2/maintenance"},
    {"theme": "passenger", "item": "organisation/promises"},
    {"theme": "roads", "category": "general", "item": "member/problem-solving"},
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: "&".join(choice.values()))
def test_an_address_shows_the_cases_that_it_asks_for(show: Open, cases: list[dict[str, str]], choice: dict[str, str]):
    query = "&".join(f"{key}={value}" for key, value in choice.items())
    page = show(f"{OVERVIEW}?{query}")

    expected = wanted(cases, **choice)
    assert 0 < len(expected) < len(cases)
    assert titles(page) == expected
    expect(page.get_by_role("status")).to_have_text(f"符合条件的案例有 {len(expected)} 个，共 {len(cases)} 个。")
    assert all(
        group.locator("li:visible").count() for group in page.locator("[data-filter-list] section:visible").all()
    )


def test_paper_shows_what_was_filtered_and_by_what(show: Open):
    page = show(f"{OVERVIEW}?theme=safety")
    shown = titles(page)
    page.emulate_media(media="print")

    assert titles(page) == shown
    expect(page.get_by_text("筛选：主题 安全生产。")).to_be_visible()
    expect(page.get_by_role("status")).to_be_visible()


def test_a_value_that_no_case_has_is_no_choice(show: Open, cases: list[dict[str, str]]):
    page = show(f"{OVERVIEW}?theme=<script>&item=nothing&other=1")

    assert len(titles(page)) == len(cases)


def test_choosing_filters_counts_and_writes_an_address_that_can_be_shared(show: Open, cases: list[dict[str, str]]):
    page = show(OVERVIEW)
    page.locator("select[name=theme]").select_option("safety")
    page.locator("select[name=category]").select_option("window")

    assert titles(page) == wanted(cases, theme="safety", category="window")
    assert page.url.endswith("?theme=safety&category=window")
    again = show(page.url.removeprefix(page.url.partition("cases/")[0]))
    assert titles(again) == titles(page)
    count = len(wanted(cases, theme="roads", category="window"))
    assert page.locator("select[name=theme] option[value=roads]").inner_text() == f"公路建设与养护（{count}）"


def test_reset_shows_everything_and_clears_the_address(show: Open, cases: list[dict[str, str]]):
    page = show(f"{OVERVIEW}?theme=safety")
    page.get_by_role("button", name="清除筛选").click()

    assert len(titles(page)) == len(cases)
    assert page.url.endswith(OVERVIEW)
    expect(page.get_by_role("status")).to_have_text(f"共 {len(cases)} 个案例。")


def test_the_keyboard_is_enough_on_a_narrow_phone(show: Open, cases: list[dict[str, str]]):
    page = show(OVERVIEW, viewport=PHONE)
    choice = page.locator("select[name=theme]")
    choice.focus()
    page.keyboard.press("ArrowDown")

    value = choice.input_value()
    assert value
    assert titles(page) == wanted(cases, theme=value)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_filters_work_from_a_folder(show: Open, internal: Path, cases: list[dict[str, str]]):
    page = show(f"{OVERVIEW}?theme=safety", base=f"{internal.as_uri()}/")
    assert titles(page) == wanted(cases, theme="safety")

    page.locator("select[name=item]").select_option("organisation/promises")
    assert titles(page) == wanted(cases, theme="safety", item="organisation/promises")
    assert page.url.endswith("?theme=safety&item=organisation/promises")


def test_without_javascript_every_case_stands_below_its_theme(show: Open, cases: list[dict[str, str]]):
    page = show(f"{OVERVIEW}?theme=safety", java_script_enabled=False)

    assert len(titles(page)) == len(cases)
    expect(page.locator("form.filter")).to_be_hidden()
    for theme in {case["theme"] for case in cases}:
        section = page.locator(f"section:has(> h2#theme-{theme})")
        assert set(section.locator("h3").all_inner_texts()) == wanted(cases, theme=theme)


def test_the_place_of_pictures_is_kept_and_their_words_are_there(show: Open):
    page = show(CASE)
    picture = page.locator("article.case img")

    assert (picture.get_attribute("width"), picture.get_attribute("height")) == ("960", "600")
    assert picture.get_attribute("alt").startswith("两条上下平行的横向时间轴")
    assert [image.get_attribute("alt") for image in show(OVERVIEW).locator(".case-card img").all()].count("") == 0


LEDGER_CHOICES = [
    {"standing": "done"},
    {"item": "organisation/promises"},
    {"standing": "open", "unit": "city-jia/county-1"},
]


@pytest.mark.parametrize("choice", LEDGER_CHOICES, ids=lambda choice: "&".join(choice.values()))
def test_the_ledger_filters_by_the_same_means(show: Open, internal: Path, choice: dict[str, str]):
    page = show(f"{LEDGER}?" + "&".join(f"{key}={value}" for key, value in choice.items()))
    shown: Locator = page.locator("article.entry:visible")

    rows = json.loads((internal / "data/rectification.json").read_text("utf-8"))
    rows = [row for row in rows if f"{row['unit']}/".startswith("city-jia/")]
    for key, value in choice.items():
        rows = [row for row in rows if value == (f"{row['subject']}/{row['item']}" if key == "item" else row[key])]
    assert rows
    assert {entry.get_attribute("id") for entry in shown.all()} == {f"{row['unit']}.{row['id']}" for row in rows}


def test_a_figure_of_the_ledger_leads_to_its_entries(show: Open):
    page = show("ledger.html")
    link = page.locator('a[href="ledger/city-jia.html?standing=done#entries"]')
    count = int(link.inner_text())
    link.click()

    assert count > 0
    expect(page.locator("article.entry:visible")).to_have_count(count)


def test_the_button_prints_as_the_browser_does(show: Open):
    page = show(CASE)
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="打印").click()

    assert page.evaluate("window.printed")


def test_paper_has_all_of_a_case_and_nothing_to_click(show: Open, cases: list[dict[str, str]]):
    content = show(CASE).pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "2cm"))
    printed = plain("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))

    case = next(case for case in cases if case["id"] == "plough-before-first-bus")
    parts = [case[part] for part in ("title", "background", "actions", "results", "lessons")]
    assert [part for part in parts if not re.search(as_printed(part), printed)] == []
    assert re.search(as_printed("西坪县公路养护站除雪排班调整前后对照"), printed)
    assert [word for word in ("相关案例", "上一个", "清除筛选", "搜索") if re.search(as_printed(word), printed)] == []


def plain(text: str) -> str:
    """Without layout, and with 户 for the radical 戶 that fonts draw instead of it."""
    return squeezed(normalize("NFKC", text)).replace("戶", "户")


def as_printed(text: str) -> str:
    """A pattern of the text: fonts draw radicals for the characters that they are, and not each radical has an equal."""
    return "".join(f"[{re.escape(sign)}\u2e80-\u2eff]" for sign in plain(text))


def test_a_long_list_shows_its_beginning_and_more_when_asked(show: Open, internal: Path):
    page = show("ledger.html", viewport=PHONE)
    shown = page.locator("ul.urgent > li:visible")
    more = page.get_by_role("button", name=re.compile("再列"))
    total = len(json.loads((internal / "data/rectification.json").read_text("utf-8")))

    expect(shown).to_have_count(40)
    expect(page.get_by_text(f"后面还有 {total - 40} 条。")).to_be_visible()
    more.click()
    expect(shown).to_have_count(140)
    assert page.evaluate("document.activeElement.closest('li') === document.querySelectorAll('ul.urgent > li')[40]")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    expect(shown).to_have_count(140)
    page.get_by_label("进展").select_option("verified")
    page.get_by_role("button", name="清除筛选").click()
    expect(shown).to_have_count(40)


def test_an_entry_further_down_is_shown_to_whom_it_was_named(show: Open):
    listed = show("ledger.html").locator("ul.urgent > li")
    entry = listed.nth(200)
    entry.evaluate("entry => (entry.id = 'wanted')")
    entry.page.evaluate("location.hash = 'wanted'; dispatchEvent(new PopStateEvent('popstate'))")

    expect(entry).to_be_visible()
    expect(listed.nth(201)).to_be_hidden()


def test_without_a_script_a_long_list_is_all_there(show: Open, internal: Path):
    total = len(json.loads((internal / "data/rectification.json").read_text("utf-8")))

    expect(show("ledger.html", java_script_enabled=False).locator("ul.urgent > li:visible")).to_have_count(total)


def test_a_ledger_of_many_units_is_one_list(show: Open, address: str):
    """That of the sample, three times over: no unit of it has so many."""
    page = show("404.html")
    page.route(f"**/{LEDGER}", lambda route: route.fulfill(body=TRIPLED.sub(r"\1\2\2\2", route.fetch().text())))
    page.goto(address + LEDGER)
    entries = page.locator("article.entry")
    total = entries.count()

    assert total > 100
    expect(page.locator("article.entry:visible")).to_have_count(40)
    parts = page.locator("[data-filter-list] > section:visible")
    assert parts.evaluate_all("all => all.every(part => part.querySelector('.entry:not(.later)'))")
    page.get_by_role("button", name=re.compile("再列")).click()
    expect(page.locator("article.entry:visible")).to_have_count(total)
    expect(entries.nth(40)).to_be_focused()


def test_on_paper_a_list_is_whole(show: Open, internal: Path):
    page = show("ledger.html")
    total = len(json.loads((internal / "data/rectification.json").read_text("utf-8")))
    page.emulate_media(media="print")

    expect(page.locator("ul.urgent > li:visible")).to_have_count(total)
    expect(page.get_by_text("后面还有")).to_be_hidden()
