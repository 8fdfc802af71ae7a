"""Put a part into a report that is there: its lines are written anew, every other line stays as somebody typed it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pingyi.contract.yaml_writer import plain_yaml, report_yaml
from pingyi.load.documents import parsed
from pingyi.load.nodes import Node
from pingyi.model import Data

COMMENT = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class Edited:
    """The new text, and how many lines of it had comments that are not in it any more."""

    text: str
    comments: int = 0


def edited(path: str, text: str, parts: Data) -> Edited:
    """The text of a report in normal form with each of `parts` (top-level key to value) in the place of what it has there."""
    comments = 0
    for key, value in parts.items():
        document, node, _ = parsed(path, text)
        if document is None:
            raise ValueError(path)
        if document.data.get(key) != value:
            by_lines = _by_lines(node)
            found = _exchanged(text, node, key, value) if by_lines else _anew(text, document.data | {key: value})
            text, comments = found.text, comments + found.comments
    return Edited(text, comments)


def _by_lines(node: Node) -> bool:
    """Whether each part of a report begins a line: not so in a report in braces."""
    marks = [child.mark for child in node.value.values()]
    return len({mark.line for mark in marks}) == len(marks) and all(mark.column == 1 for mark in marks)


def _exchanged(text: str, node: Node, key: str, value: object) -> Edited:
    lines, end = text.splitlines(keepends=True), "\r\n" if "\r\n" in text else "\n"
    begins = {name: child.mark.line - 1 for name, child in node.value.items()}
    first = begins.get(key, len(lines))
    after = min((line for line in begins.values() if line > first), default=len(lines))
    while after - 1 > first and _beside(lines[after - 1]):
        after -= 1  # what stands above the next part belongs to it
    before = "".join(lines[:first])
    before += end if before and not before.endswith(("\n", "\r")) else ""
    new = plain_yaml({key: value})
    if not isinstance(value, dict):
        new = f"{new[1:-2]}\n"  # a lone scalar is written in braces
    new = new.replace("\n", end)
    return Edited(before + new + "".join(lines[after:]), _comments(lines[first:after]))


def _anew(text: str, data: Data) -> Edited:
    return Edited(report_yaml(data), _comments(text.splitlines()[1:]))


def _comments(lines: list[str]) -> int:
    return sum(bool(COMMENT.search(line)) for line in lines)


def _beside(line: str) -> bool:
    """A blank line, or a comment that begins where keys do."""
    return not line.strip() or line.startswith("#")
