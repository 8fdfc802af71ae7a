"""Numbers to SVG. Lengths are percentages, so a chart fits phone, desktop and paper while its text keeps its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

CAPTION = 18
"""Height of a line of captions in pixels."""

PLOT = 176
"""Height of a plot in pixels."""

SCALE_LINES, CLOSE = 5, 0.12
"""Most lines of a curve's scale, and how near to the goal, as a part of it, there is room for none."""

LABEL_FROM = 14.0
"""Percent of a bar's drawing from which a segment is wide enough for its number, on a phone too."""

GAP = 4.0
"""Room in percent of share between a diverging bar and what is set apart from the scale."""

Part = Literal["positive", "middle", "negative", "aside"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar: its share in percent, a colour role, its words, and its part of the share's name in the dataset.

    `part`: where its grade stands on the scale. A diverging bar is laid around the middle, and sets apart what is aside.
    """

    share: float
    role: str
    title: str
    ref: str = ""
    part: Part = "positive"
    decimals: int = 1

    @property
    def label(self) -> str:
        return f"{self.share:.{self.decimals}f}%"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in words, and its segments."""

    label: str
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the bars of one chart have their common centre (None: they begin at the edge) and what they set apart.

    All in percent of share; `scale` is the percent of the drawing's width that one of them takes.
    """

    centre: float | None = None
    apart: float = 0.0
    scale: float = 1.0


def stacked_bars(bars: Sequence[Bar]) -> list[Markup]:
    """A 100 % bar a row, all on one scale, each with its words. Every number stands in the table beside them too.

    Where a row has a middle grade the bars diverge: half of the middle lies on either side of a common line, as Robbins
    and Heiberger (2011, "Plotting Likert and other rating scales") advise; marks that are no opinion stand to the right.
    """
    layout = _layout([bar.segments for bar in bars])
    return [_drawn(bar, layout) for bar in bars]


def worded_bars(bars: Sequence[Bar]) -> list[Markup]:
    """The words of each, for a page that leaves it to a script to draw them (scripts/web/src/site/layouts.ts)."""
    return [escape(bar.label) for bar in bars]


def _layout(rows: Sequence[Sequence[Segment]]) -> Layout:
    if not any(segment.part == "middle" for segments in rows for segment in segments):
        return Layout()
    left, right, aside = (max(sizes) for sizes in zip(*map(_extent, rows), strict=True))
    return Layout(left, left + right + GAP, 100 / (left + right + (GAP + aside if aside else 0)))


def _extent(segments: Sequence[Segment]) -> tuple[float, float, float]:
    """Percent of share to the left and to the right of the centre, and set apart."""
    sums = dict.fromkeys(("positive", "middle", "negative", "aside"), 0.0)
    for segment in segments:
        sums[segment.part] += segment.share
    return sums["positive"] + sums["middle"] / 2, sums["middle"] / 2 + sums["negative"], sums["aside"]


def _drawn(bar: Bar, layout: Layout) -> Markup:
    parts = []
    apart = layout.apart
    start = 0.0 if layout.centre is None else layout.centre - _extent(bar.segments)[0]
    for segment in bar.segments:
        if layout.centre is not None and segment.part == "aside":
            parts.append(_segment(segment, apart * layout.scale, segment.share * layout.scale))
            apart += segment.share
        else:
            parts.append(_segment(segment, start * layout.scale, segment.share * layout.scale))
            start += segment.share
    inside = "".join(parts) + _centre(layout)
    return Markup(f'<svg class="bar" role="img" aria-label="{escape(bar.label)}">{inside}</svg>')


def _centre(layout: Layout) -> str:
    """A line that is broken where the middle grade has its number."""
    if layout.centre is None:
        return ""
    x = _percent(layout.centre * layout.scale)
    ends = ((-5, 4), (24, 33))
    return "".join(f'<line class="centre" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>' for top, bottom in ends)


def _segment(segment: Segment, start: float, width: float) -> str:
    """Its words stand in the bar's; a script shows them where it is pointed at. Heights are the style sheet's."""
    place = f' x="{_percent(start)}"' if start else ""
    rect = f'<rect class="{segment.role}"{place} width="{_percent(width)}"/>'
    if width < LABEL_FROM:
        return rect
    ref = f' data-ref="{escape(segment.ref)}"' if segment.ref else ""
    return f'{rect}<text x="{_percent(start + width / 2)}"{ref}>{segment.label}</text>'


def _percent(length: float) -> str:
    return f"{length:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True, slots=True)
class Course:
    """What a curve runs through: the first of the days that are drawn and how many these are, and the captions of both ends,
    of days, of the goal and of the last point. `marks` count from the first day that is drawn.
    """

    first: int
    days: int
    ends: tuple[str, str]
    marks: dict[int, str]
    goal: str
    now: str


def curve(received: Sequence[int], expected: int, course: Course, label: str) -> Markup:
    """Cumulative counts by day as a stepped line below the line of what is expected. `received`: the days up to now."""
    if not received or not expected:
        return Markup("")
    received = received[course.first :]
    top, width = max(expected, *received), max(course.days - 1, 1)
    # Captions stand on lines of their own: on a phone they would run into each other.
    head = CAPTION * (len(course.marks) + 1) + 6
    captions = [
        _caption(_share(day, width), CAPTION * line, text) for line, (day, text) in enumerate(course.marks.items(), 1)
    ]
    level = head + PLOT * (top - received[-1]) / top
    captions += [_caption(0, head + PLOT * (top - count) / top - 4, f"{count:,}") for count in levels(expected)]
    captions += [
        _caption(0, head + PLOT * (top - expected) / top - 6, course.goal),
        _caption(_share(len(received) - 1, width), max(level - 8, head - 6), course.now),
        _caption(0, head + PLOT + CAPTION, course.ends[0]),
        _caption(100, head + PLOT + CAPTION, course.ends[1]),
    ]
    return Markup(
        f'<svg class="curve" role="img" aria-label="{escape(label)}" width="100%" height="{head + PLOT + CAPTION + 6}">'
        f"{_plot(received, expected, course, (width, top, head))}{''.join(captions)}</svg>"
    )


def _plot(received: Sequence[int], expected: int, course: Course, box: tuple[int, int, int]) -> str:
    """The lines, in days and counts; the box stretches them to the page."""
    width, top, head = box
    points = []
    scale = "".join(
        f'<line class="level" x1="0" x2="{width}" y1="{top - n}" y2="{top - n}"/>' for n in levels(expected)
    )
    for day, count in enumerate(received):
        points += [f"{day},{top - received[day - 1] if day else top}", f"{day},{top - count}"]
    steps, last = " ".join(points), len(received) - 1
    rules = "".join(f'<line class="mark" x1="{day}" x2="{day}" y1="0" y2="{top}"/>' for day in course.marks)
    return (
        f'<svg viewBox="0 0 {width} {top}" preserveAspectRatio="none" x="0" y="{head}" width="100%" height="{PLOT}">'
        f'{scale}<polygon points="0,{top} {steps} {last},{top}"/>{rules}'
        f'<line class="goal" x1="0" x2="{width}" y1="{top - expected}" y2="{top - expected}"/>'
        f'<line x1="0" x2="{width}" y1="{top}" y2="{top}"/><polyline points="{steps}"/></svg>'
    )


def levels(expected: int) -> list[int]:
    """Round counts between nothing and what is expected, two to four of them; none so close below the goal that they would touch."""
    step = next(
        (
            unit * ten
            for ten in (10**power for power in range(7))
            for unit in (1, 2, 5)
            if expected / (unit * ten) <= SCALE_LINES
        ),
        expected,
    )
    return [count for count in range(step, expected, step) if (expected - count) / expected > CLOSE]


def _share(day: int, width: int) -> float:
    return 100 * day / width


def _caption(place: float, baseline: float, text: str) -> str:
    anchor = "end" if place > 50 else "start"
    return f'<text x="{place:.1f}%" y="{baseline:.0f}" text-anchor="{anchor}">{escape(text)}</text>'
