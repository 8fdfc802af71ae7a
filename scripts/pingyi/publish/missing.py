"""What stands where there is no figure, on pages and sheets alike: each sign with one meaning, in one legend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pingyi.check.catalogue import fill
from pingyi.contract.assets import assets
from pingyi.load.documents import own_document
from pingyi.model import BLANK, Data

SYMBOL_WORDS: Data = own_document(assets("schemas"), "symbols.yml").data
SIGNS: dict[str, str] = {word["sign"]: word["means"] for word in SYMBOL_WORDS["signs"].values()}
"""Each sign and what it means."""

ABSENT, AWAITED, OVERDUE, HIDDEN = SIGNS
LEGEND = fill(SYMBOL_WORDS["legend"], {"signs": "；".join(f"“{sign}”{means}" for sign, means in SIGNS.items())})


def missing(state: str, overdue_days: int) -> str:
    """The sign for a figure that is not there: not due or not expected, overdue, or not yet received."""
    if state in ("exempt", "not-open", "closed", "received"):
        return ABSENT
    return OVERDUE if overdue_days else AWAITED


def all_marked(tally: Mapping[str, Mapping[str, Any]], valid: int | None) -> bool:
    """Whether the grades add up to all valid marks, so that nobody left the item blank though no report says so."""
    return BLANK not in tally and bool(tally) and sum(row["count"] or 0 for row in tally.values()) == valid
