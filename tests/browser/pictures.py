"""The pictures of the guide docs/guide/doors.md and of the READMEs, taken from the sample site in site/: `make pictures`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from pingyi.contract.assets import CHECKOUT
from support.browser import FLAGS, served
from support.chromium import MISSING, find
from support.clerk import SUBMIT, Form

FOLDER = CHECKOUT / "docs/assets/doors"
OWES = "city-wu"
HAS = CHECKOUT / "data/units/city-jia.yml"
WIDTH = 960
COLOURS = 32
SCHEMES: Final = ("light", "dark")
VIEW: Final[ViewportSize] = {"width": 1200, "height": 760}
"""What the READMEs begin with: the first screen of the home page."""

PLAIN = ".md-header { display: none } #f-preview { height: 13rem }"
"""No header above what is shown, and a file that leaves room for what to do with it."""

BALLOTS = "/results/organisation/ballots"


def main(site: Path) -> None:
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        context = browser.new_context(viewport={"width": WIDTH, "height": 900}, locale="zh-CN")
        for name, place, height in pictures(context.new_page(), address):
            save(name, place, height)
        for scheme in SCHEMES:
            home = browser.new_context(viewport=VIEW, locale="zh-CN", color_scheme=scheme).new_page()
            home.goto(f"{address}index.html", wait_until="networkidle")
            write_small(home.screenshot(), CHECKOUT / f".github/site-{scheme}.png", VIEW["height"])
        browser.close()


def pictures(page: Page, address: str) -> Iterator[tuple[str, Locator, int]]:
    """Name of each picture, what it shows and how much of its height, in turn on one page."""
    page.goto(f"{address}units/{OWES}.html")
    page.add_style_tag(content=PLAIN)
    yield "unit", page.locator("section[aria-labelledby=owed]"), 430
    form = Form(page, address).open()
    page.add_style_tag(content=PLAIN)
    page.get_by_label("单位名称或编号").fill("甲市")
    yield "choose", page.locator("#form"), 606
    form.load(HAS.read_bytes())
    form.page.locator(".f-nav [aria-current]").get_by_text("征求意见").wait_for()
    form.step(2)
    valid = form.at(f"{BALLOTS}/valid")
    right = valid.input_value()
    form.type(f"{BALLOTS}/valid", str(int(right) + 1))
    yield "mistake", form.at("/results/organisation"), 602
    form.type(f"{BALLOTS}/valid", right)
    form.step(SUBMIT)
    yield "submit", page.locator(".f-handover"), 588
    page.goto(f"{address}counting-sheet.html")
    yield "counting", page.locator(".sheet").first, 620


def save(name: str, place: Locator, height: int) -> None:
    """The upper part of a place."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_small(place.screenshot(), FOLDER / f"{name}.png", height)


def write_small(taken: bytes, target: Path, height: int) -> None:
    """The upper part of a picture as a small PNG of few colours."""
    with Image.open(io.BytesIO(taken)) as whole:
        picture = whole.convert("RGB").crop((0, 0, whole.width, min(whole.height, height)))
    picture.quantize(COLOURS).save(target, optimize=True)


if __name__ == "__main__":
    if find() is None:
        sys.exit(MISSING.format("Chromium or Chrome"))
    main(CHECKOUT / "site")
