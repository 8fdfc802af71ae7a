"""The one writer: a folder becomes exactly what a mapping says, touching only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write(folder: Path, files: Mapping[str, str | bytes], *, prune: bool = True) -> int:
    """Write each path below `folder`; with `prune`, remove every other file there. Returns how many files changed."""
    changed = sum(_put(folder / path, _bytes(content)) for path, content in files.items())
    if prune:
        kept = {folder / path for path in files}
        for stale in [path for path in folder.rglob("*") if path.is_file() and path not in kept]:
            stale.unlink()
            changed += 1
    return changed


def _put(path: Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
