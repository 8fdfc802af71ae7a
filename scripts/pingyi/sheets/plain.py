"""A document as plain values and texts, as both templates (Word and typst) take it."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from pingyi.contract.campaign_words import worded
from pingyi.sheets.content import SHEET_WORDS, UNPRINTABLE, Chapter, ItemFigures, SheetDocument, say


def plain(document: SheetDocument) -> dict[str, Any]:
    """Every figure is the text that is printed."""
    day = document.as_of
    values = {
        "title": document.title,
        "name": document.name,
        "day": document.day,
        "as_of": [day.year, day.month, day.day],
        "demonstration": say("demonstration") if document.demonstration else None,
        "dossier": document.dossier,
        "page": SHEET_WORDS["page"],
        "words": worded(_words(), document.words) | {"signatures": document.signatures},
        "chapters": [_chapter(chapter, document.decimals) for chapter in document.chapters],
    }
    printable: dict[str, Any] = _printable(values)
    return printable


def _words() -> dict[str, Any]:
    return {key: text for key, text in SHEET_WORDS.items() if isinstance(text, str | list)}


def _printable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _printable(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(member) for member in value]
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def _chapter(chapter: Chapter, decimals: int) -> dict[str, Any]:
    whole = asdict(replace(chapter, blocks=(), subjects=()))
    written = {key: whole[key] for key in ("account", "facts", "texts", "ledger", "cases", "notes")}
    blocks = [
        {
            "title": block.title,
            "widths": block.widths,
            "groups": block.groups,
            "columns": [column.title for column in block.columns],
            "lines": [
                {"name": line.name, "total": line.total, "cells": [cell.text(decimals) for cell in line.cells]}
                for line in block.lines
            ],
        }
        for block in chapter.blocks
    ]
    subjects = [
        {"title": subject.title, "items": [_item(item, decimals) for item in subject.items]}
        for subject in chapter.subjects
    ]
    about = {key: getattr(chapter, key) for key in ("name", "received", "paper", "written", "elsewhere")}
    return {**about, **written, "blocks": blocks, "subjects": subjects}


def _item(item: ItemFigures, decimals: int) -> dict[str, Any]:
    return {
        "title": item.title,
        "grades": [
            {"title": title, "count": count.text(decimals), "share": share.text(decimals)}
            for title, count, share in item.grades
        ],
        "figures": [{"title": title, "value": figure.text(decimals)} for title, figure in item.figures],
    }
