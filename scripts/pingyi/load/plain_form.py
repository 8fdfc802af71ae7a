"""YAML in the form that our writers give it, read line by line: four times as fast as the parser's events walked one by one.

Whatever is not plainly of that form is left to `normalform`, which also says what is wrong: here nothing is ever refused, and
what is read is what `normalform` would read (`tests/load/test_plain_form.py`).
"""

from __future__ import annotations

import re
from typing import Any

from pingyi.contract.limits import LIMITS
from pingyi.load.normalform import CONSTANTS, INTEGER
from pingyi.model import Data

MOST_DIGITS = 15
PLAIN_KEY = r"[A-Za-z][A-Za-z0-9_-]{0,60}"
NOT_FIRST = r" \-?:,.\[\]{}#&*!|>'\"%@`~=<\\"
NOT_INSIDE = r":#'\"\[\]{}\\"
BLOCK_SCALAR = rf"(?:-?[0-9]+|[^{NOT_FIRST}](?:[^{NOT_INSIDE}]*[^ {NOT_INSIDE}])?)"
FLOW_SCALAR = rf"(?:-?[0-9]+|[^{NOT_FIRST}](?:[^,{NOT_INSIDE}]*[^ ,{NOT_INSIDE}])?)"

ODD_CHARACTER = re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that end a line elsewhere, that are not to be printed, and tabs."""

PLAIN_LINE = re.compile(rf"( *)(- )?(?:({PLAIN_KEY}):(?: (.+))?|([^ ].*))")
PLAIN_SCALAR = re.compile(BLOCK_SCALAR)
FLOW_MAPPING = re.compile(rf"\{{{PLAIN_KEY}: {FLOW_SCALAR}(?:, {PLAIN_KEY}: {FLOW_SCALAR})*\}}")
FLOW_SEQUENCE = re.compile(rf"\[{FLOW_SCALAR}(?:, {FLOW_SCALAR})*\]")


class _OtherFormError(Exception):
    """The text is not plainly of the form, whether or not it is YAML."""


def plain_form(text: str) -> Data | None:
    """The data of a text in plain form, in which nothing is blank; None for any other text."""
    if not text.endswith("\n") or ODD_CHARACTER.search(text) or _nodes(text) > LIMITS["nodes"]:
        return None
    lines = text.split("\n")[:-1]
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = _Reader(lines, first)
    try:
        data = reader.mapping(0, 0)
    except _OtherFormError:
        return None
    return data if data and reader.place == len(lines) else None


def _nodes(text: str) -> int:
    """More nodes than there can be in a text of this form."""
    return 2 * (text.count("\n") + text.count(","))


class _Reader:
    """Reads lines from a place on; each method leaves it behind what it has read."""

    def __init__(self, lines: list[str], place: int) -> None:
        self.lines, self.place = lines, place

    def mapping(self, indent: int, depth: int) -> Data:
        """Keys that stand at an indentation, and what they hold."""
        found: Data = {}
        while self.place < len(self.lines):
            blank, dash, key, value, _ = self._line()
            if len(blank) < indent or (dash and len(blank) == indent):
                break
            if key is None or dash or len(blank) > indent or key in found:
                raise _OtherFormError
            self.place += 1
            found[key] = self._below(indent, depth) if value is None else self._value(value, indent)
        return found

    def _below(self, indent: int, depth: int) -> Any:
        """What a key holds that stands on lines of its own."""
        if self.place == len(self.lines) or depth == LIMITS["depth"] - 1:
            raise _OtherFormError
        blank, dash, *_ = self._line()
        if dash and len(blank) >= indent:
            return self._sequence(len(blank), depth + 1)
        if len(blank) > indent:
            return self.mapping(len(blank), depth + 1)
        raise _OtherFormError

    def _sequence(self, indent: int, depth: int) -> list[Any]:
        found: list[Any] = []
        while self.place < len(self.lines):
            blank, dash, key, _, other = self._line()
            if not dash or len(blank) != indent:
                break
            if key is None:
                self.place += 1
                found.append(self._value(other, indent))
            else:
                # A mapping begins on the dash's line, two to the right of it.
                self.lines[self.place] = f"{blank}  {self.lines[self.place][indent + 2 :]}"
                found.append(self.mapping(indent + 2, depth + 1))
        return found

    def _line(self) -> tuple[Any, ...]:
        found = PLAIN_LINE.fullmatch(self.lines[self.place])
        if found is None:
            raise _OtherFormError
        return found.groups()

    def _value(self, text: str, indent: int) -> Any:
        if text == "|":
            return self._block(indent)
        if text[0] in "{[":
            return _flow(self._whole(text, indent))
        if PLAIN_SCALAR.fullmatch(text) is None:
            raise _OtherFormError
        return _scalar(text)

    def _block(self, indent: int) -> str:
        """Lines of one indentation, none of them blank."""
        deeper = (
            len(self.lines[self.place]) - len(self.lines[self.place].lstrip(" ")) if self.place < len(self.lines) else 0
        )
        if deeper <= indent:
            raise _OtherFormError
        start, margin = self.place, " " * deeper
        while self.place < len(self.lines) and self.lines[self.place].startswith(margin):
            self.place += 1
        content = [line[deeper:] for line in self.lines[start : self.place]]
        if any(line[:1] in ("", " ") for line in content):
            raise _OtherFormError
        return "\n".join([*content, ""])

    def _whole(self, text: str, indent: int) -> str:
        """A collection in brackets that may go on for lines, each broken behind a comma."""
        while text[-1] == ",":
            line = self.lines[self.place] if self.place < len(self.lines) else ""
            rest = line.lstrip(" ")
            if not rest or len(line) - len(rest) <= indent:
                raise _OtherFormError
            text = f"{text} {rest}"
            self.place += 1
        return text


def _flow(text: str) -> Any:
    if FLOW_MAPPING.fullmatch(text):
        pairs = [entry.split(": ") for entry in text[1:-1].split(", ")]
        found = {key: _scalar(value) for key, value in pairs}
        if len(found) == len(pairs):
            return found
    elif FLOW_SEQUENCE.fullmatch(text):
        return [_scalar(entry) for entry in text[1:-1].split(", ")]
    raise _OtherFormError


def _scalar(text: str) -> Any:
    """The value of a plain scalar that is not blank."""
    if text in CONSTANTS:
        if CONSTANTS[text] is None:
            raise _OtherFormError
        return CONSTANTS[text]
    if text[0] not in "-0123456789" or not INTEGER.fullmatch(text):
        return text
    if len(text) > MOST_DIGITS:
        raise _OtherFormError
    return int(text)
