"""Bars and funnels as numbers: widths, centres, places, and words that cannot leave their attribute."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pingyi.charts.bars import Bar, Segment, stacked_bars

PARTS = ("positive", "positive", "middle", "negative", "aside")
ROUNDING = 0.3
"""Five shares of one decimal may miss 100 by a quarter; an SVG length has two decimals."""
HOSTILE = "\"><script>alert(1)</script>'&"


@st.composite
def rows(draw, parts=PARTS):
    """Shares of a few bars, rounded half up to one decimal."""
    bars = []
    for number in range(draw(st.integers(1, 5))):
        counts = draw(st.lists(st.integers(0, 500), min_size=len(parts), max_size=len(parts)).filter(any))
        whole = sum(counts)
        segments = [
            Segment((2000 * count + whole) // (2 * whole) / 10, f"p{rank}", f"等次{rank}", part=kind)
            for rank, (kind, count) in enumerate(zip(parts, counts, strict=True))
            if count
        ]
        bars.append(Bar(f"第{number}项", segments))
    return bars


def drawn(svg):
    """Role, left edge and width in percent of each segment."""
    found = []
    for rect in etree.fromstring(svg).iter("rect"):
        left, width = rect.get("x", "0%"), rect.get("width")
        assert left.endswith("%")
        assert width.endswith("%")
        found.append((rect.get("class"), float(left[:-1]), float(width[:-1])))
    return found


@given(rows(parts=("positive", "positive", "negative", "aside")))
def test_a_bar_without_a_middle_fills_the_whole_width_in_order(bars):
    for svg, bar in zip(stacked_bars(bars), bars, strict=True):
        found = drawn(svg)
        assert [role for role, _, _ in found] == [segment.role for segment in bar.segments]
        assert found[0][1] == 0
        assert sum(width for _, _, width in found) == pytest.approx(100, abs=ROUNDING)
        for (_, left, width), (_, following, _) in pairwise(found):
            assert left + width == pytest.approx(following, abs=0.02)


@given(rows())
def test_bars_with_a_middle_diverge_around_one_line_and_stay_inside(bars):
    svgs = stacked_bars(bars)
    if not any(segment.part == "middle" for bar in bars for segment in bar.segments):
        return
    centres = {line.get("x1") for svg in svgs for line in etree.fromstring(svg).iter("line")}
    assert len(centres) == 1
    centre = float(centres.pop()[:-1])
    scales = set()
    for svg, bar in zip(svgs, bars, strict=True):
        for (_, left, width), segment in zip(drawn(svg), bar.segments, strict=True):
            right = left + width
            assert left >= -0.02
            assert right <= 100.02
            if segment.part == "positive":
                assert right <= centre + 0.02
            elif segment.part in ("negative", "aside"):
                assert left >= centre - 0.02
            else:
                assert left + width / 2 == pytest.approx(centre, abs=0.02)
            if segment.share > 20:
                scales.add(round(width / segment.share, 2))
    assert len(scales) <= 2, "one scale for all rows, but for rounding"


def test_what_a_bar_says_in_words_cannot_leave_its_attribute():
    (svg,) = stacked_bars([Bar(HOSTILE, [Segment(100.0, "p1", HOSTILE, HOSTILE)])])
    root = etree.fromstring(svg)
    assert root.get("aria-label") == HOSTILE
    assert root.find("text").get("data-ref") == HOSTILE
    assert next(root.iter("script"), None) is None
