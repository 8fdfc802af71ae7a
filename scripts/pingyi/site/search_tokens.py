"""What a text is found by: pairs of neighbouring characters, whole titles, and how a title is said.

Chinese has no spaces, and the dictionaries that divide it into words do not know the names of units. So a text is indexed
as its overlapping pairs of letters, digits and Chinese characters (`第12号` as 第1, 12, 2号). Whatever is asked for is found
wherever it begins: all its pairs are on the page, and scripts/web/src/search/ then reads the page's text to be sure.
A title is also found by its Pinyin and by the first letters of that, which are what people type who do not switch keyboards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from pypinyin import lazy_pinyin

from pingyi.contract.assets import assets

WORD = re.compile(r"[^\W_]+")
SIDE_BY_SIDE = re.compile(r"(?=([^\W_]{2}))")
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B)}
"""Full-width letters and digits to plain ones."""
TITLED, WHOLE, SPOKEN, BEGUN = "#", "=", "~", "^"
"""Before a pair or a character of a title; a whole name; a pair of letters of a title as said, and the first such pair."""
LATIN = re.compile(r"[a-z]+|[0-9]")
NUMBERED = re.compile(r"[a-z0-9]{3,}")
"""A code or a number in a title, whose pairs stand in thousands of others."""
DOUBLE = ("zh", "ch", "sh")
"""What some take for one first letter, and others for two."""


def folded_text(text: str) -> str:
    """Text as it is compared: lower case, simplified, no full-width letters or digits; as long as before."""
    return text.lower().translate(_plain_characters())


@cache
def traditional() -> dict[str, str]:
    """The traditional characters, each with the simplified one that it is written as here."""
    lines = (assets("schemas") / "traditional.txt").read_text(encoding="utf-8").splitlines()
    groups = (group for line in lines if not line.startswith("#") for group in line.split())
    return {character: group[0] for group in groups for character in group[1:]}


@cache
def _plain_characters() -> dict[int, int | str]:
    return {**WIDE, **{ord(character): plain for character, plain in traditional().items()}}


def joined(text: str) -> str:
    """A name as a whole, without what stands between its words."""
    return "".join(WORD.findall(folded_text(text)))


def pairs(text: str) -> set[str]:
    """Every pair of neighbouring letters, digits or Chinese characters."""
    return {*SIDE_BY_SIDE.findall(folded_text(text))}


@lru_cache(maxsize=65536)
def syllables(title: str) -> tuple[str, ...]:
    """How a title is said: the Pinyin of each character without tones, ü as u; Latin words and digits as they are."""
    words = WORD.findall(folded_text(title))
    said = (syllable for word in words for syllable in lazy_pinyin(word))
    return tuple(part.replace("ü", "u") for syllable in said for part in LATIN.findall(syllable.replace("v", "u")))


@cache
def common_characters() -> tuple[str, ...]:
    """The 3755 that GB 2312 counts as common."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return tuple(filter(None, (cell.decode("gb2312", "ignore") for cell in cells)))


def spellings(title: str) -> list[str]:
    """A title as said: in full, its first letters, and these with zh, ch, sh as two."""
    parts = syllables(title)
    letters = ([part[0] for part in parts], [part[: 2 if part.startswith(DOUBLE) else 1] for part in parts])
    return ["".join(spelling) for spelling in (parts, *letters)]


def tokens(title: str, names: Iterable[str], text: str) -> set[str]:
    """What an entry is found by. `names`: what else is all of its name, such as a unit's code."""
    in_title = pairs(title)
    whole = joined(title)
    said = spellings(title)
    return {
        WHOLE + whole,
        *(WHOLE + joined(name) for name in names),
        *in_title,
        *(TITLED + part for part in {*in_title, *whole, *NUMBERED.findall(folded_text(title))}),
        *(SPOKEN + pair for spelling in said for pair in SIDE_BY_SIDE.findall(spelling)),
        *(BEGUN + spelling[:2] for spelling in said),
        *(pair for name in names for pair in pairs(name)),
        *pairs(text),
    }
