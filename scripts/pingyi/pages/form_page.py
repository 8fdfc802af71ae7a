"""填报: the page that the browser's code turns into a form, and the contract that it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.campaign.judged import Judged
from pingyi.doors.form_contract import published
from pingyi.pages.renderer import Renderer
from pingyi.publish.site_words import SITE, TITLES


def pages(judged: Judged, renderer: Renderer) -> Iterator[tuple[str, str]]:
    yield renderer.page("form.md", TITLES["form"], "form.html", SITE["descriptions"]["form"])
    yield from published(judged.contract, judged.catalogue, judged.campaign, judged.roster).items()
