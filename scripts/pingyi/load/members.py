"""Who is in which team, as the forge or the administrator of a server says: `organisation/team: [login, …]`, YAML or JSON."""

from __future__ import annotations

from pathlib import Path

from pingyi.load.documents import read_document
from pingyi.load.source import Folder


class MembersError(Exception):
    """The file is missing or is no list of logins by team."""


def read_members(file: Path) -> dict[str, list[str]]:
    """Logins by team. Raises `MembersError`."""
    document, _ = read_document(Folder(file.parent), file.name)
    if document is None or not all(_logins(value) for value in document.data.values()):
        raise MembersError(str(file))
    return document.data


def _logins(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(login, str) for login in value)
