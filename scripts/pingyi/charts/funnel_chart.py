"""The funnel plot as SVG: lengths in percent, marks as ends of lines, so that they keep their size on any screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

HEIGHT = 240
"""Height of the plot in pixels, without its axes."""

HEADROOM, FOOT = 10, 22
PLOT_LEFT, PLOT_WIDTH = 10.0, 88.0
PLOT_STEPS = 1000
"""Steps of the plot in either direction; marks on the same step are drawn once."""

DOT = "h.1"
"""A line of next to no length. It needs some: on paper a square end without a direction is not drawn."""

MARGIN = 0.025
"""Part of the height that is left free above and below."""

STEPS = {5: range(1, 10), 200: (1, 2, 5), math.inf: (1,)}
"""What is written on the ballots' axis between powers of ten, by how many times its end exceeds its beginning."""

NAMED_POINTS = 200
"""Up to so many points each says its unit when pointed at; more are drawn together."""

POINT_CLASSES = {"within": "in", "above-95": "near", "below-95": "near", "above-998": "out", "below-998": "out"}


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A unit: number of valid ballots, positive share in percent, its place in the table `funnel`, and its words."""

    valid: int
    share: float
    outside: str
    title: str


Curve = Sequence[tuple[float, float]]
"""Number of ballots and share in percent, from the fewest ballots to the most."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the plane that is drawn: ballots on a logarithmic axis, shares in percent on a linear one."""

    fewest: float
    most: float
    bottom: float
    top: float

    def x(self, valid: float) -> float:
        return math.log(valid / self.fewest) / math.log(self.most / self.fewest)

    def y(self, share: float) -> float:
        """Marks on the edge are not cut in half."""
        return MARGIN + (1 - 2 * MARGIN) * (self.top - share) / (self.top - self.bottom)


def funnel(points: Sequence[FunnelPoint], lines: Mapping[str, Curve], centre: float, label: str) -> Markup:
    """Units as marks, their common share as a level line, control limits as curves named as in the table `funnel`.

    `centre` and the lines' shares in percent; `label` says in words what it shows.
    """
    if not points:
        return Markup("")
    frame = _frame(points)
    drawn = "".join(_curve(name, line, frame) for name, line in lines.items()) + _level(centre, frame)
    plot = (
        f'<svg viewBox="0 0 {PLOT_STEPS} {PLOT_STEPS}" preserveAspectRatio="none" x="{PLOT_LEFT}%" y="{HEADROOM}" width="{PLOT_WIDTH}%" height="{HEIGHT}">'
        f"{_rules(frame)}{drawn}{_marks(points, frame)}</svg>"
    )
    return Markup(
        f'<svg class="funnel" role="img" aria-label="{escape(label)}" width="100%" height="{HEADROOM + HEIGHT + FOOT}">'
        f"{plot}{_axes(frame)}</svg>"
    )


def _frame(points: Iterable[FunnelPoint]) -> Frame:
    """Room for every point; shares from a full ten to a full ten, at least twenty percent apart."""
    sizes, shares = zip(*((point.valid, point.share) for point in points), strict=True)
    top = min(100, 10 * math.floor(max(shares) / 10 + 1))
    bottom = max(0, min(10 * math.ceil(min(shares) / 10 - 1), top - 20))
    return Frame(min(sizes) / 1.2, max(sizes) * 1.2, bottom, top)


def _place(valid: float, share: float, frame: Frame) -> str:
    return f"{frame.x(valid) * PLOT_STEPS:.0f} {frame.y(share) * PLOT_STEPS:.0f}"


def _curve(name: str, line: Curve, frame: Frame) -> str:
    return f'<polyline class="{name.partition("_")[2]}" points="{" ".join(_place(*spot, frame) for spot in line)}"/>'


def _level(share: float, frame: Frame) -> str:
    height = f"{frame.y(share) * PLOT_STEPS:.0f}"
    return f'<line class="level" x1="0" x2="{PLOT_STEPS}" y1="{height}" y2="{height}"/>'


def _rules(frame: Frame) -> str:
    heights = (f"{frame.y(share) * PLOT_STEPS:.0f}" for share in _shares(frame))
    return "".join(f'<line class="rule" x1="0" x2="{PLOT_STEPS}" y1="{height}" y2="{height}"/>' for height in heights)


def _marks(points: Sequence[FunnelPoint], frame: Frame) -> str:
    """Lines of next to no length, whose ends are round or square. The ones that stand out come last, on top of the others."""
    named = len(points) <= NAMED_POINTS
    found: dict[str, dict[str, str]] = {"in": {}, "near": {}, "out": {}}
    for point in points:
        place = _place(point.valid, point.share, frame)
        kind = found[POINT_CLASSES[point.outside]]
        kind[place] = f"{kind[place]}\n{point.title}" if place in kind else point.title
    return "".join(_named(kind, spots) if named else _together(kind, spots) for kind, spots in found.items())


def _named(kind: str, spots: Mapping[str, str]) -> str:
    return "".join(f'<path class="{kind}" d="M{place}{DOT}"><title>{escape(title)}</title></path>' for place, title in spots.items())  # fmt: skip


def _together(kind: str, spots: Iterable[str]) -> str:
    path = "".join(f"M{place}{DOT}" for place in spots)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


def _axes(frame: Frame) -> str:
    below = HEADROOM + HEIGHT
    shares = (
        f'<text x="{PLOT_LEFT - 1}%" y="{HEADROOM + frame.y(share) * HEIGHT + 4:.0f}" text-anchor="end">{share}</text>'
        for share in _shares(frame)
    )
    sizes = (
        f'<text x="{PLOT_LEFT + frame.x(size) * PLOT_WIDTH:.1f}%" y="{below + 16}" text-anchor="middle">{size}</text>'
        for size in _sizes(frame)
    )
    return "".join([*shares, *sizes])


def _shares(frame: Frame) -> list[int]:
    step = 10 if frame.top - frame.bottom <= 50 else 20
    return [share for share in range(int(frame.bottom), int(frame.top) + 1) if share % step == 0]


def _sizes(frame: Frame) -> list[int]:
    """Powers of ten and parts between them: the fewer, the longer the axis, so that their numbers fit a phone."""
    reach = frame.most / frame.fewest
    steps = next(steps for longest, steps in STEPS.items() if reach < longest)
    sizes = (step * 10**power for power in range(int(math.log10(frame.most)) + 1) for step in steps)
    return [size for size in sizes if frame.fewest <= size <= frame.most]
