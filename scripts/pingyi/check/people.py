"""Numbers and addresses of persons have no place in a report: Git never forgets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pingyi.check.submission import Submission, pointer
from pingyi.contract.limits import AGREED, LIMITS, regex
from pingyi.model import Problem

SUSPECT, IDENTITY, OLD_IDENTITY = regex("suspect"), regex("identity"), regex("old_identity")
SPACED = regex("identity_spaced")
CARD, MOBILE, EMAIL = regex("card"), regex("mobile"), regex("email")
LANDLINE, PLATE = regex("landline"), regex("plate")
FULL_WIDTH = str.maketrans(*AGREED["full_width"].values())
CHECK = AGREED["identity"]


def people(it: Submission) -> Iterator[Problem]:
    """Numbers of identity, cards, telephones and vehicles and mail addresses in any text; what was found is shown only in part."""
    for steps, text in it.texts:
        for rule, found in in_text(text):
            yield it.problem(rule, pointer(steps), found=found)


def in_text(text: str) -> Iterator[tuple[str, str]]:
    """The rule about each number or address in a text, and what shows of it."""
    if len(text) > LIMITS["person"] and SUSPECT.search(text):
        yield from ((rule, _part(found)) for rule, found in _found(text.translate(FULL_WIDTH)))


def _part(found: str) -> str:
    """Enough of it to find it by, never most of it."""
    shown = min(len(found) // 4, 3)
    return f"{found[:shown]}…"


def _found(text: str) -> Iterator[tuple[str, str]]:
    identities = [match for match in IDENTITY.finditer(text) if is_identity(match[0], match[1])]
    spaced = [match[1] for match in SPACED.finditer(text) if _is_spaced(match[1])]
    for found in [*(match[0] for match in [*identities, *OLD_IDENTITY.finditer(text)]), *spaced]:
        yield "person-identity", found
        text = text.replace(found, " ")
    for match in CARD.finditer(text):
        if is_card(match[0]):
            yield "person-card", match[0]
    yield from (("person-mobile", match[0]) for match in MOBILE.finditer(text))
    yield from (("person-landline", match[1]) for match in LANDLINE.finditer(text))
    yield from (("person-plate", match[1]) for match in PLATE.finditer(text))
    yield from (("person-email", match[0]) for match in EMAIL.finditer(text))


def _is_spaced(found: str) -> bool:
    """Whether an identity number is left when what stands between its digits is taken away."""
    plain = IDENTITY.fullmatch("".join(sign for sign in found if sign in "0123456789Xx"))
    return len(found) > len(plain[0]) and is_identity(plain[0], plain[1]) if plain else False


def is_identity(number: str, born: str) -> bool:
    """Whether date and check character fit (GB 11643-1999, ISO 7064 MOD 11-2)."""
    try:
        date.fromisoformat(born)  # only whether there is such a day
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, CHECK["weights"], strict=False))
    return bool(CHECK["checks"][total % 11] == number[-1].upper())


def is_card(number: str) -> bool:
    """Whether the last digit fits (Luhn, ISO/IEC 7812-1)."""
    digits = [int(digit) for digit in number if digit.isdecimal()]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
