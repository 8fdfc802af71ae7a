"""Pictures as a check needs them: decoded to the end, and all that they hold beside pixels looked through for places."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PIL import ExifTags, Image

# The size of a picture is judged before its pixels are read.
Image.MAX_IMAGE_PIXELS = None
PICTURE_FORMATS = {"png": ("PNG",), "jpg": ("JPEG", "MPO")}
"""By file name ending, what Pillow calls it; an MPO is a JPEG with further ones behind."""

PLACE_TAGS = re.compile(
    rb"G\0?P\0?S\0?(?:L\0?a\0?t\0?i|L\0?o\0?n\0?g|P\0?o\0?s\0?i|C\0?o\0?o\0?r|D\0?e\0?s\0?t\0?L)|geo:l(?:at|ong)",
    re.IGNORECASE,
)
"""How XMP and others name coordinates, in one or two bytes a letter."""

NUMBERS = re.compile(
    r"(?<![0-9.])-?[0-9]{1,3}\.[0-9]{3,12}°?[NSns]?[ ,;/]{1,3}-?[0-9]{1,3}\.[0-9]{3,12}(?![0-9.])|[0-9]{1,3}°[ ]?[0-9]{1,2}[′']"
)
"""A pair of coordinates in a text."""

EXIF = b"Exif\0\0"
RAW_PROFILE = "Raw profile type "

SIGNATURES = (
    ("heic", re.compile(rb"....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)),
    ("avif", re.compile(rb"....ftypavi", re.DOTALL)),
    ("video", re.compile(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI", re.DOTALL)),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("gif", re.compile(rb"GIF8")),
    ("bmp", re.compile(rb"BM....\0\0\0\0", re.DOTALL)),
    ("tiff", re.compile(rb"II\*\0|MM\0\*")),
    ("png", re.compile(rb"\x89PNG")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("pdf", re.compile(rb"%PDF-")),
    ("office", re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0")),
    ("lfs", re.compile(rb"version https://git-lfs")),
    ("html", re.compile(rb"\s*<(?:!doctype|html|svg|\?xml|script|body)", re.IGNORECASE)),
    ("empty", re.compile(rb"\Z")),
)


class BadPictureError(Exception):
    """No picture, or none that can be read to its end."""


class BadMetadataError(Exception):
    """What a picture holds beside its pixels cannot be read."""


def kind(raw: bytes) -> str:
    """What bytes look like by their beginning: a key of the words `kind-…`."""
    return next((name for name, signature in SIGNATURES if signature.match(raw)), "unknown")


@contextmanager
def opened(raw: bytes) -> Iterator[Image.Image]:
    """A PNG or JPEG, its pixels not yet read. Raises `BadPictureError` for whatever goes wrong with it within the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:
                yield picture
        except BadMetadataError:
            raise
        except Exception as error:
            # A decoder may raise anything at bytes that somebody made for it.
            raise BadPictureError from error


def decode_picture(picture: Image.Image) -> None:
    """Read all pixels, of a JPEG in its smallest size: whether there are any is asked, not what they show."""
    picture.draft("RGB", (1, 1))
    picture.load()


def located(picture: Image.Image, raw: bytes) -> bool:
    """Whether a decoded picture says anywhere where it was taken. Raises `BadMetadataError` where that cannot be read."""
    texts = [str(text) for text in getattr(picture, "text", {}).values()]
    comment = picture.info.get("comment", b"")
    texts.append(comment.decode("utf-8", "replace") if isinstance(comment, bytes) else str(comment))
    blobs = [raw, *(text.encode() for text in texts), *_raw_profiles(picture)]
    if any(PLACE_TAGS.search(blob) for blob in blobs) or any(NUMBERS.search(text) for text in texts):
        return True
    return any(_gps(blob) for blob in _exifs(picture, raw, blobs))


def _exifs(picture: Image.Image, raw: bytes, blobs: list[bytes]) -> Iterator[bytes]:
    """Every Exif of a file, also that of further pictures behind the first."""
    if isinstance(found := picture.info.get("exif"), bytes):
        yield found
    for blob in blobs if picture.format == "PNG" else [raw]:
        for match in re.finditer(EXIF, blob):
            yield blob[match.start() : match.start() + 2**16]


def _raw_profiles(picture: Image.Image) -> Iterator[bytes]:
    """Exif and XMP as ImageMagick hides them in the texts of a PNG: a name, a length, and hexadecimal digits."""
    for key, text in getattr(picture, "text", {}).items():
        if key.startswith(RAW_PROFILE):
            with suppress(ValueError):
                yield bytes.fromhex("".join(str(text).split()[2:]))


def _gps(exif: bytes) -> bool:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            found = Image.Exif()
            found.load(exif)
            place = found.get_ifd(ExifTags.IFD.GPSInfo)
            found.get_ifd(ExifTags.IFD.Exif)
        except Exception as error:
            raise BadMetadataError from error
    if said and not place:
        raise BadMetadataError
    return bool(place)
