"""Zip files, office files among them, that are the same whenever they are made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date

CORE = "docProps/core.xml"
TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def packed(files: Mapping[str, bytes], day: date) -> bytes:
    """A zip file whose entries all bear the same day."""
    out = io.BytesIO()
    # A zip file knows no day before 1980.
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, stamp)
            # Else it depends on the system that packs.
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def repacked(office: bytes, day: date) -> bytes:
    """An office file with the campaign's clock in place of the time of writing."""
    with zipfile.ZipFile(io.BytesIO(office)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if CORE in files:
        files[CORE] = TIMES.sub(rb"\g<1>" + f"{day.isoformat()}T00:00:00Z".encode(), files[CORE])
    return packed(files, day)
