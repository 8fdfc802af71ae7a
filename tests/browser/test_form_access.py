"""填报 for everybody: by keyboard, with axe at hand, on small screens and slow lines; and the same verdicts as in Node."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from pingyi.contract.assets import CHECKOUT
from support import forge
from support.browser_code import driver, in_node, request, session
from support.clerk import SUBMIT, Form, Start
from support.judges import sample_judge
from support.mutations import reports
from support.situations import FULL, UNIT

pytestmark = pytest.mark.xdist_group("browser")

AXE = CHECKOUT / "scripts/web/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BUDGET = 120_000
CITY = CHECKOUT / "data/units/city-jia.yml"


OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""The rules whose verdict another scheme can change: all else of the page stays."""


def axe(page: Page) -> list[str]:
    """What axe has against the form as it stands: in light colours, and what is of colour in dark ones too."""
    if not page.evaluate("typeof axe === 'object'"):
        page.add_script_tag(path=AXE)
    light = violations(page, WCAG)
    turn(page, "slate")
    dark = violations(page, OF_COLOUR)
    turn(page, "default")
    return [*light, *dark]


def turn(page: Page, scheme: str) -> None:
    page.locator(".palette").dispatch_event("click")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)


def violations(page: Page, rules: list[str]) -> list[str]:
    found = page.evaluate("rules => axe.run('#form', { runOnly: rules, resultTypes: ['violations'] })", rules)
    return [
        f"{one['id']}: {[node['html'] + node['failureSummary'] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


@pytest.mark.parametrize("width", [320, 1440] if FULL else [320])
def test_every_step_is_accessible_filled_in_and_with_errors(form: Start, width: int) -> None:
    # On the way from one colour to another, for a tenth of a second, nothing is as it is read.
    sheet = form(width, reduced_motion="reduce").open()
    sheet.page.get_by_label("单位名称或编号").fill("甲市")
    assert axe(sheet.page) == []
    sheet.load(CITY.read_bytes())
    for wrong in (False, True):
        if wrong:
            sheet.step(1)
            sheet.type("/coverage/members", "甲")
            sheet.step(2)
            sheet.type("/results/organisation/items/promises/satisfied", "1")
            sheet.step(SUBMIT)
            expect(sheet.summary).to_be_visible()
        for step in range(SUBMIT + 1):
            sheet.step(step)
            assert axe(sheet.page) == [], step
            assert sheet.page.evaluate("document.scrollingElement.scrollWidth") <= width


WALK = """() => {
  const it = document.activeElement;
  if (!it.closest("#form .f-steps")) return false;
  it.dataset.reached = "";
  return true;
}"""
MISSED = """() => [...document.querySelectorAll(".f-steps :is(a[href], button, input, select, textarea)")]
  .filter((it) => it.checkVisibility() && !it.disabled && it.dataset.reached === undefined)
  .map((it) => it.outerHTML)"""


def forward(sheet: Form, step: int) -> None:
    """Goes on with Enter; where there are errors, past the summary that then has the focus."""
    tabs = sheet.page.locator(".f-nav button")
    on = sheet.page.locator(".f-panel:visible").get_by_role("button", name="下一步")
    on.focus()
    sheet.page.keyboard.press("Enter")
    if tabs.nth(step).get_attribute("aria-current"):
        expect(sheet.summary).to_be_focused()
        on.focus()
        sheet.page.keyboard.press("Enter")
    expect(tabs.nth(step + 1)).to_have_attribute("aria-current", "step")


def test_who_types_before_the_names_have_come_finds_the_unit_when_they_do(form: Start) -> None:
    sheet = form()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    sheet.page.route("**/form/names.js", hold)
    # A page that asks for what is held before it is loaded is never loaded.
    sheet.page.goto(f"{sheet.address}form.html", wait_until="commit")
    sheet.page.get_by_label("单位名称或编号").fill("甲市公路")
    sheet.page.wait_for_function("() => document.querySelector('script[src$=\"names.js\"]')")
    expect(sheet.page.locator(".f-result")).to_have_count(0)
    assert "没有" not in sheet.page.locator("#form").get_by_role("status").all_inner_texts()[0]
    held.pop().continue_()
    expect(sheet.page.locator(".f-result")).to_have_count(1)


def test_the_form_works_by_keyboard_alone(form: Start) -> None:
    sheet = form().open()
    keys = sheet.page.keyboard
    sheet.page.get_by_label("单位名称或编号").focus()
    keys.insert_text("甲市公路")
    expect(sheet.page.locator(".f-result")).to_have_count(1)
    keys.press("Tab")
    keys.press("Enter")
    expect(sheet.page.locator("h2:visible").first).to_be_focused()
    for step in range(1, SUBMIT + 1):
        if step == 2:
            sheet.at("/results/organisation/outcome").focus()
            keys.press("ArrowDown")
            expect(sheet.at("/results/organisation/items/promises/blank")).to_be_visible()
        sheet.page.locator(".f-nav button").first.focus()
        while sheet.page.evaluate(WALK):
            keys.press("Tab")
        assert sheet.page.evaluate(MISSED) == [], step
        sheet.page.evaluate(
            "() => document.querySelectorAll('[data-reached]').forEach(it => delete it.dataset.reached)"
        )
        if step < SUBMIT:
            forward(sheet, step)
    expect(sheet.page.locator("#f-preview")).to_be_visible()


def test_without_javascript_the_page_says_what_to_do_instead(form: Start) -> None:
    sheet = form(java_script_enabled=False)
    sheet.page.goto(sheet.address + "form.html")
    expect(sheet.page.get_by_text("换一种填法")).to_be_visible()


def test_the_page_loads_few_bytes_of_script_and_nothing_from_elsewhere(form: Start) -> None:
    sheet = form()
    loaded: dict[str, bytes] = {}
    elsewhere: list[str] = []

    def note(response: Any) -> None:
        if not response.url.startswith(sheet.address):
            elsewhere.append(response.url)
        elif response.request.resource_type == "script":
            loaded[response.url] = response.body()

    sheet.page.on("response", note)
    sheet.open(UNIT)
    sizes = {url.rpartition("/")[2]: len(gzip.compress(body, 9)) for url, body in loaded.items()}
    assert "form.js" in sizes
    assert sum(sizes.values()) < BUDGET, sizes
    assert elsewhere == []


def test_the_browser_judges_as_node_does(form: Start) -> None:
    judge = sample_judge()
    requests = [request(judge, unit, text) for unit, text in reports(CHECKOUT)[::6]]
    requests += [
        request(judge, UNIT, forge.FINAL.replace(*change))
        for change in (('"final"', '"x"'), ("46", "64"), ("2012-02", "2012-03"))
    ]
    sheet = form()
    sheet.page.goto(sheet.address + "404.html")
    sheet.page.add_script_tag(path=driver())
    answers = sheet.page.evaluate("session => JSON.parse(JSON.stringify(drive(session)))", session(judge, requests))
    assert answers == in_node(judge, requests)
    assert any(answer["findings"] for answer in answers)
