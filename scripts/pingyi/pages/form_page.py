"""填报: the page that the browser's code turns into a form, and the contract that it is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Literal

from pingyi.campaign.judged import Judged
from pingyi.check.identity import outside
from pingyi.doors.form_contract import Held, common_file, published, report_file
from pingyi.files.packed_texts import common_name, in_common, spread
from pingyi.load.documents import read_text
from pingyi.model import Unit
from pingyi.pages.kept_pages import KeptPages, StagedPage, Wanted
from pingyi.pages.renderer import Renderer
from pingyi.publish.lives_told import LivesTold
from pingyi.publish.site_words import SITE, TITLES


def pages(judged: Judged, renderer: Renderer, lives: LivesTold | None, kept: KeptPages) -> Iterator[StagedPage]:
    yield renderer.page("form.md", TITLES["form"], "form.html", SITE["descriptions"]["form"], late=True)
    roster = {unit: _as_accepted(row, judged) for unit, row in judged.roster.items()}
    held = _held(judged, renderer, lives)
    yield from published(judged.contract, judged.catalogue, judged.campaign, roster, held).items()
    if held.opens:
        yield from report_copies(judged, kept)


def report_copies(judged: Judged, kept: KeptPages) -> Iterator[StagedPage]:
    """The reports that the form opens, and what they have in common, which the same few make up as long as the roster stays."""
    later = judged.later
    there = {unit: report for unit, report in judged.reports.items() if report.path not in later}
    common = in_common(text for _, text in _texts(judged, filter(there.__contains__, spread([*judged.roster]))))
    yield common_file(common)
    # Subtree by subtree, for the texts of all reports fill a memory.
    for _, units in groupby(there, key=lambda unit: unit.partition("/")[0]):
        texts = _texts(judged, units)
        wanted = [Wanted(f"form/{unit}", (unit, text), f"{common_name(common)} {text}") for unit, text in texts]
        yield from kept.made(lambda given: [report_file(*given, common)], wanted)


def _held(judged: Judged, renderer: Renderer, lives: LivesTold | None) -> Held:
    """The reports that there are on the day. Whoever sees all that was reported may have the files themselves."""
    later = judged.later
    final = {unit for unit, report in judged.reports.items() if report.said.final}
    told = {unit: said for unit in judged.roster if (said := lives.for_form(unit))} if lives else {}
    states: dict[str, Literal["draft", "final"]] = {
        unit: "final" if unit in final else "draft" for unit, path in judged.contents.paths.items() if path not in later
    }
    return Held(states, renderer.book.has("ballots"), told)


def _texts(judged: Judged, units: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The reports themselves as they were handed in: what was judged need not be parsed again."""
    for unit in units:
        if isinstance(text := read_text(judged.contents.reports, judged.reports[unit].path), str):
            yield unit, text


def _as_accepted(row: Unit, judged: Judged) -> Unit:
    """A unit whose report main held before it was closed or exempted corrects it like any other; no browser knows history."""
    report = judged.reports.get(row.id) if judged.campaign.timeliness == "received" else None
    received = report.received if report else None
    excused = outside(row, judged.as_of, None) and not outside(row, judged.as_of, received)
    return replace(row, closed=None, exempt=None) if excused else row
