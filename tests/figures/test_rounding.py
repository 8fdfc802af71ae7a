"""Percentages by exact arithmetic: rounded last, half up, and never made to add up."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pingyi.figures.rounding import half_up, percent
from support.situations import FULL

PROPERTY = settings(max_examples=1000 if FULL else 60, deadline=None, derandomize=not FULL)


@PROPERTY
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1), st.sampled_from([1, 2]))
def test_percent_rounds_half_up_exactly(pairs, decimals):
    parts = pd.Series([min(pair) for pair in pairs])
    wholes = pd.Series([max(pair) for pair in pairs])
    for part, whole, shown in zip(parts, wholes, percent(parts, wholes, decimals), strict=True):
        if whole == 0:
            assert pd.isna(shown)
        else:
            assert round(shown * 10**decimals) == int(Fraction(100 * 10**decimals * part, whole) + Fraction(1, 2))


def test_percent_does_not_force_a_hundred():
    shares = percent(pd.Series([1, 1, 1]), pd.Series([3, 3, 3]), 1)
    assert shares.tolist() == [33.3, 33.3, 33.3]


def test_half_up_is_not_bankers_rounding():
    assert half_up(pd.Series([0.25, 0.35, 2.45, 99.95]), 1).tolist() == [0.3, 0.4, 2.5, 100.0]
    assert half_up(pd.Series([0.005, 2.445, 99.995]), 2).tolist() == [0.01, 2.45, 100.0]
