"""The clerk's and the reviewer's parts in a browser, in a real repository: from hand-in to release, each step a request that the
check judges. Clicks and typed fields are counted.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from lxml import html
from playwright.sync_api import Browser, Locator, Page, expect

from pingyi.campaign.approving import record
from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.decisions.life import Lives
from pingyi.doors.decision_draft import Said, drafted
from support.approvals import DAY, LEVELS, decided, levels, propose
from support.bare_site import bare_site
from support.browser import served
from support.forge import Files, commit

pytestmark = pytest.mark.xdist_group("browser")

SITE = "https://levels.example/site"
UNIT = "library/archive"
PATH = f"data/units/{UNIT}.yml"
OWNER = "/feedback/rectification/0/owner"
VOTES = "/results/service/items/attitude"
CLERK, CITY, OFFICE = "library-clerk", "library-reviewer", "office-li"
CLICKS_TO_THE_FIELD = 2


class Person:
    """Somebody before a browser, whose clicks and typed fields are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.clicks, self.typed = 0, 0
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Person:
        self.page.goto(f"{self.address}{path}")
        return self

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def type(self, where: Locator, text: str) -> None:
        where.fill(text)
        where.blur()
        self.typed += 1

    def at(self, pointer: str) -> Locator:
        return self.page.locator(f'[id="f{pointer}"]')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The campaign on a main that a forge hosts."""
    folder = levels(tmp_path / "root")
    campaign = (LEVELS / "data/campaign.yml").read_text("utf-8")
    hosted = f"\nrepository: {{forge: github, url: https://github.com/demo/levels}}\nsite_url: {SITE}\n"
    commit(folder, {"data/campaign.yml": campaign + hosted})
    return folder


@contextmanager
def person(browser: Browser, root: Path, tmp_path: Path) -> Iterator[Person]:
    """Before the site as main now makes it."""
    with served(bare_site(root, tmp_path / "site")) as address:
        context = browser.new_context(locale="zh-CN")
        found = Person(context.new_page(), address)
        yield found
        context.close()
        assert found.complaints == []


def standing(root: Path) -> tuple[str, str | None]:
    held = record(open_campaign(root, DAY))
    assert held is not None
    life = Lives(held)[UNIT]
    return life.state, life.next


def decides(reviewer: Person, option: str, **said: Any) -> Files:
    """The file that comes of deciding on the page, as it lies in the forge's address."""
    reviewer.open(f"review/{UNIT}.html")
    reviewer.click(reviewer.page.get_by_label(option))
    reviewer.type(reviewer.page.get_by_label("审核人的职务"), "科长")
    if "reason" in said:
        reviewer.type(reviewer.page.get_by_label("原因", exact=True), said["reason"])
    for pointer, words in said.get("places", {}).items():
        row = reviewer.page.locator(f'[data-pointer="{pointer}"]')
        reviewer.click(row.get_by_role("checkbox"))
        if words:
            reviewer.type(row.get_by_role("textbox"), words)
    link = reviewer.page.get_by_role("link", name="到 GitHub 提交")
    query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert query["value"] == [reviewer.page.locator(".review-result textarea").input_value()]
    return {query["filename"][0]: query["value"][0]}


def resent(clerk: Person) -> Files:
    """The report as the form hands it over."""
    clerk.click(clerk.page.locator(".f-nav button").last)
    expect(clerk.page.locator(".f-verdict")).to_contain_text("没有错误")
    expect(clerk.page.get_by_label("已经有了，审核退回或者重新打开了")).to_be_checked()
    link = clerk.page.get_by_role("link", name="复制全文，再到 GitHub 粘贴")
    assert (link.get_attribute("href") or "").endswith(f"edit/main/{PATH}")
    return {PATH: clerk.page.locator("#f-preview").input_value()}


def noted(clerk: Person, number: int) -> None:
    """A correction is noted, with day and reason."""
    clerk.click(clerk.page.locator(".f-nav button", has_text="签批"))
    clerk.click(clerk.at("/revisions").locator("> button"))
    clerk.type(clerk.at(f"/revisions/{number}/date"), "2025-10-20")
    clerk.type(clerk.at(f"/revisions/{number}/reason"), "按审核意见")


Scene = Callable[[], AbstractContextManager[Person]]
"""Somebody new before the site as main now makes it."""
WORDS = {OWNER: "写到岗位，不写“有关人员”: 早班、晚班各一人"}


@pytest.fixture
def scene(browser: Browser, root: Path, tmp_path: Path) -> Scene:
    return lambda: person(browser, root, tmp_path)


def handed_in(scene: Scene) -> Files:
    """What lies on main as a draft, made final."""
    with scene() as clerk:
        clerk.open(f"form.html?unit={UNIT}&open")
        clerk.click(clerk.page.get_by_role("button", name="打开报告库里的报告"))
        expect(clerk.page.locator("#f-status")).to_contain_text("已打开")
        clerk.click(clerk.page.locator(".f-nav button", has_text="签批"))
        clerk.at("/status").select_option("final")
        clerk.click(clerk.page.locator(".f-nav button").last)
        return {PATH: clerk.page.locator("#f-preview").input_value()}


def returned(scene: Scene) -> Files:
    with scene() as city:
        files = decides(city, "示例镇图书馆退回", reason="责任写得不清", places=WORDS)
        assert (city.clicks, city.typed) == (2, 3)
    return files


def mended(scene: Scene) -> Files:
    """From the sentence on the unit's page to the field, and from there typed once."""
    with scene() as clerk:
        clerk.open(f"units/{UNIT}.html")
        expect(clerk.page.locator("#approval + p")).to_contain_text("由示例镇图书馆退回，等提交人（library-clerk）修改")
        clerk.click(clerk.page.get_by_role("link", name="责任岗位"))
        expect(clerk.at(OWNER)).to_be_focused()
        assert clerk.clicks <= CLICKS_TO_THE_FIELD
        expect(clerk.page.locator(".f-returned-words")).to_contain_text(WORDS[OWNER])
        clerk.type(clerk.at(OWNER), "文献室早班岗、晚班岗")
        noted(clerk, 0)
        files = resent(clerk)
        assert clerk.typed == 3, "what is mended, and the day and the reason of it: nothing twice"
    return files


def accepted(scene: Scene, option: str) -> Files:
    with scene() as reviewer:
        files = decides(reviewer, option)
        assert (reviewer.clicks, reviewer.typed) == (1, 1)
    return files


def reopened(scene: Scene) -> Files:
    with scene() as office:
        return decides(office, "活动办公室重新打开", reason="抽查发现抄反", places={VOTES: ""})


def corrected(scene: Scene, site: Path) -> Files:
    """By the link in the unit's feed."""
    with scene() as clerk:
        newest = ET.parse(site / f"feeds/{UNIT}.xml").getroot().find("{*}entry/{*}link")
        assert newest is not None
        clerk.open(newest.attrib["href"].removeprefix(f"{SITE}/"))
        expect(clerk.at(f"{VOTES}/very-good")).to_be_focused()
        clerk.type(clerk.at(f"{VOTES}/very-good"), "14")
        clerk.type(clerk.at(f"{VOTES}/good"), "7")
        noted(clerk, 1)
        return resent(clerk)


def test_from_hand_in_to_release(scene: Scene, root: Path, tmp_path: Path) -> None:
    assert propose(root, handed_in(scene), CLERK)[0] == 0
    assert standing(root) == ("submitted", "library")

    files = returned(scene)
    assert files == decided(root, UNIT, "returned", reason="责任写得不清", points=WORDS)
    status, comment = propose(root, files, CITY)
    assert (status, f"@{CLERK}" in comment) == (0, True), comment
    assert f"({SITE}/form.html?unit={UNIT}&open&field={OWNER})" in comment
    assert standing(root) == ("returned", UNIT)

    assert propose(root, mended(scene), CLERK)[0] == 0
    assert standing(root) == ("resubmitted", "library")

    files = accepted(scene, "示例镇图书馆通过")
    page = html.fromstring((tmp_path / f"site/review/{UNIT}.html").read_bytes())
    changed = str(page.xpath("string(//section[.//*[@id='changed']])"))
    assert "文献室值班岗" in changed, "what changed since it was seen"
    assert files == decided(root, UNIT, "accepted")
    assert propose(root, files, CITY)[0] == 0
    assert propose(root, decided(root, UNIT, "accepted"), OFFICE)[0] == 0
    assert standing(root) == ("accepted", None)

    files = reopened(scene)
    assert files == decided(root, UNIT, "reopened", reason="抽查发现抄反", scope=(VOTES,))
    assert propose(root, files, OFFICE)[0] == 0
    assert standing(root) == ("reopened", UNIT)

    assert propose(root, corrected(scene, tmp_path / "site"), CLERK)[0] == 0
    assert propose(root, decided(root, UNIT, "accepted"), CITY)[0] == 0
    assert propose(root, accepted(scene, "活动办公室通过"), OFFICE)[0] == 0
    assert standing(root) == ("accepted", None)
    released = CliRunner().invoke(cli, ["release", "2025-10", "--root", str(root)], catch_exceptions=False)
    assert released.exit_code == 0, released.output
    with scene() as reader:
        expect(reader.open(f"units/{UNIT}.html").page.locator("#approval ~ .note").first).to_contain_text("不能再改")
        expect(reader.page.get_by_text("这份报告已计入公布的结果（2025-10）。")).to_be_visible()
        expect(reader.open("review/index.html").page.locator("#released + ul")).to_contain_text(
            "2025-10：计入的报告有 11 份"
        )


def test_all_clean_reports_at_once(browser: Browser, root: Path, tmp_path: Path) -> None:
    """One archive with a file a decision, each as the command writes it; with the tool's own check on the whole of it."""
    with person(browser, root, tmp_path) as reviewer:
        reviewer.open("review/index.html")
        home = reviewer.page.locator('.review-batch[data-by="hall"]')
        reviewer.click(home.locator("summary"))
        reviewer.type(home.get_by_label("审核人的职务"), "科长")
        with reviewer.page.expect_download() as download:
            reviewer.click(home.get_by_role("button", name="下载压缩包"))
        assert (reviewer.clicks, reviewer.typed) == (2, 1)
        with ZipFile(download.value.path()) as archive:
            assert archive.testzip() is None
            files: Files = {name: archive.read(name).decode() for name in archive.namelist()}
    wanted = {
        path: text
        for unit in ("hall/household", "hall/east-point")
        for path, text in decided(root, unit, "accepted").items()
    }
    assert files == wanted
    assert propose(root, files, "hall-reviewer")[0] == 0


HOSTILE = [
    "no",
    "on",
    "2025",
    "12:30",
    "a: b",
    "#井号",
    "以冒号结尾:",
    '“引号”和"直引号"',
    "两行\n第二行",
    "不换行\u00a0空格",
    "反斜杠\\n",
    "😀",
    "- 一",
    "票数 # 不符",
    "{花}",
]


def test_whatever_is_typed_the_file_is_that_of_the_command(browser: Browser, root: Path, tmp_path: Path) -> None:
    with person(browser, root, tmp_path) as reviewer:
        reviewer.open("review/hall/household.html")
        reviewer.page.get_by_label("示例镇便民服务中心退回").check()
        reviewer.page.get_by_label("审核人的职务").fill("科长")
        row = reviewer.page.locator('[data-pointer="/feedback"]')
        row.get_by_role("checkbox").check()
        judged = open_campaign(root, DAY)
        for text in HOSTILE:
            reviewer.page.get_by_label("原因", exact=True).fill(text)
            row.get_by_role("textbox").fill(text)
            said = Said("returned", "科长", reason=text, points={"/feedback": text})
            (wanted,) = drafted(judged, ["hall/household"], said).files.values()
            assert reviewer.page.locator(".review-result textarea").input_value() == wanted
