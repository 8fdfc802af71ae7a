"""Numbers, days and names as people type them: one reading for form, workbook, ballots and tables; `values.ts` is its twin.

What has no one meaning stays the text that it is, so that the check says what is wrong with it.
"""

from __future__ import annotations

import unicodedata

from pingyi.contract.limits import AGREED, regex

TYPED = AGREED["typed"]
PLAIN_SIGNS = str.maketrans(TYPED["wide"], TYPED["plain"])
IGNORED = dict.fromkeys(map(ord, TYPED["around"]))
NUMBER_TYPED, DAYS_TYPED = regex("number"), (regex("day"), regex("day_digits"))


def number(text: str) -> int | str | None:
    """The whole number that a text says; the text itself where it says none, None where nothing is typed."""
    text = text.strip(TYPED["around"])
    said = NUMBER_TYPED.match(text.translate(PLAIN_SIGNS))
    return int(said[1].replace(",", "")) if said else text or None


def day(text: str) -> str | None:
    """The day that a text says, as year-month-day whether there is such a day or not; the text itself where it says none."""
    text = text.strip(TYPED["around"])
    said = next(filter(None, (form.match(text.translate(PLAIN_SIGNS)) for form in DAYS_TYPED)), None)
    return f"{said[1]}-{int(said[2]):02}-{int(said[3]):02}" if said else text or None


def as_typed(text: object) -> str:
    """A name for comparing: as wide and spaced as it may be."""
    return "".join(unicodedata.normalize("NFKC", str(text)).translate(IGNORED).split())
