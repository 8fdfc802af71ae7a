"""One unit's share on one line beside its parent's, its siblings' and everyone's, over the range that chance explains."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

STRIP_STEPS, STRIP_HEIGHT = 1000, 24
"""Steps of a strip from left to right, and its height in pixels."""
ROUND = 5
"""Percent to which the ends of the scale are rounded."""
SIBLINGS = 80
"""Up to so many siblings are marked: more would be one smear."""


@dataclass(frozen=True, slots=True)
class StripScale:
    """The shares in percent at both ends of all strips of a page."""

    low: float
    high: float

    def x(self, share: float) -> int:
        return round(STRIP_STEPS * (share - self.low) / (self.high - self.low))


def strip_scale(shares: Iterable[float]) -> StripScale:
    """A scale that holds all shares, its ends at round numbers within 0 and 100."""
    found = list(shares)
    low = max(0, ROUND * math.floor(min(found) / ROUND - 0.2))
    return StripScale(low, max(low + ROUND, min(100, ROUND * math.ceil(max(found) / ROUND + 0.2))))


def sibling_marks(groups: Sequence[Sequence[float]], scale: StripScale) -> Markup:
    """The marks of each group of siblings, drawn once for the strips of all of them: `#s0`, `#s1` …"""
    paths = (
        f'<path id="s{place}" d="{"".join(f"M{scale.x(share)} 5v14" for share in sorted(set(group)))}"/>'
        for place, group in enumerate(groups)
        if len(group) <= SIBLINGS
    )
    return Markup(
        f'<svg class="strip-marks" width="0" height="0" aria-hidden="true"><defs>{"".join(paths)}</defs></svg>'
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """Shares in percent; `chance`: the range that chance explains. `beyond`: near its ends, or far out."""

    own: float
    above: float | None
    whole: float | None
    chance: tuple[float, float] | None
    group: int
    beyond: Literal["", "near", "out"]
    label: str


def strip(it: Strip, scale: StripScale) -> Markup:
    """The drawing of one strip, its label in words for who does not see it."""
    parts = []
    if it.chance:
        left, right = (scale.x(min(max(end, scale.low), scale.high)) for end in it.chance)
        parts.append(f'<rect x="{left}" y="3" width="{max(right - left, 1)}" height="18"/>')
    parts.append(f'<use href="#s{it.group}"/>')
    parts += [
        f'<line class="{name}" x1="{scale.x(share)}" x2="{scale.x(share)}" y1="0" y2="{STRIP_HEIGHT}"/>'
        for name, share in (("whole", it.whole), ("above", it.above))
        if share is not None
    ]
    parts.append(f'<path class="own {it.beyond}" d="M{scale.x(it.own)} 12h.1"/>')
    return Markup(
        f'<svg class="strip" viewBox="0 0 {STRIP_STEPS} {STRIP_HEIGHT}" preserveAspectRatio="none" width="100%" height="{STRIP_HEIGHT}" role="img" '
        f'aria-label="{escape(it.label)}">{"".join(parts)}</svg>'
    )
