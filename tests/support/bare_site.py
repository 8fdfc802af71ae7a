"""The generated pages of a campaign with the browser's code and nothing around them: a site in a moment, without a site generator."""

from __future__ import annotations

import re
from pathlib import Path

from pingyi.campaign.open import open_campaign
from pingyi.pages import pages
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from pingyi.publish.lives_told import lives_told
from pingyi.site.prose import prose
from support.approvals import DAY

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def bare_site(root: Path, folder: Path) -> Path:
    """Written into a folder, from what lies at a root, for those who see all."""
    judged = open_campaign(root, DAY)
    book = Book(audience_tables(judged, "internal"), judged.campaign)
    made, _ = pages(judged, book, "", {}, lives_told(root, judged, book, None))
    files: dict[str, str | bytes] = {path: content for path, content in made if content is not None}
    files |= {path: content for path, content in prose(root, judged.campaign).items() if path.startswith("assets/")}
    for path, content in files.items():
        file = folder / re.sub(r"\.md$", ".html", path)
        file.parent.mkdir(parents=True, exist_ok=True)
        raw = FRONT_MATTER.sub("<!doctype html><meta charset=utf-8>", content) if isinstance(content, str) else content
        file.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return folder
