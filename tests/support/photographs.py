"""Pictures as cameras, scanners and phones write them, whole and broken."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

SIZE = (60, 40)
PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="30,34.2N"/></x:xmpmeta>'


def saved(form: str, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    picture = Image.effect_noise(SIZE, 60).convert(mode)
    picture.save(out, form, **options)
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    return jpeg[:2] + segment(marker, content) + jpeg[2:]


def without_jfif(jpeg: bytes) -> bytes:
    """Some cameras write no APP0, and readers that look for it find no picture."""
    assert jpeg[2:4] == b"\xff\xe0"
    return jpeg[:2] + jpeg[4 + int.from_bytes(jpeg[4:6], "big") :]


def density(jpeg: bytes, dots: int) -> bytes:
    at = jpeg.index(b"JFIF\0") + 7
    return jpeg[:at] + struct.pack(">BHH", 1, dots, dots) + jpeg[at + 5 :]


def with_chunk(png: bytes, kind: bytes, content: bytes, place: int = 33) -> bytes:
    body = kind + content
    chunk = struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
    return png[:place] + chunk + png[place:]


def gps() -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(30), IFDRational(34), IFDRational(12))})
    return exif


def text(key: str, value: str, *, compressed: bool = False) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(key, value, zip=compressed)
    return info


def mpo(second: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    first, other = (Image.effect_noise(SIZE, 60).convert("RGB") for _ in range(2))
    if second is not None:
        other.info["exif"] = second.tobytes()
        other.encoderinfo = {"exif": second.tobytes()}
    first.save(out, "MPO", save_all=True, append_images=[other])
    return out.getvalue()


JPEG, PNG = saved("JPEG"), saved("PNG")

READABLE = {
    "plain.jpg": JPEG,
    "plain.png": PNG,
    "cmyk.jpg": saved("JPEG", "CMYK"),
    "grey.jpg": saved("JPEG", "L"),
    "mpo.jpg": mpo(),
    "no-jfif.jpg": without_jfif(JPEG),
    "density-0.jpg": density(JPEG, 0),
    "density-1.jpg": density(JPEG, 1),
    "dense.png": with_chunk(PNG, b"pHYs", struct.pack(">IIB", 1, 1, 1)),
    "no-density.png": with_chunk(PNG, b"pHYs", struct.pack(">IIB", 0, 0, 1)),
    "deep.png": saved("PNG", "I;16"),
    "bits.png": saved("PNG", "1"),
    "palette.png": saved("PNG", "P", transparency=3),
    "seen-through.png": saved("PNG", "RGBA"),
    "grey-alpha.png": saved("PNG", "LA"),
    "progressive.jpg": saved("JPEG", progressive=True),
    "commented.jpg": saved("JPEG", comment=b"prepared by the office"),
}

TELLING = {
    "exif.jpg": saved("JPEG", exif=gps()),
    "exif.png": saved("PNG", exif=gps().tobytes()),
    "late-exif.png": with_chunk(PNG, b"eXIf", gps().tobytes()[6:], len(PNG) - 12),
    "no-jfif.jpg": without_jfif(saved("JPEG", exif=gps())),
    "second-exif.jpg": with_segment(saved("JPEG", exif=Image.Exif()), 0xE1, gps().tobytes()),
    "second-picture.jpg": JPEG + saved("JPEG", exif=gps()),
    "xmp.jpg": with_segment(JPEG, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PACKET),
    "xmp-wide.jpg": with_segment(JPEG, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PACKET.decode().encode("utf-16-be")),
    "xmp.png": saved("PNG", pnginfo=text("XML:com.adobe.xmp", PACKET.decode())),
    "xmp-packed.png": saved("PNG", pnginfo=text("XML:com.adobe.xmp", PACKET.decode(), compressed=True)),
    "text.png": saved("PNG", pnginfo=text("Comment", "30.57281, 104.06684")),
    "packed-text.png": saved("PNG", pnginfo=text("Place", "GPSLongitude 104.06", compressed=True)),
    "degrees.png": saved("PNG", pnginfo=text("Comment", "30°34′12″N")),
    "raw-profile.png": saved(
        "PNG", pnginfo=text("Raw profile type APP1", f"\ngeneric\n{len(PACKET):8}\n{PACKET.hex()}\n")
    ),
    "comment.jpg": saved("JPEG", comment=b"30.57281,104.06684"),
}

HEIC = b"\0\0\0\x18ftypheic" + bytes(200)

REFUSED = {
    "truncated.jpg": (JPEG[: len(JPEG) * 2 // 3], "file-damaged"),
    "truncated.png": (PNG[: len(PNG) * 2 // 3], "file-damaged"),
    "flipped.png": (PNG[:60] + bytes([PNG[60] ^ 255]) + PNG[61:], "file-damaged"),
    "head.png": (PNG[:20], "file-damaged"),
    "broken-exif.jpg": (with_segment(JPEG, 0xE1, b"Exif\0\0garbage" + bytes(40)), "picture-metadata"),
    "short-exif.jpg": (with_segment(JPEG, 0xE1, gps().tobytes()[:40]), "picture-metadata"),
    "broken-exif.png": (with_chunk(PNG, b"eXIf", b"MM\0*\xff\xff\xff\xff"), "picture-metadata"),
    "phone.jpg": (HEIC, "file-not-what-it-says"),
    "renamed.jpg": (PNG, "file-not-what-it-says"),
    "renamed.png": (JPEG, "file-not-what-it-says"),
    "gif.png": (saved("GIF", "P"), "file-not-what-it-says"),
    "page.png": (b"<!DOCTYPE html><script>", "file-not-what-it-says"),
    "empty.png": (b"", "file-not-what-it-says"),
    "pointer.jpg": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "file-not-what-it-says"),
    "phone.heic": (HEIC, "file-kind"),
}
"""With the rule that refuses each."""
