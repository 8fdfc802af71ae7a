"""The format of a campaign's data, and how that of an earlier version becomes today's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pingyi.campaign.pinned import StartError
from pingyi.load.documents import read_document
from pingyi.load.source import Folder

CAMPAIGN_FILE: Final = "data/campaign.yml"
RECORDS: Final = ("data/releases", "data/decisions")
"""What was released or decided stands for good: data that it was made of changes no more."""


@dataclass(frozen=True, slots=True)
class Migration:
    """From one format to the next. `make`: from texts by path to those that change; `figures`: whether it touches what was reported."""

    make: Callable[[Mapping[str, str]], dict[str, str]]
    figures: bool


def _numbered(texts: Mapping[str, str]) -> dict[str, str]:
    """A campaign file that names its format, before its first key."""
    return {CAMPAIGN_FILE: re.sub(r"^(?=[a-z])", "format: 1\n", texts[CAMPAIGN_FILE], count=1, flags=re.MULTILINE)}


MIGRATIONS: Final[list[Migration]] = [Migration(_numbered, figures=False)]
"""In order: the first from a campaign file that names no format."""

FORMAT: Final = len(MIGRATIONS)


def migrated(root: Path) -> tuple[int, dict[str, str]]:
    """The format of a campaign's data, and the files that change on the way to today's. Raises `StartError`."""
    document, _ = read_document(Folder(root), CAMPAIGN_FILE)
    found = document.data.get("format", 0) if document else None
    if not isinstance(found, int):
        raise StartError("format-unread", file=CAMPAIGN_FILE)
    if found > len(MIGRATIONS):
        raise StartError("format-newer", found=found, known=len(MIGRATIONS))
    ahead = MIGRATIONS[found:]
    if any(step.figures for step in ahead) and (kept := [path for path in RECORDS if (root / path).exists()]):
        raise StartError("format-frozen", found=found, known=len(MIGRATIONS), kept="、".join(kept))
    texts = {
        path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted((root / "data").rglob("*.yml"))
    }
    changed: dict[str, str] = {}
    for step in ahead:
        changed |= step.make(texts | changed)
    return found, changed
