"""The report that lies in the repository opens in the form: from a folder too, and what is missing is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support.clerk import Form
from support.situations import UNIT

pytestmark = pytest.mark.xdist_group("browser")

ERRORS = "#f-open-errors"


def asked_for(page: Page, home: str) -> Form:
    """The form of a unit, whose report has been asked for."""
    form = Form(page, home)
    page.goto(f"{home}form.html?unit={UNIT}&open")
    page.get_by_role("button", name="打开报告库里的报告").click()
    return form


def test_from_a_folder_it_opens_as_it_was_handed_in(browser: Browser, internal: Path) -> None:
    page = browser.new_page(locale="zh-CN")
    form = asked_for(page, f"{internal.as_uri()}/")
    expect(page.locator("#f-status")).to_contain_text("已打开")
    expect(form.at("/coverage/members")).not_to_have_value("")
    assert form.complaints == []
    page.close()


@pytest.mark.parametrize("missing", ["common", "reports"])
def test_what_is_missing_is_said_and_opens_once_it_is_there(browser: Browser, address: str, missing: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.route(f"**/assets/form/{missing}/**", lambda route: route.fulfill(status=404))
    asked_for(page, address)
    expect(page.locator(ERRORS)).to_be_visible()
    page.unroute(f"**/assets/form/{missing}/**")
    page.get_by_role("button", name="打开报告库里的报告").click()
    expect(page.locator("#f-status")).to_contain_text("已打开")
    expect(page.locator(ERRORS)).to_be_hidden()
    page.close()
