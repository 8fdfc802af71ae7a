"""A subject with several scales: the form asks each item below the words of its own scale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from pingyi.contract.assets import CHECKOUT
from support.clerk import Form
from support.sites import build

HOME = CHECKOUT / "tests/campaigns/scales"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The built site, opened from its folder."""
    root = tmp_path_factory.mktemp("scales")
    shutil.copytree(HOME / "data", root / "data")
    site = build(root, "--no-sheets")
    return f"{site.as_uri()}/"


def test_each_item_is_asked_below_the_words_of_its_scale(browser: Browser, folder: str) -> None:
    campaign = yaml.safe_load((HOME / "data/campaign.yml").read_text("utf-8"))
    report = Path(HOME / "data/units/north.yml").read_text("utf-8")
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    form = Form(page, folder)
    page.goto(f"{folder}form.html")
    form.load(report)
    form.step(2)
    for subject, asked in campaign["subjects"].items():
        box = form.at(f"/results/{subject}/items")
        expect(box.locator("table")).to_have_count(
            len({word.get("scale", asked["scale"]) for word in asked["items"].values()})
        )
        for item, word in asked["items"].items():
            grades = campaign["scales"][word.get("scale", asked["scale"])]["grades"]
            tally = yaml.safe_load(report)["results"][subject]["items"][item]
            for grade, words in grades.items():
                cell = form.at(f"/results/{subject}/items/{item}/{grade}")
                assert cell.input_value() == str(tally[grade])
                head, column = (
                    page.locator(f'[id="{name}"]') for name in cell.get_attribute("aria-labelledby").split()
                )
                assert (head.inner_text(), column.inner_text()) == (word["title"], words["title"])
    assert form.complaints == []
    page.close()
