"""Sketches of texts: equal for equal texts, mostly equal for similar ones, small enough to keep for every report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rensa import RMinHash

from pingyi.model import Data

SHINGLE = 2
PERMUTATIONS = 64
SEED = 2012
MIN_LENGTH = 40
MAX_LENGTH = 40_000
"""More than the parts of a case may have together; of a text that is longer, and an error, the beginning is sketched."""
SPACE = re.compile(r"\s+")
CASE_PARTS = ("background", "actions", "results", "lessons")


class Sketch(NamedTuple):
    """Where a text stands and its MinHash, the lowest byte of each of `PERMUTATIONS` values in hexadecimal.

    The share of equal bytes estimates what share of their shingles two texts have in common (b-bit MinHash, Li and
    König 2010).
    """

    pointer: str
    signature: str


def sketches(data: Data) -> Iterator[Sketch]:
    """Sketches of the self-check and of each case as a whole."""
    texts = {"/consultation/self_check": data.get("consultation", {}).get("self_check", "")}
    for number, case in enumerate(data.get("cases", ())):
        texts[f"/cases/{number}"] = "".join(case.get(part, "") for part in CASE_PARTS)
    for pointer, text in texts.items():
        plain = SPACE.sub("", text[:MAX_LENGTH])
        if len(plain) >= MIN_LENGTH:
            yield Sketch(pointer, signature(plain))


def signature(text: str) -> str:
    """The MinHash of a text's shingles of two characters."""
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update([text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)])
    return bytes(value & 0xFF for value in sketch.digest()).hex()
