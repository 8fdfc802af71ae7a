"""The home page, the progress pages, the reminders, the feed and the calendar, from a campaign that shows every state.

PINGYI_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from lxml import etree

from pingyi.campaign.open import open_campaign
from pingyi.publish.audience import audience_tables
from support.campaigns import copied
from support.generated import first, written
from support.places import GOLDENS
from support.readers import body, text

GOLDEN = GOLDENS / "progress"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
HOSTILE = "<script>alert(1)</script>]]>&amp;'\"{{7*7}}"
AS_OF = date(2012, 2, 17)


def campaign(folder):
    """The sample, with one report that fails: it shows every state."""
    report = copied(folder) / "data/units/city-jia/highway.yml"
    report.write_text(re.sub(r"satisfied: (\d+)", r"satisfied: 1\1", report.read_text("utf-8"), count=1), "utf-8")
    return folder


def edit(root, name, old, new):
    path = root / "data" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def made(root, as_of=AS_OF, audience="internal"):
    judged = open_campaign(root, as_of)
    return written(judged, audience_tables(judged, audience))


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return campaign(tmp_path_factory.mktemp("states"))


@pytest.fixture(scope="module")
def internal(root):
    return made(root)


@pytest.fixture(scope="module")
def public(root):
    return made(root, audience="public")


def row_of(page, unit):
    """The row of a unit in the first table that names it."""
    return body(page).xpath(f"//tr[th/a[contains(@href, '/{unit}.html')]]")[0]


@pytest.mark.parametrize(
    ("above", "unit", "state", "stage"),
    [
        ("city-jia", "county-1/maintenance", "✓ 已上报", "已上报"),
        ("city-jia", "county-3/bus", "◷ 已上报（迟报）", "已上报"),
        ("city-jia", "county-2/transport", "! 逾期未报 7 天 ✎ 草稿", "会议评议"),
        ("city-jia", "highway", "! 逾期未报 7 天 ✗ 未通过校验", "通报整改"),
        ("city-jia", "county-3/rural", "! 逾期未报 7 天", "—"),
        ("rescue-centre", "plough-team", "✎ 草稿", "征求意见"),
        ("rescue-centre", "depot", "… 未到期", "—"),
        ("ferry-office", "upper", "◎ 免报 随水路运输管理处一并免报", "—"),
        ("expressway-office", "lot-5", "◇ 尚未设立", "—"),
        ("city-gui", "old-bridge-site", "□ 已撤销", "—"),
    ],
)
def test_every_state_has_its_own_sign_and_word(internal, above, unit, state, stage):
    cells = row_of(internal[f"units/{above}.md"], unit).xpath("td")
    assert [text(cell).replace("免报随", "免报 随") for cell in cells[:2]] == [state, stage]


def test_one_legend_explains_every_sign_that_any_page_shows(internal):
    legend = {text(tag) for tag in body(internal["progress/index.md"]).xpath("//dl//*[contains(@class, 'tag-')]")}
    kinds = "tag-received tag-late tag-draft tag-failing tag-overdue tag-awaiting tag-exempt tag-not-open tag-closed"
    shown = {
        text(tag)
        for path, page in internal.items()
        if path.startswith(("progress/", "units/", "index")) and path.endswith(".md")
        for tag in body(page).xpath("//*[starts-with(@class, 'tag tag-')]")  # not the counts, which say how many
        if tag.get("class").split()[-1] in kinds.split() and not tag.xpath("ancestor::*[@class='entry']")
    }
    assert len(legend) == len(kinds.split())
    assert shown - {"! 逾期"} == legend  # promises are overdue as well


@pytest.mark.parametrize("day", [date(2012, 1, 15), date(2012, 2, 10), AS_OF, date(2012, 3, 30)])
def test_the_parts_of_a_bar_are_all_that_are_expected(root, day):
    tables = audience_tables(open_campaign(root, day), "internal")
    counts = tables["progress"]
    parts = ["on_time", "late", "overdue", "draft_pending", "failing_pending", "awaiting"]
    assert (counts[parts].sum(axis=1) == counts["expected"]).all()
    assert (counts["overdue"] >= counts["absent"]).all()
    assert len(tables["chase"]) == counts.set_index(["unit", "scope"]).loc[(".", "all"), "overdue"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2012, 2, 1), "距上报期限还有 14 天：20 个上报单位中 0 个已报；连同下属单位共 132 个，已报 0 个，没有逾期的。"),
        (date(2012, 2, 15), "今天是上报期限：20 个上报单位中 7 个已报；连同下属单位共 132 个，已报 93 个，逾期未报 21 个。"),
        (AS_OF, "上报期限已过 2 天：20 个上报单位中 9 个已报，9 个逾期未报；连同下属单位共 132 个，已报 95 个，逾期未报 30 个。"),
        (date(2012, 3, 1), "活动已经结束：20 个上报单位中 9 个已报，11 个逾期未报；连同下属单位共 132 个，已报 95 个，逾期未报 37 个。"),
    ],
)  # fmt: skip
def test_the_first_sentence_says_how_the_campaign_stands(root, day, said):
    judged = open_campaign(root, day)
    (verdict,) = body(first(judged)["index.md"]).xpath("//p[@class='home-verdict']")
    assert text(verdict) == f"截至 {day}，{said}"
    figures = verdict.xpath(".//*[@data-ref]")
    assert {figure.xpath("string()") for figure in figures} == set(re.findall(r"[\d-]+", text(verdict)))


def test_a_thin_report_is_seen_beside_a_full_one(internal):
    rows = body(internal["progress/index.md"]).xpath("//section[@aria-labelledby='substance']//tbody/tr")
    said = {text(row.xpath("th")[0]): [text(cell) for cell in row.xpath("td")] for row in rows}
    assert said["甲市交通运输局"][0] == "10/10"
    assert said["辛市交通运输局"][0] == "2/10"
    assert "必填：评议场次" in said["辛市交通运输局"][-1]
    assert said["戊市交通运输局"][:2] == ["—", "—"]


def test_the_longest_overdue_are_chased_first_through_the_unit_above(root):
    chase = audience_tables(open_campaign(root, AS_OF), "internal")["chase"]
    assert chase["overdue_days"].is_monotonic_decreasing
    ways = chase.set_index("unit")[["through", "above"]].to_dict("index")
    assert ways["city-jia/county-3/rural"] == {"through": "city-jia", "above": "city-jia/county-3"}
    assert ways["city-wu"] == {"through": "city-wu", "above": "."}


@pytest.mark.parametrize("group", ["city-jia", "city-wu"])
def test_reminders_word_for_word(internal, group):
    said = [pre.text_content() for pre in body(internal[f"progress/overdue/{group}.md"]).xpath("//pre")]
    found = "\n\n----\n\n".join(said) + "\n"
    golden = GOLDEN / f"{group}.txt"
    if os.environ.get("PINGYI_GOLDEN"):
        golden.write_text(found, encoding="utf-8", newline="\n")
    assert found == golden.read_bytes().decode("utf-8")


def test_the_public_is_told_how_it_stands_and_not_whom_to_chase(internal, public):
    assert {path for path in internal if path.startswith("progress/overdue")} != set()
    assert {path for path in public if path.startswith("progress/overdue")} == set()
    assert "催报" in internal["index.md"]
    assert [path for path, page in public.items() if "催报" in page or "pingyi-demo/" in page] == []
    assert "个逾期未报" in text(body(public["index.md"]).xpath("//p[@class='home-verdict']")[0])
    assert public["feed.xml"] == internal["feed.xml"]


def feed(files):
    return etree.fromstring(files["feed.xml"].encode())


def test_the_feed_has_what_atom_requires(internal):
    root = feed(internal)
    entries = root.findall("a:entry", ATOM)
    assert root.tag == f"{{{ATOM['a']}}}feed"
    assert len(entries) == 50
    assert root.findtext("a:author/a:name", namespaces=ATOM)
    for element in (root, *entries):
        assert [len(element.findall(f"a:{name}", ATOM)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert MOMENT.fullmatch(element.findtext("a:updated", namespaces=ATOM))
        assert element.find("a:link[@rel='alternate']", ATOM) is not None
    ids = root.xpath("//a:id/text()", namespaces=ATOM)
    assert len(set(ids)) == len(ids)
    assert all(key.startswith("urn:uuid:") for key in ids)
    published = [entry.findtext("a:published", namespaces=ATOM) for entry in entries]
    assert published == sorted(published, reverse=True)
    assert root.findtext("a:updated", namespaces=ATOM) == max(published)


def test_a_reporting_unit_and_a_theme_have_feeds_of_their_own(internal):
    def links(path):
        entries = etree.fromstring(internal[path].encode()).xpath("//a:entry/a:link/@href", namespaces=ATOM)
        return {link.removeprefix("../" * path.count("/")) for link in entries}

    units = {link for link in links("feed.xml") | links("units/city-jia.xml") if link.startswith("units/city-jia")}
    assert links("units/city-jia.xml") == units
    assert "units/city-jia/county-1.html" in units
    safety = links("cases/safety.xml")
    assert safety
    assert all(f"{link.removesuffix('.html')}.md" in internal for link in safety)


def test_every_link_of_the_feed_leads_to_a_page(internal):
    links = feed(internal).xpath("//a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert [link for link in links if link.replace(".html", ".md") not in internal] == []


def test_the_feed_keeps_its_ids_and_has_whole_addresses_where_the_site_has_one(internal, tmp_path):
    moved = campaign(tmp_path)
    edit(moved, "campaign.yml", "timezone:", "site_url: https://pingyi.example.org/2012/\ntimezone:")
    here, there = feed(internal), feed(made(moved))
    assert there.xpath("//a:id/text()", namespaces=ATOM) == here.xpath("//a:id/text()", namespaces=ATOM)
    links = there.xpath("//a:link/@href", namespaces=ATOM)
    assert all(link.startswith("https://pingyi.example.org/2012/") for link in links)
    assert "https://pingyi.example.org/2012/units/city-gui.html" in links


def test_hostile_names_show_as_text(tmp_path):
    root = campaign(tmp_path)
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    edit(root, "roster.csv", ",丙市交通运输局,", f",{quoted},")
    edit(root, "roster.csv", ",戊市交通运输局,", f",{quoted},")
    files = made(root)
    assert f"{HOSTILE}已上报（迟报）" in feed(files).xpath("//a:title/text()", namespaces=ATOM)
    reminder = body(files["progress/overdue/city-wu.md"]).xpath("//pre")[0]
    assert reminder.xpath("string()").startswith(f"{HOSTILE}：\n\n截至")
    assert not reminder.xpath("//script")


def test_a_campaign_without_reports_has_a_feed_and_a_home_page(tmp_path):
    root = campaign(tmp_path)
    shutil.rmtree(root / "data/units")
    files = made(root, date(2012, 1, 12))
    assert feed(files).findtext("a:updated", namespaces=ATOM) == "2012-01-12T00:00:00+08:00"
    assert feed(files).findall("a:entry", ATOM) == []
    assert "还没有收到报告" in files["index.md"]


def events(files):
    return Calendar.from_ical(files["campaign.ics"]).walk("VEVENT")


def test_the_calendar_holds_every_date_of_the_campaign(internal):
    found = [(event.decoded("dtstart"), str(event["summary"])) for event in events(internal)]
    assert found == [
        (date(2012, 1, 12), "群众评议：开始"),
        (date(2012, 2, 10), "群众评议：下属单位上报截止"),
        (date(2012, 2, 15), "群众评议：上报单位上报截止"),
        (date(2012, 2, 17), "群众评议：延期单位上报截止（1 个）"),
        (date(2012, 2, 20), "群众评议：延期单位上报截止（3 个）"),
        (date(2012, 2, 29), "群众评议：延期单位上报截止（4 个）"),
        (date(2012, 2, 29), "群众评议：结束"),
    ]
    for event in events(internal):
        assert (event.decoded("dtend") - event.decoded("dtstart")).days == 1
        assert event.decoded("dtstamp").date() == AS_OF
    assert len({str(event["uid"]) for event in events(internal)}) == len(found)


def test_everything_repeats(root, internal):
    assert made(root) == internal


def test_the_bar_shows_all_that_are_overdue_whatever_was_handed_in(root, internal):
    counts = (
        audience_tables(open_campaign(root, AS_OF), "internal")["progress"]
        .set_index(["unit", "scope"])
        .loc[(".", "all")]
    )
    legend = [text(entry) for entry in body(internal["progress/index.md"]).xpath("(//ul[@class='legend'])[2]/li")]

    assert counts["overdue"] > counts["absent"]
    assert f"逾期未报 {counts['overdue']:.0f}" in legend


def test_a_copy_that_was_sent_back_is_not_there(internal):
    row = row_of_name(internal["progress/index.md"], "丁市交通运输局")

    assert "↩ 已退回" in row
    assert "✓ 已收" not in row
    assert "↩ 已退回 2012-02-16" in text(body(internal["units/city-ding.md"]))


def row_of_name(page, name):
    (row,) = body(page).xpath(f"(//table)[1]/tbody/tr[th[normalize-space()='{name}']]")
    return text(row)


def test_a_column_of_states_sorts_by_what_they_mean(internal):
    page = body(internal["progress/overdue.md"])
    ranks = {
        cell.get("data-value") for cell in page.xpath("//table[caption[contains(., '逾期未报的单位')]]/tbody/tr/td[1]")
    }
    stages = page.xpath("//table[caption[contains(., '逾期未报的单位')]]/tbody/tr/td[2]")

    assert ranks == {"4"}
    assert {(text(cell), cell.get("data-value")) for cell in stages} == {
        ("—", "0"), ("征求意见", "1"), ("会议评议", "2"), ("通报整改", "3"),
    }  # fmt: skip


def test_the_curve_begins_with_the_first_reports_and_has_a_scale(root, internal):
    (chart,) = body(internal["index.md"]).xpath("//*[@class='curve']")
    captions = [text(caption) for caption in chart.xpath(".//text")]
    units = audience_tables(open_campaign(root, AS_OF), "internal")["units"]

    first = date.fromisoformat(units["received_on"].dropna().min())
    assert captions[-2] == f"{first - timedelta(3):%m-%d}"
    assert {"50", "100"} <= set(captions)
