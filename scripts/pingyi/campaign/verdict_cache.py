"""Results kept by content: a file's own bytes and everything it was judged against. May be deleted at any time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pingyi.files.write import NotWrittenError, write


def digest(parts: Iterable[bytes]) -> str:
    """A hash of byte strings in order, each told from the next."""
    total = blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.hexdigest()


class Cache:
    """Results that hold under one context, in a folder: a JSON file a subtree. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None, context: str) -> None:
        self.folder, self.context = folder, context
        self._opened: set[str] = set()

    def drawer(self, name: str) -> Drawer:
        """What is kept of a subtree."""
        file = f"{digest([self.context.encode(), name.encode()])}.json"
        self._opened.add(file)
        return Drawer(self.folder, file)

    def drop_others(self) -> None:
        """Files of other contexts, and of subtrees that nobody asked for, are stale and go."""
        with suppress(OSError):
            for file in self.folder.iterdir() if self.folder else ():
                if file.name not in self._opened:
                    file.unlink()


class Drawer:
    """JSON values by digest in one file."""

    def __init__(self, folder: Path | None, file: str) -> None:
        self.folder, self.file = folder, file
        self.known = self._read()
        self.used: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """What is kept under a key, which may be damaged; None: nothing."""
        return self.known.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keep a value that is new or was found to be whole."""
        self.used[key] = value

    def save(self) -> None:
        """Keep what this run used."""
        if self.folder is None or self.used == self.known:
            return
        # ASCII, as the names of attached files may hold bytes that are no UTF-8.
        text = json.dumps(self.used, separators=(",", ":"))
        # A cache that cannot be kept stops nothing.
        with suppress(NotWrittenError, OSError):
            write(self.folder, {self.file: text}, prune=False)

    def _read(self) -> dict[str, Any]:
        if self.folder is None:
            return {}
        try:
            known = json.loads((self.folder / self.file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
