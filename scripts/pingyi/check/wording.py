"""Texts are plain words: no invisible characters, no markup, nothing left over from a template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pingyi.check.submission import Submission, pointer
from pingyi.model import Problem

# Bidirectional controls and characters without width reorder or hide what a reviewer reads (Unicode TR 36). Controls, halves of
# pairs and what is no character at all have no place in a text, and a file of Word or Excel that has them does not open; Excel reads
# `_x000B_` as the control of that number (ECMA-376, ST_Xstring).
INVISIBLE = re.compile(
    r"_x00(?:[01][0-9A-Fa-f]|7[Ff]|[89][0-9A-Fa-f])_|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]{0,200})?/?>|<!--|\]\(|!\[|```|&(?:[a-z]{2,8}|#[0-9]{1,6});", re.IGNORECASE
)
PLACEHOLDER = re.compile(r"^\s*(?:[xX×…._—\-?？*]{2,}|(?:待|未)(?:填|补|定|写)(?:写|充|入)?[。.]?|todo|tbd|test|测试|示例|样例|略|同上|无内容)\s*$|^\s*lorem ipsum", re.IGNORECASE)  # fmt: skip
INSIDE = re.compile(r"[xX×]{3,}|【(?:待[填补定写]|请[填写]|此处)[^】]{0,20}】|(?<!\w)(?:TODO|TBD)(?!\w)")
CODES = frozenset(["unit", "status", "outcome", "item", "form", "theme", "file", "rule", "pointer", "id"])


def wording(it: Submission) -> Iterator[Problem]:
    """Invisible characters, markup and placeholders in any text."""
    for steps, text in it.texts:
        if match := INVISIBLE.search(text):
            code = f"U+{ord(match[0]):04X}" if len(match[0]) == 1 else match[0]
            yield it.problem("text-invisible", pointer(steps), code=code, place=match.start() + 1)
        if text.isascii() and steps[-1] in CODES:
            continue
        if match := MARKUP.search(text):
            yield it.problem("text-markup", pointer(steps), found=match[0][:40])
        if match := PLACEHOLDER.search(text) or INSIDE.search(text):
            yield it.problem("text-placeholder", pointer(steps), found=match[0][:40])
