"""Numbers, codes and patterns that Python and the browser agree on when they judge a report: `schemas/limits.yml`."""

from __future__ import annotations

import re

import yaml

from pingyi.contract.assets import assets
from pingyi.model import Data

AGREED: Data = yaml.load((assets("schemas") / "limits.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
LIMITS: dict[str, int] = AGREED["limits"]


def regex(name: str) -> re.Pattern[str]:
    """The regular expression of this name."""
    found = AGREED["patterns"][name]
    before = "".join(f"(?<!{part})" for part in found.get("not_after", ()))
    return re.compile(before + found["pattern"], re.IGNORECASE if found.get("ignore_case") else 0)
