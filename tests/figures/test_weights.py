"""Scores from weights with two places, on 0 to 10 and on 0 to 100, are what fractions give; so are bands on them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pingyi.figures.bands import band_of
from pingyi.figures.marks import item_rates, item_sums
from pingyi.load.values import campaign
from pingyi.model import Item

WEIGHTS = st.lists(st.decimals(0, 100, places=2) | st.integers(0, 100), min_size=1, max_size=6)
STEPS = [{"title": "高", "from": 9}, {"title": "中", "from": 5}, {"title": "低"}]


def item(weights: list[object]) -> Item:
    """An item with grades of these weights, as a campaign file would say them."""
    grades = {f"g{number}": {"title": str(number), "weight": weight} for number, weight in enumerate(weights)}
    grades["unsure"] = {"title": "不了解", "neutral": True}
    subject = {"title": "一", "counts": "ballots", "scale": "s", "items": {"i": {"title": "一"}}}
    data = {
        "title": "", "starts": "2025-01-01", "ends": "2025-01-01", "due": {}, "timezone": "", "audience": "",
        "scales": {"s": {"title": "等次", "grades": grades}}, "subjects": {"one": subject},
    }  # fmt: skip
    return campaign(data).subjects[0].items[0]


@given(WEIGHTS, st.data(), st.sampled_from([1, 2]))
def test_a_score_is_the_rounded_fraction(weights: list[object], data: st.DataObject, decimals: int) -> None:
    texts = [weight if isinstance(weight, int) else str(weight) for weight in weights]
    counts = [data.draw(st.integers(0, 5000)) for _ in weights]
    sums = item_sums({**{f"g{number}": count for number, count in enumerate(counts)}, "unsure": 7}, item(texts))
    score = item_rates(sums, decimals)["score"]
    if not sum(counts):
        assert score is None
        return
    exact = sum(Fraction(str(weight)) * count for weight, count in zip(weights, counts, strict=True)) / sum(counts)
    assert score is not None
    assert round(score * 10**decimals) == (2 * exact * 10**decimals + 1) // 2
    band, _ = band_of(STEPS, sums["points"], 100 * sums["scored"])
    assert band["title"] == ("高" if exact >= 9 else "中" if exact >= 5 else "低")


def test_weights_are_written_as_they_were_meant() -> None:
    shown = [grade.shown_weight for grade in item(["10", "6.67", "3.30", "0.5", 0, "100.00"]).grades[:-1]]
    assert shown == ["10", "6.67", "3.3", "0.5", "0", "100"]
