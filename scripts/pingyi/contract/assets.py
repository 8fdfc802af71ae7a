"""Where the tool's own files are: schemas, theme, templates and browser code, in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

PACKAGE = Path(__file__).resolve().parents[1]
PACKED = PACKAGE / "assets"
"""Where `setup.py` puts copies into a wheel; a checkout has no such folder."""

CHECKOUT = PACKAGE.parents[1]
IN_CHECKOUT = {
    "web": CHECKOUT / "build/web",
    "hooks": CHECKOUT / "scripts",
    "workflows": CHECKOUT / ".github/workflows",
}
PLACES = {"templates": PACKAGE / "templates"} | ({} if PACKED.is_dir() else IN_CHECKOUT)
"""What does not stand beside the others."""

Asset = Literal[
    "schemas", "docs", "data", "mkdocs.yml", "requirements.txt", "templates", "web", "hooks", "workflows", "commit"
]
"""`commit`: the one that a wheel was built from; a checkout has Git to ask."""


def assets(name: Asset) -> Path:
    """The file or folder of this name."""
    return PLACES.get(name, (PACKED if PACKED.is_dir() else CHECKOUT) / name)
