"""What the release says to the office, in the words of `schemas/shell.yml`."""

from __future__ import annotations

from collections.abc import Iterable

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document

WORDS: dict[str, str] = own_document(assets("schemas"), "shell.yml").data["release"]
NAMED = 8
"""How many units, or differences, a sentence names."""


class ReleaseError(Exception):
    """A release that cannot be made or verified, and why, in a sentence of `WORDS`."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(said(word, **values))


def said(word: str, **values: object) -> str:
    """A sentence of `WORDS` with its blanks filled in."""
    return WORDS[word].format(**values)


def listed(names: Iterable[str]) -> str:
    """Names in a row, the first few of many."""
    every = list(names)
    some = "、".join(every[:NAMED])
    return some if len(every) <= NAMED else said("more", some=some, count=len(every))
