"""`data/releases/`: frozen publications, each a folder of tables with a manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pingyi.load.source import Source
from pingyi.model import Data

RELEASES = "data/releases"
MANIFEST = "manifest.json"
MAX_RELEASE = 2**30


@dataclass(frozen=True, slots=True)
class Release:
    """`files`: bytes by name, the manifest included. `manifest` is empty where it cannot be read."""

    name: str
    manifest: Data
    files: dict[str, bytes]

    def rows(self, table: str) -> list[Data] | None:
        """The rows of a table; None where the release has no such table."""
        content = self.files.get(f"{table}.json")
        return None if content is None else json.loads(content)


def read_releases(source: Source) -> list[Release]:
    """All releases, oldest first."""
    files: dict[str, dict[str, bytes]] = {}
    for path in source.paths(RELEASES):
        name, _, file = path.removeprefix(f"{RELEASES}/").partition("/")
        if file and isinstance(content := source.read(path, MAX_RELEASE), bytes):
            files.setdefault(name, {})[file] = content
    found = [Release(name, _manifest(content), content) for name, content in files.items()]
    return sorted(found, key=lambda release: (len(release.manifest.get("earlier", ())), release.name))


def _manifest(files: dict[str, bytes]) -> Data:
    try:
        data = json.loads(files.get(MANIFEST, b"{}"))
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
