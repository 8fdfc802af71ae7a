"""Where the tool's own files are: schemas, theme, templates and browser code, in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]
PLACES = {"templates": PACKAGE / "templates", "web": CHECKOUT / "build/web"}
"""What does not stand at the top of the checkout."""

Asset = Literal["schemas", "docs", "data", "mkdocs.yml", "templates", "web"]


def assets(name: Asset) -> Path:
    """The file or folder of this name."""
    return PLACES.get(name, CHECKOUT / name)
