"""Texts that are written to be copied: by a button, or without JavaScript by one click that selects them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

PAGE = "progress/overdue/city-jia.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def test_a_button_copies_the_reminder_with_its_lines(page: Page, address: str):
    page.goto(address + PAGE)
    text = page.locator("pre.copy").first
    text.locator("+ .copy-tools button").click()
    expect(page.get_by_role("status").first).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert copied == text.text_content()
    assert copied.startswith("甲市交通运输局：\n\n截至 2012-02-17")


def test_without_the_clipboard_the_button_still_copies(page: Page, address: str):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(address + PAGE)
    page.locator("pre.copy + .copy-tools button").first.click()
    expect(page.get_by_role("status").first).to_have_text("已复制")


def test_one_click_selects_the_text_where_there_is_no_javascript(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGE)
    assert page.locator("button.copy-button").count() == 0
    assert page.locator("pre.copy").first.evaluate("text => getComputedStyle(text).userSelect") == "all"
    context.close()
