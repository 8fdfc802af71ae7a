"""审核: what waits for whom, and each report laid out for judging. For those who see all, where levels decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pingyi.check.decision_files import decision_path
from pingyi.contract.forge import forge
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.queue import Waiting
from pingyi.decisions.sentence import actors, named, state_word
from pingyi.decisions.written import DECISION_LINE
from pingyi.doors.decision_draft import doubtful, is_clean
from pingyi.model import ROOT, Data
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book, Row
from pingyi.publish.judging import Allowed, allowed, changed_since, report_lines
from pingyi.publish.last_campaign import LastCampaign
from pingyi.publish.lives_told import LivesTold

REVIEW_FOLDER = "review"
WAITING_LISTED = 1000
"""How many reports the overview lists; the rest are counted, and `pingyi queue` lists them."""


@dataclass(frozen=True, slots=True)
class Group:
    """What waits for one level, or for units themselves. `clean`: what may be accepted at once; `more`: not listed here."""

    actor: str
    title: str
    who: str
    items: Sequence[Waiting]
    clean: Sequence[Data]
    more: int


def pages(book: Book, renderer: Renderer, told: LivesTold | None) -> Iterator[tuple[str, str]]:
    """`told`: None where no level decides, or the readers may not know."""
    if told is None:
        return
    words = decision_words()
    open_to = {unit: found for unit in told.record.roster if (found := allowed(unit, told.lives))}
    facts = _shared_facts(told)
    shared = {"state_word": state_word, "told": told, "site_words": words["site"], "verdicts": words["verdicts"]}
    yield renderer.page(
        f"{REVIEW_FOLDER}/index.md",
        words["site"]["title"],
        "review.html",
        words["site"]["description"],
        groups=list(_groups(told, open_to)),
        facts=facts,
        total=book.one("approval_totals", ROOT),
        **shared,
    )
    for unit, found in open_to.items():
        values = _judging(book, unit, told, found)
        title = words["site"]["unit_title"].format(name=told.name(unit))
        yield renderer.page(f"{REVIEW_FOLDER}/{unit}.md", title, "review_unit.html", facts=facts, **values, **shared)


def _groups(told: LivesTold, open_to: Mapping[str, Sequence[Allowed]]) -> Iterator[Group]:
    """Levels by what waits longest for them, units last."""
    doubted, left = doubtful(told.judged), WAITING_LISTED
    of_units = [it for it in told.waiting if it.actor == it.life.unit]
    of_levels = [it for it in told.waiting if it.actor != it.life.unit]
    first = {actor: place for place, actor in reversed(list(enumerate(it.actor for it in of_levels)))}
    by_actor = groupby(sorted(of_levels, key=lambda it: first[it.actor]), key=lambda it: it.actor)
    for actor, group in [*((actor, list(found)) for actor, found in by_actor), ("", of_units)]:
        shown, left = group[:left], max(left - len(group), 0)
        clean = [it for it in shown if actor and is_clean(it, doubted)]
        who = {login for it in group for login in actors(it.life, told.record)} if actor else set()
        title = told.name(actor) if actor else decision_words()["submitters"]
        facts = [_unit_facts(it.life.unit, told, open_to[it.life.unit]) for it in clean]
        if group:
            yield Group(actor, title, named(sorted(who)) if actor else "", shown, facts, len(group) - len(shown))


def _shared_facts(told: LivesTold) -> Data:
    """What the browser needs for any decision."""
    campaign = told.judged.campaign
    home = forge(campaign)
    return {
        "as_of": campaign.data.get("as_of", ""),
        "timezone": campaign.timezone,
        "repository": home and home.addresses(),
        "writing": decision_words()["writing"],
    }


def _unit_facts(unit: str, told: LivesTold, found: Sequence[Allowed]) -> Data:
    """What the browser needs for a decision on one report."""
    number = len(told.record.decisions.get(unit, ())) + 1
    return {
        "unit": unit,
        "name": told.name(unit),
        "path": decision_path(unit, number),
        "line": DECISION_LINE.format(up="../" * (unit.count("/") + 3)),
        "options": [_option(it, told) for it in found],
    }


def _option(it: Allowed, told: LivesTold) -> Data:
    made: Data = {"verdict": it.verdict, "by": it.by, "name": told.name(it.by), "report": it.report, "below": it.below}
    made["absent"] = [[unit, told.name(unit)] for unit in it.absent]
    return made | {"within": list(it.within)}


def _judging(book: Book, unit: str, told: LivesTold, found: Sequence[Allowed]) -> dict[str, Any]:
    """What the page of one report says."""
    judged = told.judged
    path = judged.contents.paths.get(unit)
    document = judged.contents.document(path) if path else None
    data = document.data if document and told.record.handed(unit) else {}
    row, before = book.one("units", unit), told.seen.get(unit)
    return {
        "unit": unit,
        "row": row,
        "standing": book.one("approvals", unit),
        "it": told[unit],
        "waiting": next((it for it in told.waiting if it.life.unit == unit), None),
        "findings": [finding for finding in judged.findings if finding.path == path],
        "parts": list(report_lines(data, judged.contract)),
        "changed": changed_since(before, data, judged.contract) if before is not None and data else None,
        "unseen": bool(data) and before is None and unit in told.changed,
        "rates": _rates(book, row, told.last) if row else [],
        "mine": _unit_facts(unit, told, found),
        "options": found,
    }


@dataclass(frozen=True, slots=True)
class Compared:
    """An item's rates: the unit's with those below it, now and in the campaign before, its parent's, everyone's, and those of
    the units beside it.
    """

    title: str
    own: Row
    last: Row | None
    parent: Row | None
    whole: Row | None
    lowest: Row | None
    highest: Row | None


def _rates(book: Book, unit: Row, last: LastCampaign | None) -> list[Compared]:
    beside = [row["unit"] for row in book.right_below(unit["parent"]) if row["unit"] != unit["unit"]]
    found = (
        _compared(book, (subject.id, item.id), unit, beside, last.rate(unit["unit"], subject, item) if last else None)
        for subject in book.campaign.subjects
        for item in subject.items
        if item.scale.approves
    )
    return [it for it in found if it]


def _compared(book: Book, key: tuple[str, str], unit: Row, beside: Sequence[str], last: Row | None) -> Compared | None:
    own = book.get("rates", unit["unit"], *key)
    if own is None:
        return None
    rows = [row for node in beside if (row := book.get("rates", node, *key)) and row["positive_rate"] is not None]
    ranked = sorted(rows, key=lambda row: row["positive_rate"])
    parent = book.get("rates", unit["parent"], *key) if unit["parent"] != ROOT else None
    low, high = (ranked[0], ranked[-1]) if ranked else (None, None)
    return Compared(book.items[key].title, own, last, parent, book.get("rates", ROOT, *key), low, high)
