"""What a decision binds: the hash of a report, and of the reports that a unit hands up from below it.

Hashed are values, so that line ends, comments and the order of keys do not matter. The hash of a report could be guessed
ballot by ballot: it stands in the repository beside the report, and is never published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from pingyi.model import Data


def report_hash(data: Data, attached: Mapping[str, str]) -> str:
    """SHA-256, in hex, of a report in normal form (nulls are dropped) with its attached files: SHA-256 by path.

    Hashed is compact JSON with sorted keys in UTF-8: `{"attached":{path:hash,…},"report":{…}}`.
    """
    whole = {"attached": dict(attached), "report": without_nulls(data)}
    return sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def below_hash(reports: Mapping[str, str]) -> str:
    """SHA-256, in hex, of the lines `unit hash` of the reports handed up, in order of unit."""
    return sha256("".join(f"{unit} {reports[unit]}\n" for unit in sorted(reports)).encode()).hexdigest()


def without_nulls(value: object) -> object:
    """A value without the keys that say nothing."""
    if isinstance(value, dict):
        return {key: without_nulls(child) for key, child in value.items() if child is not None}
    return [without_nulls(child) for child in value] if isinstance(value, list) else value
