"""Pages of the site as files: path to content. Generated pages are Markdown on disk before any site generator runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

from pingyi.campaign.checking import fingerprint
from pingyi.campaign.judged import Judged
from pingyi.check.expressions import never_applies
from pingyi.figures.completeness import asked_places
from pingyi.pages import (
    approval_feeds,
    calendar,
    case_pages,
    counting_sheet,
    data_page,
    feed,
    field_guide,
    form_page,
    home,
    item_pages,
    ledger_pages,
    progress_pages,
    result_pages,
    review_pages,
    rule_catalogue,
    search_page,
    sheet_pages,
    supervision_pages,
    unit_calendars,
    unit_pages,
)
from pingyi.pages.kept_pages import Earlier, KeptPages, StagedPage
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book
from pingyi.publish.lives_told import LivesTold
from pingyi.publish.sheet_paths import Offered
from pingyi.publish.site_words import SITE


def pages(
    judged: Judged,
    book: Book,
    commit: str,
    offered: Offered,
    lives: LivesTold | None = None,
    *,
    prose: Collection[str] = (),
    earlier: Earlier | None = None,
) -> tuple[Iterator[StagedPage], dict[str, str]]:
    """Path and content of every generated page, feed and calendar in turn, and path on the site to path in the repository of
    their pictures. `offered`: the sheets that will stand on the site; `lives`: see `review_pages.pages`; `prose`:
    paths of what people wrote for the site, where a campaign's own guide need not have every page; `earlier`: where pages
    are staged, and those of the run before may be. The pages of units begin to be made at once.
    """
    told = {"offered": sheet_pages.links(offered), "release": _release(judged, book), "prose": prose}
    renderer = Renderer(book, _facts(judged) | told)
    strays, asked = _strays(judged), asked_places(judged.contract, judged.campaign)
    kept = KeptPages(book, earlier, _context(judged, book, offered, told))
    units = unit_pages.pages(book, renderer, _parts(judged), lives, kept)
    made = chain(
        kept.together("home", lambda: home.pages(book, renderer, judged.as_of, commit), commit),
        kept.together("progress", lambda: progress_pages.pages(book, renderer, strays, asked), repr(strays)),
        kept.together("results", lambda: result_pages.pages(book, renderer)),
        kept.together("items", lambda: item_pages.pages(book, renderer)),
        case_pages.pages(book, renderer, kept),
        ledger_pages.pages(book, renderer, kept),
        kept.together("supervision", lambda: supervision_pages.pages(book, renderer)),
        kept.together("sheets", lambda: sheet_pages.pages(book, renderer, offered)),
        data_page.pages(book, renderer, judged.receipt, commit),
        counting_sheet.pages(judged.campaign, renderer),
        field_guide.pages(judged.contract, judged.campaign, renderer),
        rule_catalogue.pages(judged.catalogue, renderer, _unasked(judged)),
        form_page.pages(judged, renderer, lives, kept),
        review_pages.pages(book, renderer, lives),
        approval_feeds.files(book, renderer, lives),
        search_page.pages(renderer),
        kept.together("feeds", lambda: feed.files(book, renderer)),
        calendar.files(book, judged.as_of),
        unit_calendars.files(book, lives),
        units,  # most of all, and another process began with them: what it did not come to is made when all else is done
    )
    return kept.saved_after(made), case_pages.picture_paths(book)


def _context(judged: Judged, book: Book, offered: Offered, told: dict[str, Any]) -> list[bytes]:
    """What all pages are made of, beside the book: reports apart, everything that was read and the day; and what the site has."""
    site = (sorted(book.tables), sorted(told["prose"]), offered, told["release"])
    return [fingerprint(judged.contents, judged.as_of).encode(), repr(site).encode()]


def _facts(judged: Judged) -> dict[str, Any]:
    campaign = judged.campaign
    stages = campaign.data.get("stages", {})
    return {
        "campaign": campaign,
        "words": campaign.words,
        "as_of": judged.as_of.isoformat(),
        "categories": campaign.titles("categories"),
        "subjects": {subject.id: subject.title for subject in campaign.subjects},
        "stages": SITE["stages"] | {key: word.get("short", word["title"]) for key, word in stages.items()},
    }


def _release(judged: Judged, book: Book) -> dict[str, Any] | None:
    """The manifest of the release that the results come from; None for readers of all that was reported."""
    if book.has("ballots") or not book.has("rates"):
        return None
    return judged.published[-1].manifest


def _parts(judged: Judged) -> dict[str, str]:
    """The parts that a campaign may ask for, with the titles that the contract gives them."""
    schemas = judged.contract.schemas
    asked = schemas["campaign"]["properties"]["parts"]["properties"]
    return {part: schemas["unit"]["properties"][part]["title"] for part in asked}


def _unasked(judged: Judged) -> set[str]:
    """Rules that judge nothing in this campaign: on decisions where merging is acceptance, and on parts that it does not use."""
    idle = {rule.id for rule in judged.contract.rules if never_applies(rule, judged.campaign)}
    merged = judged.campaign.approval is None
    return idle | {key for key, rule in judged.catalogue.entries.items() if merged and rule.scope == "decision"}


def _strays(judged: Judged) -> list[str]:
    """Files with errors that are no unit's report, so that no unit's state shows them."""
    known = {f"data/units/{unit}.yml" for unit in judged.roster}
    return [path for path in judged.errors if path not in known]
