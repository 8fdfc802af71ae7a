"""What a report may start from: what the unit's last report said that outlives a campaign. To be confirmed, and never a vote."""

from __future__ import annotations

import copy
from typing import Any

from pingyi.campaign.judged import Judged
from pingyi.check.shape import Shape
from pingyi.model import Data

STILL_OPEN = ("not-started", "in-progress")
"""Statuses of an entry of the ledger that is still open."""


def known_before(previous: Judged, unit: str, judged: Judged) -> Data:
    """Contact points, open entries of the ledger and posts, as far as the new campaign takes them.

    `previous`: the campaign before; a unit that it does not know has nothing to start from.
    """
    path = previous.contents.paths.get(unit)
    document = previous.contents.document(path) if path and path not in previous.errors else None
    data = document.data if document else {}
    unfinished = [it for it in _entries(data.get("feedback"), "rectification") if it.get("status") in STILL_OPEN]
    found: Data = {
        "contact_points": [it for it in _entries(data, "contact_points") if it.get("unit", unit) in judged.roster],
        "feedback": {"rectification": unfinished} if unfinished else None,
        "sign_off": data.get("sign_off"),
    }
    return _fitting(copy.deepcopy(found), unit, judged)


def _entries(holder: Any, key: str) -> list[Data]:
    entries = holder.get(key) if isinstance(holder, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _fitting(found: Data, unit: str, judged: Judged) -> Data:
    """The same without the values that the new campaign's contract refuses, such as items that it does not ask."""
    said = {key: value for key, value in found.items() if value}
    shape = Shape(judged.contract, judged.catalogue, "unit")
    for problem in list(shape.problems({"unit": unit, "status": "draft", **said}, "")):
        if problem.rule != "required":
            _drop(said, problem.pointer.split("/")[1:])
    return said


def _drop(holder: Any, steps: list[str]) -> None:
    """Takes away a key of an object; an entry of a list stays, so that those behind it keep their places."""
    for step in steps[:-1]:
        holder = holder[int(step)] if isinstance(holder, list) else holder.get(step, {})
    if isinstance(holder, dict) and steps:
        holder.pop(steps[-1], None)
