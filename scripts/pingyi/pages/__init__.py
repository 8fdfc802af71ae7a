"""Pages of the site as files: path to content. Generated pages are Markdown on disk before any site generator runs."""

from __future__ import annotations

from itertools import chain
from typing import Any

from pingyi.dictionary import Tables
from pingyi.opening import Opened
from pingyi.pages import cases, data, form, home, progress, results, rules, supervision, units
from pingyi.pages.book import Book
from pingyi.pages.render import Renderer

STAGES = {
    "consultation": {"title": "征求意见"},
    "meeting": {"title": "评议"},
    "feedback": {"title": "通报整改"},
    "reported": {"title": "已上报"},
}


def pages(opened: Opened, tables: Tables, commit: str) -> tuple[dict[str, str], dict[str, str]]:
    """Path to content of every generated page, and path on the site to path in the repository of its pictures."""
    repository = opened.repository
    book = Book(tables, repository.campaign)
    renderer = Renderer(book, _facts(opened, commit))
    made = chain(
        home.pages(book, renderer, repository.as_of),
        progress.pages(book, renderer, _strays(opened)),
        results.pages(book, renderer),
        units.pages(book, renderer),
        cases.pages(book, renderer),
        supervision.pages(book, renderer),
        data.pages(book, renderer),
        rules.pages(opened.catalogue, renderer),
        form.pages(opened, renderer),
    )
    return dict(made), cases.pictures(book)


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


def _strays(opened: Opened) -> list[str]:
    """Files with errors that are no unit's report, so that no unit's state shows them."""
    known = {f"data/units/{unit}.yml" for unit in opened.repository.roster}
    return [path for path in opened.errors if path not in known]
