"""How the levels' decisions are spoken of: `schemas/decisions.yml`."""

from __future__ import annotations

from functools import cache

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document
from pingyi.model import Data


@cache
def decision_words() -> Data:
    """All words; {…} is filled in."""
    return own_document(assets("schemas"), "decisions.yml").data
