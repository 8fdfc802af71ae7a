"""What the files of a search index say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.readers import inflated


def entries(folder: Path) -> list[dict[str, Any]]:
    """All pages that the index of a site shows, in no order."""
    return [unpacked(path) for path in (folder / "search/pages").iterdir()]


def unpacked(path: Path) -> dict[str, Any]:
    """One of its packed files."""
    found: dict[str, Any] = json.loads(inflated(path.read_bytes(), path.parents[1] / "common"))
    return found
