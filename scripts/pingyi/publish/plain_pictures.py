"""Pictures as they are published: decoded and written anew, so that page, sheet and dossier show the same plain picture."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from pingyi.check.pictures import BadPictureError, opened

DENSITY = 96
"""Dots an inch, as screens count them. Some cameras write none, or one a metre, and a printed picture is as large as a field."""

QUALITY = 90
PLAIN_MODES = ("1", "L", "P", "RGB", "RGBA", "LA")
DEPTH = 2**8
"""How many of the steps of a deep grey make one of 256."""


def plain_picture(raw: bytes) -> bytes | None:
    """A PNG or JPEG upright, in grey or RGB, of a usual density, and without anything that is no pixel.

    None for what cannot be read, which the check has refused.
    """
    out = io.BytesIO()
    try:
        with opened(raw) as picture:
            form = "PNG" if picture.format == "PNG" else "JPEG"
            plain = _plain(ImageOps.exif_transpose(picture))
            # Text, profile, Exif and comment would be written again.
            plain.info.clear()
            plain.save(out, form, dpi=(DENSITY, DENSITY), quality=QUALITY)
    except BadPictureError:
        return None
    return out.getvalue()


def _plain(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / DEPTH).convert("L")
    if "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture if picture.mode in PLAIN_MODES else picture.convert("RGB")
