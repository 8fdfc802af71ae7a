"""What templates show of an item's grades."""

from __future__ import annotations

import pytest

from pingyi.model import Grade
from pingyi.pages.graded import part

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
