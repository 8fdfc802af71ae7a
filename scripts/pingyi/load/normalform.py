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

from pingyi.contract.limits import LIMITS
from pingyi.load.keyboard import LINE_END, Slip, cause, slips
from pingyi.load.nodes import Node, mark_of
from pingyi.model import Mark

MAX_DEPTH = LIMITS["depth"]
MAX_NODES = LIMITS["nodes"]
MAX_INTEGER = 2**53 - 1
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
NO_KEYS = ("", "<<")
NO_COLON = "could not find expected ':'"
"""The parser notices it on the next line."""

INTEGER_START = frozenset("-0123456789")
CONSTANTS = {"true": True, "false": False, "null": None, "": None}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that the normal form does not allow: a rule of the catalogue, where, and what was found."""

    rule: str
    mark: Mark
    values: dict[str, object]


class _StopReadingError(Exception):
    """The rest of the document cannot be read."""


def compose(text: str, *, by_hand: bool = True) -> tuple[Node, list[Fault]]:
    """The tree of nodes of a document and everything in it that is not in normal form.

    `by_hand`: it may hold what hands slip into, which takes as long to find as all else.
    """
    if by_hand and (typed := slips(text)):
        return Node(None, None), [_told(slip) for slip in typed]
    composer = _Composer()
    try:
        return composer.document(text), composer.faults
    except yaml.MarkedYAMLError as error:
        composer.faults.append(_unreadable(text, error))
    except yaml.reader.ReaderError as error:
        code = f"U+{int(error.character):04X}"
        composer.faults.append(Fault("yaml-character", _mark_at(text, error.position), {"code": code}))
    except _StopReadingError:
        pass
    return Node(None, None), composer.faults


class _Composer:
    def __init__(self) -> None:
        self.events: Iterator[Any] = iter(())
        self.faults: list[Fault] = []
        self.nodes = 0
        self.text = ""

    def document(self, text: str) -> Node:
        self.text = text
        loader = yaml.CSafeLoader(text)
        try:
            self.events = iter(loader.get_event, None)
            return self._only_document()
        finally:
            loader.dispose()

    def _only_document(self) -> Node:
        root = Node(None, None)
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop("yaml-documents", mark_of(event.start_mark))
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        at = event.start_mark
        kind = type(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop("yaml-nodes", mark_of(at), limit=MAX_NODES)
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self._refuse(event)
            text = event.value
            return Node(text if event.style else self._plain(text, at), at)
        self._refuse(event)
        if depth > MAX_DEPTH:
            self._stop("yaml-depth", mark_of(at), limit=MAX_DEPTH)
        if kind is yaml.SequenceStartEvent:
            return Node(self._sequence(depth), at)
        return Node(self._mapping(depth) if kind is yaml.MappingStartEvent else None, at)

    def _member(self, event: Any, depth: int) -> Node:
        """A node inside another. A form's part in which nothing was filled in is blank itself; a typed `{}` is not."""
        node = self._node(event, depth)
        if isinstance(node.value, dict) and node.value and all(child.value is None for child in node.value.values()):
            node.value = None
        return node

    def _refuse(self, event: Any) -> None:
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self._fault("yaml-alias", mark_of(event.start_mark), found=f"{sign}{event.anchor}")
        if getattr(event, "tag", None) is not None:
            self._fault("yaml-tag", mark_of(event.start_mark), found=event.tag)

    def _plain(self, text: str, at: Any) -> object:
        """The value of a plain scalar."""
        if text in CONSTANTS:
            return CONSTANTS[text]
        if text[0] not in INTEGER_START or not INTEGER.fullmatch(text):
            return text
        # The digits are counted first: Python refuses to convert thousands of them.
        if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
            self._fault("yaml-integer", mark_of(at), found=text[: LIMITS["excerpt"]])
            return None
        return int(text)

    def _sequence(self, depth: int) -> list[Node] | None:
        """Members that are not blank; None where all of them are."""
        nodes: list[Node] = []
        blank = False
        for event in self.events:
            if type(event) is yaml.SequenceEndEvent:
                break
            node = self._member(event, depth + 1)
            if node.value is None:
                blank = True
            else:
                nodes.append(node)
        return None if blank and not nodes else nodes

    def _mapping(self, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        for event in self.events:
            if type(event) is yaml.MappingEndEvent:
                break
            name = self._key(event, depth)
            node = self._member(next(self.events), depth + 1)
            if name in nodes:
                first = nodes[name].mark.line
                self._fault("yaml-duplicate-key", mark_of(event.start_mark), key=name, first=first)
            elif name is not None:
                node.key_at = event.start_mark
                nodes[name] = node
        return nodes

    def _key(self, event: Any, depth: int) -> str | None:
        """A key as text, whatever it looks like; None, and a fault, for one that is no text at all."""
        at: Any = event.start_mark
        if type(event) is yaml.ScalarEvent and (self._asked(at.index) or (not event.style and event.value[:1] == "?")):
            # Parsers differ on whether the question mark of `{ ?key: x }` is part of the key.
            self._fault("yaml-key", mark_of(at), found="?" + event.value.removeprefix("?"))
            return None
        if type(event) is yaml.ScalarEvent and event.value not in NO_KEYS:
            if event.anchor is not None or event.tag is not None:
                self._refuse(event)
            return str(event.value)
        node = self._node(event, depth + 1)
        self._fault("yaml-key", node.mark, found=getattr(event, "value", ""))
        return None

    def _asked(self, place: int) -> bool:
        """Whether a question mark stands before a key, on its line."""
        while place > 0 and self.text[place - 1] == " ":
            place -= 1
        before = self.text[place - 2 : place - 1] if place > 1 else ""
        return place > 0 and self.text[place - 1] == "?" and before in ("", *" \n\r\t{[,-")

    def _fault(self, rule: str, mark: Mark, **values: object) -> None:
        self.faults.append(Fault(rule, mark, values))

    def _stop(self, rule: str, mark: Mark, **values: object) -> NoReturn:
        self._fault(rule, mark, **values)
        raise _StopReadingError


def _told(slip: Slip) -> Fault:
    if slip.cause == "comment":
        return Fault("yaml-comment", slip.mark, {})
    return Fault("yaml-syntax", slip.mark, {"problem": slip.cause})


def _unreadable(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Where and why YAML ends: what somebody typed there, or what the parser says."""
    mark = mark_of(error.problem_mark or error.context_mark)
    if slip := cause(text, mark):
        return _told(slip)
    if error.problem == NO_COLON:
        mark = mark_of(error.context_mark)
    return Fault("yaml-syntax", mark, {"problem": str(error.problem or error.context)})


def _mark_at(text: str, position: int) -> Mark:
    """The place of a byte in the UTF-8 text, lines counted as YAML does."""
    lines = LINE_END.split(text.encode()[:position].decode(errors="ignore"))
    return Mark(len(lines), len(lines[-1]) + 1)
