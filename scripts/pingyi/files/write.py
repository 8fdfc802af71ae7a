"""The one writer: a folder becomes exactly what a mapping says, touching only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

Files = Mapping[str, str] | Mapping[str, bytes] | Iterable[tuple[str, str | bytes]]


def write(folder: Path, files: Files, *, prune: bool = True) -> int:
    """Write each path below `folder`; with `prune`, remove every other file there. Returns how many files changed.

    Many or large files may come as pairs, one by one, so that they need not be in memory together.
    """
    changed, kept = 0, set()
    for path, content in files.items() if isinstance(files, Mapping) else files:
        changed += _put(folder / path, _bytes(content))
        kept.add(folder / path)
    if prune:
        for stale in [path for path in folder.rglob("*") if path.is_file() and path not in kept]:
            stale.unlink()
            changed += 1
    return changed


def _put(path: Path, content: bytes) -> bool:
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
