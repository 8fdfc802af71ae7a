"""A page a unit: where it stands, its figures beside its parent's and everyone's, its receipt, and what it wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pingyi.campaign.verdict_cache import digest
from pingyi.contract.forge import forge
from pingyi.figures.tree import lineage
from pingyi.model import ROOT, Item, Subject
from pingyi.pages import blank_files
from pingyi.pages.kept_pages import KeptPages, StagedPage, Wanted
from pingyi.pages.ledger_pages import ledger_entries
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import View, node_view, own_lines, rates_of
from pingyi.publish.account_columns import account_columns
from pingyi.publish.book import Book, Row
from pingyi.publish.lives_told import LivesTold
from pingyi.publish.missing import missing

OUTLYING = "998"
"""The end of the place of a point beyond the outer line."""
Branch = tuple[Row, Row | None, dict[str, Row | None], str]
"""A unit right below, its ballot account, its rates by item, and the sign where there are none."""
WHOLE_TREE = 200
"""Up to so many units below it a page shows all of them; above, only those right below, so that pages stay linear."""


def pages(
    book: Book, renderer: Renderer, parts: Mapping[str, str], lives: LivesTold | None, kept: KeptPages
) -> Iterator[StagedPage]:
    """`parts`: the Chinese title of every part of a report. `lives`: None where no level decides, or nobody may know."""
    shared = {
        "accounts": {subject.id: _account_titles(book, subject) for subject in book.campaign.subjects},
        "forge": forge(book.campaign),
        "lives": lives,
        "parts": {kind: _parts(book, parts, kind) for kind in ("reporting", "branch")},
    }
    beside = digest([repr((shared["accounts"], shared["parts"])).encode()])
    wanted = [Wanted(f"units/{unit}", unit, beside + _decided(unit, lives)) for unit in book.names]
    return kept.made(lambda unit: [_page(book, renderer, unit, shared)], wanted)


def _decided(unit: str, lives: LivesTold | None) -> str:
    """All that the page says of decisions."""
    return repr((lives[unit], unit in lives.record.expected)) if lives else ""


def _page(book: Book, renderer: Renderer, key: str, shared: dict[str, Any]) -> tuple[str, str]:
    (unit,) = book.of("units", key)
    _, *above = lineage([key])[key]
    views = _views(book, key, above[0])
    receipts = [(view, rows) for view in views if (rows := _receipt(book, key, view))]
    values = {
        "unit": unit,
        "above": [node for node in reversed(above) if node != ROOT],
        "parent": above[0],
        "counts": book.progress(key),
        "views": views,
        "receipts": receipts,
        "receipt_lines": _receipt_lines(receipts),
        "bands": book.of("bands", key),
        "report": book.one("reports", key),
        "sessions": book.of("sessions", key),
        "guidance": book.of("guidance", key),
        "ledger": book.of("rectification", key),
        "promised": next(iter(book.of("rectification_totals", key)), None),
        "entries": ledger_entries(book, unit),
        "branches": list(_branches(book, key, views)),
        "cases": book.of("cases", key) + [row for row in book.by("cases", "about", key) if row["unit"] != key],
        "points": book.of("contact_points", key),
        "revisions": book.of("revisions", key),
        **_life(book, key, shared["lives"]),
        "owed": unit["state"] in blank_files.OWED,
        "workbook": blank_files.workbook_path(unit, book.campaign),
        "blank": blank_files.template_path(unit, book),
        "shared_blank": blank_files.shared(book),
        **_below(book, key),
    }
    sections = [(section, title) for section, title, there in _sections(book, values) if there]
    return renderer.page(f"units/{key}.md", unit["name"], "unit.html", own=key, sections=sections, **values, **shared)


def _account_titles(book: Book, subject: Subject) -> dict[str, str]:
    """The columns of a subject's account with their titles."""
    titles = book.site["account"] | book.site["persons"]
    return {name: titles[name] for name in account_columns(book, subject)}


def _life(book: Book, unit: str, lives: LivesTold | None) -> dict[str, Any]:
    """Where the report stands with the levels that decide, if it was ever decided on or handed in."""
    told = lives[unit] if lives else None
    if told is None or (told.life.state == "unsubmitted" and not (told.requests or told.decisions)):
        return {"life": None}
    return {
        "life": told,
        "standing": book.one("approvals", unit),
        "judged_here": told.life.state != "unsubmitted",
    }


def _sections(book: Book, values: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Id and title of each section of the page in its order, and whether there is anything to say in it."""
    titles = book.site["sections"]
    said = values | {"receipt": values["receipts"], "work": values["report"], "file": True}
    said["ledger"] = said["ledger"] or said["promised"]
    yield "owed", titles["owed"], said["owed"]
    for view in values["views"]:
        yield view.subject.id, book.evaluated(view.subject), True
    for section, title in titles.items():
        if section != "owed":
            yield section, title, said[section]


def _views(book: Book, unit: str, parent: str) -> list[View]:
    """Each subject with the unit's own votes beside the sums, and the parent's and everyone's rates."""
    votes = {subject.id: own_lines(book, unit, subject) for subject in book.campaign.subjects}
    views = [
        node_view(
            book,
            unit,
            subject,
            drawn=False,
            own=votes[subject.id],
            voted=any(own.tally for own in votes[subject.id].values()),
            finding=_finding(book, unit, subject),
            sum=rates_of(book, "rates", unit, subject),
            parent=rates_of(book, "rates", parent, subject),
            whole=rates_of(book, "rates", ROOT, subject),
        )
        for subject in book.campaign.subjects
    ]
    return [view for view in views if view.ballots or view.own]


def _finding(book: Book, unit: str, subject: Subject) -> dict[str, Any]:
    """The item with the lowest rate, where there are several, and each item beyond the outer line, of the sum or of the unit alone."""
    rates = {item.id: row for item in subject.items if (row := book.get("rates", unit, subject.id, item.id))}
    known = [
        (rates[item.id], item)
        for item in subject.items
        if item.id in rates and rates[item.id]["positive_rate"] is not None
    ]
    outlying = [
        (item, row, scope)
        for item in subject.items
        for scope in ("reporting", "own")
        if (row := book.get("funnel", unit, scope, subject.id, item.id)) and str(row["outside"]).endswith(OUTLYING)
    ]
    if not book.right_below(unit):
        outlying = [found for found in outlying if found[2] == "own"]
    row, item = min(known, key=lambda found: found[0]["positive_rate"], default=(None, None))
    return {"worst": {"item": item, "rate": row} if len(known) > 1 else None, "outlying": outlying}


def _branches(book: Book, unit: str, views: list[View]) -> Iterator[tuple[View, list[Item], list[Branch]]]:
    """For each subject its items that have a rate, and the units right below with what is told of them."""
    children = book.right_below(unit)
    for view in views if 0 < len(children) <= WHOLE_TREE else ():
        items = [item for item in view.subject.items if item.scale.approves]
        if items and view.ballots:
            lines = [_branch(book, row, view.subject) for row in children]
            # A release may tell nothing of any of them.
            if any(rate for _, _, rates, _ in lines for rate in rates.values()):
                yield view, items, lines


def _branch(book: Book, row: Row, subject: Subject) -> Branch:
    unit = row["unit"]
    ballots, rates = book.get("rollup_ballots", unit, subject.id), rates_of(book, "rates", unit, subject)
    return row, ballots, rates, missing(row["state"], row["overdue_days"])


def _receipt(book: Book, unit: str, view: View) -> list[Row]:
    return [row for row in book.of("receipts", unit) if row["subject"] == view.subject.id]


def _receipt_lines(receipts: list[tuple[View, list[Row]]]) -> list[tuple[str, int, list[Row | None]]]:
    """For each node that the votes are counted at: its id, how far above, and its row of each subject."""
    nodes = {row["node"]: row["level"] for _, rows in receipts for row in rows}
    found = [{row["node"]: row for row in rows} for _, rows in receipts]
    by_level = sorted(nodes.items(), key=lambda entry: entry[1])
    return [(node, level, [rows.get(node) for rows in found]) for node, level in by_level]


def _below(book: Book, unit: str) -> dict[str, Any]:
    """The units to list, and whether they are all below this one; if not, each goes with its counts."""
    everyone = book.below(unit)
    whole = len(everyone) <= WHOLE_TREE
    return {"below": everyone if whole else book.right_below(unit), "whole_tree": whole}


def _parts(book: Book, titles: Mapping[str, str], kind: str) -> dict[str, list[str]]:
    """What a unit of this kind must report, and what it may."""
    asked = book.campaign.data["parts"]
    needs = {part: asked.get(part, {}).get(kind, "optional") for part in titles}
    return {need: [titles[part] for part, found in needs.items() if found == need] for need in ("required", "optional")}
