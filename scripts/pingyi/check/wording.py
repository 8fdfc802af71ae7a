"""Texts are plain words: no invisible characters, no markup, nothing left over from a template."""

from __future__ import annotations

from collections.abc import Iterator

from pingyi.check.submission import Submission, pointer
from pingyi.contract.limits import AGREED, LIMITS, regex
from pingyi.model import Problem

INVISIBLE, MARKUP = regex("invisible"), regex("markup")
LEFT_OVER, INSIDE, REMINDER = regex("placeholder"), regex("inside"), regex("reminder")
CODES = frozenset(AGREED["codes"])
EXCERPT = LIMITS["excerpt"]


def wording(it: Submission) -> Iterator[Problem]:
    """Invisible characters, markup and placeholders in any text."""
    for steps, text in it.texts:
        if match := INVISIBLE.search(text):
            code = f"U+{ord(match[0]):04X}" if len(match[0]) == 1 else match[0]
            yield it.problem("text-invisible", pointer(steps), code=code, place=match.start() + 1)
        if text.isascii() and steps[-1] in CODES:
            continue
        if match := MARKUP.search(text):
            yield it.problem("text-markup", pointer(steps), found=match[0][:EXCERPT])
        if match := LEFT_OVER.search(text) or INSIDE.search(text) or REMINDER.search(text):
            yield it.problem("text-placeholder", pointer(steps), found=match[0][:EXCERPT])
