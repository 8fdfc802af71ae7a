"""Which version of the tool this is, and of which commit."""

from __future__ import annotations

from pingyi import __version__
from pingyi.contract.assets import CHECKOUT, PACKED, assets
from pingyi.load.source import GitError, git

DESCRIBE = ("describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+changed")
"""The whole commit, and whether files differ from it; as `setup.py` asks for it when it builds a wheel."""


def tool_version() -> str:
    """Version and commit, such as `0.1.0 (950cdf…)`; the version alone where nobody knows the commit."""
    commit = _commit()
    return f"{__version__} ({commit})" if commit else __version__


def _commit() -> str:
    if PACKED.is_dir():
        return assets("commit").read_text(encoding="ascii")
    try:
        return git(CHECKOUT, *DESCRIBE).decode().strip()
    except GitError:
        return ""
