"""填报: the page that the browser's code turns into a form, and the contract that it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.campaign.judged import Judged
from pingyi.doors.form_contract import published
from pingyi.pages.renderer import Renderer


def pages(judged: Judged, renderer: Renderer) -> Iterator[tuple[str, str]]:
    description = "在网页上填报告、随时校验、生成可以直接提交的文件。"
    yield renderer.page("form.md", "填报", "form.html", description)
    yield from published(judged.contract, judged.catalogue, judged.campaign, judged.roster).items()
