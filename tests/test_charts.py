"""Bars and funnels as numbers: widths, centres, places, and words that cannot leave their attribute."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pingyi.charts.bars import Segment, stacked_bars
from pingyi.charts.funnel_chart import PLOT_STEPS, NAMED_POINTS, FunnelPoint, funnel
from pingyi.figures.funnel import curves
from pingyi.model import Grade
from pingyi.pages.views import part

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
        bars.append((f"第{number}项", segments))
    return bars


def drawn(svg):
    """Role, left edge and width in percent of each segment."""
    found = []
    for rect in etree.fromstring(svg).iter("rect"):
        assert rect.get("x").endswith("%")
        assert rect.get("width").endswith("%")
        found.append((rect.get("class"), float(rect.get("x")[:-1]), float(rect.get("width")[:-1])))
    return found


@given(rows(parts=("positive", "positive", "negative", "aside")))
def test_a_bar_without_a_middle_fills_the_whole_width_in_order(bars):
    for svg, (_, segments) in zip(stacked_bars(bars), bars, strict=True):
        found = drawn(svg)
        assert [role for role, _, _ in found] == [segment.role for segment in segments]
        assert found[0][1] == 0
        assert sum(width for _, _, width in found) == pytest.approx(100, abs=ROUNDING)
        for (_, left, width), (_, following, _) in pairwise(found):
            assert left + width == pytest.approx(following, abs=0.02)


@given(rows())
def test_bars_with_a_middle_diverge_around_one_line_and_stay_inside(bars):
    svgs = stacked_bars(bars)
    if not any(segment.part == "middle" for _, segments in bars for segment in segments):
        return
    centres = {line.get("x1") for svg in svgs for line in etree.fromstring(svg).iter("line")}
    assert len(centres) == 1
    centre = float(centres.pop()[:-1])
    scales = set()
    for svg, (_, segments) in zip(svgs, bars, strict=True):
        for (_, left, width), segment in zip(drawn(svg), segments, strict=True):
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
    (svg,) = stacked_bars([(HOSTILE, [Segment(100.0, "p1", HOSTILE, HOSTILE)])])
    root = etree.fromstring(svg)
    assert root.get("aria-label") == HOSTILE
    assert root.findtext("rect/title") == f"{HOSTILE} 100.0%"
    assert root.find("text").get("data-ref") == HOSTILE
    assert next(root.iter("script"), None) is None


GOOD, FAIR, BAD = Grade("good", "好", positive=True), Grade("fair", "中", neutral=True), Grade("bad", "差")


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ((GOOD, FAIR, BAD), "middle"),
        ((BAD, FAIR, GOOD), "middle"),
        ((GOOD, BAD, FAIR), "aside"),
        ((GOOD, FAIR), "aside"),
    ],
    ids=["best first", "worst first", "不了解 at the end", "nothing opposed"],
)
def test_a_neutral_grade_is_the_middle_only_between_good_and_bad(grades, expected):
    assert part(grades, FAIR) == expected
    assert part(grades, GOOD) == "positive"


def plot(points, centre=0.9):
    sizes = [point.valid for point in points]
    return etree.fromstring(funnel(points, curves(min(sizes), max(sizes), centre), 100 * centre, "漏斗图"))


def point(valid, share, outside="within", title=""):
    return FunnelPoint(valid, share, outside, title)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.floats(0, 100)), min_size=1, max_size=40))
def test_every_point_lies_inside_the_plot(places):
    svg = plot([point(valid, share) for valid, share in places])
    marks = [tuple(map(int, spot)) for path in svg.iter("path") for spot in re.findall(r"M(\d+) (\d+)h", path.get("d"))]
    assert marks
    assert all(0 < x < PLOT_STEPS and 0 < y < PLOT_STEPS for x, y in marks)


def test_more_ballots_lie_to_the_right_and_higher_shares_above():
    svg = plot([point(10, 80.0, title="a"), point(1000, 95.0, title="b")])
    (ax, ay), (bx, by) = (map(int, re.findall(r"\d+", path.get("d"))[:2]) for path in svg.iter("path"))
    assert ax < bx
    assert ay > by


def test_points_beyond_the_lines_have_a_shape_of_their_own_and_lie_on_top():
    places = ("above-998", "within", "below-95")
    svg = plot([point(50 + number, 90.0 + number, place, place) for number, place in enumerate(places)])
    assert [(path.get("class"), path.findtext("title")) for path in svg.iter("path")] == [
        ("in", "within"), ("near", "below-95"), ("out", "above-998"),
    ]  # fmt: skip
    assert {line.get("class") for line in svg.iter("polyline")} == {"95", "998"}


@pytest.mark.parametrize(("fewest", "most"), [(199, 357), (50, 2800), (1, 90_000), (300, 300)])
def test_the_axis_of_ballots_has_some_numbers_and_not_too_many(fewest, most):
    svg = plot([point(fewest, 90.0), point(most, 90.0)])
    sizes = [int(text.text) for text in svg.findall("text") if text.get("text-anchor") == "middle"]
    assert 1 <= len(sizes) <= 8
    assert len(sizes) > 1 or fewest == most
    assert all(fewest / 1.2 <= size <= most * 1.2 for size in sizes)


def test_units_at_one_place_share_a_mark_and_keep_their_names():
    svg = plot([point(50, 90.0, title="甲"), point(50, 90.0, title="乙")])
    assert [path.findtext("title") for path in svg.iter("path")] == ["甲\n乙"]


def test_a_funnel_of_many_units_stays_small():
    many = [point(10 + number, 60 + 40 * (number * 7919 % 10_000) / 10_000, title="某单位") for number in range(10_000)]
    assert len(funnel(many, curves(10, 10_010, 0.9), 90, "")) < 120_000
    assert len(list(plot(many).iter("title"))) == 0 < len(many) - NAMED_POINTS


def test_a_name_cannot_leave_the_title_of_its_point():
    svg = plot([point(50, 90.0, title=HOSTILE)])
    assert svg.findtext(".//title") == HOSTILE
    assert next(svg.iter("script"), None) is None


def test_without_points_there_is_no_chart():
    assert funnel([], {}, 50, "") == ""
