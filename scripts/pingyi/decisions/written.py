"""A decision as the text of its file. `scripts/web/src/review/written.ts` writes the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from pingyi.decisions.decision_words import decision_words
from pingyi.model import Decision

DECISION_LINE = "# yaml-language-server: $schema={up}schemas/decision.schema.json\n"
_Fields = Mapping[str, str | Sequence[str | Mapping[str, str]]]


def decision_yaml(it: Decision) -> str:
    """The YAML of a decision, the editor's schema line first; what it does not say is left out."""
    said: _Fields = {
        "verdict": it.verdict,
        "by": it.by,
        "post": it.post,
        "on": it.on.isoformat(),
        "reason": it.reason,
        "points": [{"pointer": pointer, "words": words} for pointer, words in it.points.items()],
        "scope": it.scope,
        "absent": [{"unit": unit, "reason": reason} for unit, reason in it.absent.items()],
        "report": it.report,
        "below": it.below,
    }
    return DECISION_LINE.format(up="../" * (it.unit.count("/") + 3)) + "".join(f"{line}\n" for line in _lines(said))


def _lines(said: _Fields) -> Iterator[str]:
    for key, value in said.items():
        # Older YAML takes `on` for a truth value.
        name = "'on'" if key == "on" else key
        if isinstance(value, str):
            yield from [f"{name}: {_scalar(value)}"] if value else ()
        elif value:
            yield f"{name}:"
            for entry in value:
                yield from [f"- {_scalar(entry)}"] if isinstance(entry, str) else _entry(entry)


def _entry(entry: Mapping[str, str]) -> Iterator[str]:
    for place, (key, value) in enumerate(entry.items()):
        yield f"{' ' if place else '-'} {key}: {_scalar(value)}"


def _scalar(text: str) -> str:
    """A text without quotes where no YAML can mistake it, else as JSON, which is YAML."""
    writing = decision_words()["writing"]
    if re.fullmatch(writing["plain"], text):
        return text
    return re.sub(writing["escaped"], lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
