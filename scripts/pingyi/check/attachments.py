"""Pictures and attachments: there, used, few and small, what they say they are, and silent about where they were taken."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from pingyi.check.pictures import (
    PICTURE_FORMATS,
    BadMetadataError,
    BadPictureError,
    decode_picture,
    kind,
    located,
    opened,
)
from pingyi.check.submission import Submission
from pingyi.load.contents import UNITS
from pingyi.load.documents import FILES_SUFFIX
from pingyi.model import Problem

MAX_PIXELS = 40_000_000
KNOWN = (*PICTURE_FORMATS, "pdf")


def attachments(it: Submission) -> Iterator[Problem]:
    """Every named file is there and every file that is there is named."""
    folder = _folder(it)
    named = dict(_named(it))
    for pointer, name in named.items():
        if name not in it.files:
            yield it.problem("file-missing", pointer, found=name, folder=folder)
    if len(it.files) > it.contract.attached["files"]:
        return  # said once, by `contents`
    for name in sorted(set(it.files) - set(named.values())):
        if _ending(name) not in KNOWN or "/" in name:
            continue  # refused for what it is
        yield Problem("file-unused", f"{folder}/{name}", values={"found": name, "report": it.path})


def _folder(it: Submission) -> str:
    return f"{UNITS}/{it.unit}{FILES_SUFFIX}"


def _named(it: Submission) -> Iterator[tuple[str, str]]:
    for number, entry in enumerate(it.data.get("attachments", ())):
        yield f"/attachments/{number}/file", entry["file"]
    for number, case in enumerate(it.data.get("cases", ())):
        for place, entry in enumerate(case.get("pictures", ())):
            yield f"/cases/{number}/pictures/{place}/file", entry["file"]


def contents(it: Submission) -> Iterator[Problem]:
    """The files are few and small, and each can be read and is of the kind that its name says."""
    limits = it.contract.attached
    if len(it.files) > limits["files"]:
        yield it.problem("files-too-many", folder=_folder(it), found=len(it.files), limit=limits["files"])
        return
    size = 0
    for name in it.files:
        path = f"{_folder(it)}/{name}"
        if "/" in name:
            yield Problem("file-in-folder", path, values={"found": name, "folder": _folder(it)})
            continue
        raw = it.files[name]
        if isinstance(raw, Problem):
            yield raw
            continue
        size += len(raw)
        if size > limits["bytes"]:
            yield it.problem("files-too-large", folder=_folder(it), limit=limits["bytes"] // 2**20)
            return
        yield from _content(it, path, name, raw)


def _content(it: Submission, path: str, name: str, raw: bytes) -> Iterator[Problem]:
    ending = _ending(name)
    values = {"found": name, "kind": it.catalogue.word(f"kind-{kind(raw)}")}
    if ending == "pdf":
        if kind(raw) != "pdf":
            yield Problem("file-not-what-it-says", path, values={**values, "expected": "PDF"})
    elif ending in PICTURE_FORMATS:
        yield from _picture(path, raw, ending, {**values, "expected": PICTURE_FORMATS[ending][0]})
    else:
        yield Problem("file-kind", path, values=values)


def _ending(name: str) -> str:
    return name.rpartition(".")[2]


def _picture(path: str, raw: bytes, ending: str, values: dict[str, object]) -> Iterator[Problem]:
    try:
        with opened(raw) as picture:
            size = {"width": picture.width, "height": picture.height}
            if picture.format not in PICTURE_FORMATS[ending]:
                yield Problem("file-not-what-it-says", path, values=values)
            elif picture.width * picture.height > MAX_PIXELS:
                yield Problem("picture-too-large", path, values={**values, **size})
            elif _tells(picture, raw):
                yield Problem("picture-gps", path, values=values)
    except BadMetadataError:
        yield Problem("picture-metadata", path, values=values)
    except BadPictureError:
        whole = kind(raw).upper() != values["expected"]
        yield Problem("file-not-what-it-says" if whole else "file-damaged", path, values=values)


def _tells(picture: Image.Image, raw: bytes) -> bool:
    decode_picture(picture)
    return located(picture, raw)
