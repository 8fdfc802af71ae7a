"""A page a unit: where it stands, its figures beside its parent's and everyone's, its receipt, and what it wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pingyi.contract.forge import forge
from pingyi.figures.tree import lineage
from pingyi.model import ROOT, Subject
from pingyi.pages import blank_files
from pingyi.pages.renderer import Renderer
from pingyi.pages.views import View, node_view, own_lines, rates_of
from pingyi.publish.account_columns import account_columns
from pingyi.publish.book import Book, Row

WHOLE_TREE = 200
"""Up to so many units below it a page shows all of them; above, only those right below, so that pages stay linear."""


def pages(book: Book, renderer: Renderer, parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`parts`: the Chinese title of every part of a report."""
    shared = {
        "accounts": {subject.id: _account_titles(book, subject) for subject in book.campaign.subjects},
        "forge": forge(book.campaign),
        "parts": {kind: _parts(book, parts, kind) for kind in ("reporting", "branch")},
    }
    for unit in book.all("units"):
        yield _page(book, renderer, unit, shared)


def _page(book: Book, renderer: Renderer, unit: Row, shared: dict[str, Any]) -> tuple[str, str]:
    key = unit["unit"]
    _, *above = lineage([key])[key]
    views = _views(book, key, above[0])
    values = {
        "unit": unit,
        "above": [node for node in reversed(above) if node != ROOT],
        "parent": above[0],
        "counts": book.progress(key),
        "views": views,
        "receipts": [(view, rows) for view in views if (rows := _receipt(book, key, view))],
        "bands": book.of("bands", key),
        "report": book.one("reports", key),
        "sessions": book.of("sessions", key),
        "guidance": book.of("guidance", key),
        "ledger": book.of("rectification", key),
        "cases": book.of("cases", key) + [row for row in book.by("cases", "about", key) if row["unit"] != key],
        "points": book.of("contact_points", key),
        "revisions": book.of("revisions", key),
        "owed": unit["state"] in blank_files.OWED,
        "workbook": blank_files.workbook_path(unit, book.campaign),
        "blank": blank_files.template_path(unit),
        **_below(book, key),
    }
    sections = [(section, title) for section, title, there in _sections(book, values) if there]
    return renderer.page(f"units/{key}.md", unit["name"], "unit.html", sections=sections, **values, **shared)


def _account_titles(book: Book, subject: Subject) -> dict[str, str]:
    """The columns of a subject's account with their titles."""
    titles = book.site["account"] | book.site["persons"]
    return {name: titles[name] for name in account_columns(book, subject)}


def _sections(book: Book, values: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Id and title of each section of the page in its order, and whether there is anything to say in it."""
    titles = book.site["sections"]
    said = values | {"receipt": values["receipts"], "work": values["report"], "file": True}
    yield "owed", titles["owed"], said["owed"]
    for view in values["views"]:
        yield view.subject.id, book.heading(view.subject.title), True
    for section, title in titles.items():
        if section != "owed":
            yield section, title, said[section]


def _views(book: Book, unit: str, parent: str) -> list[View]:
    """Each subject with the unit's own votes beside the sums, and the parent's and everyone's rates."""
    views = [
        node_view(
            book,
            unit,
            subject,
            own=own_lines(book, unit, subject),
            parent=rates_of(book, "rates", parent, subject),
            whole=rates_of(book, "rates", ROOT, subject),
        )
        for subject in book.campaign.subjects
    ]
    return [view for view in views if view.ballots or view.own]


def _receipt(book: Book, unit: str, view: View) -> list[Row]:
    return [row for row in book.of("receipts", unit) if row["subject"] == view.subject.id]


def _below(book: Book, unit: str) -> dict[str, Any]:
    """The units to list, and whether they are all below this one; if not, each goes with its counts."""
    everyone = book.below(unit)
    whole = len(everyone) <= WHOLE_TREE
    return {"below": everyone if whole else book.children[unit], "whole_tree": whole}


def _parts(book: Book, titles: Mapping[str, str], kind: str) -> dict[str, list[str]]:
    """What a unit of this kind must report, and what it may."""
    asked = book.campaign.data["parts"]
    needs = {part: asked.get(part, {}).get(kind, "optional") for part in titles}
    return {need: [titles[part] for part, found in needs.items() if found == need] for need in ("required", "optional")}
