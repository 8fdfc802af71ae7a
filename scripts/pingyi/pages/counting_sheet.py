"""计票单: sheets to print and count ballots on by hand: the sums of a subject, and for each of its scales rows, one a ballot."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.model import Campaign
from pingyi.pages.graded import grade_columns
from pingyi.pages.renderer import Renderer
from pingyi.publish.site_words import SITE, TITLES

BALLOT_ROWS = 25
"""Ballots of one printed sheet."""


def pages(campaign: Campaign, renderer: Renderer) -> Iterator[tuple[str, str]]:
    sheets = [
        (subject, [(scale, items, grade_columns(scale)) for scale, items in subject.by_scale])
        for subject in campaign.subjects
    ]
    description = SITE["descriptions"]["counting_sheet"]
    yield renderer.page(
        "counting-sheet.md",
        TITLES["counting_sheet"],
        "counting_sheet.html",
        description,
        sheets=sheets,
        rows=BALLOT_ROWS,
    )
