"""A Firefox for the walk through the site: find it, or with --install try to put it there. Standard library only."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("firefox-esr", "firefox")
MISSING = "The walk with Firefox needs firefox-esr or firefox; install it, or name one in the variable PINGYI_FIREFOX."


def find() -> str | None:
    """The path of a Firefox. PINGYI_FIREFOX decides where it is set, even to something that is not there."""
    if named := os.environ.get("PINGYI_FIREFOX"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


if __name__ == "__main__":
    if sys.argv[1:] != ["--install"]:
        sys.exit("usage: firefox.py --install")
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from support.chromium import apt_install

    apt_install([] if find() else ["firefox-esr"])
    if not find():
        sys.stderr.write(f"{MISSING}\n")
