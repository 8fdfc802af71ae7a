"""A document of our YAML as nodes that know where they stand, and JSON pointers into it (RFC 6901)."""

from __future__ import annotations

from typing import Any

from pingyi.model import Mark


class Node:
    """A value (scalar, list of nodes or dict of nodes) and where it stands; in a mapping also where its key stands.

    The parser's own marks are kept as they are: few are ever asked for.
    """

    __slots__ = ("at", "key_at", "value")

    def __init__(self, value: Any, at: Any, key_at: Any = None) -> None:
        self.value, self.at, self.key_at = value, at, key_at

    @property
    def mark(self) -> Mark:
        """Line and column of the key, in a mapping; else of the value."""
        return mark_of(self.key_at or self.at)


def construct(node: Node) -> Any:
    """Plain Python data, nulls removed: blank means absent."""
    if isinstance(node.value, dict):
        return {key: construct(child) for key, child in node.value.items() if child.value is not None}
    if isinstance(node.value, list):
        return [construct(child) for child in node.value]
    return node.value


def locate(root: Node, pointer: str) -> Mark:
    """Where the value at a JSON pointer stands (its key, in a mapping); for a missing one, its nearest parent."""
    node = root
    for step in pointer_steps(pointer):
        child = _child(node, step)
        if child is None:
            break
        node = child
    return node.mark


def pointer_steps(pointer: str) -> list[str]:
    """The steps of a JSON pointer (RFC 6901)."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def join(pointer: str, step: str | int) -> str:
    """A JSON pointer one step longer (RFC 6901)."""
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


def _child(node: Node, step: str) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(step)
    if isinstance(node.value, list) and step.isdecimal() and int(step) < len(node.value):
        found: Node = node.value[int(step)]
        return found
    return None


def mark_of(mark: Any) -> Mark:
    """A mark of the parser as ours, counted from 1."""
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)
