"""The words of a campaign, and the tool's own texts in them.

`schemas/campaign.schema.json` (`words`) says what each stands for by default. Where it says `x-everywhere`, the tool's texts
use the default itself, and a campaign's own word takes its place in all of them; others only where a text asks for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from pingyi.contract.assets import assets
from pingyi.model import Data

_SAID: Final[Data] = json.loads((assets("schemas") / "campaign.schema.json").read_text(encoding="utf-8"))["properties"]
DEFAULT_WORDS: Final[dict[str, str]] = {key: word["default"] for key, word in _SAID["words"]["properties"].items()}
"""What figures and parts of a campaign are called where it does not say."""

STAGE_WORDS: Final[dict[str, str]] = {
    key: stage["x-default"] for key, stage in _SAID["stages"]["properties"].items() if "x-default" in stage
}
"""What the tool's texts call a stage."""

COMMON_WORDS: Final = tuple(key for key, word in _SAID["words"]["properties"].items() if word.get("x-everywhere"))


def campaign_words(campaign: Data) -> dict[str, str]:
    """What a campaign calls things: its own words and names of stages, else the defaults."""
    stages = {key: campaign.get("stages", {}).get(key) for key in STAGE_WORDS}
    named = {key: str(stage.get("short", stage["title"])) for key, stage in stages.items() if stage}
    own: dict[str, str] = campaign.get("words", {})
    return DEFAULT_WORDS | STAGE_WORDS | own | named


def worded(texts: Any, words: Mapping[str, str], also: tuple[str, ...] = ()) -> Any:
    """Texts, a text or values that hold some, in a campaign's words. `also`: words that these texts ask for beside the common ones."""
    return reworded(texts, replacements(words, also))


def replacements(words: Mapping[str, str], also: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Defaults and what a campaign says in their place, see `worded`."""
    defaults = DEFAULT_WORDS | STAGE_WORDS
    asked = [(defaults[key], words.get(key, defaults[key])) for key in (*COMMON_WORDS, *STAGE_WORDS, *also)]
    return tuple((default, word) for default, word in asked if default != word)


def heading(subject: str, words: Mapping[str, str]) -> str:
    """What stands above all that concerns a subject."""
    pattern = str(worded(words["heading"], words))
    # What is no Chinese word would run into what stands before it.
    runs_in = subject[:1].isascii() and not pattern.startswith("{subject}")
    return pattern.replace("{subject}", f"“{subject}”" if runs_in else subject)


def reworded(texts: Any, pairs: tuple[tuple[str, str], ...]) -> Any:
    """Texts, a text or values that hold some, with each first word of a pair replaced by the second."""
    if not pairs:
        return texts
    if isinstance(texts, str):
        said = dict(pairs)
        return _pattern(tuple(said)).sub(lambda found: said[found[0]], texts)
    if isinstance(texts, dict):
        return {key: reworded(part, pairs) for key, part in texts.items()}
    return [reworded(part, pairs) for part in texts] if isinstance(texts, list) else texts


@lru_cache(maxsize=64)
def _pattern(defaults: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the defaults; a longer one before one that it begins with."""
    return re.compile("|".join(map(re.escape, sorted(defaults, key=len, reverse=True))))
