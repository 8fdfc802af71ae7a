"""Pages of cases, ledger and supervision as they leave the templates. PINGYI_GOLDEN=1 writes the golden file anew."""

from __future__ import annotations

import os
import re

import pytest

from pingyi.disclosure import Audience
from pingyi.pages import ledger_pages
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


def test_a_page_of_too_many_entries_is_parted_by_unit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ledger_pages, "ENTRIES", 10)
    found = {path: entries(page) for path, page in rendered(opened()).items() if path.startswith("ledger/")}

    assert sorted(entry for listed in found.values() for entry in listed) == rows()
    assert max(map(len, found.values())) <= 10
    assert "ledger/city-jia/county-1.md" in found
    assert len(found["ledger/city-jia.md"]) == len([row for row in rows() if re.match(r"city-jia\.", row)])
