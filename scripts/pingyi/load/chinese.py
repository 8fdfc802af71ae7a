"""In which of the older Chinese encodings bytes are that are no UTF-8: both take most bytes for some Chinese signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

GBK, BIG5 = "gb18030", "cp950"
PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")
USUAL = {GBK: re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"), BIG5: re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")}
"""Where each keeps punctuation and the signs of everyday texts. Big5's lie, read as GBK, in good part among the rare ones."""


def likely_encodings(raw: bytes) -> Iterator[str]:
    """Both, the one first in which more of the signs are usual ones."""
    pairs = PAIR.findall(raw)
    usual = {encoding: sum(map(bool, map(signs.fullmatch, pairs))) for encoding, signs in USUAL.items()}
    yield from sorted(usual, key=lambda encoding: -usual[encoding])
