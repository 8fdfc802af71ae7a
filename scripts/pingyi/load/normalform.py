"""The normal form of our YAML: read, refused or pointed into. One walk over libyaml's events, no objects built on the way.

Everything that makes YAML surprising is refused (anchors, tags, duplicate and non-text keys, several documents), and a plain
scalar is only ever a boolean, null, an integer or a string. Depth is bounded while events arrive, so nothing hostile is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from pingyi.model import Mark

MAX_DEPTH = 20
MAX_INTEGER = 2**53 - 1
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
CONSTANTS = {"true": True, "false": False, "null": None, "": None}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that the normal form does not allow: a rule of the catalogue, where, and what was found."""

    rule: str
    mark: Mark
    values: dict[str, object]


@dataclass(slots=True)
class Node:
    """A value (scalar, list of nodes or dict of nodes) and where it stands; in a mapping also where its key stands."""

    value: Any
    mark: Mark
    key_mark: Mark | None = None


class _StopReadingError(Exception):
    """The rest of the document cannot be read."""


def compose(text: str) -> tuple[Node, list[Fault]]:
    """The tree of nodes of a document and everything in it that is not in normal form."""
    composer = _Composer(text)
    try:
        return composer.document(), composer.faults
    except _StopReadingError:
        return Node(None, Mark(1, 1)), composer.faults


def construct(node: Node) -> Any:
    """Plain Python data, nulls removed: blank means absent."""
    if isinstance(node.value, dict):
        return {key: construct(child) for key, child in node.value.items() if child.value is not None}
    if isinstance(node.value, list):
        return [construct(child) for child in node.value]
    return node.value


def locate(root: Node, pointer: str) -> Mark:
    """Where the value at a JSON pointer stands (its key, in a mapping); for a missing one, its nearest parent."""
    node, mark = root, root.mark
    for step in pointer.split("/")[1:]:
        child = _child(node, step.replace("~1", "/").replace("~0", "~"))
        if child is None:
            break
        node, mark = child, child.key_mark or child.mark
    return mark


def join(pointer: str, step: str | int) -> str:
    """A JSON pointer one step longer (RFC 6901)."""
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


class _Composer:
    def __init__(self, text: str) -> None:
        self.events = self._events(text)
        self.faults: list[Fault] = []

    def document(self) -> Node:
        root = Node(None, Mark(1, 1))
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop("yaml-documents", _mark(event.start_mark))
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return root

    def _events(self, text: str) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            problem = str(error.problem or error.context)
            self._stop("yaml-syntax", _mark(error.problem_mark or error.context_mark), problem=problem)
        except yaml.reader.ReaderError as error:
            self._stop("yaml-character", _mark_at(text, error.position), code=f"U+{int(error.character):04X}")

    def _node(self, event: yaml.Event, depth: int) -> Node:
        mark = _mark(event.start_mark)
        self._refuse(event, mark, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event, mark), mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._sequence(depth), mark)
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self._mapping(depth), mark)
        return Node(None, mark)

    def _refuse(self, event: yaml.Event, mark: Mark, depth: int) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self._fault("yaml-alias", mark, found=sign + str(event.anchor))
        if (tag := getattr(event, "tag", None)) is not None:
            self._fault("yaml-tag", mark, found=tag)
        if depth > MAX_DEPTH:
            self._stop("yaml-depth", mark, limit=MAX_DEPTH)

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> object:
        text: str = event.value
        if event.style:
            return text
        if text in CONSTANTS:
            return CONSTANTS[text]
        if not INTEGER.fullmatch(text):
            return text
        # The digits are counted first: Python refuses to convert thousands of them.
        if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
            self._fault("yaml-integer", mark, found=text[:40])
            return None
        return int(text)

    def _sequence(self, depth: int) -> list[Node]:
        nodes: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            node = self._node(event, depth + 1)
            if node.value is not None:
                nodes.append(node)
        return nodes

    def _mapping(self, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            mark = _mark(event.start_mark)
            key = self._node(event, depth + 1).value
            name = event.value if isinstance(event, yaml.ScalarEvent) else ""
            node = self._node(next(self.events), depth + 1)
            if isinstance(key, dict | list) or name in ("", "<<"):
                self._fault("yaml-key", mark, found=name)
            elif name in nodes:
                self._fault("yaml-duplicate-key", mark, key=name, first=(nodes[name].key_mark or mark).line)
            else:
                node.key_mark = mark
                nodes[name] = node
        return nodes

    def _fault(self, rule: str, mark: Mark, **values: object) -> None:
        self.faults.append(Fault(rule, mark, values))

    def _stop(self, rule: str, mark: Mark, **values: object) -> NoReturn:
        self._fault(rule, mark, **values)
        raise _StopReadingError


def _child(node: Node, step: str) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(step)
    if isinstance(node.value, list) and step.isdecimal() and int(step) < len(node.value):
        found: Node = node.value[int(step)]
        return found
    return None


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)


def _mark_at(text: str, position: int) -> Mark:
    """The place of a byte in the UTF-8 text, lines counted as YAML does."""
    lines = LINE_END.split(text.encode()[:position].decode(errors="ignore"))
    return Mark(len(lines), len(lines[-1]) + 1)
