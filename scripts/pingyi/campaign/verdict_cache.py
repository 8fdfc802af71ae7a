"""Verdicts kept by content: a file's own bytes and everything it was judged against. May be deleted at any time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pingyi.check.texts import Sketch
from pingyi.check.verdict import Verdict
from pingyi.files.write import NotWrittenError, write
from pingyi.model import Finding


def digest(parts: Iterable[bytes]) -> str:
    """A hash of byte strings in order, each told from the next."""
    total = blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.hexdigest()


class Cache:
    """Verdicts by digest, in one JSON file named for the context they hold under. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None, context: str) -> None:
        self.folder, self.name = folder, f"{context}.json"
        self.known = self._read()
        self.used: dict[str, Any] = {}

    def get(self, key: str) -> Verdict | None:
        entry = self.known.get(key)
        try:
            verdict = _verdict(*entry) if entry is not None else None
        except (TypeError, ValueError):
            return None  # damaged: judged again
        if verdict:
            self.used[key] = entry
        return verdict

    def put(self, key: str, verdict: Verdict) -> None:
        findings = [[getattr(finding, name) for name in Finding.__slots__] for finding in verdict.findings]
        self.used[key] = [findings, verdict.counts, verdict.texts, verdict.notes]

    def save(self) -> None:
        """Keep what this run used; caches of other contexts are stale and go."""
        if self.folder is None or self.used == self.known:
            return
        # ASCII, as the names of attached files may hold bytes that are no UTF-8.
        text = json.dumps(self.used, separators=(",", ":"))
        # A cache that cannot be kept stops nothing.
        with suppress(NotWrittenError, OSError):
            write(self.folder, {self.name: text})

    def _read(self) -> dict[str, Any]:
        if self.folder is None:
            return {}
        try:
            known = json.loads((self.folder / self.name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def _verdict(findings: list[Any], counts: list[int], texts: list[Any], notes: list[Any]) -> Verdict:
    """A verdict from its JSON. Raises `TypeError` or `ValueError` for anything else."""
    return Verdict(
        tuple(Finding(*values) for values in findings),
        tuple(counts),
        tuple(Sketch(pointer, line, column, signature) for pointer, line, column, signature in texts),
        tuple((rule, pointer, text) for rule, pointer, text in notes),
    )
