"""Bytes to text to documents. A file that cannot be taken as text is a `Problem`, never an exception."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from pingyi.load.chinese import BIG5, GBK, likely_encodings
from pingyi.load.keyboard import slips
from pingyi.load.nodes import Node, construct
from pingyi.load.normalform import compose
from pingyi.load.plain_form import plain_form
from pingyi.load.source import MAX_BYTES, Source
from pingyi.model import Document, Mark, Problem

FILES_SUFFIX = ".files"
ENCODINGS = {GBK: "GBK", BIG5: "Big5"}
"""What people call them."""


def read_text(source: Source, path: str, limit: int = MAX_BYTES) -> str | Problem:
    """The text of a UTF-8 file without its byte order mark; line ends as they are."""
    raw = source.read(path, limit)
    return raw if isinstance(raw, Problem) else decode(raw, path)


def decode(raw: bytes, path: str) -> str | Problem:
    """UTF-8 or a problem that names what the bytes look like instead."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if half := _half_character(raw, path):
            return half
        found = _encoding(raw)
        return Problem("file-encoding", path, values={"found": found}) if found else Problem("file-not-text", path)
    return Problem("file-not-text", path) if "\0" in text else text


def _half_character(raw: bytes, path: str) -> Problem | None:
    """UTF-8 but for half of a pair, as programs leave it that cut a text between the two."""
    try:
        text = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    place = next(place for place, letter in enumerate(text) if "\ud800" <= letter <= "\udfff")
    before = text[:place].split("\n")
    return Problem(
        "yaml-character",
        path,
        mark=Mark(len(before), len(before[-1]) + 1),
        values={"code": f"U+{ord(text[place]):04X}"},
    )


def _encoding(raw: bytes) -> str | None:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    for encoding in likely_encodings(raw):
        with suppress(UnicodeDecodeError):
            raw.decode(encoding)
            return ENCODINGS[encoding]
    return None


def read_document(source: Source, path: str) -> tuple[Document | None, list[Problem]]:
    """A YAML file whose top is a mapping in normal form; otherwise everything that keeps it from being one."""
    text = read_text(source, path)
    return (None, [text]) if isinstance(text, Problem) else document(path, text)


@cache
def own_document(root: Path, path: str) -> Document:
    """A document of the tool itself, read once and changed by nobody; it must be right. Raises `ValueError`."""
    text = (root / path).read_text(encoding="utf-8")
    node, faults = compose(text, by_hand=False)
    if faults:
        raise ValueError(faults)
    return Document(path, text, construct(node))


def document(path: str, text: str) -> tuple[Document | None, list[Problem]]:
    """The same for text that was read elsewhere."""
    data = None if slips(text) else plain_form(text)
    if data is not None:
        return Document(path, text, data), []
    found, _, problems = parsed(path, text)
    return found, problems


def parsed(path: str, text: str) -> tuple[Document | None, Node, list[Problem]]:
    """The same with the tree of nodes, for whoever needs places in the text."""
    node, faults = compose(text)
    if faults:
        return None, node, [Problem(fault.rule, path, mark=fault.mark, values=fault.values) for fault in faults]
    data = construct(node)
    if not isinstance(data, dict):
        return None, node, [Problem("yaml-not-mapping", path, mark=node.mark)]
    return Document(path, text, data), node, []
