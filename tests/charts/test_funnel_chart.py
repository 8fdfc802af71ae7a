"""The funnel as numbers: places, shapes, and words that cannot leave their title."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pingyi.charts.funnel_chart import NAMED_POINTS, PLOT_STEPS, FunnelPoint, funnel
from pingyi.figures.funnel import curves

HOSTILE = "\"><script>alert(1)</script>'&"


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
