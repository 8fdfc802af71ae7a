"""Pictures are measured as a browser shows them."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from pingyi.load.source import Folder
from pingyi.publish.picture_sizes import with_sizes
from pingyi.tables.dictionary import frame


def picture(orientation: int) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (30, 20)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "size"),
    [(picture(1), (30, 20)), (picture(6), (20, 30)), (b"not a picture", (None, None)), (None, (None, None))],
    ids=["upright", "turned", "broken", "absent"],
)
def test_a_picture_is_measured_as_a_browser_shows_it(tmp_path: Path, content: bytes | None, size: tuple[int, int]):
    folder = tmp_path / "data/units/u.files"
    folder.mkdir(parents=True)
    if content:
        (folder / "p.jpg").write_bytes(content)
    table = with_sizes(
        frame("case_pictures", [{"unit": "u", "id": "c", "number": 1, "file": "p.jpg"}]), Folder(tmp_path)
    )
    row = frame("case_pictures", table.to_dict("records")).iloc[0]

    assert tuple(None if pd.isna(row[side]) else row[side] for side in ("width", "height")) == size
