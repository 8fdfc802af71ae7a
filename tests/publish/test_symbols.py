"""A missing figure: each sign has one meaning, and wherever one stands the one legend stands too; what is known to be 0 is 0."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from lxml import html

from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.model import BLANK, ROOT
from pingyi.pages import pages
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.publish.missing import LEGEND, SIGNS, all_marked
from pingyi.sheets.chapters import dossier, sheet
from support.figures import figures

CAMPAIGNS = {
    "sample": CHECKOUT,
    "scales": CHECKOUT / "tests/campaigns/scales",
    "town": CHECKOUT / "tests/campaigns/town",
}
NONE = re.compile(r"[—…*]+|未报")
"""What somebody would take for a sign that there is no figure."""


class Made:
    def __init__(self, name: str) -> None:
        self.opened = open_campaign(CAMPAIGNS[name])
        self.tables = audience_tables(self.opened, "internal")
        self.book = Book(self.tables, self.opened.campaign)
        texts, _ = pages(self.opened, self.book, "abc", {})
        bodies = ((path, text.partition("---\n<div")[2]) for path, text in texts if path.endswith(".md"))
        self.pages = {path: html.fromstring(f"<div{body}") for path, body in bodies}


@pytest.fixture(scope="module", params=CAMPAIGNS)
def made(request) -> Made:
    return Made(request.param)


def said(element) -> str:
    return " ".join(element.xpath("string()").split())


def test_the_legend_gives_each_sign_one_meaning():
    assert len(set(SIGNS.values())) == len(SIGNS)
    assert all(LEGEND.count(f"“{sign}”{means}") == 1 for sign, means in SIGNS.items())


def test_the_guide_says_the_same_of_each_sign():
    table = (CHECKOUT / "docs/guide/counting.md").read_text("utf-8").partition("## 符号")[2]
    rows = dict(re.findall(r"^\| (\S+) \| ([^|]+?)(?:，见[^|]*)? \|$", table, re.MULTILINE))
    assert {sign: rows.get(sign) for sign in SIGNS} == SIGNS
    faq = (CHECKOUT / "docs/guide/faq.md").read_text("utf-8")
    assert all(f"“{sign}”{means}" in faq for sign, means in SIGNS.items())


def test_wherever_a_sign_stands_on_a_page_the_legend_stands_too(made):
    kinds = defaultdict(set)
    for path, page in made.pages.items():
        signs = {said(cell) for cell in page.xpath(".//td | .//*[@class='none'] | .//dd") if NONE.fullmatch(said(cell))}
        kinds[path.partition("/")[0]] |= signs
        assert signs <= set(SIGNS), path
        if signs:
            assert LEGEND in said(page) or page.xpath(".//a[contains(@href, 'data.html#method')]"), path
    assert LEGEND in said(made.pages["data.md"].xpath(".//*[@aria-labelledby='method']")[0])
    assert set.union(*kinds.values()) >= {"—"}


def test_signs_of_states_mean_what_the_legend_says(made):
    for page in made.pages.values():
        for tag in page.xpath(".//span[contains(@class, 'tag')][span[@aria-hidden]]"):
            sign, _, word = said(tag).partition(" ")
            if sign in SIGNS:
                assert (sign, word) in {("…", "未到期"), ("…", "未收")}


def test_sheets_use_the_signs_and_say_what_they_mean(made):
    nodes = [ROOT, *(unit["unit"] for unit in made.book.reporting_units())]
    documents = [sheet(made.book, node, made.opened.as_of) for node in nodes] + [
        dossier(made.book, ROOT, made.opened.as_of)
    ]
    for chapter in (chapter for document in documents for chapter in document.chapters):
        signs = {
            cell.missing
            for block in chapter.blocks
            for line in block.lines
            for cell in line.cells
            if cell.value is None
        }
        assert signs <= set(SIGNS)
        assert any(LEGEND in note for note in chapter.notes)


def test_nobody_left_an_item_blank_where_the_grades_add_up(made):
    rates = {(row["unit"], row["subject"], row["item"]): row["valid"] for row in made.book.all("rates")}
    for key, valid in rates.items():
        tally = {
            row["grade"]: row
            for row in made.book.of("rollup_tallies", key[0])
            if (row["subject"], row["item"]) == key[1:]
        }
        total = sum(row["count"] for row in tally.values())
        assert total == valid
        assert all_marked(tally, valid) == (BLANK not in tally)


@pytest.mark.parametrize(
    ("counts", "valid", "known"),
    [
        ({"good": 5, "poor": 4}, 9, True),
        ({"good": 5, "poor": None, "good+poor": 9}, 9, False),
        ({"good": None, "poor": None, "good+poor": 9}, 9, True),
        ({"good": 5, "poor": None}, 9, False),
        ({"good": 5, "poor": 3, "blank": 1}, 9, False),
        ({"good": None, "poor": None}, None, False),
        ({}, None, False),
    ],
)
def test_a_blank_is_zero_only_where_the_counts_prove_it(counts, valid, known):
    assert all_marked({key: {"count": count} for key, count in counts.items()}, valid) == known


def test_a_sum_over_fewer_units_says_over_how_many(made):
    """The oracle counts the reports that give a number, below each node."""
    held = made.tables["ballots"][made.tables["ballots"]["outcome"] == "held"]
    columns = [name for name, kind in held.dtypes.items() if str(kind) == "Int64"]
    shown = {name: element for page in made.pages.values() for name, _, element in figures(page)}
    said_of = 0
    for row in made.book.all("rollup_ballots"):
        node, subject = row["unit"], row["subject"]
        below = (held["unit"] == node) | held["unit"].str.startswith(f"{node}/") | (node == ROOT)
        voted = held[below & (held["subject"] == subject)]
        for column in columns:
            figure = shown.get(f"rollup_ballots|{node}|{subject}|{column}")
            if figure is not None:
                given = int(voted[column].notna().sum())
                over = figure.xpath("self::td/*[@class='over'] | self::span/following-sibling::*[1][@class='over']")
                beside = said(over[0]) if over else ""
                assert beside == (f"（{given} 个单位）" if given < len(voted) else ""), (node, column)
                said_of += given < len(voted)
    assert said_of or made.opened.campaign.data["id"].startswith("town")


def test_a_sheet_says_so_too():
    made = Made("sample")
    (account,) = (
        block
        for block in sheet(made.book, ROOT, made.opened.as_of).chapters[0].blocks
        if block.title.startswith("上报")
    )
    total = dict(zip([(column.group, column.title) for column in account.columns], account.lines[0].cells, strict=True))
    row = made.book.get("rollup_ballots", ROOT, "organisation")
    units = made.book.get("ballot_units", ROOT, "organisation")
    issued, returned = total["基层党组织计票", "发出"], total["基层党组织计票", "收回"]
    assert units["issued"] < units["returned"] == row["units_held"]
    assert (issued.value, issued.text(1)) == (row["issued"], f"{row['issued']}（{units['issued']}）")
    assert returned.text(1) == str(row["returned"])
