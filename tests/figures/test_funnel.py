"""Control limits of the funnel plot against the binomial distribution itself; what lies outside of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pingyi.figures.funnel import QUANTILES, funnel_table, limit
from support.campaigns import opened, tables
from support.places import CAMPAIGNS

SIZES = st.integers(1, 20000)
CENTRES = st.floats(0.01, 0.99)
every_campaign = pytest.mark.parametrize("root", CAMPAIGNS.values(), ids=CAMPAIGNS)


@given(SIZES, CENTRES, st.sampled_from(list(QUANTILES.values())))
def test_a_limit_is_the_interpolated_binomial_quantile(valid, centre, quantile):
    count = stats.binom.ppf(quantile, valid, centre)
    reached, mass = stats.binom.cdf(count, valid, centre), stats.binom.pmf(count, valid, centre)
    expected = np.clip((count - (reached - quantile) / mass) / valid, 0, 1)
    assert limit(np.array([valid]), centre, quantile)[0] == pytest.approx(expected, abs=1e-6)


@given(SIZES, CENTRES)
def test_limits_lie_in_order_around_the_centre(valid, centre):
    lower_998, lower_95, upper_95, upper_998 = (limit(np.array([valid]), centre, q)[0] for q in QUANTILES.values())
    assert 0 <= lower_998 <= lower_95 <= upper_95 <= upper_998 <= 1
    assert lower_95 <= centre + 1 / valid
    assert upper_95 >= centre - 1 / valid


def test_limits_worked_out_by_hand():
    # Ten ballots at one half: P(R ≤ 1) = 11/1024, P(R ≤ 2) = 56/1024; so r = 2 for 2.5 %, α = (56 − 25.6) / 45.
    assert limit(np.array([10.0]), 0.5, 0.025)[0] == pytest.approx((2 - (56 - 25.6) / 45) / 10)
    # A single ballot at 0.9: P(R ≤ 0) = 0.1 covers both lower quantiles, so nothing is too low.
    assert limit(np.array([1.0]), 0.9, 0.025)[0] == 0


def test_limits_of_many_ballots_are_those_of_the_normal_approximation():
    found = limit(np.array([10_000.0]), 0.9, 0.975)[0]
    assert found == pytest.approx(0.9 + 1.96 * (0.9 * 0.1 / 10_000) ** 0.5, abs=1e-4)


@pytest.mark.parametrize("centre", [0.0, 1.0])
def test_where_all_are_alike_there_is_no_chance(centre):
    assert limit(np.array([1.0, 500.0]), centre, 0.001).tolist() == [centre, centre]


@every_campaign
def test_every_unit_with_results_is_judged_once_a_scope_and_item(root):
    found = tables(root)
    funnel, rates, units = found["funnel"], found["rates"], found["units"]
    reporting = units[units["kind"] == "reporting"]["unit"]
    assert not funnel.duplicated(["unit", "scope", "subject", "item"]).any()
    assert (funnel["scope"] == "reporting").sum() == rates["unit"].isin(reporting).sum()
    own = funnel[funnel["scope"] == "own"].groupby(["subject", "item"])[["valid", "positive"]].sum()
    whole = rates[rates["unit"] == "."].set_index(["subject", "item"])[["valid", "positive"]]
    pd.testing.assert_frame_equal(own.sort_index(), whole.sort_index())
    for scope, rows in funnel.groupby("scope"):
        places = rows["unit"].drop_duplicates().tolist()
        assert places == [unit for unit in units["unit"] if unit in set(places)], f"{scope}: roster order"


@every_campaign
def test_a_place_follows_from_the_limits_and_totals_count_it(root):
    found = tables(root)
    for row in found["funnel"].itertuples():
        share, size = 100 * row.positive / row.valid, row.valid
        side, _, line = row.outside.partition("-")
        slack = 0.051  # limits are published rounded
        if side == "above":
            assert share > (row.upper_998 if line == "998" else row.upper_95) - slack
        elif side == "below":
            assert share < (row.lower_998 if line == "998" else row.lower_95) + slack
        else:
            assert row.lower_95 - slack <= share <= row.upper_95 + slack, size
    for row in found["funnel_totals"].itertuples():
        assert row.units == row.within + row.above_95 + row.above_998 + row.below_95 + row.below_998 > 0


@every_campaign
def test_a_campaign_without_results_has_an_empty_funnel(root):
    found = tables(root)
    empty = {**found, "tallies": found["tallies"].iloc[:0], "rates": found["rates"].iloc[:0]}
    assert funnel_table(empty, opened(root).campaign).empty
