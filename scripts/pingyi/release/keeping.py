"""Put a finished release where it belongs, whole or not at all, so that one that was broken off leaves nothing in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

from pingyi.files.write import write
from pingyi.load.releases import AS_IT_IS, ATTRIBUTES, COUNTED, RELEASES

UNFINISHED_FOLDER = ".unfinished"
"""Beside the releases, so that its folders can be moved by one rename; no release has such a name."""


def keep(root: Path, name: str, files: dict[str, bytes], counted: bytes) -> None:
    """Write `data/releases/NAME` and `NAME.counted.csv`. The release is there once its folder is: that comes last."""
    home = root / RELEASES
    beside = home / UNFINISHED_FOLDER
    write(home, {ATTRIBUTES: AS_IT_IS}, prune=False)
    write(beside / name, files)
    write(beside, {f"{name}{COUNTED}": counted}, prune=False)
    (beside / f"{name}{COUNTED}").replace(home / f"{name}{COUNTED}")
    (beside / name).rename(home / name)
    sweep(root)


def sweep(root: Path) -> None:
    """Take away what a release left that was broken off: its list may be in place already, its folder is not."""
    home = root / RELEASES
    beside = home / UNFINISHED_FOLDER
    for begun in beside.iterdir() if beside.is_dir() else ():
        if begun.is_dir() and not (home / begun.name).exists():
            (home / f"{begun.name}{COUNTED}").unlink(missing_ok=True)
    shutil.rmtree(beside, ignore_errors=True)
