"""parent = own + Σ children, for every count, on random trees; rates by exact arithmetic."""

from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingyi.figures.partial_sums import COUNTS
from pingyi.figures.rollup import roll_up
from pingyi.model import BLANK, ROOT, Campaign, Grade, Item, Scale, Subject
from pingyi.tables.dictionary import frame
from support.campaigns import tables as tables_of
from support.places import CAMPAIGNS
from support.situations import FULL

PROPERTY = settings(max_examples=1000 if FULL else 12, deadline=None, derandomize=not FULL)

GRADES = (
    Grade("good", "好", positive=True, weight=10),
    Grade("fair", "中", weight=5),
    Grade("unsure", "不了解", neutral=True),
)
SCALE = Scale("s", "等次", GRADES)
ITEMS = (Item("one", "一", "一", "", SCALE), Item("two", "二", "二", "", SCALE))
CAMPAIGN = Campaign({}, "", None, None, {}, "", "declared", "internal", (Subject("s", "对象", "ballots", ITEMS),))
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
    return {unit for unit in units if node in (ROOT, unit) or unit.startswith(f"{node}/")}


def listed(rows, *keys):
    """Rows of a table in lists by some of their columns."""
    found = defaultdict(list)
    for row in rows:
        found[tuple(row[key] for key in keys)].append(row)
    return found


def told(rows, name):
    """The numbers in a column, without those that nobody reported."""
    return [row[name] for row in rows if not pd.isna(row[name])]


@PROPERTY
@given(campaigns())
def test_every_count_of_a_parent_is_its_own_and_its_childrens(tables):
    rolled = roll_up(tables, CAMPAIGN)
    units = tables["units"].to_dict("records")
    under = {node: below([row["unit"] for row in units], node) for node in rolled["coverage"]["unit"]}
    own = listed(tables["tallies"].to_dict("records"), "item", "grade")
    for row in rolled["rollup_tallies"].to_dict("records"):
        same = own[row["item"], row["grade"]]
        assert row["count"] == sum(entry["count"] for entry in same if entry["unit"] in under[row["unit"]])
    held = [row for row in tables["ballots"].to_dict("records") if row["outcome"] == "held"]
    for row in rolled["rollup_ballots"].to_dict("records"):
        part = [entry for entry in held if entry["unit"] in under[row["unit"]]]
        for name in COUNTS:
            expected = told(part, name)
            assert (pd.isna(row[name]) and not expected) or row[name] == sum(expected)
    for row in rolled["coverage"].to_dict("records"):
        members = told([entry for entry in units if entry["unit"] in under[row["unit"]]], "members")
        assert (pd.isna(row["members"]) and not members) or row["members"] == sum(members)


@PROPERTY
@given(campaigns())
def test_rates_are_pooled_over_valid_ballots_blanks_included(tables):
    own = listed(tables["tallies"].to_dict("records"), "item")
    units = tables["units"]["unit"].tolist()
    for row in roll_up(tables, CAMPAIGN)["rates"].to_dict("records"):
        under = below(units, row["unit"])
        part = [entry for entry in own[row["item"],] if entry["unit"] in under]
        assert row["valid"] == sum(entry["count"] for entry in part) > 0
        assert row["positive"] == sum(entry["count"] for entry in part if entry["grade"] == "good")
        assert row["scored"] == sum(entry["count"] for entry in part if entry["grade"] in ("good", "fair"))
        assert 0 <= row["positive_rate"] <= 100


def test_a_tree_without_any_report_has_no_rates():
    tables = {name: frame(name, []) for name in ("reports", "ballots", "tallies", "rectification")}
    tables["units"] = frame("units", [{"unit": "a", "category": "x"}])
    assert roll_up(tables, CAMPAIGN)["rates"].empty


@pytest.mark.parametrize("root", CAMPAIGNS.values(), ids=CAMPAIGNS)
def test_every_node_of_the_campaigns_is_its_own_and_its_childrens(root):
    tables = tables_of(root)
    units = tables["units"].to_dict("records")
    under = {node: below([row["unit"] for row in units], node) for node in tables["progress"]["unit"]}
    own, total = listed(tables["tallies"].to_dict("records"), "subject", "item", "grade"), tables["rollup_tallies"]
    assert len(total) > 100
    for row in total.to_dict("records"):
        same = own[row["subject"], row["item"], row["grade"]]
        assert row["count"] == sum(entry["count"] for entry in same if entry["unit"] in under[row["unit"]])
    held = listed((row for row in tables["ballots"].to_dict("records") if row["outcome"] == "held"), "subject")
    for row in tables["rollup_ballots"].to_dict("records"):
        part = [entry for entry in held[row["subject"],] if entry["unit"] in under[row["unit"]]]
        assert all(pd.isna(row[name]) or row[name] == sum(told(part, name)) for name in COUNTS)
    for row in tables["progress"].to_dict("records"):
        part = [entry for entry in units if entry["unit"] in under[row["unit"]]]
        part = part if row["scope"] == "all" else [entry for entry in part if entry["kind"] == "reporting"]
        assert row["received"] == sum(entry["state"] == "received" for entry in part)
        assert row["expected"] == sum(entry["state"] not in ("exempt", "not-open", "closed") for entry in part)
