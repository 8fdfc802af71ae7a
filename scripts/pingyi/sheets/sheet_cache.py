"""Sheets kept by what they are made of, so that a site whose figures stay is built without printing them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from pingyi.campaign.verdict_cache import digest
from pingyi.contract.assets import PACKAGE, assets
from pingyi.files.write import NotWrittenError, write

SHEET_LIBRARIES = ("docxtpl", "openpyxl", "python-docx", "typst")


class Shelf:
    """A folder of files by digest, which may be deleted at any time. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.used = folder, dict[str, bytes]()
        self.tool = digest([*_versions(), *(path.read_bytes() for path in _tool())]) if folder else ""

    def take(self, parts: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
        """What was made of these parts by this version of the tool, or else what `make` gives."""
        if self.folder is None:
            return make()
        key = digest([self.tool.encode(), *parts])
        try:
            kept = (self.folder / key).read_bytes()
        except OSError:
            kept = b""
        if kept[:64] != _seal(kept[64:]):  # absent, or another run is just writing it
            made = make()
            kept = _seal(made) + made
        self.used[key] = kept
        return kept[64:]

    def tidy(self) -> None:
        """Keep what this run took and nothing else."""
        if self.folder is not None:
            # A shelf that cannot be kept stops nothing.
            with suppress(NotWrittenError, OSError):
                write(self.folder, self.used)


def _seal(content: bytes) -> bytes:
    return blake2b(content).digest()


def _versions() -> list[bytes]:
    return [version(name).encode() for name in SHEET_LIBRARIES]


def _tool() -> list[Path]:
    """Everything of the tool that a sheet may depend on."""
    return sorted(
        path
        for folder in (PACKAGE, assets("schemas"))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
