"""Numbers and addresses of persons have no place in a report: Git never forgets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from pingyi.check.submission import Submission, pointer
from pingyi.model import Problem

# Resident identity number, GB 11643: region, date of birth, sequence, check character.
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}((?:19|20)[0-9]{6})[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
# The older form, still valid until 2013: six digits of the date of birth, no check character.
OLD_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-6][0-9]{5}([0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))[0-9]{3}(?![0-9A-Za-z])"
)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
MOBILE = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(?:\+?86[- .]?)?1[3-9][0-9](?:(?:[- .]?[0-9]{4}){2}|(?:[- .]?[0-9]{2}){4})(?![0-9])"
)
CARD = re.compile(r"(?<![0-9])[3-6][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,10}")
FULL_WIDTH = str.maketrans("０１２３４５６７８９ｘＸ＠．－—–\u00a0\u3000", "0123456789xX@.---  ")
SUSPECT = re.compile(r"(?:[0-9０-９][^0-9０-９]?){10}|[@＠]")
SHORTEST = 5


def people(it: Submission) -> Iterator[Problem]:
    """Identity, mobile and card numbers and mail addresses in any text; what was found is shown only in part."""
    for steps, text in it.texts:
        if len(text) > SHORTEST and SUSPECT.search(text):
            for rule, found in _found(text.translate(FULL_WIDTH)):
                yield it.problem(rule, pointer(steps), found=_part(found))


def _part(found: str) -> str:
    """Enough of it to find it by, never most of it."""
    shown = min(len(found) // 4, 3)
    return f"{found[:shown]}…"


def _found(text: str) -> Iterator[tuple[str, str]]:
    identities = [match for match in IDENTITY.finditer(text) if is_identity(match[0], match[1])]
    for match in [*identities, *OLD_IDENTITY.finditer(text)]:
        yield "person-identity", match[0]
        text = text.replace(match[0], " ")
    for match in CARD.finditer(text):
        if is_card(match[0]):
            yield "person-card", match[0]
    yield from (("person-mobile", match[0]) for match in MOBILE.finditer(text))
    yield from (("person-email", match[0]) for match in EMAIL.finditer(text))


def is_identity(number: str, born: str) -> bool:
    """Whether date and check character fit (GB 11643-1999, ISO 7064 MOD 11-2)."""
    try:
        datetime.strptime(born, "%Y%m%d")  # noqa: DTZ007 - only whether there is such a day
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, IDENTITY_WEIGHTS, strict=False))
    return IDENTITY_CHECKS[total % 11] == number[-1].upper()


def is_card(number: str) -> bool:
    """Whether the last digit fits (Luhn, ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in number if digit.isdecimal()]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
