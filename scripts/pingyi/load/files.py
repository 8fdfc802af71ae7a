"""Bytes from disk to text. A file that cannot be taken as text is a `Problem`, never an exception."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pingyi.load.normalform import compose, construct
from pingyi.model import Document, Problem

MAX_BYTES = 2**20
FILES_SUFFIX = ".files"


def walk(root: Path, folder: str) -> Iterator[os.DirEntry[str]]:
    """Every entry below a folder that is not itself a folder, in a stable order; links are not followed."""
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from walk(root, f"{folder}/{entry.name}")
        else:
            yield entry


def read_text(root: Path, path: str, limit: int = MAX_BYTES) -> str | Problem:
    """The text of a UTF-8 file without its byte order mark; line ends as they are."""
    file = root / path
    try:
        if file.is_symlink() or not file.is_file():
            return Problem("file-not-regular", path)
        if (size := file.stat().st_size) > limit:
            return Problem("file-too-large", path, values={"size": size, "limit": limit})
        raw = file.read_bytes()
    except OSError as error:
        return Problem("file-unreadable", path, values={"reason": error.strerror})
    return decode(raw, path)


def decode(raw: bytes, path: str) -> str | Problem:
    """UTF-8 or a problem that names what the bytes look like instead."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Problem("file-encoding", path, values={"found": _encoding(raw)})
    return Problem("file-encoding", path, values={"found": "NUL"}) if "\0" in text else text


def _encoding(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK"


def read_document(root: Path, path: str) -> tuple[Document | None, list[Problem]]:
    """A YAML file whose top is a mapping in normal form; otherwise everything that keeps it from being one."""
    text = read_text(root, path)
    return (None, [text]) if isinstance(text, Problem) else document(path, text)


def document(path: str, text: str) -> tuple[Document | None, list[Problem]]:
    """The same for text that was read elsewhere."""
    node, faults = compose(text)
    if faults:
        return None, [Problem(fault.rule, path, mark=fault.mark, values=fault.values) for fault in faults]
    data = construct(node)
    if not isinstance(data, dict):
        return None, [Problem("yaml-not-mapping", path, mark=node.mark)]
    return Document(path, text, data), []
