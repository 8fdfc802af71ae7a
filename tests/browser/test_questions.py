"""What people come for is at most two steps from home, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
MOST = 2


class Reader:
    """Somebody at the home page, whose steps are counted: a link that is followed, a question that is asked."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def follow(self, words: str) -> None:
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.steps += 1

    def ask(self, words: str) -> None:
        box = self.page.get_by_role("searchbox", name="查一个单位、案例或规定")
        box.fill(words)
        box.press("Enter")
        self.steps += 1

    def first_result(self) -> None:
        self.page.locator(".search-page .search-link").first.click()
        self.steps += 1


@pytest.fixture(params=SIZES)
def reader(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Reader]:
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}index.html")
    found = Reader(page)
    yield found
    assert 0 < found.steps <= MOST
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    context.close()


def who_is_late(reader: Reader) -> None:
    reader.follow("谁逾期了")
    rows = reader.page.locator("table", has_text="逾期未报的单位").locator("tbody tr")
    expect(rows.first).to_contain_text("逾期未报")


def a_result_against_its_siblings(reader: Reader) -> None:
    reader.follow("服务承诺")
    row = reader.page.locator("tr", has=reader.page.get_by_role("link", name="甲市东河县交通运输局", exact=True))
    expect(row).to_be_visible()
    strip = row.get_by_role("img")
    expect(strip).to_be_visible()
    label = strip.get_attribute("aria-label") or ""
    assert all(word in label for word in ("甲市东河县交通运输局", "上级", "全部单位"))
    siblings = strip.locator("use").get_attribute("href") or ""
    assert (reader.page.locator(siblings).get_attribute("d") or "").count("M") > 1


def a_case_about_something(reader: Reader) -> None:
    reader.ask("除雪")
    reader.first_result()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("除雪班次跟着头班车走")


def whether_a_promise_was_kept(reader: Reader) -> None:
    reader.follow("逐件看改得怎样")
    kept = reader.page.locator("#list ~ ul > li", has_text="砂堆到弯")
    expect(kept).to_contain_text("已销号")
    expect(kept).to_contain_text("认可")


def what_i_must_do(reader: Reader) -> None:
    reader.follow("要做什么、什么时候")
    expect(reader.page.get_by_role("heading", name="日期")).to_be_visible()


QUESTIONS = [
    who_is_late, a_result_against_its_siblings, a_case_about_something, whether_a_promise_was_kept, what_i_must_do,
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_an_answer_is_two_steps_from_home(reader: Reader, question: Callable[[Reader], None]):
    question(reader)
