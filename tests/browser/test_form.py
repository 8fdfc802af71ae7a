"""填报 in a real browser: a clerk fills in a report, errs, mends, and hands over a file that the check accepts."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from pingyi.contract.assets import CHECKOUT
from pingyi.contract.forge import Forge
from pingyi.load.documents import document
from support import forge
from support.clerk import SUBMIT, Start
from support.judges import sample_judge
from support.mutations import mutated, reports
from support.situations import REPORT, UNIT

pytestmark = pytest.mark.xdist_group("browser")

CITY = CHECKOUT / "data/units/city-jia.yml"


def test_a_clerk_fills_in_a_report_mends_three_mistakes_and_it_merges(form: Start, root: Path) -> None:
    wanted = document("", forge.FINAL)[0]
    assert wanted
    for number, entry in enumerate(wanted.data["feedback"]["rectification"], 1):
        entry["id"] = f"ledger-{number}"
    sheet = form().open()
    sheet.page.get_by_label("单位名称或编号").fill("甲市公路")
    sheet.page.get_by_role("button", name="甲市公路管理局").click()
    sheet.fill_report(wanted.data)

    sheet.step(1)
    sheet.type("/consultation/started_on", "2012-02-30")
    expect(sheet.error("/consultation/started_on")).to_contain_text("格式应当是")
    sheet.step(2)
    valid = wanted.data["results"]["organisation"]["ballots"]["valid"]
    sheet.type("/results/organisation/ballots/valid", str(valid + 9))
    expect(sheet.error("/results/organisation/ballots/returned")).to_contain_text("不等于有效票")
    expect(sheet.at("/results/organisation/ballots/returned")).to_have_attribute("aria-invalid", "true")
    expect(sheet.page.locator(".f-wrong").first).to_contain_text("少 9")
    sheet.step(1)
    check = sheet.at("/consultation/self_check").input_value()
    sheet.type("/consultation/self_check", f"{check}联系人13800000000")
    for rule in ("pattern", "returned-eq-valid-plus-spoiled", "tally-eq-valid", "person-mobile"):
        expect(sheet.summary.locator(f'a[href$="rules.html#{rule}"]').first).to_be_visible()

    sheet.summary.get_by_role("link", name="手机号码").click()
    expect(sheet.at("/consultation/self_check")).to_be_focused()
    sheet.type("/consultation/self_check", check)
    sheet.type("/consultation/started_on", wanted.data["consultation"]["started_on"])
    sheet.summary.get_by_role("link", name="收回票数").click()
    expect(sheet.at("/results/organisation/ballots/returned")).to_be_focused()
    sheet.type("/results/organisation/ballots/valid", str(valid))
    expect(sheet.summary).to_be_hidden()

    sheet.step(SUBMIT)
    with sheet.page.expect_download() as download:
        sheet.page.get_by_role("button", name="下载文件").click()
    assert download.value.suggested_filename == "highway.yml"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    saved = document("", text)[0]
    assert saved
    assert saved.data == wanted.data

    main = forge.campaign(root, {})
    proposed = forge.request(main, {REPORT: text})
    found = forge.check(main, proposed, author="Highway-Clerk")
    assert (found.status, found.places, found.checked) == (0, set(), 1)
    forge.git(main, "merge", "--quiet", "--no-edit", proposed)
    assert forge.run(main)[0] == 0
    assert (main / REPORT).read_text(encoding="utf-8") == text


def test_a_report_opened_and_left_alone_is_the_same(form: Start) -> None:
    sheet = form().open()
    sheet.load(CITY.read_bytes())
    before = document("", CITY.read_text(encoding="utf-8"))[0]
    assert before
    assert sheet.data() == before.data
    expect(sheet.page.locator(".f-verdict")).to_contain_text("没有错误")


def test_a_misshapen_report_opens_and_stays_as_it_is_until_somebody_mends_it(form: Start) -> None:
    chance = random.Random(2012)
    seeds = [case for case in reports(CHECKOUT) if case.unit == "city-jia"] * 6
    sheet = form().open()
    for case in (mutated(seed, chance) for seed in seeds):
        data = json.loads(json.dumps(document("", case.text)[0].data)) | {"unit": "city-jia"}
        sheet.open()
        sheet.load(json.dumps(data, ensure_ascii=False))
        expect(sheet.page.locator(".f-nav [aria-current]")).to_contain_text("征求意见")
        for step in range(1, SUBMIT):
            sheet.step(step)
        assert sheet.data() == document("", json.dumps(data, ensure_ascii=False))[0].data


def test_nothing_stands_in_the_file_that_nobody_typed(form: Start) -> None:
    """Everything that can be filled in is filled in and cleared again; lists and choices too."""
    sheet = form().open("city-jia")
    sheet.step(2)
    for subject in ("organisation", "member"):
        sheet.at(f"/results/{subject}/outcome").select_option("held")
    for step in range(1, SUBMIT):
        sheet.step(step)
        for field in sheet.page.locator(".f-panel:visible :is(input[type=text], textarea)").all():
            field.fill("7")
            field.fill("")
        for box in sheet.page.locator(".f-panel:visible input[type=checkbox]").all():
            box.check()
            box.uncheck()
    assert sheet.data() == {
        "unit": "city-jia",
        "results": {subject: {"outcome": "held"} for subject in ("organisation", "member")},
    }


def test_what_is_typed_in_the_chinese_way_is_understood_and_what_is_not_stays(form: Start) -> None:
    sheet = form().open("city-jia")
    sheet.type("/consultation/started_on", "２０１２年1月13日")
    sheet.type("/consultation/opinions", "１２")
    sheet.type("/coverage/members", "1_000")
    sheet.type("/coverage/organisations", "7²")
    sheet.type("/consultation/self_check", "no")
    expect(sheet.at("/consultation/started_on")).to_have_value("2012-01-13")
    expect(sheet.error("/coverage/members")).to_contain_text("应当是整数")
    data = sheet.data()
    assert data["consultation"] == {"started_on": "2012-01-13", "opinions": 12, "self_check": "no"}
    assert data["coverage"] == {"organisations": "7²", "members": "1_000"}


ASKED = "() => [...document.querySelectorAll('[data-pointer]')].map((it) => it.dataset.pointer.split('/')[1])"


def test_only_what_applies_is_asked(form: Start) -> None:
    sheet = form().open("city-jia")
    expect(sheet.at("/status")).to_be_attached()  # the later steps are drawn when the first is there
    assert set(sheet.page.evaluate(ASKED)) == set(sample_judge().contract.schemas["unit"]["properties"])
    assert sheet.at("/contact_points").count() == 1
    sheet.open("road-bridge-group")
    sheet.step(2)
    sheet.page.get_by_role("button", name="增加一条场次").click()
    expect(sheet.page.get_by_text("应邀请：党外代表人士、职工和群众代表")).to_be_visible()
    sheet.open(UNIT)
    assert sheet.at("/contact_points").count() == 0
    sheet.step(2)
    outcome = sheet.at("/results/organisation/outcome")
    outcome.select_option("not-held")
    expect(sheet.at("/results/organisation/reason")).to_be_visible()
    assert sheet.at("/results/organisation/ballots").count() == 0
    outcome.select_option("held")
    expect(sheet.at("/results/organisation/items/promises/satisfied")).to_be_visible()
    assert sheet.at("/results/organisation/reason").count() == 0


def test_a_unit_that_is_excused_is_told_before_it_types(form: Start) -> None:
    expect(form().open("ferry-office").summary).to_contain_text("本次不应上报")


PASTE = """(target) => {
  const data = new DataTransfer();
  data.setData("text/plain", "40\\t8\\t１\\t\\t\\n31\\t9\\t3\\t1\\t1\\r\\n");
  target.focus();
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_the_grid_takes_a_paste_from_a_spreadsheet_and_arrow_keys(form: Start) -> None:
    sheet = form().open(UNIT)
    sheet.step(2)
    sheet.at("/results/organisation/outcome").select_option("held")
    sheet.type("/results/organisation/ballots/valid", "49")
    items = "/results/organisation/items"
    sheet.at(f"{items}/key-tasks/satisfied").evaluate(PASTE)
    expect(sheet.page.locator("#f-status")).to_contain_text("已粘贴 10 格")
    expect(sheet.at(f"{items}/key-tasks")).to_contain_text("49 / 49 ✓ 相符")
    expect(sheet.at(f"{items}/promises")).to_contain_text("45 / 49 ▼ 少 4")
    for key, cell in (
        ("ArrowDown", "promises/satisfied"),
        ("ArrowRight", "promises/fairly"),
        ("ArrowUp", "key-tasks/fairly"),
        ("ArrowLeft", "key-tasks/satisfied"),
    ):
        sheet.page.keyboard.press(key)
        if key in ("ArrowRight", "ArrowLeft") and not sheet.at(f"{items}/{cell}").evaluate(
            "cell => cell === document.activeElement"
        ):
            sheet.page.keyboard.press(key)  # first to the end of what is selected
        expect(sheet.at(f"{items}/{cell}")).to_be_focused()
    tallies = sheet.data()["results"]["organisation"]["items"]
    assert tallies["key-tasks"] == {"satisfied": 40, "fairly": 8, "dissatisfied": 1}
    assert tallies["promises"] == {"satisfied": 31, "fairly": 9, "dissatisfied": 3, "unknown": 1, "blank": 1}


def test_a_draft_is_kept_here_until_it_is_cleared_and_leaving_warns(form: Start) -> None:
    leaving = "() => { const leave = new Event('beforeunload', { cancelable: true }); dispatchEvent(leave); return leave.defaultPrevented; }"
    sheet = form().open(UNIT)
    assert not sheet.page.evaluate(leaving)
    sheet.type("/coverage/members", "24")
    assert sheet.page.evaluate(leaving)
    expect(sheet.page.locator("#f-saved")).to_contain_text("草稿已在本机保存")
    sheet.open()
    expect(sheet.page.get_by_text("几个人共用电脑的")).to_be_visible()
    sheet.page.get_by_role("button", name="继续填").click()
    expect(sheet.at("/coverage/members")).to_have_value("24")
    sheet.open()
    sheet.page.get_by_role("button", name="清除草稿").click()
    expect(sheet.page.get_by_role("button", name="继续填")).to_have_count(0)
    sheet.open()
    assert sheet.page.get_by_role("button", name="继续填").count() == 0


@pytest.mark.parametrize(("text", "said"), [
    ("unit: nowhere\n", "不在名册上"), ("unit: [", "不符合 YAML 写法"), ("unit: a\nunit: b\n", "第 2 行"), ("- 1\n", "文件是空的"),
    ("a: &x 1\nb: *x\n", "锚点"), ("a: !!str 1\n", "类型标签"), ("单位: 一".encode("gbk"), "UTF-8"),
])  # fmt: skip
def test_a_file_that_is_no_report_is_refused_in_words(form: Start, text: str | bytes, said: str) -> None:
    sheet = form().open()
    sheet.load(text)
    expect(sheet.page.get_by_role("alert")).to_contain_text(said)


def test_a_warning_can_be_explained_where_it_shows(form: Start) -> None:
    sheet = form().open()
    sheet.load(forge.FINAL)
    sheet.step(1)
    sheet.type("/consultation/self_check", "请看 <b>这里</b>。")
    sheet.summary.get_by_role("button", name="写说明").first.click()
    expect(sheet.at("/notes/0/text")).to_be_focused()
    sheet.type("/notes/0/text", "原文如此。")
    expect(sheet.summary.get_by_role("button", name="写说明")).to_have_count(0)
    assert sheet.data()["notes"] == [
        {"rule": "text-markup", "pointer": "/consultation/self_check", "text": "原文如此。"}
    ]


def test_who_has_a_report_already_is_asked_for_its_file(form: Start) -> None:
    sheet = form()
    sheet.page.goto(f"{sheet.address}units/{UNIT.split('/')[0]}.html")
    sheet.page.get_by_role("link", name="在网页上改").click()
    expect(sheet.page.locator("#f-open")).to_be_focused()
    sheet.load(forge.FINAL)
    final = document("", forge.FINAL)[0]
    assert final
    assert sheet.data() == final.data


def test_a_known_forge_opens_with_the_file_filled_in(form: Start) -> None:
    sheet = form()

    def with_repository(route: Any) -> None:
        head, sign, body = route.fetch().text().partition("]=")
        contract = json.loads(body.rstrip(";\n"))
        contract["campaign"]["repository"] = Forge("github", "https://github.com/office/campaign", "main").addresses()
        route.fulfill(body=f"{head}{sign}{json.dumps(contract)};", content_type="text/javascript")

    sheet.page.route("**/form/contract.js", with_repository)
    home = "https://github.com/office/campaign"
    copy = sheet.page.get_by_role("link", name="复制全文")
    sheet.open(UNIT)
    sheet.type("/coverage/members", "24")
    sheet.step(SUBMIT)
    assert copy.get_attribute("href") == f"{home}/edit/main/{REPORT}"
    sheet.page.get_by_label("交过了，还没有合并").check()
    assert copy.get_attribute("href") == f"{home}/pulls"
    # Who has handed in from here is led to the request that waits, not to a second one.
    copy.evaluate("link => (link.target = 'elsewhere', link.href = '#', link.click())")
    sheet.handed_in()
    sheet.open()
    sheet.load(forge.FINAL)
    sheet.step(SUBMIT)
    assert copy.get_attribute("href") == f"{home}/pulls", "also with the file from the clerk's disk"
    sheet.page.route(
        "**/form/units/city-jia.js",
        lambda route: route.fulfill(body=route.fetch().text().replace('"final"', '"draft"')),
    )
    sheet.open()
    sheet.load(forge.FINAL)
    sheet.step(SUBMIT)
    assert copy.get_attribute("href") == f"{home}/edit/main/{REPORT}", "main holds something else by now: it was merged"
    sheet.open("city-wu")
    sheet.load("unit: city-wu\nstatus: draft\nreported_on: 2012-02-07\n")
    sheet.step(SUBMIT)
    link = sheet.page.get_by_role("link", name="到 GitHub 提交")
    assert str(link.get_attribute("href")).startswith(f"{home}/new/main?filename=data%2Funits%2F")
