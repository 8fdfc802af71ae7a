"""计票单: a sheet a subject to print and count ballots on by hand, in the order in which the report asks for the figures."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import Campaign
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import columns
from pingyi.publish.site_words import SITE, TITLES


def pages(campaign: Campaign, renderer: Renderer) -> Iterator[tuple[str, str]]:
    sheets = [(subject, columns(subject)) for subject in campaign.subjects]
    description = SITE["descriptions"]["counting_sheet"]
    yield renderer.page(
        "counting-sheet.md", TITLES["counting_sheet"], "counting_sheet.html", description, sheets=sheets
    )
