"""How large the published pictures are, so that a page can keep their place before they are there."""

from __future__ import annotations

import pandas as pd
from PIL import ExifTags

from pingyi.check.pictures import BadPictureError, opened
from pingyi.load.attached import MAX_FILE
from pingyi.load.contents import UNITS
from pingyi.load.documents import FILES_SUFFIX
from pingyi.load.source import Source

SIDEWAYS = range(5, 9)
"""EXIF orientations in which width and height change places, as browsers show them."""


def with_sizes(pictures: pd.DataFrame, source: Source) -> pd.DataFrame:
    """`case_pictures` with width and height in pixels; missing where a picture cannot be read."""
    sizes = [
        size(source.read(f"{UNITS}/{unit}{FILES_SUFFIX}/{file}", MAX_FILE))
        for unit, file in zip(pictures["unit"], pictures["file"], strict=True)
    ]
    columns = pd.DataFrame(sizes, columns=["width", "height"], index=pictures.index)
    return pictures.assign(width=columns["width"], height=columns["height"])


def size(raw: object) -> tuple[int | None, int | None]:
    """Width and height in pixels, as a browser shows it; nothing for what is no picture that a page may hold."""
    if not isinstance(raw, bytes):
        return None, None
    try:
        with opened(raw) as picture:
            width, height = picture.size
            turned = picture.getexif().get(ExifTags.Base.Orientation) in SIDEWAYS
    except BadPictureError:
        return None, None
    return (height, width) if turned else (width, height)
