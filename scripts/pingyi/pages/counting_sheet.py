"""计票单: a sheet a subject to print and count ballots on by hand, with a table for each of its scales."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import Campaign
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import columns


def pages(campaign: Campaign, renderer: Renderer) -> Iterator[tuple[str, str]]:
    sheets = [
        (subject, [(scale, items, columns(scale)) for scale, items in subject.by_scale])
        for subject in campaign.subjects
    ]
    description = "打印出来，当场逐票计数，各栏同报告一样。"
    yield renderer.page("counting-sheet.md", "计票单", "counting_sheet.html", description, sheets=sheets)
