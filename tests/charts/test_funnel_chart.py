"""The funnel as numbers: places, shapes, and words that cannot leave their title."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pingyi.charts.funnel_chart import LABELLED, NAMED_POINTS, PLOT_STEPS, FunnelPoint, funnel
from pingyi.figures.funnel import curves

HOSTILE = "\"><script>alert(1)</script>'&"


def plot(points, centre=0.9):
    sizes = [point.valid for point in points]
    return etree.fromstring(funnel(points, curves(min(sizes), max(sizes), centre), 100 * centre, "漏斗图"))


def point(valid, share, outside="within", title=""):
    return FunnelPoint(valid, share, outside, title, f"../units/{title}.html", title)


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
    assert [(link.find("path").get("class"), link.findtext("title"), link.get("href")) for link in svg.iter("a")] == [
        ("in", "within", "../units/within.html"),
        ("near", "below-95", "../units/below-95.html"),
        ("out", "above-998", "../units/above-998.html"),
    ]
    assert {line.get("class") for line in svg.iter("polyline")} == {"95", "998"}


@pytest.mark.parametrize(("fewest", "most"), [(199, 357), (50, 2800), (1, 90_000), (300, 300)])
def test_the_axis_of_ballots_has_some_numbers_and_not_too_many(fewest, most):
    svg = plot([point(fewest, 90.0), point(most, 90.0)])
    sizes = [int(text.text.replace(",", "")) for text in svg.findall("text") if text.get("text-anchor") == "middle"]
    assert 1 <= len(sizes) <= 8
    assert len(sizes) > 1 or fewest == most
    assert all(fewest / 1.2 <= size <= most * 1.2 for size in sizes)


@pytest.mark.parametrize(
    ("shares", "rules"),
    [
        ((84.4, 86.9), [84, 86, 88]),
        ((85.0, 85.0), [84, 86, 88]),
        ((79.0, 96.5), [75, 80, 85, 90, 95, 100]),
        ((61.0, 99.0), [60, 70, 80, 90, 100]),
        ((0.0, 100.0), [0, 20, 40, 60, 80, 100]),
        ((100.0, 100.0), [80, 85, 90, 95, 100]),
        ((0.0, 0.0), [0, 20, 40, 60, 80, 100]),
    ],
)
def test_the_axis_of_shares_fits_the_points_and_the_lines_where_they_are_closest(shares, rules):
    svg = plot([point(9_000, share) for share in shares], 0.86)
    found = [int(text.text) for text in svg.findall("text[@text-anchor='end']") if not text.get("class")]
    assert found == rules
    assert len(list(svg.iterfind(".//line[@class='rule']"))) == len(rules)


def test_units_at_one_place_all_say_who_is_there_each_itself_first():
    svg = plot([point(50, 90.0, title="甲"), point(50, 90.0, title="乙")])
    assert [link.findtext("title") for link in svg.iter("a")] == ["甲\n乙", "乙\n甲"]
    assert len({path.get("d") for path in svg.iter("path")}) == 1


def labels(svg):
    return {text.text: (text.get("x"), text.get("y")) for text in svg.findall("text[@class='name']")}


def test_points_beyond_the_outer_lines_have_their_names_beside_them_the_farthest_first():
    close = [point(50 + number, 60.0, "below-998", f"近{number}") for number in range(40)]
    svg = plot([*close, point(500, 20.0, "below-998", "最远的一个单位名称很长"), point(500, 95.0, "above-95", "甲")])
    found = labels(svg)
    assert "最远的一个单位名称…" in found
    assert 1 < len(found) <= LABELLED
    assert len(set(found.values())) == len(found)
    assert "甲" not in found


def test_in_a_funnel_of_many_units_those_beyond_the_outer_lines_still_lead_to_their_pages():
    many = [point(10 + number, 90.0, title=str(number)) for number in range(NAMED_POINTS)]
    svg = plot([*many, point(500, 20.0, "below-998", "远")])
    assert [link.get("href") for link in svg.iter("a")] == ["../units/远.html"]


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
