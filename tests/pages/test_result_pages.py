"""Result pages and unit pages as their readers meet them: what is said, in which order, and what is never mixed up.

PINGYI_GOLDEN=1 writes the golden charts anew.
"""

from __future__ import annotations

import dataclasses
import os

import pytest
from lxml import html

from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.pages import result_pages, unit_pages
from pingyi.publish.audience import audience_tables
from pingyi.tables.dictionary import frame
from support import campaigns
from support.campaigns import demo_files, opened
from support.figures import figures
from support.generated import first, made, rendered
from support.places import GOLDENS, TOWN
from support.readers import body, said

GOLDEN = GOLDENS / "charts"
FORGE = {"forge": "gitea", "url": "https://git.example.org/office/campaign"}


@pytest.fixture
def sample():
    return made()


@pytest.fixture
def town():
    return made(TOWN)


def headings(page, level=2):
    return [said(heading) for heading in page.xpath(f".//h{level}")]


def unit(found, unit_id):
    return found[f"units/{unit_id}.md"]


@pytest.mark.parametrize(
    ("name", "page", "path"),
    [
        ("sample-bar", "results/index.md", "//section[1]//svg[@class='bar'][1]"),
        ("sample-funnel", "results/index.md", "//section[1]//figure//svg[contains(@class, 'funnel')]"),
    ],
)
def test_charts_look_as_they_did(sample, name, page, path):
    chart = html.tostring(sample[page].xpath(path)[0], encoding="unicode", with_tail=False)
    text = chart.replace("><", ">\n<") + "\n"
    golden = GOLDEN / f"{name}.svg"
    if os.environ.get("PINGYI_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("campaign", ["sample", "town"])
def test_every_chart_has_words_a_reading_aid_a_table_and_a_source(request, campaign):
    page = request.getfixturevalue(campaign)["results/index.md"]
    charts = page.xpath(".//svg[@role='img' or contains(@class, 'funnel') and @role]")
    assert len(charts) > 5
    assert all(len(chart.get("aria-label")) > 10 for chart in charts)
    for section in page.xpath(".//section[.//svg[@role='img']]"):
        assert "怎样读" in said(section)
        assert section.xpath(".//table")
        assert section.xpath(".//p[@class='source']//a[contains(@href, 'data/rates.csv')]")
        assert section.xpath(".//p[@class='source']//a[contains(@href, 'data/funnel.csv')]")


@pytest.mark.parametrize("campaign", ["sample", "town"])
def test_units_stand_in_roster_order_and_none_is_ranked(request, campaign):
    page = request.getfixturevalue(campaign)["results/index.md"]
    roster = {
        row.name: number
        for number, row in enumerate(opened(CHECKOUT if campaign == "sample" else TOWN).roster.values())
    }
    tables = [table for table in page.xpath(".//table") if "名册排列" in said(table.find("caption"))]
    assert tables
    for table in tables:
        by_item = {}
        for row in table.xpath("./tbody/tr"):
            by_item.setdefault(said(row.find("td")), []).append(roster[row.find("th").xpath("string()")])
        assert all(places == sorted(places) for places in by_item.values())


def test_where_very_many_lie_beyond_the_lines_the_page_says_where_the_list_is(monkeypatch, sample):
    caption, words = "控制限外的单位", "这里不一一列出"
    page = sample["results/units.md"]
    assert any(caption in said(table) for table in page.xpath(".//caption"))
    assert words not in said(page)
    monkeypatch.setattr(result_pages, "BEYOND_LISTED", 3)
    short = body(first(opened(), "results/units.md")["results/units.md"])
    assert not any(caption in said(table) for table in short.xpath(".//caption"))
    assert words in said(short)


def test_a_rate_on_few_ballots_is_marked_and_the_mark_explained():
    found = opened(TOWN)
    tables = campaigns.tables(TOWN)
    funnel = tables["funnel"].copy()
    funnel.loc[funnel["unit"] == "clinic/river-village", "valid"] = 9
    page = unit(rendered(found, {**tables, "funnel": funnel}), "clinic/river-village")
    marks = page.xpath(".//td/span[@class='few']")
    assert len(marks) == 5
    rates = [cell for name, _, cell in figures(page) if name.endswith("|positive_rate")]
    assert all(mark.getparent() in rates for mark in marks)
    assert page.xpath(".//a[contains(@href, 'data.html#method')]")
    assert not unit(made(TOWN), "clinic/river-village").xpath(".//span[@class='few']")


def test_a_unit_with_others_below_says_at_every_table_whose_figures_they_are(sample):
    page = unit(sample, "city-jia")
    assert headings(page, 3)[:4] == ["本单位连同下级", "与全部单位对照", "本级", "计票"]
    shown = {name: text for name, text, _ in figures(page)}
    assert shown["ballots|city-jia|organisation|valid"] == "59"
    assert shown["rollup_ballots|city-jia|organisation|valid"] == "2,767"
    rows = [said(row.find("th")) for row in page.xpath(".//table[contains(caption, '计票')]/tbody/tr")]
    assert set(rows) == {"本级", "本单位连同下级"}


def test_a_unit_answers_in_the_order_of_questions(sample):
    page = unit(sample, "city-jia")
    assert headings(page, 2) == [
        "评议基层党组织", "评议党员", "改了没有：整改台账", "典型案例", "督导联系点", "下级单位", "组织和自查", "汇总回执", "报告文件和更正",
    ]  # fmt: skip


def test_a_total_outside_of_what_chance_explains_says_so(sample):
    """The oracle reads the published table."""
    funnel = campaigns.tables()["funnel"]
    beyond = funnel[(funnel["scope"] == "reporting") & funnel["outside"].str.endswith("998")]
    assert 0 < len(beyond) < len(funnel[funnel["scope"] == "reporting"])
    for row in funnel[funnel["scope"] == "reporting"].to_dict("records"):
        told = [said(line) for line in unit(sample, row["unit"]).xpath(".//p[@class='outlying']")]
        name = next(item.short for subject in opened().campaign.subjects for item in subject.items
                    if (subject.id, item.id) == (row["subject"], row["item"]))  # fmt: skip
        found = [line for line in told if f"“{name}”" in line and "本级" not in line]
        assert bool(found) == row["outside"].endswith("998"), (row["unit"], row["item"])
        assert all(("高于" in line) == row["outside"].startswith("above") for line in found)


def test_branches_stand_with_their_results_in_the_order_of_the_roster(sample):
    (table,) = unit(sample, "city-jia").xpath(
        ".//table[contains(caption, '直接下级') and contains(caption, '评议党员')]"
    )
    rows = [said(row.find("th")) for row in table.iterfind("tbody/tr")]
    children = [row.name for row in opened().roster.values() if row.parent == "city-jia"]
    assert rows == ["甲市交通运输局（连同下级）", *children]
    named = {cell for _, _, cell in figures(table.getparent())}
    assert all(cell in named or said(cell) in ("—", "…", "未报") for cell in table.iterfind("tbody/tr/td"))


def test_a_page_an_item_compares_every_unit_in_the_order_of_the_roster(sample):
    """The oracle reads the published tables."""
    rates = campaigns.tables()["rates"].set_index(["unit", "subject", "item"])["positive_rate"]
    page = sample["results/organisation/promises.md"]
    rows = page.xpath(".//table/tbody/tr")
    assert [row.get("id") for row in rows] == list(opened().roster)
    for row in rows:
        key, (own, above) = row.get("id"), (said(row.xpath("td")[place]) for place in (1, 3))
        share = rates.get((key, "organisation", "promises"))
        assert own.rstrip("※") == (f"{share:.1f}%" if share is not None else own) or own in ("—", "…", "未报")
        if "/" in key:
            upper = rates.get((key.rpartition("/")[0], "organisation", "promises"))
            assert upper is None or above.rstrip("※") == f"{upper:.1f}%"
        assert bool(row.xpath(".//svg")) == (own not in ("—", "…", "未报"))


def test_a_unit_without_others_below_never_speaks_of_subordinates_of_its_own(sample):
    page = unit(sample, "city-jia/county-1/maintenance")
    assert headings(page, 3)[0] == "本单位"
    assert "本单位连同下级" not in said(page)


def test_a_receipt_adds_up_on_the_page(sample):
    page = unit(sample, "city-jia/county-1/maintenance")
    rows = page.xpath(".//table[contains(caption, '逐级计入')]/tbody/tr")
    assert [said(row.find("th")) for row in rows[:4]] == [
        "东河县公路养护站党支部（本单位）", "甲市东河县交通运输局", "甲市交通运输局", "全部单位",
    ]  # fmt: skip
    for row in rows:
        own, others, total = (int(said(cell).replace(",", "")) for cell in row.xpath("./td")[:3])
        assert own + others == total


@pytest.mark.parametrize(
    ("unit_id", "verdict", "owes"),
    [
        ("city-jia/county-1/maintenance", "已上报：2012-02-06收到，已通过校验，票数已计入甲市东河县交通运输局、甲市交通运输局、全部单位的汇总。", False),
        ("pref-ji/county-2", "应在2012-02-10前上报，还没有收到报告。", True),
        ("pref-ji/highway", "还没有收到报告。", True),
        ("rescue-centre", "收到的是草稿，定稿并通过校验后才计入汇总。", True),
        ("ferry-office", "本次活动不要求上报，不计入应报。", False),
    ],
)  # fmt: skip
def test_the_verdict_says_what_counts_and_what_is_owed(sample, unit_id, verdict, owes):
    page = unit(sample, unit_id)
    assert verdict in said(page.xpath(".//p[@class='verdict']")[0])
    assert ("要报什么" in headings(page)) == owes
    if owes:
        owed = page.xpath(".//section[@aria-labelledby='owed']")[0]
        assert "评议结果" in said(owed)
        assert f"data/units/{unit_id}.yml" in said(owed)
        assert any(link.endswith("guide/index.html") for link in owed.xpath(".//a/@href"))


@pytest.mark.parametrize("campaign", ["sample", "town"])
def test_sections_are_listed_and_none_is_empty(request, campaign):
    found = {path: page for path, page in request.getfixturevalue(campaign).items() if path.startswith("units/")}
    assert any(page.xpath(".//nav[@class='contents']") for page in found.values())
    for path, page in found.items():
        listed = [link.removeprefix("#") for link in page.xpath(".//nav[@class='contents']//a/@href")]
        there = page.xpath(".//section/@aria-labelledby")
        assert listed in ([], there), path
        branches = any(other.startswith(f"{path.removesuffix('.md')}/") for other in found)
        assert bool(listed) == (branches and len(there) > 3), path
        assert all(len(section.xpath(".//*")) > 2 for section in page.xpath(".//section")), path


def test_the_report_is_a_link_where_the_campaign_names_its_repository():
    found = opened(TOWN)
    named = dataclasses.replace(found.campaign, data={**found.campaign.data, "repository": FORGE})
    commits = {"data/units/clinic.yml": "1f2e3d4c5b6a"}
    page = unit(rendered(dataclasses.replace(found, campaign=named, commits=commits)), "clinic")
    links = page.xpath(".//a/@href")
    home = FORGE["url"]
    for link in ("src/branch/main/data/units/clinic.yml", "_edit/main/data/units/clinic.yml", "commit/1f2e3d4c5b6a"):
        assert f"{home}/{link}" in links


def test_without_a_repository_the_path_is_there_and_no_link_to_any_host(town):
    page = unit(town, "clinic")
    assert "data/units/clinic.yml" in said(page.xpath(".//section[@aria-labelledby='file']")[0])
    assert [link for link in page.xpath(".//a/@href") if "//" in link] == []


def test_a_unit_with_very_many_below_lists_its_children_with_their_counts(tmp_path, monkeypatch):
    found = open_campaign(demo_files(40, tmp_path))
    tables = audience_tables(found, "internal")
    monkeypatch.setattr(unit_pages, "WHOLE_TREE", 20)
    page = unit(rendered(found, tables), "city-1")
    table = page.xpath(".//section[@aria-labelledby='below']//table")[0]
    children = [row.id for row in found.roster.values() if row.parent == "city-1"]
    assert len(table.xpath("./tbody/tr")) == len(children) < 39
    assert f"progress|{children[0]}|all|expected" in {name for name, _, _ in figures(table.getparent())}
    small = unit(rendered(found, tables), "city-1/county-1")
    assert len(small.xpath("(.//section[@aria-labelledby='below']//table)[1]/tbody/tr")) == 9


def test_pages_cope_with_a_campaign_without_any_result_and_with_a_public_audience():
    found = opened(TOWN)
    tables = campaigns.tables(TOWN)
    empty = {
        name: frame(name, []) if name not in ("campaign", "units", "progress", "curve") else table
        for name, table in tables.items()
    }
    nothing = rendered(found, empty)
    assert "还没有收到评议便民服务的结果" in said(nothing["results/index.md"])
    assert not nothing["results/index.md"].xpath(".//svg")
    public = made(TOWN, "public")
    assert not [path for path in public if path.startswith("results/")]
    assert headings(unit(public, "clinic")) == ["典型案例", "下级单位", "报告文件和更正"]


def test_where_nothing_is_told_of_units_below_they_do_not_stand_there():
    judged = opened()
    tables = audience_tables(judged, "internal")
    reporting = set(tables["units"]["unit"][tables["units"]["kind"] == "reporting"]) | {"."}
    kept = {
        name: table[table["unit"].isin(reporting)] if name in ("rates", "funnel", "rollup_tallies") else table
        for name, table in tables.items()
    }
    found = rendered(judged, kept | {"funnel": kept["funnel"].iloc[:0]})
    page = found["results/organisation/promises.md"]

    assert {row.get("id") for row in page.xpath("//tbody/tr[@id]")} == reporting - {"."}
    assert "再下级单位的结果没有公布" in said(page)
    assert "正常范围" not in said(page.xpath("//thead")[0])
    assert "直接下级的满意率" not in said(unit(found, "city-jia"))
