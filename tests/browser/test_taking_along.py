"""What readers do with tables and charts: take their rows along, share what they see, choose a unit, change how bars are drawn, print."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import urljoin

import pytest
from lxml import html
from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader

from support.kinds import PAGES

SHOWN = {kind: PAGES[kind] for kind in
         ("progress", "results", "results-units", "results-item", "unit-reporting", "unit-leaf", "ledger", "ledger-unit")}  # fmt: skip
UNIT, NAME = "city-jia", "甲市交通运输局"
MIDDLES = """charts => charts.map(chart => [...chart.querySelectorAll("rect")].map(rect => {
    const {left, right} = rect.getBoundingClientRect();
    return [rect.getAttribute("class"), left, right];
}))"""

LABELS = "bars => bars.map(bar => bar.getAttribute('aria-label'))"


class Reader:
    """Somebody at a page of the sample's site."""

    def __init__(self, browser: Browser, address: str, kind: str, more: str = "", **options: Any) -> None:
        self.address, self.complaints = address, list[str]()
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"} | options)
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address + PAGES[kind] + more)

    def touch(self, mark: Locator) -> None:
        """Touch a mark of a chart: it is a line of next to no length with round ends."""
        x, y = mark.evaluate(
            "mark => { mark.scrollIntoView({block: 'center'});"
            " const {left, top} = mark.getBoundingClientRect(); return [left, top]; }"
        )
        self.page.mouse.click(x, y)

    def file(self, view: Locator) -> tuple[str, list[list[str]]]:
        """Name and rows of the file that a view's tools give."""
        with self.page.expect_download() as download:
            view.get_by_role("button", name="下载 CSV").first.click()
        content = download.value.path().read_bytes()
        assert content.startswith("\ufeff".encode())
        return download.value.suggested_filename, list(csv.reader(content.decode("utf-8-sig").splitlines()))


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Any]:
    made: list[Reader] = []

    def start(kind: str, more: str = "", **options: Any) -> Reader:
        made.append(Reader(browser, address, kind, more, **options))
        return made[-1]

    yield start
    for one in made:
        assert one.complaints == []
        one.page.context.close()


@pytest.mark.parametrize("path", SHOWN.values(), ids=SHOWN)
def test_without_scripts_links_lead_to_the_files_and_points_to_the_units(internal: Path, path: str):
    page = html.fromstring((internal / path).read_bytes())
    targets = page.xpath("//main//p[@class='source']//a/@href") + page.xpath("//*[contains(@class, 'funnel')]//a/@href")
    files = [target for target in targets if target.endswith(".csv")]
    assert files
    for target in targets:
        assert (internal / urljoin(path, target.partition("#")[0])).is_file(), target


def test_every_view_has_its_rows_as_a_file_and_a_link(reader: Any):
    shown = reader("progress")
    page = shown.page
    for kind in ("progress", "results", "unit-leaf", "ledger"):
        page.goto(shown.address + PAGES[kind])
        views = page.locator("main").locator(".scroll > .t, .bars, .plot svg.funnel, .states-bar").count()
        tools = page.locator(".view-tools").evaluate_all(
            "all => all.map(tools => [tools.children[0].tagName, tools.querySelector('a[href*=\"#\"]')?.hash])"
        )
        assert len(tools) == views + page.locator("ul[data-filter-list=ledger], div[data-filter-list=ledger]").count()
        anchors = [anchor for _, anchor in tools]
        assert len(set(anchors)) == len(anchors)
        assert page.locator(",".join(f'[id="{anchor[1:]}"]' for anchor in anchors)).count() == len(anchors)


def test_a_table_goes_into_a_file_as_it_is_shown(reader: Any):
    shown = reader("progress")
    part = shown.page.locator(".table-long").first
    part.get_by_role("searchbox").fill("市交通")
    part.get_by_role("button", name="应报", exact=True).click()
    names = part.locator("tbody th:visible").all_inner_texts()
    name, rows = shown.file(part)

    assert 2 < len(names) < 20
    # The sum of all units would stand below some.
    assert [row[0] for row in rows] == ["上报单位", *names]
    place = rows[0].index("应报")
    counts = [int(row[place]) for row in rows[1:]]
    assert counts == sorted(counts)
    assert name == "进展：各上报单位的进展（应报以后各栏连同全部下级单位）.csv"
    assert {len(row) for row in rows} == {len(rows[0])}


def test_charts_go_into_files_with_the_numbers_that_they_draw(reader: Any, internal: Path):
    shown = reader("results")
    published = list(csv.DictReader((internal / "data/rollup_tallies.csv").read_text("utf-8-sig").splitlines()))
    shares = [
        f"{row['share']}%"
        for row in published
        if (row["unit"], row["subject"], row["item"]) == (".", "organisation", "promises") and row["count"] != "0"
    ]
    _, bars = shown.file(shown.page.locator(".bars + .view-tools").first)
    (line,) = [row for row in bars if row[0] == "服务承诺"]
    assert [share for share in line[1:] if share] == shares

    _, points = shown.file(shown.page.locator(".plot", has=shown.page.locator(".funnel")).first)
    funnel = csv.DictReader((internal / "data/funnel.csv").read_text("utf-8-sig").splitlines())
    counts = [row["valid"] for row in funnel if (row["scope"], row["item"]) == ("reporting", "key-tasks")]
    assert points[0] == ["单位", "有效票", "满意率"]
    assert sorted(row[1] for row in points[1:]) == sorted(counts)


def test_what_is_shown_stands_in_the_address_for_others_and_for_back(reader: Any):
    page = reader("progress").page
    part = page.locator(".table-long").first
    rows = part.locator("tbody th:visible")
    part.get_by_role("searchbox").fill("市交通")
    filtered = rows.all_inner_texts()
    part.get_by_role("button", name="应报", exact=True).click()
    part.get_by_role("button", name="应报", exact=True).click()
    ordered = rows.all_inner_texts()
    link = part.get_by_role("link", name="本视图的链接").first.get_attribute("href") or ""
    again = reader("progress", link[link.index("?") :]).page.locator(".table-long").first

    assert again.locator("tbody th:visible").all_inner_texts() == ordered != filtered
    expect(again.get_by_role("searchbox")).to_have_value("市交通")
    assert again.evaluate("part => Math.abs(part.querySelector('table').getBoundingClientRect().top) < innerHeight")
    page.go_back()
    page.go_back()
    assert rows.all_inner_texts() == filtered


def test_a_touch_on_a_point_lights_its_unit_up_everywhere(reader: Any):
    shown = reader("results", viewport={"width": 390, "height": 844}, has_touch=True)
    page = shown.page
    points = page.locator(f'svg.funnel a[href$="units/{UNIT}.html"]')
    rows = page.locator("tbody tr", has=page.locator(f'th a[href$="units/{UNIT}.html"]'))
    shown.touch(points.first.locator("path"))

    assert page.url.endswith(f"?unit={UNIT}")
    assert points.count() == 6
    assert page.locator(".chosen").count() == points.count() + rows.count()
    expect(page.locator(".funnel .chosen-mark")).to_have_text([NAME] * 6)
    told = page.locator(".chosen-bar")
    expect(told).to_contain_text(re.compile(f"{NAME}：有效票 [\\d,]+，满意率"))
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    page.go_back()
    expect(page.locator(".chosen")).to_have_count(0)
    page.go_forward()
    told.get_by_role("link", name="打开单位页").click()
    expect(page.locator("h1")).to_have_text(NAME)


def test_points_are_walked_by_the_keyboard_and_lead_to_their_units(reader: Any):
    shown = reader("results")
    page = shown.page
    chart = page.locator("svg.funnel:not(.key)").first
    assert chart.locator("a[tabindex='0']").count() == 1
    chart.locator("a[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    place = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")

    expect(chart.locator("a.chosen")).to_have_attribute("href", place)
    expect(chart.locator("a.chosen")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(urljoin(shown.address + PAGES["results"], place))


def test_a_unit_is_chosen_by_its_name_and_marked_on_all_strips(reader: Any):
    page = reader("results-item").page
    page.get_by_label("突出一个单位").fill(NAME)

    expect(page.locator(f'tr[id="{UNIT}"]')).to_have_class("chosen")
    strips = page.locator("svg.strip:not(.key)")
    expect(page.locator("svg.strip .chosen-mark")).to_have_count(strips.count())
    page.get_by_role("button", name="取消").click()
    expect(page.locator(".chosen, .chosen-mark")).to_have_count(0)


def test_a_row_is_chosen_where_it_is_touched_and_links_lead_where_they_did(reader: Any):
    page = reader("unit-reporting").page
    row = page.locator("#below ~ * tbody tr", has_text="甲市东河县交通运输局").first
    row.locator("td").first.click()

    assert page.url.endswith("?unit=city-jia/county-1")
    assert page.locator("tr.chosen").count() > 1
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("甲市东河县交通运输局")
    page.get_by_role("link", name="进展", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("进展")


def test_distributions_change_between_whole_bars_and_a_common_middle(reader: Any):
    page = reader("results").page
    charts = page.locator("main .bars")
    bars = charts.first.locator("svg.bar")
    table = page.locator("main table.t").first.inner_text()
    page.get_by_role("button", name="画成以中间为界").first.click()

    assert page.url.endswith("?bars=diverging")
    expect(page.locator("line.centre")).to_have_count(2 * page.locator("main .bars svg.bar").count())
    good = {max(right for role, _, right in bar if role[0] == "p") for bar in bars.evaluate_all(MIDDLES)}
    bad = {min(left for role, left, _ in bar if role in ("n1", "n2")) for bar in bars.evaluate_all(MIDDLES)}
    assert max(good | bad) - min(good | bad) < 1.5
    widths = [right - left for _, left, right in bars.evaluate_all(MIDDLES)[0]]
    told = re.findall(r"([\d.]+)%", bars.first.get_attribute("aria-label") or "")
    assert [width / sum(widths) * 100 for width in widths] == pytest.approx([float(share) for share in told], abs=0.5)
    assert page.locator("main table.t").first.inner_text() == table
    page.go_back()
    expect(page.locator("line.centre")).to_have_count(0)


def test_bars_of_a_unit_are_words_that_a_script_draws(reader: Any):
    page = reader("unit-leaf").page
    drawn = page.locator("dl.bars svg.bar")
    words = [re.findall(r"(\S+) ([\d.]+)%", label) for label in drawn.evaluate_all(LABELS)]
    colours = (
        page.locator(".legend")
        .first.locator("li")
        .evaluate_all("all => all.map(one => [one.textContent, one.className])")
    )

    assert len(words) > 4
    for told, parts in zip(words, drawn.evaluate_all(MIDDLES), strict=True):
        whole = sum(right - left for _, left, right in parts)
        assert [dict(colours)[title.lstrip("，")] for title, _ in told] == [colour for colour, _, _ in parts]
        assert [(right - left) / whole * 100 for _, left, right in parts] == pytest.approx(
            [float(share) for _, share in told], abs=0.5
        )
    plain = reader("unit-leaf", java_script_enabled=False).page
    assert [re.findall(r"(\S+) ([\d.]+)%", text) for text in plain.locator("dl.bars dd").all_inner_texts()] == words


def test_paper_unfolds_and_never_parts_a_heading_from_what_it_heads(reader: Any):
    page = reader("unit-reporting", color_scheme="dark").page
    folded = page.locator("main details")
    headings = [squeezed(text) for text in page.locator("main h2, main h3, main caption").all_text_contents()]
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages]

    assert folded.count() > 1
    assert "票数怎样逐级计入上级的合计" in squeezed("".join(sheets))
    assert "连同下级占合计" in squeezed("".join(sheets))
    expect(page.locator("main details[open]")).to_have_count(0)
    for sheet in sheets:
        lines = [line for line in map(squeezed, sheet.splitlines()) if line]
        assert not lines[-1].endswith(tuple(headings))
        assert not (re.fullmatch(r"\d+/\d+", lines[-1]) and lines[-2].endswith(tuple(headings)))


def squeezed(text: str) -> str:
    """Fonts share shapes between a character and the radical that it is."""
    return "".join(normalize("NFKC", text).split())


def test_who_chooses_a_unit_sees_it_in_what_is_folded(reader: Any):
    page = reader("results").page
    row = page.locator("details tbody tr", has=page.locator(f'th a[href$="units/{UNIT}.html"]')).first
    expect(row).to_be_hidden()
    page.get_by_label("突出一个单位").fill(NAME)

    expect(row).to_be_visible()


def test_who_is_led_to_a_table_that_is_folded_sees_it(reader: Any):
    page = reader("results").page
    folded = page.locator("details .t").last.get_attribute("id")
    table = reader("results", f"#{folded}").page.locator(f'[id="{folded}"]')

    expect(table).to_be_visible()
    assert table.evaluate("table => Math.abs(table.getBoundingClientRect().top) < innerHeight")


def test_what_is_touched_stays_where_it_is_when_folds_above_it_open(reader: Any):
    shown = reader("results")
    points = shown.page.locator(f'svg.funnel a[href$="units/{UNIT}.html"] path')
    top = "mark => Math.round(mark.getBoundingClientRect().top)"
    point = points.last
    point.evaluate("mark => mark.scrollIntoView({block: 'center'})")
    before = point.evaluate(top)
    shown.touch(point)

    expect(shown.page.locator("details[open]")).not_to_have_count(0)
    assert abs(point.evaluate(top) - before) <= 2


def test_a_filter_in_the_address_opens_what_it_filters(reader: Any):
    folded = reader("results").page.locator("details .table-long .t").first.get_attribute("id")

    expect(reader("results", f"?{folded}.words=甲市").page.locator(f'[id="{folded}"]')).to_be_visible()


def test_a_fold_that_has_the_focus_shows_it(reader: Any):
    page = reader("results").page
    page.get_by_label("突出一个单位").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('summary')"):
            break

    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("unit-leaf", "进展"),
        ("results-item", "结果"),
        ("ledger-unit", "整改台账"),
        ("case", "典型案例"),
        ("data", "数据"),
    ],
)
def test_the_part_of_the_site_is_marked_and_in_sight_on_a_phone(reader: Any, kind: str, part: str):
    page = reader(kind, viewport={"width": 390, "height": 844}).page
    tab = page.locator(".md-tabs [aria-current]")

    expect(tab).to_have_text(part)
    left, right = tab.evaluate("tab => { const {left, right} = tab.getBoundingClientRect(); return [left, right]; }")
    assert 0 <= left < right <= 390
