"""Numbers to SVG. Lengths are percentages, so a chart fits phone, desktop and paper while its text keeps its size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

CAPTION = 18
"""Height of a line of captions in pixels."""

PLOT = 176
"""Height of a plot in pixels."""

LABEL_FROM = 14.0
"""Share in percent from which a segment is wide enough for its number, on a phone too."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar: its share in percent, a colour role, its words, and the dataset cell of the share."""

    share: float
    role: str
    title: str
    ref: str = ""


def stacked_bar(segments: Iterable[Segment], label: str) -> Markup:
    """One 100 % bar. `label` says in words what it shows; every number stands in the table beside it too."""
    parts, start = [], 0.0
    for segment in segments:
        parts.append(_segment(segment, start))
        start += segment.share
    return Markup(
        f'<svg class="bar" role="img" aria-label="{escape(label)}" width="100%" height="28">{"".join(parts)}</svg>'
    )


def _segment(segment: Segment, start: float) -> str:
    title = escape(f"{segment.title} {segment.share:.1f}%")
    rect = f'<rect class="{segment.role}" x="{start:.1f}%" y="0" width="{segment.share:.1f}%" height="28"><title>{title}</title></rect>'
    if segment.share < LABEL_FROM:
        return rect
    middle = start + segment.share / 2
    ref = f' data-ref="{escape(segment.ref)}"' if segment.ref else ""
    return f'{rect}<text class="{segment.role}" x="{middle:.1f}%" y="19" text-anchor="middle"{ref}>{segment.share:.1f}%</text>'


@dataclass(frozen=True, slots=True)
class Course:
    """What a curve runs through: how many days, and the captions of both ends, of days, of the goal and of the last point."""

    days: int
    ends: tuple[str, str]
    marks: dict[int, str]
    goal: str
    now: str


def curve(received: Sequence[int], expected: int, course: Course, label: str) -> Markup:
    """Cumulative counts by day as a stepped line below the line of what is expected. `received`: the days up to now."""
    if not received or not expected:
        return Markup("")
    top, width = max(expected, *received), max(course.days - 1, 1)
    # Captions stand on lines of their own: on a phone they would run into each other.
    head = CAPTION * (len(course.marks) + 1) + 6
    captions = [
        _caption(_share(day, width), CAPTION * line, text) for line, (day, text) in enumerate(course.marks.items(), 1)
    ]
    level = head + PLOT * (top - received[-1]) / top
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
    for day, count in enumerate(received):
        points += [f"{day},{top - received[day - 1] if day else top}", f"{day},{top - count}"]
    steps, last = " ".join(points), len(received) - 1
    rules = "".join(f'<line class="mark" x1="{day}" x2="{day}" y1="0" y2="{top}"/>' for day in course.marks)
    return (
        f'<svg viewBox="0 0 {width} {top}" preserveAspectRatio="none" x="0" y="{head}" width="100%" height="{PLOT}">'
        f'<polygon points="0,{top} {steps} {last},{top}"/>{rules}'
        f'<line class="goal" x1="0" x2="{width}" y1="{top - expected}" y2="{top - expected}"/>'
        f'<line x1="0" x2="{width}" y1="{top}" y2="{top}"/><polyline points="{steps}"/></svg>'
    )


def _share(day: int, width: int) -> float:
    return 100 * day / width


def _caption(place: float, baseline: float, text: str) -> str:
    anchor = "end" if place > 50 else "start"
    return f'<text x="{place:.1f}%" y="{baseline:.0f}" text-anchor="{anchor}">{escape(text)}</text>'
