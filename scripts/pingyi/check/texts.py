"""Sketches of texts: equal for equal texts, mostly equal for similar ones, small enough to keep for every report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rensa import RMinHash

from pingyi.check.place import Locate
from pingyi.model import Data

SHINGLE = 4
BANDS = 12
ROWS = 2
SEED = 2012
MIN_LENGTH = 40
SPACE = re.compile(r"\s+")
CASE_PARTS = ("background", "actions", "results", "lessons")


class Sketch(NamedTuple):
    """Where a text stands and its MinHash by bands of rows: similar texts share most bands."""

    pointer: str
    line: int
    column: int
    bands: tuple[int, ...]


def sketches(data: Data, path: str, place: Locate) -> Iterator[Sketch]:
    """Sketches of the self-check and of each case as a whole."""
    texts = {"/consultation/self_check": data.get("consultation", {}).get("self_check", "")}
    for number, case in enumerate(data.get("cases", ())):
        texts[f"/cases/{number}"] = "".join(case.get(part, "") for part in CASE_PARTS)
    for pointer, text in texts.items():
        plain = SPACE.sub("", text)
        if len(plain) >= MIN_LENGTH:
            yield Sketch(pointer, *place(path, pointer), bands(plain))


def bands(text: str) -> tuple[int, ...]:
    """The MinHash of a text's four-character shingles, rows of a band folded into one number."""
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update([text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)])
    digest = sketch.digest()
    pairs = zip(digest[::ROWS], digest[1::ROWS], strict=True)
    return tuple((a * 31 + b) & 0xFFFFFFFF for a, b in pairs)
