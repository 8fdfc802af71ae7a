"""What is copied from a spreadsheet comes into 填报 where its titles say, or is named; on paper stands all that was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pingyi.contract.assets import CHECKOUT
from support.clerk import Form, Start
from support.situations import UNIT

pytestmark = pytest.mark.xdist_group("browser")

PASTE = """(target, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  target.focus();
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
ITEMS = "/results/organisation/items"


@pytest.fixture
def grid(form: Start) -> Form:
    sheet = form().open(UNIT)
    sheet.step(2)
    sheet.at("/results/organisation/outcome").select_option("held")
    return sheet


def titles(sheet: Form) -> tuple[list[str], list[str]]:
    table = sheet.page.locator(".f-grid").first
    return table.locator("thead th").all_inner_texts(), table.locator("tbody th").all_inner_texts()


def test_titles_that_were_copied_along_say_where_the_cells_belong(grid: Form) -> None:
    (corner, first, second, *_, total), (one, two, *_) = titles(grid)
    block = [[corner, second, first, total], [two, "8", "40", "48"], [one, "9", "31", "40"]]
    grid.at(f"{ITEMS}/key-tasks/dissatisfied").evaluate(PASTE, "\n".join("\t".join(row) for row in block))
    expect(grid.page.locator("#f-status")).to_contain_text("已粘贴 4 格")
    told = [grid.page.locator(".f-grid").first.locator("tbody tr").nth(row).locator("input") for row in (0, 1)]
    assert [[cells.nth(place).input_value() for place in (0, 1)] for cells in told] == [["31", "9"], ["40", "8"]]


def test_a_title_that_the_grid_lacks_is_refused_and_nothing_pasted(grid: Form) -> None:
    grid.at(f"{ITEMS}/key-tasks/satisfied").evaluate(PASTE, "满意\t很好\n40\t8")
    expect(grid.page.locator("#f-status")).to_contain_text("“很好”不是数")
    assert "items" not in grid.data()["results"]["organisation"]


def test_cells_outside_of_the_grid_are_named_and_a_paste_can_be_undone(grid: Form) -> None:
    last = grid.page.locator(".f-grid").first.locator("tbody tr").first.locator("input").last
    last.evaluate(PASTE, "3\t77\n4\t")
    expect(grid.page.locator("#f-status")).to_contain_text("第 1 行第 2 格“77”")
    assert last.input_value() == "3"
    grid.page.get_by_role("button", name="撤销：粘贴").click()
    assert "items" not in grid.data()["results"]["organisation"]


def test_a_list_is_pasted_by_its_titles_with_an_id_for_each_entry(form: Start) -> None:
    sheet = form().open(UNIT)
    sheet.step(3)
    ledger = sheet.at("/feedback/rectification")
    ledger.locator("> .f-pasting summary").click()
    area = ledger.locator("> .f-pasting textarea")
    area.evaluate(PASTE, '进展\t问题\t完成期限\n进行中\t"第一行\n第二行"\t2012年3月1日\n已销号\t窗口少\t2012-03-02\n')
    expect(sheet.page.locator("#f-status")).to_contain_text("已加 2 条")
    assert sheet.data()["feedback"]["rectification"] == [
        {"id": "ledger-1", "problem": "第一行\n第二行", "due_on": "2012-03-01", "status": "in-progress"},
        {"id": "ledger-2", "problem": "窗口少", "due_on": "2012-03-02", "status": "verified"},
    ]
    sheet.step(3)
    ledger.locator("> .f-pasting summary").click()
    area.evaluate(PASTE, "问题\t毛病\n一\t二")
    expect(sheet.page.locator("#f-status")).to_contain_text("没有叫“毛病”的栏")
    sheet.page.get_by_role("button", name="撤销：粘贴").click()
    assert "feedback" not in sheet.data()


def test_entries_of_a_full_report_are_folded_and_all_of_it_is_on_paper(form: Start) -> None:
    sheet = form().open()
    sheet.load((CHECKOUT / "data/units/city-jia.yml").read_bytes())
    sheet.step(3)
    assert sheet.page.evaluate("document.scrollingElement.scrollHeight") < 6000
    long = "长" * 3000 + "完"
    sheet.type("/organising/account", long)
    sheet.page.emulate_media(media="print")
    sheet.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = sheet.page.locator(".f-paper")
    expect(paper).to_contain_text(long)
    assert paper.locator("input, textarea, select").count() == 0
    assert sheet.page.locator(".f-form :is(input, textarea, select):visible").count() == 0
    texts = sheet.page.evaluate(
        "() => [...document.querySelectorAll('.f-steps textarea')].map((it) => it.value.trim()).filter(Boolean)"
    )
    shown = "".join(paper.inner_text().split())
    assert [text for text in texts if "status:" not in text and "".join(text.split()) not in shown] == []
