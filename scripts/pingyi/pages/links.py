"""Links between pages."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def relative(folder: str, target: str) -> str:
    """The link from a page in a folder to another place of the site, both given from the site's root."""
    home, way = folder.split("/") if folder else [], target.split("/")
    shared = 0
    while shared < min(len(home), len(way) - 1) and home[shared] == way[shared]:
        shared += 1
    return "../" * (len(home) - shared) + "/".join(way[shared:])
