"""Zip files, office files among them, that are the same whenever they are made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date

CORE = "docProps/core.xml"
TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


class Archive:
    """A zip file in the making, whose entries all bear the same day."""

    def __init__(self, day: date) -> None:
        # A zip file knows no day before 1980.
        self._stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
        self._out = io.BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)

    def add(self, path: str, parts: Iterable[bytes]) -> None:
        """A file, given part by part, so that a large one need not be in memory."""
        entry = zipfile.ZipInfo(path, self._stamp)
        # Else it depends on the system that packs.
        entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
        with self._zip.open(entry, "w") as file:
            for part in parts:
                file.write(part)

    def content(self) -> bytes:
        """The whole file; nothing can be added any more."""
        self._zip.close()
        return self._out.getvalue()


def packed(files: Mapping[str, bytes], day: date) -> bytes:
    """A zip file whose entries all bear the same day."""
    archive = Archive(day)
    for path, content in files.items():
        archive.add(path, [content])
    return archive.content()


def repacked(office: bytes, day: date) -> bytes:
    """An office file with the campaign's clock in place of the time of writing."""
    with zipfile.ZipFile(io.BytesIO(office)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if CORE in files:
        files[CORE] = TIMES.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode(), files[CORE])
    return packed(files, day)
