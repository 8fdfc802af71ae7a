"""The catalogue of rules on the site, to which findings link."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import html

from pingyi.campaign.open import open_campaign
from pingyi.check.catalogue import Catalogue
from pingyi.check.reporters import REPORTERS, Options, lines_in
from pingyi.pages import rule_catalogue as rules
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book
from support import campaigns

SITE = Options(
    site_url="https://pingyi.example.org/2012/",
    names={"city-jia/highway": "甲市公路局", "pref-yi/highway": "乙州公路局|<b>"},
)


def page_of(catalogue: Catalogue) -> html.HtmlElement:
    campaign = campaigns.opened().campaign
    renderer = Renderer(Book({}, campaign), {"campaign": campaign})
    ((path, text),) = rules.pages(catalogue, renderer, ())
    assert path == "rules.md"
    return html.fromstring(text.partition("---\n<div")[2].join(["<div", ""]))


def test_every_rule_has_its_anchor_and_its_words(catalogue: Catalogue) -> None:
    page = page_of(catalogue)
    anchors = page.xpath("//*[@id]/@id")
    assert len(anchors) == len(set(anchors))
    assert sorted(anchor for anchor in anchors if not anchor.startswith("scope-")) == sorted(catalogue.entries)
    for entry in catalogue.entries.values():
        rule = page.xpath(f"//h3[@id='{entry.id}']/..")[0]
        assert entry.title in rule.text_content()
        assert entry.why in rule.text_content()
        assert "{" not in rule.text_content()


def test_every_rule_says_why(catalogue: Catalogue) -> None:
    assert [entry.id for entry in catalogue.entries.values() if not entry.why.endswith("。")] == []


def test_findings_of_a_campaign_link_to_anchors(root: Path, catalogue: Catalogue) -> None:
    (root / "data/units").mkdir()
    (root / "data/units/city-jia.yml").write_text("unit: city-yi\nstatus: final\nreported_on: 2012-02-07\n", "utf-8")
    opened = open_campaign(root)
    text = REPORTERS["markdown"](opened.findings, 1, opened.catalogue, lines_in(opened.contents.reports), SITE)
    linked = set(re.findall(r"rules\.html#([a-z-]+)", text))
    assert {"unit-matches-path"} <= linked <= set(page_of(catalogue).xpath("//h3/@id"))
