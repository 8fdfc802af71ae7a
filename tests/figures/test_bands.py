"""Bands: every number in exactly one, judged before rounding; a rate and a score never in one column."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.check.campaign_file import campaign_problems
from pingyi.check.catalogue import Catalogue
from pingyi.contract.schemas import Contract
from pingyi.figures.bands import band_of
from pingyi.load.documents import own_document
from pingyi.publish.book import Book
from pingyi.tables.dictionary import TABLES
from support.campaigns import opened, tables
from support.places import TOWN

FROM = st.one_of(st.none(), st.integers(0, 100))
LADDERS = st.lists(FROM, min_size=2, max_size=5)

BARE = Contract(None)
CATALOGUE = Catalogue(BARE)


def problems(steps: list[dict]) -> list[str]:
    data = own_document(TOWN, "data/campaign.yml").data
    data["thresholds"]["bands"] = {"one": {"title": "一", "subject": "service", "on": "score", "steps": steps}}
    return [problem.rule for problem in campaign_problems(data, BARE, CATALOGUE)]


@given(LADDERS, st.fractions(-5, 105))
def test_where_the_rule_is_silent_every_number_is_in_exactly_one_band(starts: list[int | None], number: Fraction):
    """The rule must refuse any ladder in which some number has no band or two."""
    steps = [{"title": str(place)} | ({} if start is None else {"from": start}) for place, start in enumerate(starts)]
    tops = [None, *starts[:-1]]
    within = [
        (start is None or number >= start) and (top is None or number < top)
        for start, top in zip(starts, tops, strict=True)
    ]
    if not problems(steps):
        assert sum(within) == 1
        band, _ = band_of(steps, number.numerator, number.denominator)
        assert within[int(band["title"])]


@pytest.mark.parametrize(
    ("starts", "good"),
    [((90, 80, None), True), ((0, None), True), ((90, None, 60), False), ((90, 80), False), ((80, 90, None), False),
     ((80, 80, None), False), ((None, None), False)],
)  # fmt: skip
def test_ladders(starts: tuple[int | None, ...], good: bool):
    steps = [{"title": "档"} | ({} if start is None else {"from": start}) for start in starts]
    assert (problems(steps) == []) is good


def test_a_number_that_only_rounding_lifts_stays_below():
    steps = [{"title": "好", "from": 90}, {"title": "较差"}]
    assert band_of(steps, 100 * 8996, 10000) == (steps[1], 90)
    assert band_of(steps, 90, 1) == (steps[0], None)


def test_each_band_stands_on_the_published_figures():
    book = Book(tables(TOWN), opened(TOWN).campaign)
    rows = book.all("bands")
    assert {row["rule"] for row in rows} == {"service", "attitude"}
    for row in rows:
        rates = [
            rate
            for rate in book.of("rates", row["unit"])
            if row["item"] in (None, rate["item"]) and rate["subject"] == row["subject"]
        ]
        if row["rule"] == "service":
            assert (row["part"], row["whole"]) == (sum(r["positive"] for r in rates), sum(r["valid"] for r in rates))
            assert (row["score"], row["basis"]) == (None, "positive-rate")
            exact = Fraction(100 * row["part"], row["whole"])
        else:
            assert (row["rate"], row["basis"]) == (None, "score")
            assert [row["score"]] == [rate["score"] for rate in rates]
            exact = Fraction(row["part"], row["whole"])
        assert row["at_least"] is None or exact >= row["at_least"]
        assert row["below"] is None or exact < row["below"]


def test_no_campaign_has_bands_by_default_and_the_public_never_sees_them():
    assert TABLES["bands"].internal
    assert "bands" not in tables(TOWN, "public")
    assert tables()["bands"].empty
