"""What the public tables say of one figure after the other, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pingyi.disclosure.holding import held_back, held_places
from pingyi.disclosure.margins import Margin, category_margins, known, node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Pattern, pattern
from pingyi.model import Campaign, Item, Subject
from pingyi.protect.policy import Policy
from pingyi.protect.sums import Figures, figures
from pingyi.tables.dictionary import Tables
from support.protection import CAMPAIGN, ITEMS, ONE_ITEM, campaign_tables, own_tables

KEY = ("org", "one")
EQUAL = [9, 8, 7, 6, 5]


def margin(told: int, *, counts: list[int] | None = None, hidden: bool = False) -> Margin:
    return Margin("p", hidden, {KEY: np.array(counts or [12, 8, 6, 9, 5])}, {KEY: told})


def test_the_cells_of_a_margin():
    assert margin(4).cells(KEY) == [[0], [1], [2], [3], [4]]
    assert margin(2).cells(KEY) == [[0], [1], [2, 3, 4]]
    assert margin(0).cells(KEY) == []
    assert margin(4, hidden=True).cells(KEY) == []
    assert margin(0, counts=[7]).cells(KEY) == [[0]], "the only grade is the size"


@pytest.mark.parametrize(
    ("cells", "wanted", "found"),
    [
        ([[0], [1], [2, 3]], [0, 1], True),
        ([[0], [1], [2, 3]], [2, 3], True),
        ([[0], [1], [2, 3]], [1, 2], False),
        ([], [0], False),
    ],
)
def test_which_sums_can_be_put_together(cells, wanted, found):
    assert known(cells, wanted) is found


def tables_of(
    told: int, campaign: Campaign = ONE_ITEM, *, counts: list[int] | None = None, hidden: bool = False
) -> Tables:
    """The tables that one unit with 40 ballots gives."""
    one = margin(told, counts=counts, hidden=hidden)
    tables = campaign_tables({"p": {"org": [one.counts[KEY].tolist()]}}, campaign=campaign)
    return masked("r", tables, figures(tables, campaign), [one], [])


def rows(table: pd.DataFrame, *columns: str) -> list[tuple]:
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in table[list(columns)].to_numpy()]


def test_counts_shares_rates_and_score_of_a_unit_that_is_told_whole():
    """12 good, 8 fair, 6 poor, 9 unsure, 5 blank; weights 10, 5, 0."""
    told = tables_of(4)
    assert rows(told["rollup_tallies"], "grade", "status", "count", "share") == [
        ("good", "shown", 12, 30.0), ("fair", "shown", 8, 20.0), ("poor", "shown", 6, 15.0),
        ("unsure", "shown", 9, 22.5), ("blank", "shown", 5, 12.5),
    ]  # fmt: skip
    (rate,) = told["rates"].to_dict("records")
    assert (rate["valid"], rate["top"], rate["positive"], rate["scored"], rate["units"]) == (40, 12, 20, 26, 1)
    assert (rate["top_rate"], rate["positive_rate"], rate["status"], rate["told_in"]) == (30.0, 50.0, "shown", "r")
    assert rate["score"] == round((12 * 10 + 8 * 5) / 26 / 100, 1) == 0.1


def test_of_merged_grades_the_sum_is_told_and_no_more():
    told = tables_of(1)
    assert rows(told["rollup_tallies"], "grade", "status", "count", "share", "told_in") == [
        ("good", "shown", 12, 30.0, "r"), ("fair", "merged", None, None, "r"),
        ("poor", "merged", None, None, "r"), ("unsure", "merged", None, None, "r"), ("blank", "merged", None, None, "r"),
        ("fair+poor+unsure+blank", "shown", 28, 70.0, "r"),
    ]  # fmt: skip
    (rate,) = told["rates"].to_dict("records")
    assert (rate["valid"], rate["top"], rate["top_rate"], rate["status"]) == (40, 12, 30.0, "merged")
    assert all(pd.isna(rate[column]) for column in ("positive", "positive_rate", "scored", "score"))


def test_the_score_needs_each_grade_that_has_a_weight():
    """With two told apart, positive is known; scored is not: poor is merged with unsure."""
    (rate,) = tables_of(2)["rates"].to_dict("records")
    assert (rate["positive"], rate["positive_rate"]) == (20, 50.0)
    assert pd.isna(rate["scored"])
    assert pd.isna(rate["score"])
    (rate,) = tables_of(3)["rates"].to_dict("records")
    assert (rate["scored"], rate["score"], rate["status"]) == (26, 0.1, "shown")


def test_nothing_is_told_of_a_hidden_unit():
    told = tables_of(4, hidden=True)
    assert {row[:3] for row in rows(told["rollup_tallies"], "status", "count", "share", "grade")} == {
        ("suppressed", None, None)
    }
    assert rows(told["rates"], "status", "valid", "top_rate", "score", "units", "told_in") == [
        ("suppressed", None, None, None, None, None)
    ]
    assert rows(told["rollup_ballots"], "status", "valid", "units_held", "told_in")[0] == (
        "suppressed",
        None,
        None,
        None,
    )
    assert told["rollup_tallies"]["told_in"].isna().all()


def test_an_item_of_which_nobody_chose_anything_has_no_rate():
    assert len(tables_of(4, counts=[0, 0, 0, 0, 0])["rates"]) == 0


def of_marks() -> Campaign:
    item: Item = replace(ITEMS[0], denominator="marks")
    return replace(ONE_ITEM, subjects=(Subject("org", "组织", "ballots", (item,)),))


def test_rates_over_marks_leave_out_who_is_neutral_or_blank():
    """26 of 40 gave a mark."""
    told = tables_of(4, of_marks())
    assert [row[1] for row in rows(told["rollup_tallies"], "grade", "share")] == [46.2, 30.8, 23.1, None, None]
    (rate,) = told["rates"].to_dict("records")
    assert (rate["valid"], rate["top_rate"], rate["positive_rate"]) == (26, 46.2, 76.9)


def test_rates_over_marks_are_not_told_where_marks_are_merged_with_others():
    told = tables_of(2, of_marks())
    assert {row[1] for row in rows(told["rollup_tallies"], "grade", "share")} == {None}
    (rate,) = told["rates"].to_dict("records")
    assert (rate["top"], rate["positive"]) == (12, 20)
    assert pd.isna(rate["valid"])
    assert pd.isna(rate["top_rate"])


PERSONS = {"p": {"org": [EQUAL, EQUAL], "members": [[30, 9, 0, 0, 0]]}, "q": {"org": [EQUAL, EQUAL]}}


def test_of_the_account_of_ballots_only_what_stands_behind_results_is_told():
    tables = campaign_tables(PERSONS)
    found = figures(tables, CAMPAIGN)
    told = masked("r", tables, found, [*node_margins(found, shown(found))][:2], [])["rollup_ballots"]
    assert set(told["unit"]) == {".", "p"}
    of_p = told[told["unit"] == "p"].set_index("subject")
    assert of_p["valid"].to_dict() == {"org": 35, "members": 13}
    assert rows(of_p, "valid_ratings", "persons_evaluated") == [(None, None), (39, None)]
    assert rows(of_p, "units_held", "status") == [(1, "partial"), (1, "partial")]
    assert (
        of_p.drop(columns=["unit", "valid", "valid_ratings", "status", "told_in"])
        .filter(regex="^(?!units_)")
        .isna()
        .all(axis=None)
    )


def shown(found: Figures) -> Pattern:
    none = np.zeros(len(found.tree.units), dtype=np.bool_)
    detail = {key: np.full(len(none), counts.shape[1] - 1) for key, counts in found.counts.items()}
    return Pattern(none, none, detail)


def test_the_margins_of_units_hold_the_items_that_they_voted_on():
    found = figures(own_tables(PERSONS), CAMPAIGN)
    every = {each.name: each for each in node_margins(found, shown(found))}
    assert [*every] == [".", "p", "q"]
    assert {*every["q"].counts} == {("org", "one"), ("org", "two")}
    assert {*every["."].counts} == {*found.counts}
    assert every["."].counts["members", "one"].tolist() == [30, 9, 0, 0, 0]
    assert every["p"].told == {("org", "one"): 4, ("org", "two"): 4, ("members", "one"): 4}


def votes(own: dict[str, list[int]]) -> Figures:
    return figures(own_tables({unit: {"org": [counts]} for unit, counts in own.items()}, campaign=ONE_ITEM), ONE_ITEM)


def of_categories(own: dict[str, list[int]], withheld: str = "") -> dict[str, Margin]:
    found = votes(own)
    told = category_margins(found, pattern(found, Policy()), Policy(), KINDS, withheld=frozenset(withheld))
    return {each.name: each for each in told}


KINDS = {"a": "v", "b": "v", "c": "v", "d": "w", "e": "w", "f": "w"}


def test_a_category_of_told_units_is_told():
    every = of_categories(dict.fromkeys(KINDS, EQUAL))
    assert [(each.name, each.hidden, each.told[KEY]) for each in every.values()] == [("v", False, 4), ("w", False, 4)]
    assert every["v"].counts[KEY].tolist() == [27, 24, 21, 18, 15]
    held = of_categories(dict.fromkeys(KINDS, EQUAL), "w")
    assert (held["v"].hidden, held["w"].hidden) == (False, True)


@pytest.mark.parametrize(("hidden", "safe"), [("abc", True), ("bc", False), ("c", False), ("cd", False)])
def test_a_category_hides_where_its_hidden_part_is_no_safe_pool(hidden: str, safe: bool):
    """c has 3 ballots, a, b and d have 35 each; d is of the other category."""
    own = dict.fromkeys(KINDS, EQUAL) | {"c": [3, 0, 0, 0, 0]}
    found = votes(own)
    flags = np.isin(found.tree.units, list(hidden))
    told = replace(shown(found), hidden=flags, few=np.isin(found.tree.units, ["c"]))
    every = {each.name: each.hidden for each in category_margins(found, told, Policy(), KINDS, withheld=frozenset())}
    assert every["v"] is not safe
    assert every["w"] is ("d" in hidden)


def test_a_category_of_few_ballots_hides():
    assert of_categories(dict.fromkeys(KINDS, EQUAL) | {unit: [3, 0, 0, 0, 0] for unit in "abc"})["v"].hidden


@pytest.mark.parametrize(
    ("last", "told"), [(EQUAL, 4), ([9, 3, 7, 6, 5], 1), ([9, 8, 2, 6, 5], 2), ([9, 8, 7, 6, 2], 3)]
)
def test_a_category_tells_no_grade_of_few(last: list[int], told: int):
    """Its only unit that voted tells everything."""
    found = votes({"a": last, "d": EQUAL})
    kinds = {"a": "v", "d": "w"}
    every = {each.name: each for each in category_margins(found, shown(found), Policy(), kinds, withheld=frozenset())}
    assert every["v"].told[KEY] == told


def release(name: str, told: dict[str, tuple[str | None, int | None]]) -> Tables:
    """Tables with one row a unit, by unit the release that tells it and the number told."""
    base = pd.DataFrame(
        [
            {"unit": unit, "category": unit, "subject": "s", "item": "i", "count": count, "told_in": where}
            for unit, (where, count) in told.items()
        ],
        columns=["unit", "category", "subject", "item", "count", "told_in"],
    )
    names = ("rollup_ballots", "rollup_tallies", "rates", "category_tallies", "category_rates")
    return {each: base.copy() for each in names}


def test_where_nothing_new_is_told_the_last_told_figures_stay():
    """b tells nothing now, c never did, d is new, and e is gone."""
    before = release("r1", {"a": ("r1", 1), "b": ("r0", 2), "c": (None, None), "e": ("r1", 5)})
    now = release("r2", {"b": (None, None), "c": (None, None), "d": ("r2", 4), "a": ("r2", 3)})
    found = held_back(now, before)
    for table in found.values():
        assert rows(table, "unit", "told_in", "count") == [
            ("b", "r0", 2), ("c", None, None), ("d", "r2", 4), ("a", "r2", 3)
        ]  # fmt: skip
    assert held_places(found, "r2") == {"unit": {"b"}, "category": {"b"}}
    assert held_places(found, "r0") == {"unit": {"a", "d"}, "category": {"a", "d"}}


def test_rates_stay_with_the_counts_that_they_are_worked_out_from():
    before = release("r1", {"a": ("r1", 1), "b": ("r1", 2)})
    now = release("r2", {"a": ("r2", 3), "b": ("r2", 4)})
    now["rollup_tallies"] = release("r2", {"a": (None, None), "b": ("r2", 4)})["rollup_tallies"]
    found = held_back(now, before)
    assert rows(found["rates"], "unit", "told_in", "count") == [("a", "r1", 1), ("b", "r2", 4)]
    assert rows(found["category_rates"], "unit", "told_in", "count") == [("a", "r2", 3), ("b", "r2", 4)]


def test_a_rate_stays_with_its_counts_where_there_is_none_now():
    """Of a nobody voted any more."""
    before = release("r1", {"a": ("r1", 1), "b": ("r1", 2)})
    now = release("r2", {"a": (None, None), "b": ("r2", 4)})
    now["rates"] = release("r2", {"b": ("r2", 4)})["rates"]
    assert rows(held_back(now, before)["rates"], "unit", "told_in", "count") == [("b", "r2", 4), ("a", "r1", 1)]


def test_nothing_is_held_back_where_everything_is_new():
    before, now = release("r1", {"a": ("r1", 1)}), release("r2", {"a": ("r2", 3)})
    assert rows(held_back(now, before)["rates"], "unit", "count") == [("a", 3)]
