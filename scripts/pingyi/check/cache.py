"""Verdicts kept by content: a file's own bytes and everything it was judged against. May be deleted at any time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pingyi.check.texts import Sketch
from pingyi.check.verdict import Verdict
from pingyi.model import Finding


def digest(parts: Iterable[bytes]) -> str:
    """A hash of byte strings in order, each told from the next."""
    total = blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.hexdigest()


class Cache:
    """Verdicts by digest, in one JSON file named for the context they hold under."""

    def __init__(self, folder: Path, context: str) -> None:
        self.path = folder / f"check-{context}.json"
        self.known = self._read()
        self.used: dict[str, list[Any]] = {}

    def get(self, key: str) -> Verdict | None:
        entry = self.known.get(key)
        if entry is None:
            return None
        self.used[key] = entry
        findings, counts, texts, notes = entry
        return Verdict(
            tuple(Finding(*values) for values in findings),
            tuple(counts),
            tuple(Sketch(pointer, line, column, tuple(bands)) for pointer, line, column, bands in texts),
            tuple((rule, pointer, text) for rule, pointer, text in notes),
        )

    def put(self, key: str, verdict: Verdict) -> None:
        findings = [[getattr(finding, name) for name in Finding.__slots__] for finding in verdict.findings]
        self.used[key] = [findings, verdict.counts, verdict.texts, verdict.notes]

    def save(self) -> None:
        """Keep what this run used; caches of other contexts are stale and go."""
        if self.used == self.known:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for stale in self.path.parent.glob("check-*.json"):
            stale.unlink()
        self.path.write_text(json.dumps(self.used, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    def _read(self) -> dict[str, list[Any]]:
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
