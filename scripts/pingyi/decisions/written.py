"""A decision as the text of its file."""

from __future__ import annotations

from typing import Any

from pingyi.contract.yaml_writer import plain_yaml
from pingyi.model import Data, Decision

DECISION_LINE = "# yaml-language-server: $schema={up}schemas/decision.schema.json\n"


def decision_yaml(it: Decision) -> str:
    """The YAML of a decision, the editor's schema line first; what it does not say is left out."""
    said: dict[str, Any] = {
        "verdict": it.verdict,
        "by": it.by,
        "post": it.post,
        "on": it.on.isoformat(),
        "reason": it.reason,
        "points": [{"pointer": pointer, "words": words} for pointer, words in it.points.items()],
        "scope": list(it.scope),
        "absent": [{"unit": unit, "reason": reason} for unit, reason in it.absent.items()],
        "report": it.report,
        "below": it.below,
    }
    data: Data = {key: value for key, value in said.items() if value}
    return DECISION_LINE.format(up="../" * (it.unit.count("/") + 3)) + plain_yaml(data, lines=True)
