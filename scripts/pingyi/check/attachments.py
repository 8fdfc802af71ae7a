"""Pictures and attachments: there, used, what they say they are, small, and silent about where they were taken."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from PIL import ExifTags, Image, UnidentifiedImageError

from pingyi.check.submission import Submission
from pingyi.load.contents import UNITS
from pingyi.load.documents import FILES_SUFFIX
from pingyi.model import Problem

PICTURE_FORMATS = {"png": "PNG", "jpg": "JPEG"}
PDF = b"%PDF-"

# Only the header of a picture is read, and its size is judged here.
Image.MAX_IMAGE_PIXELS = None
MAX_PIXELS = 40_000_000
KNOWN = (*PICTURE_FORMATS, "pdf")


def attachments(it: Submission) -> Iterator[Problem]:
    """Every named file is there and every file that is there is named."""
    folder = f"{UNITS}/{it.unit}{FILES_SUFFIX}"
    named = dict(_named(it))
    for pointer, name in named.items():
        if name not in it.files:
            yield it.problem("file-missing", pointer, found=name, folder=folder)
    for name in sorted(set(it.files) - set(named.values())):
        if _ending(name) not in KNOWN:
            continue  # refused for what it is
        yield Problem("file-unused", f"{folder}/{name}", values={"found": name, "report": it.path})


def _named(it: Submission) -> Iterator[tuple[str, str]]:
    for number, entry in enumerate(it.data.get("attachments", ())):
        yield f"/attachments/{number}/file", entry["file"]
    for number, case in enumerate(it.data.get("cases", ())):
        for place, entry in enumerate(case.get("pictures", ())):
            yield f"/cases/{number}/pictures/{place}/file", entry["file"]


def contents(it: Submission) -> Iterator[Problem]:
    """Each attached file can be read and is of the kind that its name says."""
    for name, raw in it.files.items():
        path = f"{UNITS}/{it.unit}{FILES_SUFFIX}/{name}"
        if isinstance(raw, Problem):
            yield raw
        else:
            yield from _content(path, name, raw)


def _content(path: str, name: str, raw: bytes) -> Iterator[Problem]:
    ending = _ending(name)
    if ending == "pdf" and not raw.startswith(PDF):
        yield Problem("file-not-what-it-says", path, values={"found": name, "expected": "PDF"})
    elif ending in PICTURE_FORMATS:
        yield from _picture(path, name, raw, PICTURE_FORMATS[ending])
    elif ending != "pdf":
        yield Problem("file-kind", path, values={"found": name})


def _ending(name: str) -> str:
    return name.rpartition(".")[2]


def _picture(path: str, name: str, raw: bytes, expected: str) -> Iterator[Problem]:
    try:
        with Image.open(io.BytesIO(raw), formats=list(PICTURE_FORMATS.values())) as picture:
            if picture.format != expected:
                yield Problem("file-not-what-it-says", path, values={"found": name, "expected": expected})
            if picture.width * picture.height > MAX_PIXELS:
                yield Problem(
                    "picture-too-large", path, values={"found": name, "width": picture.width, "height": picture.height}
                )
            elif _located(picture.getexif()):
                yield Problem("picture-gps", path, values={"found": name})
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        yield Problem("file-not-what-it-says", path, values={"found": name, "expected": expected})


def _located(exif: Image.Exif) -> bool:
    place: Mapping[int, object] = exif.get_ifd(ExifTags.IFD.GPSInfo)
    return bool(place)
