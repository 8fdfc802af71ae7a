"""From a path and a pointer to line and column."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from pingyi.load.nodes import Node, locate
from pingyi.load.normalform import compose
from pingyi.model import Mark

Locate = Callable[[str, str], Mark]
START = Mark(1, 1)


def text_placer(text: Callable[[str], str | None]) -> Locate:
    """A `placer` for the texts that `text` gives by path; a text is parsed only when somebody asks for a place in it."""

    @cache
    def tree(path: str) -> Node | None:
        found = text(path)
        return None if found is None else compose(found)[0]

    return placer(tree)


def placer(tree: Callable[[str], Node | None]) -> Locate:
    """A function that finds places in the trees that `tree` gives by path; where there is none, all is at the start."""

    def place(path: str, pointer: str) -> Mark:
        node = tree(path) if pointer else None
        return locate(node, pointer) if node else START

    return place
