"""Ids of units: kept where the roster knows a unit, else made from its name's pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import Final

from pypinyin import lazy_pinyin

from pingyi.load.contents import RESERVED

LONGEST_PART: Final = 16
"""Letters of a part: six parts then fit into an id."""

NOT_IN_IDS: Final = re.compile("[^a-z0-9]+")
NAMELESS: Final = "unit"


def fresh_part(name: str, above: str, taken: Collection[str]) -> str:
    """The last part of a new id: the name in pinyin, of a longer one its first letters; numbered where it is taken.

    `above`: the parent's name, which often stands before the unit's own; `taken`: the parts of its siblings.
    """
    own = name.removeprefix(above) if above and len(name) - len(above) > 1 else name
    part = _spelt(own) or NAMELESS
    number, found = 1, part
    while found in taken or found in RESERVED:
        number += 1
        found = f"{part}-{number}"
    return found


@cache
def _spelt(name: str) -> str:
    syllables = [NOT_IN_IDS.sub("", syllable.lower()) for syllable in lazy_pinyin(unicodedata.normalize("NFKC", name))]
    whole = "".join(syllables)
    # A run without Chinese, such as "12" or "abc", comes as one syllable and is kept whole.
    return whole if len(whole) <= LONGEST_PART else "".join(_short(syllable) for syllable in syllables)[:LONGEST_PART]


def _short(syllable: str) -> str:
    return syllable if syllable.isdecimal() else syllable[:1]
