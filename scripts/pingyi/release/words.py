"""What the release says to the office, in the words of `schemas/shell.yml`."""

from __future__ import annotations

from collections.abc import Iterable

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document

RELEASE_WORDS: dict[str, str] = own_document(assets("schemas"), "shell.yml").data["release"]
NAMED_IN_SENTENCE = 8
"""How many units, or differences, a sentence names."""


class ReleaseError(Exception):
    """A release that cannot be made or verified, and why, in a sentence of `RELEASE_WORDS`."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(said(word, **values))


def said(word: str, **values: object) -> str:
    """A sentence of `RELEASE_WORDS` with its blanks filled in."""
    return RELEASE_WORDS[word].format(**values)


def listed(names: Iterable[str]) -> str:
    """Names in a row, the first few of many."""
    every = list(names)
    some = "、".join(every[:NAMED_IN_SENTENCE])
    return some if len(every) <= NAMED_IN_SENTENCE else said("more", some=some, count=len(every))
