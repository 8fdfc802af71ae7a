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

SHARE_STEPS = (2, 5, 10, 20)
"""Percent between two rules: the least of these that leaves at most four spaces between the points, or the last."""

NAMED_POINTS = 200
"""Up to so many points each say their unit and lead to its page; more are drawn together, but for those beyond the outer lines."""

LABELLED, LABEL_LENGTH = 6, 10
"""How many points beyond the outer lines have their name in the chart, and how many characters of it."""

LABEL_HEIGHT, LABEL_WIDTH = 13, 3.6
"""Pixels of a name's height, and what a character takes of a narrow chart's width in percent."""

SIDES = ((1, 0), (-1, 0), (1, -12), (-1, -12), (1, 12), (-1, 12))
"""Where a name may stand beside its point: to the right or left, and how many pixels lower."""

POINT_CLASSES = {"within": "in", "above-95": "near", "below-95": "near", "above-998": "out", "below-998": "out"}


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A unit: number of valid ballots, positive share in percent, its place in the table `funnel`, its words, its page, its name."""

    valid: int
    share: float
    outside: str
    title: str
    href: str
    name: str


Curve = Sequence[tuple[float, float]]
"""Number of ballots and share in percent, from the fewest ballots to the most."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the plane that is drawn: ballots on a logarithmic axis, shares in percent on a linear one with rules."""

    fewest: float
    most: float
    bottom: int
    top: int
    step: int

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
    frame = _frame(points, lines)
    drawn = "".join(_curve(name, line, frame) for name, line in lines.items()) + _level(centre, frame)
    plot = (
        f'<svg viewBox="0 0 {PLOT_STEPS} {PLOT_STEPS}" preserveAspectRatio="none" x="{PLOT_LEFT}%" y="{HEADROOM}" width="{PLOT_WIDTH}%" height="{HEIGHT}">'
        f"{_rules(frame)}{drawn}{_marks(points, frame)}</svg>"
    )
    return Markup(
        f'<svg class="funnel" role="group" aria-label="{escape(label)}" width="100%" height="{HEADROOM + HEIGHT + FOOT}">'
        f"{plot}{_axes(frame)}{_labels(points, frame, centre)}</svg>"
    )


def _frame(points: Iterable[FunnelPoint], lines: Mapping[str, Curve]) -> Frame:
    """Room for every point and for the ends of the lines where they are closest; shares from rule to rule, at least two spaces."""
    sizes, shares = zip(*((point.valid, point.share) for point in points), strict=True)
    ends = [*shares, *(line[-1][1] for line in lines.values() if line)]
    step = _share_step(max(ends) - min(ends))
    top = min(100, step * math.ceil(max(ends) / step))
    bottom = max(0, min(step * math.floor(min(ends) / step), top - 2 * step))
    return Frame(min(sizes) / 1.2, max(sizes) * 1.2, bottom, max(top, bottom + 2 * step), step)


def _share_step(reach: float) -> int:
    return next((step for step in SHARE_STEPS if reach <= 4 * step), SHARE_STEPS[-1])


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
    found: dict[str, dict[str, list[FunnelPoint]]] = {"in": {}, "near": {}, "out": {}}
    for point in points:
        found[POINT_CLASSES[point.outside]].setdefault(_place(point.valid, point.share, frame), []).append(point)
    few = len(points) <= NAMED_POINTS
    return "".join(
        _named(kind, spots) if few or (kind == "out" and len(spots) <= NAMED_POINTS) else _together(kind, spots)
        for kind, spots in found.items()
    )


def _named(kind: str, spots: Mapping[str, Sequence[FunnelPoint]]) -> str:
    """A mark a unit. Units at one place all say who is there, each itself first; arrows lead the keyboard to them (site/chosen.ts)."""
    return "".join(
        f'<a href="{escape(point.href)}" tabindex="-1"><title>{escape(_who(point, units))}</title>'
        f'<path class="{kind}" d="M{place}{DOT}"/></a>'
        for place, units in spots.items()
        for point in units
    )


def _who(point: FunnelPoint, units: Sequence[FunnelPoint]) -> str:
    return "\n".join(dict.fromkeys([point.title, *(other.title for other in units)]))


def _together(kind: str, spots: Iterable[str]) -> str:
    path = "".join(f"M{place}{DOT}" for place in spots)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


@dataclass(frozen=True, slots=True)
class Box:
    """What is taken of a chart: percent of its width from left to right, pixels from its top."""

    left: float
    right: float
    middle: float
    height: float

    def meets(self, other: Box) -> bool:
        apart = (self.height + other.height) / 2
        return self.left < other.right and other.left < self.right and abs(self.middle - other.middle) < apart


def _labels(points: Sequence[FunnelPoint], frame: Frame, centre: float) -> str:
    """Names of points beyond the outer lines, the farthest first, where they hide no other name and the fewest points."""
    beyond = [point for point in points if POINT_CLASSES[point.outside] == "out"]
    marks = [_mark_box(point, frame) for point in points] if len(points) <= NAMED_POINTS else []
    placed: list[Box] = []
    drawn = []
    for point in sorted(beyond, key=lambda point: -abs(point.share - centre)):
        name = point.name if len(point.name) <= LABEL_LENGTH else f"{point.name[: LABEL_LENGTH - 1]}…"
        boxes = [box for side in SIDES if (box := _label_box(name, _mark_box(point, frame), side))]
        free = [box for box in boxes if not any(map(box.meets, placed))]
        if free and len(placed) < LABELLED:
            box = min(free, key=lambda box: sum(map(box.meets, marks)))
            placed.append(box)
            drawn.append(_label(name, box, _mark_box(point, frame)))
    return "".join(drawn)


def _mark_box(point: FunnelPoint, frame: Frame) -> Box:
    x = PLOT_LEFT + frame.x(point.valid) * PLOT_WIDTH
    return Box(x - 1, x + 1, HEADROOM + frame.y(point.share) * HEIGHT, 6)


def _label_box(name: str, mark: Box, side: tuple[int, int]) -> Box | None:
    """The place of a name beside its point, if the chart has room for it there."""
    (right, lower), width = side, len(name) * LABEL_WIDTH
    left = mark.right + 1 if right > 0 else mark.left - 1 - width
    box = Box(left, left + width, mark.middle + lower, LABEL_HEIGHT)
    within = box.left >= PLOT_LEFT and box.right <= 100 and HEADROOM < box.middle < HEADROOM + HEIGHT
    return box if within else None


def _label(name: str, box: Box, mark: Box) -> str:
    anchor, x = ("start", box.left) if box.left > mark.left else ("end", box.right)
    return f'<text class="name" x="{x:.1f}%" y="{box.middle + 4:.0f}" text-anchor="{anchor}">{escape(name)}</text>'


def _axes(frame: Frame) -> str:
    below = HEADROOM + HEIGHT
    shares = (
        f'<text x="{PLOT_LEFT - 1}%" y="{HEADROOM + frame.y(share) * HEIGHT + 4:.0f}" text-anchor="end">{share}</text>'
        for share in _shares(frame)
    )
    sizes = (
        f'<text x="{PLOT_LEFT + frame.x(size) * PLOT_WIDTH:.1f}%" y="{below + 16}" text-anchor="middle">{size:,}</text>'
        for size in _sizes(frame)
    )
    return "".join([*shares, *sizes])


def _shares(frame: Frame) -> range:
    return range(frame.bottom, frame.top + 1, frame.step)


def _sizes(frame: Frame) -> list[int]:
    """Powers of ten and parts between them: the fewer, the longer the axis, so that their numbers fit a phone."""
    reach = frame.most / frame.fewest
    steps = next(steps for longest, steps in STEPS.items() if reach < longest)
    sizes = (step * 10**power for power in range(int(math.log10(frame.most)) + 1) for step in steps)
    return [size for size in sizes if frame.fewest <= size <= frame.most]
