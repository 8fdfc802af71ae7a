"""The reports that the form opens lie beside it, for those who see all of them, each as it was handed in."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from pathlib import Path

from pingyi.contract.assets import CHECKOUT

PACKED = re.compile(r'\]="([A-Za-z0-9+/=]*)";\n$')
FORM = "assets/form"


def packed(script: Path) -> bytes:
    found = PACKED.search(script.read_text("utf-8"))
    assert found, script
    return b64decode(found[1])


def commons(site: Path) -> dict[str, bytes]:
    """What the copies are packed with, by the check sum that names it."""
    return {script.stem: zlib.decompress(packed(script)) for script in (site / FORM / "common").iterdir()}


def test_each_copy_is_the_report_as_it_was_handed_in(internal: Path) -> None:
    common, folder = commons(internal), internal / FORM / "reports"
    found = {script.relative_to(folder).with_suffix("").as_posix(): packed(script) for script in folder.rglob("*.js")}
    assert len(found) > 100
    assert {content[2:6].hex() for content in found.values()} == common.keys()
    for unit, content in found.items():
        said = zlib.decompressobj(zdict=common[content[2:6].hex()]).decompress(content)
        assert said == (CHECKOUT / f"data/units/{unit}.yml").read_bytes(), unit


def test_the_public_has_neither_copies_nor_what_they_have_in_common(public: Path) -> None:
    assert {path.name for path in (public / FORM).iterdir()} & {"reports", "common"} == set()
