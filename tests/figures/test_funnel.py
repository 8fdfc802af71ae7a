"""Who lies outside, and the lines of the funnel plot, against the binomial distribution itself."""

from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pingyi.figures.funnel import QUANTILES, funnel_places, funnel_table, funnel_totals, least, limit, places
from support.campaigns import opened, tables
from support.places import CAMPAIGNS

SIZES = st.integers(1, 20000)
CENTRES = st.floats(0.01, 0.99)
every_campaign = pytest.mark.parametrize("root", CAMPAIGNS.values(), ids=CAMPAIGNS)


def placed(valid, positive, centre):
    return str(places(np.array([valid]), np.array([positive]), centre)[0])


def beyond(below, above):
    """The place that two tails mean, each judged on its own."""
    for line, tail in (("998", 0.001), ("95", 0.025)):
        for side, chance in (("below", below), ("above", above)):
            if chance < tail:
                return f"{side}-{line}"
    return "within"


@st.composite
def votes(draw, most=20000):
    valid = draw(st.integers(1, most))
    return valid, draw(st.integers(0, valid))


@given(votes(), CENTRES)
def test_a_place_is_the_exact_tail_of_the_binomial_distribution(vote, centre):
    valid, positive = vote
    tails = stats.binom.cdf(positive, valid, centre), stats.binom.sf(positive - 1, valid, centre)
    # Two libraries may differ in the last digits, which matters only on the very boundary.
    if min(abs(tail / line - 1) for tail in tails for line in (0.001, 0.025)) > 1e-9:
        assert placed(valid, positive, centre) == beyond(*tails)


@given(votes(40), st.integers(0, 40), st.integers(1, 40))
def test_a_place_is_the_sum_of_exact_fractions(vote, numerator, denominator):
    valid, positive = vote
    centre = Fraction(min(numerator, denominator), denominator)
    mass = [comb(valid, count) * centre**count * (1 - centre) ** (valid - count) for count in range(valid + 1)]
    assert placed(valid, positive, float(centre)) == beyond(sum(mass[: positive + 1]), sum(mass[positive:]))


def test_eight_of_eight_where_seven_of_eight_are_common_is_nothing_special():
    # P(X ≥ 8) = 0.873⁸ = 0.337; the interpolated limit of 99.8 % lies below 100 %.
    assert limit(np.array([8.0]), 0.873, 0.999)[0] < 1
    assert placed(8, 8, 0.873) == "within"


@given(st.lists(votes(500), min_size=1, max_size=20), st.booleans())
def test_where_all_are_alike_nobody_stands_out(sizes, approved):
    valid = np.array([size for size, _ in sizes])
    assert set(places(valid, valid * approved, float(approved))) == {"within"}


@given(votes(), CENTRES)
def test_the_range_holds_exactly_the_counts_that_are_not_outside(vote, centre):
    valid, positive = vote
    sizes = np.array([valid])
    for line, tail in (("998", 0.001), ("95", 0.025)):
        lowest, highest = least(sizes, centre, tail)[0], valid - least(sizes, 1 - centre, tail)[0]
        place = placed(valid, positive, centre)
        outside = place != "within" if line == "95" else place.endswith("998")
        assert outside == (not lowest <= positive <= highest)


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
def test_a_place_follows_from_the_pooled_share_and_totals_count_it(root):
    found = tables(root)
    whole = found["rates"][found["rates"]["unit"] == "."].set_index(["subject", "item"])
    for row in found["funnel"].to_dict("records"):
        pooled = whole.loc[(row["subject"], row["item"])]
        chance = stats.binom(int(row["valid"]), pooled["positive"] / pooled["valid"])
        assert row["outside"] == beyond(chance.cdf(row["positive"]), chance.sf(row["positive"] - 1))
        # Rounding keeps the order, so that the published range and rate agree with the place.
        side, _, line = str(row["outside"]).partition("-")
        if side == "within":
            assert row["lower_95"] <= row["positive_rate"] <= row["upper_95"]
        elif side == "above":
            assert row["positive_rate"] >= row[f"upper_{line}"]
        else:
            assert row["positive_rate"] <= row[f"lower_{line}"]
    totals = found["funnel_totals"]
    placed = totals[["within", "above_95", "above_998", "below_95", "below_998"]].sum(axis=1)
    assert (placed == totals["units"]).all()
    assert (placed > 0).all()


@every_campaign
def test_a_campaign_without_results_has_an_empty_funnel(root):
    found = tables(root)
    empty = {**found, "own": found["rates"].iloc[:0], "rates": found["rates"].iloc[:0]}
    where = funnel_places(empty)
    assert funnel_table(where, opened(root).campaign).empty
    assert funnel_totals(where).empty
