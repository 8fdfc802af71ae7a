"""parent = own + Σ children, for every count, on random trees; rates by exact arithmetic."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.figures.rollup import COUNTS, roll_up
from pingyi.figures.rounding import half_up, percent
from pingyi.model import BLANK, ROOT, Campaign, Grade, Item, Subject
from pingyi.publish.audience import audience_tables
from pingyi.tables.dictionary import frame
from situations import FULL

PROPERTY = settings(max_examples=1000 if FULL else 60, deadline=None, derandomize=not FULL)

GRADES = (
    Grade("good", "好", positive=True, weight=10),
    Grade("fair", "中", weight=5),
    Grade("unsure", "不了解", neutral=True),
)
ITEMS = (Item("one", "一", "一", "", GRADES), Item("two", "二", "二", "", GRADES))
CAMPAIGN = Campaign({}, "", None, None, {}, "", "declared", "internal", (Subject("s", "对象", "ballots", ITEMS),))  # type: ignore[arg-type]
MARKS = [grade.id for grade in GRADES] + [BLANK]

PART = st.sampled_from(["a", "b", "c1", "d-2"])
UNITS = st.lists(st.lists(PART, min_size=1, max_size=6).map("/".join), min_size=1, max_size=14, unique=True)
NUMBER = st.one_of(st.none(), st.integers(0, 10**6))


@st.composite
def campaigns(draw):
    """Base tables of a random tree: some units report, some counts are missing, outcomes differ."""
    units = draw(UNITS)
    rows, ballots, tallies, ledger = [], [], [], []
    for unit in units:
        rows.append(
            {
                "unit": unit,
                "category": draw(st.sampled_from("xy")),
                "organisations": draw(NUMBER),
                "members": draw(NUMBER),
            }
        )
        if draw(st.booleans()):
            outcome = draw(st.sampled_from(["held", "void", "not-held"]))
            ballots.append({"unit": unit, "subject": "s", "outcome": outcome} | {name: draw(NUMBER) for name in COUNTS})
            if outcome == "held":
                tallies += [
                    {"unit": unit, "subject": "s", "item": item.id, "grade": mark, "count": draw(st.integers(0, 10**6))}
                    for item in ITEMS
                    for mark in MARKS
                ]
            ledger.append(
                {"unit": unit, "id": "r", "status": draw(st.sampled_from(["done", "in-progress"])), "overdue": False}
            )
    reported = [{"unit": row["unit"], "members_evaluated": 1} for row in rows]
    return {
        "units": frame("units", rows),
        "reports": frame("reports", reported),
        "ballots": frame("ballots", ballots),
        "tallies": frame("tallies", tallies),
        "rectification": frame("rectification", ledger),
    }


def below(units, node):
    return [unit for unit in units if node in (ROOT, unit) or unit.startswith(f"{node}/")]


@PROPERTY
@given(campaigns())
def test_every_count_of_a_parent_is_its_own_and_its_childrens(tables):
    rolled = roll_up(tables, CAMPAIGN)
    units = tables["units"]["unit"].tolist()
    own = tables["tallies"]
    for row in rolled["rollup_tallies"].itertuples():
        same = own[(own["item"] == row.item) & (own["grade"] == row.grade) & own["unit"].isin(below(units, row.unit))]
        assert row.count == same["count"].sum()
    held = tables["ballots"][tables["ballots"]["outcome"] == "held"]
    for row in rolled["rollup_ballots"].to_dict("records"):
        part = held[held["unit"].isin(below(units, row["unit"]))]
        for name in COUNTS:
            expected = part[name].dropna()
            assert (pd.isna(row[name]) and expected.empty) or row[name] == expected.sum()
    for row in rolled["coverage"].to_dict("records"):
        members = tables["units"][tables["units"]["unit"].isin(below(units, row["unit"]))]["members"].dropna()
        assert (pd.isna(row["members"]) and members.empty) or row["members"] == members.sum()


@PROPERTY
@given(campaigns())
def test_rates_are_pooled_over_valid_ballots_blanks_included(tables):
    own = tables["tallies"]
    units = tables["units"]["unit"].tolist()
    for row in roll_up(tables, CAMPAIGN)["rates"].to_dict("records"):
        part = own[(own["item"] == row["item"]) & own["unit"].isin(below(units, row["unit"]))]
        assert row["valid"] == part["count"].sum() > 0
        assert row["positive"] == part[part["grade"] == "good"]["count"].sum()
        scored = part[part["grade"].isin(["good", "fair"])]
        assert row["scored"] == scored["count"].sum()
        assert 0 <= row["positive_rate"] <= 100


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


def test_a_tree_without_any_report_has_no_rates():
    tables = {name: frame(name, []) for name in ("reports", "ballots", "tallies", "rectification")}
    tables["units"] = frame("units", [{"unit": "a", "category": "x"}])
    assert roll_up(tables, CAMPAIGN)["rates"].empty


@pytest.mark.parametrize("root", [CHECKOUT, CHECKOUT / "tests/campaigns/town"], ids=["sample", "town"])
def test_every_node_of_the_campaigns_is_its_own_and_its_childrens(root):
    tables = audience_tables(open_campaign(root), "internal")
    units = tables["units"]["unit"].tolist()
    own, total = tables["tallies"], tables["rollup_tallies"]
    assert len(total) > 100
    for row in total.itertuples():
        same = own[(own["subject"] == row.subject) & (own["item"] == row.item) & (own["grade"] == row.grade)]
        assert row.count == same[same["unit"].isin(below(units, row.unit))]["count"].sum()
    held = tables["ballots"][tables["ballots"]["outcome"] == "held"]
    for row in tables["rollup_ballots"].to_dict("records"):
        part = held[(held["subject"] == row["subject"]) & held["unit"].isin(below(units, row["unit"]))]
        assert all(pd.isna(row[name]) or row[name] == part[name].sum() for name in COUNTS)
    for row in tables["progress"].to_dict("records"):
        part = tables["units"][tables["units"]["unit"].isin(below(units, row["unit"]))]
        part = part if row["scope"] == "all" else part[part["kind"] == "reporting"]
        assert row["received"] == (part["state"] == "received").sum()
        assert row["expected"] == (~part["state"].isin(["exempt", "not-open", "closed"])).sum()
