"""填报: the page that the browser's code turns into a form, and the contract that it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pingyi.campaign.judged import Judged
from pingyi.check.identity import outside
from pingyi.doors.form_contract import Held, published
from pingyi.model import Unit
from pingyi.pages.renderer import Renderer
from pingyi.publish.lives_told import LivesTold
from pingyi.publish.site_words import SITE, TITLES


def pages(judged: Judged, renderer: Renderer, lives: LivesTold | None) -> Iterator[tuple[str, str]]:
    yield renderer.page("form.md", TITLES["form"], "form.html", SITE["descriptions"]["form"], late=True)
    roster = {unit: _as_accepted(row, judged) for unit, row in judged.roster.items()}
    yield from published(
        judged.contract, judged.catalogue, judged.campaign, roster, _held(judged, renderer, lives)
    ).items()


def _held(judged: Judged, renderer: Renderer, lives: LivesTold | None) -> Held:
    """The reports that there are on the day. Whoever sees all that was reported may have the files themselves."""
    later = judged.later
    there = {unit: path for unit, path in judged.contents.paths.items() if path not in later}
    found = {unit: judged.contents.document(path) for unit, path in there.items()}
    final = {unit for unit, document in found.items() if document and document.data.get("status") == "final"}
    texts = {unit: document.text for unit, document in found.items() if document}
    everything = renderer.book.has("ballots")
    told = {unit: said for unit in judged.roster if (said := lives.for_form(unit))} if lives else {}
    states: dict[str, Literal["draft", "final"]] = {unit: "final" if unit in final else "draft" for unit in there}
    return Held(states, texts if everything else None, told)


def _as_accepted(row: Unit, judged: Judged) -> Unit:
    """A unit whose report main held before it was closed or exempted corrects it like any other; no browser knows history."""
    report = judged.reports.get(row.id) if judged.campaign.timeliness == "received" else None
    received = report.received if report else None
    excused = outside(row, judged.as_of, None) and not outside(row, judged.as_of, received)
    return replace(row, closed=None, exempt=None) if excused else row
