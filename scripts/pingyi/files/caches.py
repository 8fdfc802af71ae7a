"""Where results are kept between runs: outside of every repository, so that nobody can commit what the next run believes."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

import platformdirs

FOLDER = "PINGYI_CACHE"
"""Environment variable that names another folder than the user's own for caches; empty: nothing is kept."""


def cache_folder(root: Path, name: str) -> Path | None:
    """The folder of one kind of results of the campaign at `root`, apart for each installation of the tool.

    None where nothing may be kept: what lies in a work tree of Git could be tracked there, and planted.
    """
    given = os.environ.get(FOLDER)
    if given == "":
        return None
    home = Path(given or platformdirs.user_cache_path("pingyi", appauthor=False)).resolve()
    if any((folder / ".git").exists() for folder in (home, *home.parents)) or home.is_relative_to(root.resolve()):
        return None
    key = blake2b(os.fsencode(f"{Path(__file__).resolve()}\0{root.resolve()}"), digest_size=16)
    return home / key.hexdigest() / name
