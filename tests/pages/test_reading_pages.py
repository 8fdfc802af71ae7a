"""Pages of cases, ledger and supervision as they leave the templates. PINGYI_GOLDEN=1 writes the golden file anew."""

from __future__ import annotations

import os
import re

import pytest

from pingyi.disclosure import Audience
from pingyi.pages import case_pages, ledger_pages
from support import generated
from support.campaigns import opened, tables
from support.generated import rendered
from support.places import GOLDENS
from support.readers import Page

GOLDEN = GOLDENS / "pages/case.txt"
CASE = "cases/city-jia/plough-before-first-bus.md"
WRITTEN = (
    "cases", "case_pictures", "case_totals", "rectification", "rectification_totals", "rectification_items",
    "contact_points", "inspections", "inspection_problems", "inspection_totals",
)  # fmt: skip
BLOCKS = ("h1", "h2", "h3", "dt", "dd", "p", "figcaption", "footer", "button", "li", "a")


def made(audience: Audience = "internal") -> dict[str, Page]:
    return reading(generated.made(audience=audience))


def reading(found: dict[str, Page]) -> dict[str, Page]:
    """Those of all pages that are read from beginning to end."""
    return {path: page for path, page in found.items() if path.startswith(("cases/", "ledger", "supervision"))}


@pytest.fixture
def internal() -> dict[str, Page]:
    return made()


def said(page: Page) -> str:
    """What a page says, a line a block; links and pictures with what they say and where they lead."""
    lines = []
    for element in page.iter(*BLOCKS, "img"):
        text = " ".join(element.xpath("string()").split())
        if element.tag == "img":
            lines.append(f"img: {element.get('alt')} {element.get('width')}×{element.get('height')}")
        elif element.tag == "a":
            lines.append(f"a: {text} → {element.get('href')}")
        elif text:
            lines.append(f"{element.tag}: {text}")
    return "\n".join(lines) + "\n"


def test_a_case_page_says_what_it_said(internal: dict[str, Page]):
    text = said(internal[CASE])
    if os.environ.get("PINGYI_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, "utf-8", newline="\n")
    assert text == GOLDEN.read_text("utf-8")


def test_every_picture_says_what_it_shows_and_keeps_its_place(internal: dict[str, Page]):
    pictures = [picture for page in internal.values() for picture in page.xpath("//img")]
    assert len(pictures) > 20
    assert [picture.get("src") for picture in pictures if len(picture.get("alt")) < 10] == []
    assert [picture.get("src") for picture in pictures if not (picture.get("width") and picture.get("height"))] == []


def test_the_public_gets_cases_without_a_link_to_results():
    found = made("public")
    assert {path.partition("/")[0] for path in found} == {"cases"}
    assert CASE in found
    links = [link for page in found.values() for link in page.xpath("//a/@href")]
    assert [link for link in links if "results" in link or "ledger" in link] == []


def test_a_campaign_with_neither_cases_nor_promises_says_so():
    told = tables()
    told |= {name: told[name].iloc[:0] for name in WRITTEN}
    found = reading(rendered(opened(), told))
    assert found.keys() == {"cases/index.md", "ledger.md", "supervision.md"}
    assert "还没有收到案例。" in found["cases/index.md"].xpath("string()")
    assert "还没有收到整改事项。" in found["ledger.md"].xpath("string()")


def entries(page: Page) -> list[str]:
    return page.xpath("//article[contains(@class, 'entry')]/@id")


def rows() -> list[str]:
    table = tables()["rectification"]
    return sorted(f"{row.unit}.{row.id}" for row in table.itertuples())


def test_every_entry_of_the_ledger_stands_on_its_reporting_units_page(internal: dict[str, Page]):
    found = {path: entries(page) for path, page in internal.items() if path.startswith("ledger/")}
    assert sorted(entry for listed in found.values() for entry in listed) == rows()
    assert [
        (path, entry) for path, listed in found.items() for entry in listed if not entry.startswith(path[7:-3])
    ] == []


def promises(page: Page) -> list[tuple[str, str]]:
    """Standing and place of each promise of the one list."""
    found = page.xpath("//*[@id='list']/following-sibling::*[@data-filter-list='ledger']/li")
    return [(entry.get("data-standing").split()[0], entry.xpath("a/@href")[0].partition("#")[2]) for entry in found]


def test_one_list_holds_every_promise_overdue_ones_first(internal: dict[str, Page]):
    listed = promises(internal["ledger.md"])

    assert sorted(place for _, place in listed) == rows()
    order = ["overdue", "due", "open", "done", "verified"]
    assert [standing for standing, _ in listed] == sorted((standing for standing, _ in listed), key=order.index)


def test_a_promise_says_what_became_of_it_and_who_answers(internal: dict[str, Page]):
    said = {entry.get("data-standing"): " ".join(entry.xpath("string()").split())
            for entry in internal["ledger.md"].xpath("//li[@data-standing]")}  # fmt: skip

    assert re.search(r"承诺 [-0-9]{10} → 期限 [-0-9]{10} → 完成 [-0-9]{10} → 已销号（.+认可）", said["verified"])
    assert re.search(r"承诺 [-0-9]{10} → 期限 [-0-9]{10} → 还没有完成 → 还没有销号", said["overdue unfinished"])


def test_every_count_of_promises_leads_to_just_so_many(internal: dict[str, Page]):
    entries = internal["ledger.md"].xpath("//li[@data-standing]")
    links = internal["ledger.md"].xpath("//a[starts-with(@href, 'ledger.html?')]")
    assert len(links) > 30
    for link in links:
        asked = dict(
            part.split("=") for part in link.get("href").partition("?")[2].partition("#")[0].split("&") if part
        )
        shown = [
            entry for entry in entries if all(value in entry.get(f"data-{key}").split() for key, value in asked.items())
        ]
        assert len(shown) == int(link.xpath("string()"))


def test_a_list_of_too_many_promises_keeps_the_most_urgent_and_leads_nowhere_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ledger_pages, "PROMISES_LISTED", 10)
    page = rendered(opened())["ledger.md"]

    assert promises(page)[0][0] == "overdue"
    assert len(promises(page)) == 10
    assert page.xpath("//a[starts-with(@href, 'ledger.html?')]") == []
    assert "这里列最急的 10 条" in page.xpath("string()")


def test_of_too_many_cases_some_of_each_theme_are_listed_and_all_have_their_page(monkeypatch: pytest.MonkeyPatch):
    whole = cases_by_theme(made()["cases/index.md"])
    assert sum(map(len, whole.values())) == len(tables()["cases"])
    monkeypatch.setattr(case_pages, "CASES_LISTED", 2 * len(whole) + 1)
    found = rendered(opened())

    assert cases_by_theme(found["cases/index.md"]) == {theme: listed[:2] for theme, listed in whole.items()}
    units = found["cases/index.md"].xpath("//select[@name='unit']/option/@value")
    about = {
        unit for card in found["cases/index.md"].xpath("//li[@data-unit]") for unit in card.get("data-unit").split()
    }
    assert {*units} - {""} <= about
    assert "每个主题最多列 2 个" in found["cases/index.md"].xpath("string()")
    assert {link.replace(".html", ".md") for listed in whole.values() for link in listed} <= {
        path.removeprefix("cases/") for path in found
    }


def cases_by_theme(page: Page) -> dict[str, list[str]]:
    """The links to cases below each heading."""
    return {
        section.get("aria-labelledby"): [link.get("href") for link in section.xpath(".//h3/a")]
        for section in page.xpath("//section[.//ul[contains(@class, 'case-list')]]")
    }


def test_a_page_of_too_many_entries_is_parted_by_unit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ledger_pages, "ENTRIES", 10)
    found = {path: entries(page) for path, page in rendered(opened()).items() if path.startswith("ledger/")}

    assert sorted(entry for listed in found.values() for entry in listed) == rows()
    assert max(map(len, found.values())) <= 10
    assert "ledger/city-jia/county-1.md" in found
    assert len(found["ledger/city-jia.md"]) == len([row for row in rows() if re.match(r"city-jia\.", row)])
