"""Names of files that some machine of a clerk cannot hold, or holds as another file.

Windows: learn.microsoft.com, "Naming Files, Paths, and Namespaces". A path that it cannot write ends every clone there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pingyi.model import Problem

MAX_PATH = 200
"""Characters below the campaign's root; Windows takes 260 with the folder in front."""

DEVICES = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    ]
)
FORBIDDEN = re.compile(r'[<>:"|?*\\]')
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of characters that nobody sees, or that every machine takes for something else; Cs: bytes that are no UTF-8."""


def unfit(path: str) -> Problem | None:
    """Why a path cannot stand on every machine; None where it can."""
    if len(path) > MAX_PATH:
        return Problem("file-path-long", path, values={"found": len(path), "limit": MAX_PATH})
    for character in path:
        if FORBIDDEN.match(character) or unicodedata.category(character) in UNSEEN or _odd_space(character):
            return Problem(
                "file-character", path, values={"code": f"U+{ord(character):04X}", "found": _shown(character)}
            )
    if unicodedata.normalize("NFC", path) != path:
        return Problem("file-normal-form", path)
    for part in path.split("/"):
        if part.partition(".")[0].strip().casefold() in DEVICES:
            return Problem("file-reserved-name", path, values={"part": part})
        if part != part.strip(" ") or part.endswith("."):
            return Problem("file-ending", path, values={"part": part})
    return None


def twins(paths: Iterable[str]) -> Iterator[Problem]:
    """Files and folders whose names differ in nothing but capitals or the spelling of accents: one file on some machines."""
    paths = list(paths)
    together = "".join(paths)
    if together.isascii() and together == together.lower():
        return  # each is what it is folded to
    seen: dict[str, str] = {}
    for path in paths:
        told = False
        for end in (place for place, character in enumerate(f"{path}/") if character == "/"):
            first = seen.setdefault(folded(path[:end]), path[:end])
            if first != path[:end] and not told:
                told = True
                yield Problem("file-twin", path, values={"found": path[:end], "other": first})


def folded(path: str) -> str:
    """What paths have in common that a machine without capital letters takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _odd_space(character: str) -> bool:
    return character != " " and unicodedata.category(character) == "Zs"


def _shown(character: str) -> str:
    return f"“{character}”" if FORBIDDEN.match(character) else ""
