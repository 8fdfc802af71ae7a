"""填报: the page that the browser's code turns into a form, and the contract that it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.opening import Opened
from pingyi.pages.render import Renderer
from pingyi.published import published


def pages(opened: Opened, renderer: Renderer) -> Iterator[tuple[str, str]]:
    repository = opened.repository
    description = "在网页上填报告、随时校验、生成可以直接提交的文件。"
    yield renderer.page("form.md", "填报", "form.html", description)
    yield from published(opened.contract, opened.catalogue, repository.campaign, repository.roster).items()
