"""What published tables say, fact by fact, and whether it is true of the figures that they are from."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pandas as pd
import pytest

from pingyi.attack.contradiction import contradicted, unequal
from pingyi.attack.facts import UnknownFigureError, facts
from pingyi.attack.publication import Publication
from pingyi.model import Subject
from pingyi.protect.sums import figures
from support.hiding import BOTH, COUNTS, released, votes
from support.protection import CAMPAIGN, ITEMS, ONE_ITEM, own_tables


def facts_of(of: Publication, unit: str) -> dict[object, list[float]]:
    """By columns and weights what is told of a unit."""
    return {fact.weights: [fact.low, fact.high] for fact in of.facts if fact.place == ("unit", unit)}


def grades(*names: str) -> tuple:
    return tuple((("org", "one", name), 1.0) for name in sorted(names))


def test_what_a_told_unit_says():
    """12 good, 8 fair, 6 poor, 9 unsure, 5 blank; the score, 0.1 of 26 scored ones."""
    of = released(votes(a=COUNTS, b=[20, 0, 0, 0, 0]))
    found = facts_of(of, "a")
    assert found[((("org", "valid"), 1.0),)] == [40, 40]
    assert found[grades("good")] == [12, 12]
    assert found[grades("blank")] == [5, 5]
    assert found[grades("good", "fair")] == [20, 20]
    assert found[grades("good", "fair", "poor")] == [26, 26]
    scored = [fact for fact in of.facts if fact.place == ("unit", "a") and fact.low != fact.high]
    low, high = ({key[2]: round(weight, 3) for key, weight in fact.weights} for fact in scored)
    assert low == {"good": 0.05, "fair": 0.0, "poor": -0.05, "unsure": 0.0}
    assert high == {"good": -0.05, "fair": -0.1, "poor": -0.15, "unsure": 0.0}
    assert [(fact.low, fact.high) for fact in scored] == [(0.0, inf), (-inf, 0.0)]


def test_what_merged_grades_say():
    found = facts_of(released(votes(a=COUNTS, b=[20, 0, 0, 0, 0]), told=1), "a")
    assert found[grades("fair", "poor", "unsure", "blank")] == [28, 28]
    assert grades("fair") not in found


def test_a_rate_without_its_count_bounds_it():
    """30.0 percent of 40: between 29.95 and 30.05."""
    of = released(votes(a=COUNTS))
    rates = of.tables["rates"]
    row = rates[rates["unit"] == "a"].assign(
        valid=None, top=None, positive=None, positive_rate=None, scored=None, score=None
    )
    found = list(facts({"rates": row}, ONE_ITEM))
    assert [(fact.low, fact.high) for fact in found] == [(0.0, inf), (-inf, 0.0)]
    for fact, bound in zip(found, (29.95, 30.05), strict=True):
        assert dict(fact.weights) == pytest.approx({("org", "one", "good"): 100.0, ("org", "valid"): -bound})


def test_what_has_no_meaning_is_refused():
    of = released(votes(a=COUNTS))
    for name, changed in {"subject": "else", "item": "else"}.items():
        rows = of.tables["rates"].assign(**{name: changed})
        with pytest.raises(UnknownFigureError, match="else"):
            list(facts({"rates": rows}, ONE_ITEM))
    ballots = of.tables["rollup_ballots"].assign(spoiled=3)
    with pytest.raises(UnknownFigureError, match="spoiled"):
        list(facts({"rollup_ballots": ballots}, ONE_ITEM))


def edited(of: Publication, table: str, **cells: object) -> Publication:
    rows = of.tables[table].copy()
    for column, value in cells.items():
        rows.loc[rows["unit"] == "a", column] = value
    return Publication(of.name, dict(of.tables) | {table: rows}, of.figures, of.roster)


def test_what_is_true_is_not_contradicted():
    of = released(votes(a=COUNTS, b=[20, 0, 0, 0, 0]))
    assert contradicted(of) == []
    assert contradicted(edited(of, "rollup_ballots", valid=41)) == [("unit", "a")]
    assert contradicted(edited(of, "rollup_ballots", valid=39)) == [("unit", "a")]
    assert contradicted(edited(of, "rates", score=0.3)) == [("unit", "a")]
    assert contradicted(edited(of, "rates", score=0.0)) == [("unit", "a")]
    assert contradicted(edited(of, "rollup_ballots", unit="elsewhere")) == [("unit", "elsewhere")]


def test_a_told_category_is_the_sum_of_its_units():
    """a and c are of category y."""
    of = released(votes(a=COUNTS, bb=[20, 0, 0, 0, 0], c=[1, 0, 0, 0, 0]))
    row = {
        "category": "y",
        "subject": "org",
        "item": "one",
        "grade": "good",
        "status": "shown",
        "count": 13,
        "share": None,
    }
    for count, wrong in ((13, []), (12, [("category", "y")])):
        table = pd.DataFrame([{**row, "count": count, "told_in": "r"}]).astype({"told_in": "string"})
        assert contradicted(Publication("r", {**of.tables, "category_tallies": table}, of.figures, of.roster)) == wrong


def test_units_whose_grades_do_not_add_up_are_named():
    tables = own_tables(votes(a=COUNTS, b=[20, 0, 0, 0, 0]), campaign=ONE_ITEM)
    tables["ballots"] = tables["ballots"].assign(valid=[40, 21])
    assert list(unequal(figures(tables, ONE_ITEM))) == ["b"]
    item = replace(ITEMS[0], not_asked_of=("y",))
    campaign = replace(ONE_ITEM, subjects=(Subject("org", "组织", "ballots", (item,)),))
    assert list(unequal(figures(tables, campaign))) == [], "nobody asked them"
    assert list(unequal(figures(own_tables(BOTH), CAMPAIGN))) == []
