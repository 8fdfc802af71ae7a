"""Related cases: the score, and which cases a case leads to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingyi.pages.case_pages import TEASER, teaser
from pingyi.pages.related import MOST_RELATED, CaseTraits, likeness, related

ROADS = CaseTraits("roads", frozenset({"a", "b"}), "window")


@pytest.mark.parametrize(
    ("other", "points"),
    [
        (CaseTraits("safety", frozenset({"c"}), "site"), 0),
        (CaseTraits("roads", frozenset(), "site"), 3),
        (CaseTraits("safety", frozenset({"a"}), "site"), 2),
        (CaseTraits("safety", frozenset({"a", "b", "c"}), "site"), 4),
        (CaseTraits("safety", frozenset(), "window"), 1),
        (ROADS, 8),
    ],
)
def test_the_score_adds_theme_items_and_category(other: CaseTraits, points: int):
    assert likeness(ROADS, other) == points
    assert likeness(other, ROADS) == points


def test_what_is_not_said_is_not_alike():
    nothing = CaseTraits(None, frozenset(), None)
    assert likeness(nothing, nothing) == 0


def test_the_most_alike_come_first_and_of_equals_the_next_in_the_circle():
    roads, other = CaseTraits("roads", frozenset(), None), CaseTraits("roads", frozenset({"a"}), None)
    kinds = [other, roads, roads, other, roads, CaseTraits("safety", frozenset(), None)]

    found = related(kinds)

    assert found[0] == [3, 1, 2]
    assert found[3] == [0, 4, 1]
    assert found[4] == [0, 1, 2]
    assert found[5] == []


KINDS = st.builds(
    CaseTraits,
    st.sampled_from([None, "x", "y"]),
    st.frozensets(st.sampled_from("ab")),
    st.sampled_from([None, "p", "q"]),
)


@given(st.lists(KINDS, max_size=12))
def test_it_is_what_comparing_every_pair_would_give(kinds: list[CaseTraits]):
    for place, kind in enumerate(kinds):
        others = [(step, (place + step) % len(kinds)) for step in range(1, len(kinds))]
        ranked = sorted(
            (-likeness(kind, kinds[other]), step, other) for step, other in others if likeness(kind, kinds[other])
        )
        assert related(kinds)[place] == [other for _, _, other in ranked[:MOST_RELATED]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("第一句。第二句。", "第一句。"),
        ("“你说呢？”他问。后来呢？", "“你说呢？”他问。"),
        ("他说：“好。”\n\n第二段。", "他说：“好。”"),
        ("换行在\n句中。后面", "换行在句中。"),
        ("没有句号", "没有句号"),
        ("长" * 200, "长" * (TEASER - 2) + "……"),
        ("", ""),
    ],
)
def test_a_teaser_is_the_first_sentence(text: str, sentence: str):
    assert teaser(text) == sentence
