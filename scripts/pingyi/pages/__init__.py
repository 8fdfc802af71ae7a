"""Pages of the site as files: path to content. Generated pages are Markdown on disk before any site generator runs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from pingyi.completeness import asked
from pingyi.load.releases import read_releases
from pingyi.opening import Opened
from pingyi.pages import (
    calendar,
    cases,
    counting_sheet,
    data,
    feed,
    fields,
    form,
    home,
    ledger,
    progress,
    results,
    rules,
    search,
    sheets,
    supervision,
    units,
)
from pingyi.pages.book import Book
from pingyi.pages.render import Renderer

STAGES = {
    "consultation": {"title": "征求意见"},
    "meeting": {"title": "评议"},
    "feedback": {"title": "通报整改"},
    "reported": {"title": "已上报"},
}


def pages(
    opened: Opened, book: Book, commit: str, offered: sheets.Offered
) -> tuple[Iterator[tuple[str, str]], dict[str, str]]:
    """Path and content of every generated page, feed and calendar in turn, and path on the site to path in the repository of
    their pictures. `offered`: the sheets that will stand on the site.
    """
    repository = opened.repository
    facts = _facts(opened, commit) | {"offered": sheets.links(offered), "release": _release(opened, book)}
    renderer = Renderer(book, facts)
    made = chain(
        home.pages(book, renderer, repository.as_of),
        progress.pages(book, renderer, _strays(opened), asked(opened.contract, repository.campaign)),
        results.pages(book, renderer),
        units.pages(book, renderer, _parts(opened)),
        cases.pages(book, renderer),
        ledger.pages(book, renderer),
        supervision.pages(book, renderer),
        sheets.pages(book, renderer, offered),
        data.pages(book, renderer),
        counting_sheet.pages(repository.campaign, renderer),
        fields.pages(opened.contract, repository.campaign, renderer),
        rules.pages(opened.catalogue, renderer),
        form.pages(opened, renderer),
        search.pages(renderer),
        feed.files(book, renderer),
        calendar.files(book, repository.as_of),
    )
    return made, cases.pictures(book)


def _facts(opened: Opened, commit: str) -> dict[str, Any]:
    campaign = opened.repository.campaign
    stages = campaign.data.get("stages", {})
    return {
        "campaign": campaign,
        "as_of": opened.repository.as_of.isoformat(),
        "commit": commit,
        "categories": campaign.titles("categories"),
        "subjects": {subject.id: subject.title for subject in campaign.subjects},
        "stages": {key: word.get("short", word["title"]) for key, word in {**STAGES, **stages}.items()},
    }


def _release(opened: Opened, book: Book) -> dict[str, Any] | None:
    """The manifest of the release that the results come from; None for readers of all that was reported."""
    if book.has("ballots") or not book.has("rates"):
        return None
    return read_releases(opened.raw.reports)[-1].manifest


def _parts(opened: Opened) -> dict[str, str]:
    """The parts that a campaign may ask for, with the titles that the contract gives them."""
    schemas = opened.contract.schemas
    asked = schemas["campaign"]["properties"]["parts"]["properties"]
    return {part: schemas["unit"]["properties"][part]["title"] for part in asked}


def _strays(opened: Opened) -> list[str]:
    """Files with errors that are no unit's report, so that no unit's state shows them."""
    known = {f"data/units/{unit}.yml" for unit in opened.repository.roster}
    return [path for path in opened.errors if path not in known]
