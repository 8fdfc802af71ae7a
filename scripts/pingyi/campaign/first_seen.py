"""Since when main holds a text: which of two that are nearly the same was there first, without saying who wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from pingyi.check.catalogue import Catalogue
from pingyi.check.texts import sketches
from pingyi.load.contents import Contents
from pingyi.load.documents import decode, document
from pingyi.load.history import versions
from pingyi.load.mainline import Mainline
from pingyi.model import Data, Problem

MOST = 200
"""Texts of which the history is read; of more the order is not told."""

RULE = "text-copied"


def dated(
    problems: Iterable[Problem],
    contents: Contents,
    root: Path,
    line: Callable[[], Mainline | None],
    catalogue: Catalogue,
) -> Iterator[Problem]:
    """Problems of copied texts with the words on which of the two main held first, and since when.

    `line`: asked for main's line where there is such a problem; without one nobody knows.
    """
    main = cache(line)

    @cache
    def first(path: str, pointer: str) -> date | None:
        found = contents.document(path)
        signature = _signatures(found.data).get(pointer) if found else None
        return _first(root, main(), path, signature) if signature else None

    for number, problem in enumerate(problems):
        if problem.rule != RULE:
            yield problem
            continue
        path = str(problem.values["path"])
        found = contents.document(path)
        draft = catalogue.word("copied-draft") if found and found.data.get("status") != "final" else ""
        own = first(problem.path, problem.pointer) if number < MOST else None
        other = first(path, str(problem.values["pointer"])) if number < MOST else None
        yield replace(problem, values={**problem.values, "order": _order(own, other, catalogue) + draft})


def _order(own: date | None, other: date | None, catalogue: Catalogue) -> str:
    if own is None and other is None:
        return catalogue.word("copied-unknown")
    if other is None or (own is not None and own < other):
        return catalogue.word("copied-own-first", own=own, other=other or catalogue.word("copied-not-yet"))
    if own is None or other < own:
        return catalogue.word("copied-other-first", other=other, own=own or catalogue.word("copied-not-yet"))
    return catalogue.word("copied-same-day", own=own)


def _first(root: Path, line: Mainline | None, path: str, signature: bytes) -> date | None:
    """The day on which main first held a report with about this text, wherever it stood in it."""
    for day, raw in versions(root, line, path) if line else ():
        text = decode(raw, path)
        found = None if isinstance(text, Problem) else document(path, text)[0]
        if found and any(_alike(signature, other) for other in _signatures(found.data).values()):
            return day
    return None


def _signatures(data: Data) -> dict[str, bytes]:
    try:
        return {sketch.pointer: bytes.fromhex(sketch.signature) for sketch in sketches(data)}
    except (AttributeError, TypeError):
        return {}  # misshapen, as an earlier version may be


def _alike(left: bytes, right: bytes) -> bool:
    from pingyi.check.nearness import ALIKE  # noqa: PLC0415 - NumPy is slow to import, and few runs find copies

    return sum(a == b for a, b in zip(left, right, strict=True)) >= ALIKE
