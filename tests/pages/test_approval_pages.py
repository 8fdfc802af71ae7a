"""What an internal site says of reports that levels decide on: unit page, form, queue, judging page, feeds, sheets; and nobody else."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.doors.pending_file import Pending, pending_file
from pingyi.pages import pages
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.publish.last_campaign import LastCampaign
from pingyi.publish.lives_told import lives_told
from pingyi.sheets.chapters import sheet
from pingyi.sheets.plain import plain
from pingyi.tables.dataset import records
from support.approvals import LEVELS
from support.campaigns import opened, tables
from support.figures import figures
from support.generated import COMMIT
from support.places import TOWN
from support.readers import body, said

OPEN = {
    "listed": "2025-10-20 08:00 UTC",
    "requests": [
        {"number": 12, "url": "https://forge.example/12", "author": "hall-clerk", "opened": "2025-10-19",
         "paths": ["data/units/hall/housing.yml"]},
        {"number": 9, "opened": "2025-10-18", "paths": ["data/decisions/hall/household.d/0001.yml", "docs/index.md"]},
    ],
}  # fmt: skip
SAID = {
    "hall": "已经上报，等活动办公室（office-li）审核",
    "hall/household": "已经上报，等示例镇便民服务中心（hall-reviewer）审核",
    "hall/housing": "由示例镇便民服务中心退回，等提交人（hall-clerk）修改",
    "hall/east-point": "已经改好重报，等示例镇便民服务中心（hall-reviewer）再审",
    "library": "由活动办公室通过，各级都通过了",
    "library/children": "由活动办公室重新打开，等提交人（library-clerk）修改",
    "library/reading-room": "由活动办公室通过，各级都通过了",
    "clinic": "通过以后 2025-10-19 有了变化，等活动办公室（office-li）重新审核",
    "clinic/river-village": "由示例镇卫生院通过，随示例镇卫生院一并等活动办公室（office-li）审核",
    "clinic/pharmacy": "已经改好重报，等示例镇卫生院（clinic-reviewer）再审",
}  # fmt: skip
"""Every unit that has handed in, in every state."""


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Pending:
    file = tmp_path_factory.mktemp("open") / "open.json"
    file.write_text(json.dumps(OPEN), "utf-8")
    return pending_file(file, opened(LEVELS))


@pytest.fixture(scope="module")
def site(listed: Pending) -> dict[str, str]:
    """Path to text of all that is generated."""
    judged = opened(LEVELS)
    book = Book(tables(LEVELS), judged.campaign)
    return dict(pages(judged, book, COMMIT, {}, lives_told(LEVELS, judged, book, listed))[0])


def rows(site: dict[str, str], top: str) -> dict[str, Any]:
    """The form's rows of the units below one."""
    script = site[f"assets/form/units/{top}.js"]
    found: dict[str, Any] = json.loads(script[script.index("=", script.index(")[")) + 1 : script.rindex(";")])
    return found


@pytest.mark.parametrize("unit", SAID)
def test_unit_page_form_and_judging_page_say_the_same_sentence_in_every_state(site: dict[str, str], unit: str) -> None:
    wanted = SAID[unit].replace(" ", "")
    page, judging = (body(site[f"{folder}/{unit}.md"]) for folder in ("units", "review"))
    assert wanted in said(page.xpath("//section[@aria-labelledby='approval']/p")[0])
    assert wanted in said(judging.xpath("//p[starts-with(@class, 'approval-now')]")[0])
    assert wanted in rows(site, unit.split("/", maxsplit=1)[0])[unit]["life"]["said"].replace(" ", "")


def test_what_was_returned_leads_to_the_field_with_the_words(site: dict[str, str]) -> None:
    links = body(site["units/hall/housing.md"]).xpath("//ul[@class='returned']/li")
    pointer = "/results/service/ballots/returned"
    assert links[0].xpath("a/@href") == [f"../../form.html?unit=hall/housing&open&field={pointer}"]
    assert said(links[0]).endswith("：计票单上收回96张，核对后更正")
    life = rows(site, "hall")["hall/housing"]["life"]
    assert life["places"][0] == [pointer, "计票单上收回 96 张，核对后更正"]
    assert life["request"] == {"number": 12, "url": "https://forge.example/12"}


def test_why_a_report_is_locked_is_said(site: dict[str, str]) -> None:
    assert "示例镇卫生院已经通过这份内容，不能再改" in said(body(site["units/clinic/river-village.md"]))
    assert "life" not in rows(site, "library")["library/book-van"]


def test_the_queue_is_oldest_first_and_names_the_list_of_open_requests(site: dict[str, str]) -> None:
    page = body(site["review/index.md"])
    heads = [said(head) for head in page.xpath("//h2")]
    assert heads[0] == "等示例镇便民服务中心审核（2份）"
    first = page.xpath("//section")[0].xpath(".//tbody/tr/th")
    assert [said(cell) for cell in first] == ["户籍社保窗口", "城东便民服务点"]
    assert "取自清单open.json（2025-10-2008:00UTC列出）" in said(page)
    assert page.xpath("//a[@href='https://forge.example/12']")
    assert "pingyi decide --accept --clean --by hall" in page.xpath("string()")


def test_every_figure_is_a_cell_of_the_dataset(site: dict[str, str]) -> None:
    cells = {
        f"approvals|{row['unit']}|{column}": str(value)
        for row in records(tables(LEVELS)["approvals"])
        for column, value in row.items()
    }
    told = [(name, text) for name, text, _ in figures(body(site["review/index.md"])) if name.startswith("approvals|")]
    assert len(told) > 10
    assert [(name, text) for name, text in told if cells[name] != text] == []


def test_what_may_be_decided_is_what_the_state_allows(site: dict[str, str]) -> None:
    def options(unit: str) -> set[tuple[str, str]]:
        facts = json.loads(body(site[f"review/{unit}.md"]).xpath("//*[@id='review']/@data-facts")[0])
        return {(it["verdict"], it["by"]) for it in facts["units"][0]["options"]}

    assert options("hall/household") == {("accepted", "hall"), ("returned", "hall"), ("returned", "office")}
    assert options("hall/housing") == {("returned", "hall"), ("returned", "office")}
    assert options("library") == {("reopened", "office")}


def test_feeds_say_what_was_decided_and_what_waits(site: dict[str, str]) -> None:
    for unit in opened(LEVELS).roster:
        assert ET.fromstring(site[f"feeds/{unit}.xml"]).tag.endswith("feed")
    entry = ET.fromstring(site["feeds/hall/housing.xml"]).find("{*}entry")
    assert entry is not None
    link = entry.find("{*}link")
    assert link is not None
    assert "field=/results/service/ballots/returned" in link.attrib["href"]
    waits = ET.fromstring(site["feeds/for/hall.xml"]).findall("{*}entry/{*}title")
    assert [it.text for it in waits] == ["城东便民服务点（重报待审）", "户籍社保窗口（已报待审）"]


def test_a_unit_s_calendar_has_its_deadline_and_what_it_is_to_mend(site: dict[str, str]) -> None:
    events = Calendar.from_ical(site["feeds/hall/housing.ics"]).walk("VEVENT")
    assert [(str(it["summary"]), it.decoded("dtstart").isoformat()) for it in events] == [
        ("住房和不动产窗口：便民测评报告截止", "2025-10-10"),
        ("住房和不动产窗口：便民测评报告退回，请修改", "2025-10-16"),
    ]
    assert events[0].walk("VALARM")[0].decoded("trigger") == timedelta(-3)
    assert "feeds/library/night-room.ics" not in site, "exempt"


def test_a_sheet_prints_who_accepted_where_they_sign() -> None:
    judged = opened(LEVELS)
    book = Book(tables(LEVELS), judged.campaign)
    signed = plain(sheet(book, "library/reading-room", judged.as_of))["words"]["signatures"]
    assert signed[0] == "审核人（示例镇图书馆 馆务科科长 2025-10-16 通过；活动办公室 办公室主任 2025-10-17 通过）"
    assert plain(sheet(book, "hall", judged.as_of))["words"]["signatures"][0] == "审核人"


@cache
def public() -> dict[str, str]:
    judged = opened(LEVELS)
    book = Book(tables(LEVELS, "public"), judged.campaign)
    return dict(pages(judged, book, COMMIT, {}, lives_told(LEVELS, judged, book, None))[0])


def test_the_public_gets_nothing_of_it() -> None:
    site = public()
    assert [path for path in site if path.startswith(("review/", "feeds/"))] == []
    words = ("hall-reviewer", "核对后更正", "业务科科长")
    assert [path for path, text in site.items() if any(word in text for word in words) or '"life"' in text] == []


@pytest.mark.parametrize(
    ("text", "audience", "word"),
    [
        (json.dumps(OPEN), "public", "公开的网站不写待合并的请求"),
        ('{"requests": [{"number": 0, "opened": "昨天", "paths": []}]}', "internal", "待合并请求的清单有错"),
        ("[", "internal", "待合并请求的清单有错"),
        (json.dumps(OPEN).replace("https://forge", "javascript:forge"), "internal", "网址"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(tmp_path: Path, text: str, audience: str, word: str) -> None:
    file = tmp_path / "open.json"
    file.write_text(text, "utf-8")
    arguments = [
        "build",
        "--root",
        str(LEVELS),
        "--site",
        str(tmp_path / "site"),
        "--audience",
        audience,
        "--pending",
        str(file),
    ]
    done = CliRunner().invoke(cli, arguments)
    assert (done.exit_code, word in done.output) == (2, True), done.output
    assert not (tmp_path / "site").exists()


def test_without_approval_there_are_no_such_pages() -> None:
    judged = opened(TOWN)
    book = Book(tables(TOWN), judged.campaign)
    assert lives_told(TOWN, judged, book, None) is None
    made = pages(judged, book, COMMIT, {})[0]
    assert [path for path, text in made if path.startswith(("review/", "feeds/")) or "审核到哪一步" in text] == []


def campaign_before(root: Path) -> Path:
    """The same campaign with other votes for a unit on its first item, the second on other grades, and a unit less."""
    shutil.copytree(LEVELS / "data", root / "data")
    other = "  other:\n    title: 另四等\n    grades:\n      very-good: {title: 好, positive: true}\n"
    other += "".join(f"      {grade}: {{title: {grade}}}\n" for grade in ("good", "fair", "poor"))
    exchanged = {
        "campaign.yml": {"speed: {title": "speed: {scale: other, title", "\nsubjects:": f"{other}\nsubjects:"},
        "units/hall/household.yml": {
            "attitude: {very-good: 78, good: 42, fair: 12,": "attitude: {very-good: 60, good: 30, fair: 42,"
        },
    }
    for path, pairs in exchanged.items():
        file = root / "data" / path
        text = file.read_text("utf-8")
        for before, after in pairs.items():
            assert text.count(before) == 1
            text = text.replace(before, after)
        file.write_text(text, "utf-8")
    (root / "data/units/hall/east-point.yml").unlink()
    return root


def test_a_report_is_judged_beside_the_last_campaign(tmp_path: Path) -> None:
    """Its rates stand beside those that the unit had then: (60 + 30) / 135; where it had none, or others, a dash."""
    last = LastCampaign(open_campaign(campaign_before(tmp_path)))
    judged = opened(LEVELS)
    book = Book(tables(LEVELS), judged.campaign)
    made = dict(pages(judged, book, COMMIT, {}, lives_told(LEVELS, judged, book, None, last))[0])

    def compared(unit: str) -> dict[str, list[str]]:
        found = body(made[f"review/{unit}.md"]).xpath("//section[@aria-labelledby='rates']//tr")
        return {said(row[0]): [said(cell) for cell in row[1:]] for row in found}

    household = compared("hall/household")
    assert household["评议内容"][:4] == ["本单位（分母）", "满意率", "上次（分母）", "上次"]
    assert household["工作人员的态度"][:4] == ["135", "88.9%", "135", "66.7%"]
    assert household["办事和等候的快慢"][:4] == ["135", "77.8%", "—", "—"]
    assert household["环境和设施"][2:4] == household["环境和设施"][:2]
    assert {row[3] for name, row in compared("hall/east-point").items() if name != "评议内容"} == {"—"}
    assert "截至2025-10-20的数字" in said(body(made["review/hall/household.md"]))


def test_the_public_reads_of_no_last_campaign(tmp_path: Path) -> None:
    arguments = ["build", "--root", str(LEVELS), "--audience", "public", "--previous", str(LEVELS)]
    done = CliRunner().invoke(cli, [*arguments, "--site", str(tmp_path / "site")])
    assert (done.exit_code, "--previous" in done.output) == (2, True), done.output
    assert not (tmp_path / "site").exists()


def test_what_was_accepted_with_a_unit_above_stands_in_the_history(site: dict[str, str]) -> None:
    for folder in ("units", "review"):
        steps = body(site[f"{folder}/library/reading-room.md"]).xpath("//ol[@class='timeline']/li")
        assert [said(step).partition("：")[0] for step in steps][-1] == (
            "2025-10-17活动办公室（办公室主任）随“示例镇图书馆”一并通过"
        )


def test_a_report_that_was_returned_and_withdrawn_still_says_what_to_mend(tmp_path: Path) -> None:
    """On the unit's page and, at its fields, in the form; there is nothing to judge."""
    shutil.copytree(LEVELS / "data", tmp_path / "data")
    file = tmp_path / "data/units/hall/housing.yml"
    file.write_text(file.read_text("utf-8").replace("status: final", "status: draft"), "utf-8")
    judged = open_campaign(tmp_path)
    book = Book(audience_tables(judged, "internal"), judged.campaign)
    made = dict(pages(judged, book, COMMIT, {}, lives_told(tmp_path, judged, book, None))[0])
    page = said(body(made["units/hall/housing.md"]))
    assert "没有定稿的报告，等提交人（hall-clerk）上报" in page
    assert "退回的原因：票数和计票单不符。要改的地方" in page
    life = rows(made, "hall")["hall/housing"]["life"]
    assert [pointer for pointer, _ in life["places"]] == [
        "/results/service/ballots/returned",
        "/feedback/rectification/0/due_on",
    ]
    assert "review/hall/housing.md" not in made
