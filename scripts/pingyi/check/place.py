"""From a path and a pointer to line and column; a text is parsed again only when somebody asks for a place in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pingyi.load.normalform import Node, compose, locate
from pingyi.model import Mark

Locate = Callable[[str, str], Mark]
START = Mark(1, 1)


def placer(text: Callable[[str], str | None]) -> Locate:
    """A function that finds places in the texts that `text` gives by path; where there is none, everything is at the start."""

    @cache
    def tree(path: str) -> Node | None:
        found = text(path)
        return None if found is None else compose(found)[0]

    def place(path: str, pointer: str) -> Mark:
        node = tree(path) if pointer else None
        return locate(node, pointer) if node else START

    return place
