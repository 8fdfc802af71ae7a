"""Pictures are published plain, and whoever prints them can read them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import typst
from docx.image.image import Image as WordImage
from PIL import Image, ImageChops, ImageStat

from pingyi.check.pictures import located
from pingyi.publish.plain_pictures import DENSITY, plain_picture
from support.photographs import READABLE, REFUSED, SIZE, TELLING

UNREADABLE = [name for name, (_, rule) in REFUSED.items() if rule == "file-damaged"]


def made(name: str, raw: bytes) -> tuple[bytes, Image.Image]:
    content = plain_picture(raw)
    assert content is not None, name
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return content, picture


@pytest.mark.parametrize("name", READABLE)
def test_word_and_typst_read_every_picture(tmp_path: Path, name: str) -> None:
    content, picture = made(name, READABLE[name])
    assert picture.size == SIZE
    assert picture.mode in ("1", "L", "P", "RGB", "RGBA", "LA")
    word = WordImage.from_blob(content)
    assert (word.px_width, word.px_height, word.horz_dpi) == (*SIZE, DENSITY)
    (tmp_path / name).write_bytes(content)
    compiler = typst.Compiler(root=tmp_path)
    assert compiler.compile(input=f'#image("/{name}", width: 3cm)'.encode(), format="pdf")


@pytest.mark.parametrize("name", READABLE)
def test_a_picture_shows_the_same(name: str) -> None:
    _, picture = made(name, READABLE[name])
    if name == "deep.png":
        return  # of 65,536 greys 256 are left
    before = Image.open(io.BytesIO(READABLE[name]))
    difference = ImageChops.difference(before.convert("L"), picture.convert("L"))
    assert ImageStat.Stat(difference).mean[0] < 12


@pytest.mark.parametrize("name", TELLING)
def test_nothing_but_pixels_is_left(name: str) -> None:
    content, picture = made(name, TELLING[name])
    assert not located(picture, content)
    assert not {*picture.info} - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert b"office" not in made("commented.jpg", READABLE["commented.jpg"])[0]


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_no_picture(name: str) -> None:
    assert plain_picture(REFUSED[name][0]) is None


def test_a_turned_picture_is_published_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (30, 20)).save(out, "JPEG", exif=exif)
    assert made("turned.jpg", out.getvalue())[1].size == (20, 30)


def test_broken_metadata_keeps_no_picture_from_being_published() -> None:
    raw, _ = REFUSED["broken-exif.jpg"]
    _, picture = made("broken-exif.jpg", raw)
    assert picture.size == SIZE
