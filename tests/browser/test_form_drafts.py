"""填报 loses nothing: drafts are offered before anything is saved, no window writes over another's, what is taken away comes back."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.clerk import Form, Start, versions
from support.situations import DRAFT, UNIT

pytestmark = pytest.mark.xdist_group("browser")

WALKS, ACTIONS = (50, 100) if "PINGYI_FULL" in os.environ else (1, 60)


def offered(sheet: Form) -> None:
    """The drafts are offered; nothing of the form can be typed into yet."""
    expect(sheet.page.locator("#f-offer")).to_be_visible()
    expect(sheet.page.locator(".f-nav button").nth(1)).to_be_disabled()


def kept(sheet: Form) -> None:
    expect(sheet.page.locator("#f-saved")).to_contain_text("草稿已在本机保存")


def another(sheet: Form, unit: str = UNIT) -> Form:
    """A second window of the same browser at the form of a unit."""
    form = Form(sheet.page.context.new_page(), sheet.address)
    form.page.goto(f"{form.address}form.html?unit={unit}")
    return form


def test_the_link_of_a_unit_offers_its_draft_before_anything_is_saved(form: Start) -> None:
    sheet = form().open(UNIT)
    sheet.type("/coverage/members", "24")
    kept(sheet)
    before = versions(sheet.page)
    sheet.page.goto(f"{sheet.address}form.html?unit={UNIT}")
    offered(sheet)
    assert versions(sheet.page) == before
    sheet.page.get_by_role("button", name="另起一份空白的").click()
    expect(sheet.at("/coverage/members")).to_have_value("")
    sheet.type("/coverage/members", "7")
    kept(sheet)
    assert sorted(version["data"]["coverage"]["members"] for version in versions(sheet.page)) == [7, 24]
    sheet.page.goto(f"{sheet.address}form.html?unit={UNIT}")
    expect(sheet.page.get_by_role("button", name="继续填")).to_have_count(2)
    sheet.page.get_by_role("button", name="继续填").nth(1).click()
    expect(sheet.at("/coverage/members")).to_have_value("24")


def test_ten_versions_of_each_unit_are_kept_and_no_more(form: Start) -> None:
    sheet = form().open(UNIT)
    for count in range(12):
        if count:
            sheet.page.goto(f"{sheet.address}form.html?unit={UNIT}")
            sheet.page.get_by_role("button", name="继续填").first.click()
        sheet.type("/coverage/members", str(count))
        kept(sheet)
    assert sorted(version["data"]["coverage"]["members"] for version in versions(sheet.page)) == list(range(2, 12))


def test_two_windows_notice_each_other_and_neither_writes_over_the_other(form: Start) -> None:
    first = form().open(UNIT)
    first.type("/coverage/members", "24")
    kept(first)
    second = another(first)
    second.page.get_by_role("button", name="继续填").first.click()
    for window in (first, second):
        expect(window.page.locator(".f-notices")).to_contain_text("另一个窗口也在填")
    second.type("/coverage/organisations", "2")
    kept(second)
    first.type("/consultation/opinions", "5")
    expect(first.page.locator("#f-saved")).to_contain_text("草稿已在本机保存")
    first.page.wait_for_function("() => true")
    wanted = [
        {"coverage": {"members": 24}, "consultation": {"opinions": 5}},
        {"coverage": {"members": 24, "organisations": 2}},
    ]
    expect_versions(first.page, wanted)


def expect_versions(page: Page, wanted: list[dict[str, Any]]) -> None:
    """Waits until each of these has a version of its own."""
    for _ in range(50):
        found = [{key: value for key, value in version["data"].items() if key != "unit"} for version in versions(page)]
        if all(one in found for one in wanted):
            return
        page.wait_for_timeout(50)
    raise AssertionError(found)


def test_a_reload_and_back_from_the_site_lead_to_the_same_place(form: Start) -> None:
    sheet = form().open(UNIT)
    sheet.step(2)
    sheet.at("/results/organisation/outcome").select_option("held")
    sheet.type("/results/organisation/ballots/valid", "49")
    kept(sheet)
    sheet.at("/results/organisation/ballots/valid").focus()
    for leave in ("reload", "back"):
        if leave == "reload":
            sheet.page.reload()
        else:
            sheet.page.goto(f"{sheet.address}index.html")
            sheet.page.go_back()
        expect(sheet.page.locator(".f-nav button").nth(2)).to_have_attribute("aria-current", "step")
        expect(sheet.at("/results/organisation/ballots/valid")).to_have_value("49")
        expect(sheet.at("/results/organisation/ballots/valid")).to_be_focused()


def test_clearing_asks_takes_one_units_drafts_alone_and_can_be_undone(form: Start) -> None:
    sheet = form().open(UNIT)
    asked: list[str] = []
    sheet.page.on("dialog", lambda dialog: asked.append(dialog.message))
    for unit in (UNIT, "city-jia"):
        sheet.page.goto(f"{sheet.address}form.html?unit={unit}")
        sheet.type("/coverage/members", "24")
        kept(sheet)
    sheet.page.goto(f"{sheet.address}form.html")
    sheet.page.locator(".f-kept li").first.get_by_role("button", name="清除").click()
    expect(sheet.page.locator(".f-kept li")).to_have_count(1)
    assert "确定吗" in asked[-1]
    assert {version["unit"] for version in versions(sheet.page)} == {UNIT}
    sheet.page.get_by_role("button", name="撤销").click()
    expect(sheet.page.locator(".f-kept li")).to_have_count(2)
    assert {version["unit"] for version in versions(sheet.page)} == {UNIT, "city-jia"}


def test_everything_that_is_taken_away_comes_back(form: Start) -> None:
    sheet = form().open()
    sheet.load(
        DRAFT
        + "odd: 1\nrevisions:\n"
        + "".join(f"- {{date: 2012-02-{day}, reason: 第{day}日}}\n" for day in (11, 12, 13))
    )
    before = sheet.data()
    sheet.step(4)
    for number in (1, 0):
        sheet.at(f"/revisions/{number}").evaluate("it => (it.closest('details').open = true)")
        sheet.page.get_by_role("button", name=f"删去更正记录 {number + 1}").click()
    sheet.page.get_by_role("button", name="删去这一栏").click()
    assert len(sheet.data()["revisions"]) == 1
    for _ in range(3):
        sheet.page.get_by_role("button", name="撤销：").click()
    assert sheet.data() == before


NOTHING_KEPT = {
    "throws": "indexedDB.open = () => { throw new Error('private'); };",
    "is not there": "Object.defineProperty(window, 'indexedDB', { value: undefined });",
    "fails": """const open = indexedDB.open.bind(indexedDB);
      indexedDB.open = () => { const asked = open('x'); asked.addEventListener('success', (event) => { event.stopImmediatePropagation(); asked.onerror(event); }); return asked; };""",
}


@pytest.mark.parametrize("how", NOTHING_KEPT)
def test_a_browser_that_keeps_nothing_is_said_and_the_form_works(form: Start, how: str) -> None:
    sheet = form()
    sheet.page.add_init_script(NOTHING_KEPT[how])
    sheet.open(UNIT)
    expect(sheet.page.locator(".f-notices")).to_contain_text("没有存成草稿")
    sheet.type("/coverage/members", "24")
    assert sheet.data() == {"unit": UNIT, "coverage": {"members": 24}}


ROOM = """const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...values) {
  if (localStorage.getItem("full")) throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, values);
};"""
FIELDS = ("/coverage/members", "/coverage/organisations", "/consultation/opinions", "/consultation/self_check")


class Walk:
    """Windows of one browser at one unit's form, and what the one who walks remembers of each."""

    def __init__(self, first: Form, chance: random.Random) -> None:
        self.chance, self.full, self.count, self.blanks, self.opened = chance, False, 0, 1, 0
        self.windows: list[Form] = [first]
        self.typed: dict[int, dict[str, str]] = {id(first): {}}
        self.saved: dict[int, dict[str, str]] = {id(first): {}}
        self.address = first.address

    def step(self) -> None:
        sheet = self.chance.choice(self.windows)
        acts = [self.type] * 5 + [self.reload, self.back, self.window, self.close, self.room, self.remove]
        self.chance.choice(acts)(sheet)
        self.nothing_is_lost()

    def type(self, sheet: Form) -> None:
        self.count += 1
        pointer = self.chance.choice(FIELDS)
        sheet.at(pointer).fill(str(self.count))
        self.typed[id(sheet)][pointer] = str(self.count)
        self.settle(sheet)

    def settle(self, sheet: Form) -> None:
        """Waits until the window has said what became of the typing."""
        if self.full:
            expect(sheet.page.locator(".f-notices")).to_contain_text("没有存成草稿")
            return
        for _ in range(100):
            if self.typed[id(sheet)] in self.kept():
                break
            sheet.page.wait_for_timeout(30)
        self.saved[id(sheet)] = dict(self.typed[id(sheet)])

    def remove(self, sheet: Form) -> None:
        """An entry comes, goes and comes back."""
        sheet.step(4)
        add = sheet.at("/revisions").locator("> button")
        add.click()
        sheet.page.get_by_role("button", name="删去更正记录 1").click()
        sheet.step(1)
        self.settle(sheet)

    def reload(self, sheet: Form) -> None:
        sheet.page.reload()
        self.again(sheet)

    def back(self, sheet: Form) -> None:
        sheet.page.goto(f"{self.address}404.html")
        sheet.page.go_back()
        self.again(sheet)

    def again(self, sheet: Form) -> None:
        """Whatever was kept of this window is in its fields again."""
        if not self.saved[id(sheet)] and sheet.page.locator("#f-offer").count():
            sheet.page.get_by_role("button", name="另起一份空白的").click()
        expect(sheet.at(FIELDS[0])).to_be_visible()
        # What was typed while there was no room may have been kept since.
        shown = self.shown(sheet)
        own = self.saved[id(sheet)]
        assert shown in ((own, self.typed[id(sheet)]) if own else ({}, *self.kept()))
        self.saved[id(sheet)], self.typed[id(sheet)] = dict(shown) if own else {}, dict(shown)

    def window(self, _: Form) -> None:
        if len(self.windows) == 3 or self.opened == 9:
            return
        self.opened += 1
        sheet = another(self.windows[0])
        offers = sheet.page.get_by_role("button", name="继续填")
        expect(sheet.page.locator("#f-offer").or_(sheet.at(FIELDS[0])).first).to_be_visible()
        if offers.count() and (self.blanks > 4 or self.chance.random() < 0.8):
            offers.nth(self.chance.randrange(min(offers.count(), 3))).click()
        elif offers.count():
            self.blanks += 1
            sheet.page.get_by_role("button", name="另起一份空白的").click()
        expect(sheet.at(FIELDS[0])).to_be_visible()
        self.windows.append(sheet)
        # It has saved nothing of its own yet; the version it goes on with may be changed by the window that wrote it.
        self.saved[id(sheet)], self.typed[id(sheet)] = {}, self.shown(sheet)
        assert not self.typed[id(sheet)] or self.typed[id(sheet)] in self.kept()

    def close(self, sheet: Form) -> None:
        if len(self.windows) > 1:
            self.windows.remove(sheet)
            sheet.page.close()

    def room(self, _: Form) -> None:
        """The disk fills up, or has room again."""
        self.full = not self.full
        self.windows[0].page.evaluate("full => localStorage.setItem('full', full ? 'yes' : '')", self.full)

    def kept(self) -> list[dict[str, str]]:
        return [flat(version["data"]) for version in versions(self.windows[0].page)]

    def shown(self, sheet: Form) -> dict[str, str]:
        values = {pointer: sheet.at(pointer).input_value() for pointer in FIELDS}
        return {pointer: value for pointer, value in values.items() if value}

    def nothing_is_lost(self) -> None:
        there = self.kept()
        for sheet in self.windows:
            # What was typed while there was no room is kept with whatever is typed when there is room again.
            told = (self.saved[id(sheet)], self.typed[id(sheet)])
            assert any(not one or any(one.items() <= version.items() for version in there) for one in told), (
                told,
                there,
            )
            assert self.shown(sheet) == self.typed[id(sheet)]


def flat(data: dict[str, Any]) -> dict[str, str]:
    """The walked fields of a report by pointer."""
    return {
        f"/{part}/{key}": str(value)
        for part in ("coverage", "consultation")
        for key, value in data.get(part, {}).items()
    }


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_random_walk_never_loses_a_saved_field(form: Start, seed: int) -> None:
    sheet = form()
    sheet.page.context.add_init_script(ROOM)
    walk = Walk(sheet.open(UNIT), random.Random(seed))
    for _ in range(ACTIONS):
        walk.step()
