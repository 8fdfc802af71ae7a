"""Tables in a real browser: they sort, filter and keep their headings, and on paper show every row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from support.kinds import PAGES

TABLE = """
<div class="py"><div class="table"><div class="scroll"><table class="t" data-sort>
<thead><tr><th>名称</th><th>票数</th><th>期限</th></tr></thead>
<tbody><tr><th>乙县第10站</th><td>1,200</td><td>2012-02-15</td></tr>
<tr><th>甲县</th><td>—</td><td>未报</td></tr>
<tr><th>乙县第2站</th><td>-3</td><td>2012-01-30</td></tr>
<tr><th>丙县</th><td>20.5%</td><td data-value="2011-01-01">去年</td></tr></tbody>
</table></div></div></div>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


def names(table: Locator) -> list[str]:
    return table.locator("tbody th:visible").all_text_contents()


def sort(table: Locator, heading: str) -> list[str]:
    table.get_by_role("button", name=heading, exact=True).click()
    return names(table)


def test_a_column_sorts_up_down_and_back_and_says_so(page: Page, address: str):
    page.goto(address + PAGES["progress"])
    table = page.locator("table[data-sort]").first
    place = table.locator("thead th").all_text_contents().index("应报")
    heading = table.locator("thead th").nth(place)
    first = names(table)

    up = sort(table, "应报")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    counts = [int(text) for text in table.locator(f"tbody td:nth-child({place + 1})").all_text_contents()]
    assert counts == sorted(counts)
    down = sort(table, "应报")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert up != down
    assert sort(table, "应报") == first
    assert heading.get_attribute("aria-sort") is None


def test_numbers_dates_and_names_sort_each_in_their_way_and_what_is_missing_comes_last(page: Page, address: str):
    page.route(
        f"**/{PAGES['data']}",
        lambda route: route.fulfill(body=with_table(route.fetch().text()), content_type="text/html"),
    )
    page.goto(address + PAGES["data"])
    table = page.locator("table").first

    assert sort(table, "名称") == ["丙县", "甲县", "乙县第2站", "乙县第10站"]
    assert sort(table, "票数") == ["乙县第2站", "丙县", "乙县第10站", "甲县"]
    assert sort(table, "票数") == ["乙县第10站", "丙县", "乙县第2站", "甲县"]
    assert sort(table, "期限") == ["丙县", "乙县第2站", "乙县第10站", "甲县"]


def with_table(html: str) -> str:
    """A page of the site whose first table is ours."""
    return html.replace('<div class="py">', f"{TABLE}<div class='py'>", 1)


def test_a_long_table_filters_and_paper_shows_what_the_screen_does_and_says_so(page: Page, address: str):
    page.goto(address + PAGES["progress"])
    part = page.locator(".table-long").first
    every = len(names(part))
    part.get_by_role("searchbox").fill("甲市")

    assert names(part) == ["甲市交通运输局"]
    expect(part.get_by_role("status")).to_have_text(f"1 / {every} 行")
    page.emulate_media(media="print")
    assert names(part) == ["甲市交通运输局"]
    expect(part.locator("caption .on-paper")).to_have_text(f"（按“甲市”筛选过，只印 1 / {every} 行）")
    expect(part.locator("caption .on-paper")).to_be_visible()
    part.locator("input").evaluate("input => { input.value = ''; input.dispatchEvent(new Event('input')) }")
    assert len(names(part)) == every > 1


def test_rows_of_a_tree_keep_their_order_and_bring_their_parents(page: Page, address: str):
    page.goto(address + PAGES["unit-reporting"])
    part = page.locator(".table-long:has([class^=depth-2])").first

    assert part.locator("thead button").count() == 0
    part.get_by_role("searchbox").fill("大桥")
    shown = names(part)
    assert "大桥" in shown[-1]
    assert len(shown) == 2


def test_headings_stay_below_the_header_while_a_table_scrolls(page: Page, address: str):
    page.goto(address + PAGES["progress"])
    table = page.locator("table[data-sort]").first
    table.locator("tbody tr").last.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")

    header = page.locator(".md-header").bounding_box()
    assert header
    expect(table.locator("thead th").first).to_be_in_viewport()
    assert abs(table.locator("thead th").first.bounding_box()["y"] - header["height"]) < 3


def test_on_a_phone_the_first_column_and_the_headings_stay(page: Page, address: str):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + PAGES["progress"])
    box = page.locator(".table-long .scroll").first
    expect(box).to_have_attribute("tabindex", "0")
    box.evaluate("box => box.scrollTo(200, 200)")

    edge = box.bounding_box()
    assert abs(box.locator("thead th").first.bounding_box()["y"] - edge["y"]) < 2
    assert all(abs(cell.bounding_box()["x"] - edge["x"]) < 2 for cell in box.locator("tbody th").all()[:5])
