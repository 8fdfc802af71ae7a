"""Texts are plain words: no invisible characters, no markup, nothing left over from a template, no figures of a vote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pingyi.check.submission import Steps, Submission, pointer, texts_in
from pingyi.contract.limits import AGREED, LIMITS, regex
from pingyi.model import Data, Problem

INVISIBLE, MARKUP = regex("invisible"), regex("markup")
LEFT_OVER, INSIDE, REMINDER = regex("placeholder"), regex("inside"), regex("reminder")
VOTES = regex("votes")
READ_BY_ALL = frozenset(AGREED["read_by_all"])
CODES = frozenset(AGREED["codes"])
EXCERPT = LIMITS["excerpt"]


def wording(it: Submission) -> Iterator[Problem]:
    """Invisible characters, markup and placeholders in any text; figures of a vote where everybody may read them."""
    yield from _unseen(it.texts, it.path)
    # What none of all texts has, none has by itself: most reports are done with one look.
    together = "\n".join(text for _, text in it.texts)
    anywhere = [
        pattern for pattern in (LEFT_OVER, INSIDE, REMINDER) if pattern is LEFT_OVER or pattern.search(together)
    ]
    marked = MARKUP.search(together) is not None
    for steps, text in it.texts:
        if steps[0] in READ_BY_ALL and (match := VOTES.search(text)):
            yield it.problem("text-votes", pointer(steps), found=match[0][:EXCERPT])
        if text.isascii() and steps[-1] in CODES:
            continue
        if marked and (match := MARKUP.search(text)):
            yield it.problem("text-markup", pointer(steps), found=match[0][:EXCERPT])
        if match := next(filter(None, (pattern.search(text) for pattern in anywhere)), None):
            yield it.problem("text-placeholder", pointer(steps), found=match[0][:EXCERPT])


def invisible(data: Data, path: str) -> Iterator[Problem]:
    """Characters that nobody sees, in any text of any file."""
    yield from _unseen(texts_in(data), path)


def _unseen(texts: Sequence[tuple[Steps, str]], path: str) -> Iterator[Problem]:
    if not INVISIBLE.search("\n".join(text for _, text in texts)):
        return
    for steps, text in texts:
        if match := INVISIBLE.search(text):
            code = f"U+{ord(match[0]):04X}" if len(match[0]) == 1 else match[0]
            yield Problem("text-invisible", path, pointer(steps), values={"code": code, "place": match.start() + 1})
