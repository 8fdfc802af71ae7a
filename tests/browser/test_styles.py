"""Generated pages look with the theme trimmed for them as with the whole theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support.kinds import PAGES

STYLED = """() => {
    const names = [...getComputedStyle(document.body)].filter(name => !name.startsWith("--"));
    return [...document.querySelectorAll("*:not(head, head *, tbody > tr:nth-child(n + 4) *)")].flatMap(element =>
        ["", "::before", "::after"].map(part => {
            const style = getComputedStyle(element, part || null);
            if (part && style.content === "none") return "";
            return element.tagName + part + names.map(name => `${name}: ${style[name]}`).join("; ");
        }));
}"""
"""Every element of a page with all that it looks like."""


def looks(page: Page, address: str) -> list[list[str]]:
    page.goto(address, wait_until="networkidle")
    found = []
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        found.append(page.evaluate(STYLED))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["form", "case", "review-unit"])
def test_the_trimmed_theme_looks_as_the_whole(browser: Browser, address: str, internal: Path, kind: str, scheme: str):
    whole = (internal / "assets/theme.css").read_bytes()
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    trimmed = looks(page, address + PAGES[kind])
    page.route("**/assets/slim.css", lambda route: route.fulfill(body=whole, content_type="text/css"))
    page.emulate_media(media="screen")
    assert looks(page, address + PAGES[kind]) == trimmed
    context.close()
