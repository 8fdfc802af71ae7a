"""What a Chinese keyboard, WPS, Word or a merge leaves in YAML written by hand, found line by line before a parser looks at it.

The parser takes much of it for text, and tells of the rest many lines later. Followed by scripts/web/src/contract/keyboard.ts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from pingyi.contract.limits import AGREED, LIMITS
from pingyi.model import Mark

LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
KEY_HEAD = re.compile(r"""( *(?:- +)*)(?:[A-Za-z][A-Za-z0-9_-]*|"[^"]*"|'[^']*') *:(?:[ \t]|$)""")
# Possessive, so that a line of a megabyte takes no longer than as many short ones.
BLOCK_HEAD = re.compile(r"( *+)((?:- +)*+)([^:]*+:)? *+[|>][+-]?[0-9]?[+-]?[ \t]*+")
VALUE_OF = re.compile(r" *+(?:- +)*+(?:[^:]*+:(?: ++|$))?(.*)")
WHOLE_LINE = re.compile(
    r"""(?:-?[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}|true|false|null|"+|[\[{].*[\]}]|[|>][+-]?[0-9]?[+-]?),?"""
)
"""A value from which the comment behind it takes nothing away."""

SPECIAL_SIGNS = re.compile(r"""['"#\[\]{}]""")
"""What a line must have to be shown otherwise than it stands."""

CERTAIN = [(row["cause"], [re.compile(pattern) for pattern in row["patterns"]]) for row in AGREED["slips"]]
BROKEN = [(row["cause"], re.compile(row["pattern"])) for row in AGREED["slips_where_broken"]]
SLIP_SIGNS = [re.compile(row["sign"]) for row in AGREED["slips"]]
COMMENT_SIGN = re.compile(r"#(?<=[ \t]#)(?![ \t\n#])|#(?<=[^\x00-\x7f] #)")
"""A text that has none of these needs no closer look, as nearly all: they are found without trying every place."""


class Slip(NamedTuple):
    """Where something was typed that YAML takes otherwise, and what: a key of the catalogue's words, or `comment`."""

    mark: Mark
    cause: str


class LiveLine(NamedTuple):
    """A line outside of blocks of text; in `bare` a quoted text has become quotation marks, and there is no comment."""

    number: int
    bare: str
    comment: str


def slips(text: str) -> list[Slip]:
    """What is wrong for certain, whether or not the text can be parsed; only the first few."""
    plain = "\n" + text.replace("\r", "\n")
    if not any(sign.search(plain) for sign in (*SLIP_SIGNS, COMMENT_SIGN)):
        return []
    found = (_slip(line) for line in HandWritten().live(text))
    return list(islice(filter(None, found), LIMITS["slips"]))


def cause(text: str, mark: Mark) -> Slip | None:
    """Why a text cannot be parsed: a quotation mark without its other, else what stands where the parser gave up."""
    lines = HandWritten()
    near = {line.number: line.bare for line in lines.live(text) if line.number in (mark.line - 1, mark.line)}
    if lines.unclosed:
        return Slip(lines.unclosed[0], "unclosed quote")
    for number in sorted(near, reverse=True):
        for name, pattern in BROKEN:
            if found := pattern.search(near[number]):
                return Slip(_place(number, found), name)
    return None


def _slip(line: LiveLine) -> Slip | None:
    for name, patterns in CERTAIN:
        if found := next(filter(None, (pattern.search(line.bare) for pattern in patterns)), None):
            return Slip(_place(line.number, found), name)
    return Slip(Mark(line.number, len(line.bare) + 1), "comment") if _swallows(line) else None


def _swallows(line: LiveLine) -> bool:
    """Whether the comment may be a part of the text before it: others keep two blanks off, and one behind the sign."""
    value = VALUE_OF.fullmatch(line.bare)
    if not line.comment or not line.bare.strip(" -\t") or not value or WHOLE_LINE.fullmatch(value[1].rstrip(" \t")):
        return False
    glued = line.comment[1:2] not in ("", " ", "\t", "#")
    return glued or (line.bare[-1:] == " " and not line.bare[-2:-1].isascii())


def _place(number: int, found: re.Match[str]) -> Mark:
    return Mark(number, found.start(found.lastindex) + 1 if found.lastindex else found.end())


class HandWritten:
    """Tells the lines that hold keys and plain values from blocks of text and from quoted texts, which may go on for lines."""

    def __init__(self) -> None:
        self.unclosed: list[Mark] = []
        self.quote = ""
        self.opened = Mark(1, 1)
        self.indent = 0
        self.depth = 0

    def live(self, text: str) -> Iterator[LiveLine]:
        """Every such line."""
        block: int | None = None
        for number, line in enumerate(LINE_END.split(text), 1):
            if block is not None and (not line.strip() or len(line) - len(line.lstrip(" ")) > block):
                continue
            self._give_up(line)
            bare = self._bare(number, line)
            yield LiveLine(number, bare, line[len(bare) :])
            head = None if self.depth else BLOCK_HEAD.fullmatch(bare)
            block = len(head[1] + head[2] if head[3] else head[1]) if head else None
        if self.quote:
            self.unclosed.append(self.opened)

    def _give_up(self, line: str) -> None:
        """A key that stands no deeper is no part of a quoted text."""
        key = KEY_HEAD.match(line) if self.quote else None
        if key and (self.depth or len(key[1]) <= self.indent):
            self.unclosed.append(self.opened)
            self.quote = ""

    def _bare(self, number: int, line: str) -> str:
        if not self.quote and not SPECIAL_SIGNS.search(line):
            return line
        bare = ""
        begins = not self.quote
        while len(bare) < len(line):
            place = len(bare)
            letter, before = line[place], line[place - 1] if place else " "
            if begins and letter in "'\"":
                self.quote, self.opened, self.indent = letter, Mark(number, place + 1), _indent(line)
                bare += '"'
            if self.quote:
                bare += '"' * (self._closed(line, len(bare)) - len(bare))
                begins = False
            elif letter == "#" and before in " \t":
                break
            else:
                begins, letter = self._next(letter, begins, line[place + 1 : place + 2], bare[-1:])
                bare += letter
        return bare

    def _closed(self, line: str, place: int) -> int:
        """The place behind the quotation mark that closes, or the end of the line."""
        while place < len(line):
            if self.quote == '"' and line[place] == "\\":
                place += 1
            elif line[place] == self.quote:
                if self.quote == '"' or line[place + 1 : place + 2] != "'":
                    self.quote = ""
                    return place + 1
                place += 1
            place += 1
        return len(line)

    def _next(self, letter: str, begins: bool, after: str, before: str) -> tuple[bool, str]:
        """Whether a value may begin behind the letter, and the letter, which is `_` for a bracket that opens or closes nothing."""
        parted = after in ("", " ", "\t")
        if letter in "[{":
            self.depth += begins
            return begins, letter if begins else "_"
        if letter in "]}":
            shown = letter if self.depth else "_"
            self.depth = max(0, self.depth - 1)
            return False, shown
        if letter == ":":
            return parted or (self.depth > 0 and before == '"'), letter
        if letter == "-":
            return begins and parted, letter
        return (letter == "," and self.depth > 0) or (begins and letter in " \t"), letter


def _indent(line: str) -> int:
    key = KEY_HEAD.match(line)
    return len(key[1]) if key else len(line) - len(line.lstrip(" "))
