"""The parts of the attack, each by itself, with numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from pingyi.attack import Audit, _Search, attack
from pingyi.attack.contradiction import contradicted, unequal
from pingyi.attack.exchange import FROM_NOWHERE, UNLIMITED, ExchangeTable, apart
from pingyi.attack.facts import UnknownFigureError, facts
from pingyi.attack.intervals import Parts, surely_within
from pingyi.attack.moved_rows import NOT_THERE, STILL, MovedRows, merged_grades, row_keys
from pingyi.attack.partners import Partners, _level, _packs
from pingyi.attack.protected import ProtectedCell, as_matrix, protected_cells, told
from pingyi.attack.publication import Publication, persons
from pingyi.attack.system import System, _settled, system, triples
from pingyi.attack.variables import variables
from pingyi.disclosure.margins import node_margins
from pingyi.disclosure.masking import masked
from pingyi.disclosure.pattern import Pattern
from pingyi.model import Campaign, Subject
from pingyi.protect.policy import Policy
from pingyi.protect.sums import figures
from support.protection import CAMPAIGN, ITEMS, ONE_ITEM, bare_results, own_tables, publication

# Facts


def released(
    own: dict,
    hidden: str = "",
    told: int = 4,
    *,
    campaign: Campaign = ONE_ITEM,
    name: str = "r",
    codes: dict | None = None,
) -> Publication:
    """A release that hides some units and tells so many leading grades of the others apart."""
    tables = own_tables(own, campaign=campaign)
    if codes:
        tables["units"] = tables["units"].assign(code=tables["units"]["unit"].map(codes).astype("string"))
    found = figures(tables, campaign)
    flags = np.isin(found.tree.units, hidden.split())
    detail = {key: np.where(flags, 0, min(told, counts.shape[1] - 1)) for key, counts in found.counts.items()}
    published = masked(name, bare_results(found), found, node_margins(found, Pattern(flags, flags, detail)), [])
    return publication(name, published, tables, campaign)


def votes(**own: list[int]) -> dict:
    return {unit: {"org": [counts]} for unit, counts in own.items()}


COUNTS = [12, 8, 6, 9, 5]


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


# Truth


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


BOTH = {"a": {"org": [COUNTS, COUNTS], "members": [[30, 3, 0, 0, 0]]}, "b": {"org": [[20, 0, 0, 0, 0]] * 2}}
"""a: 40 ballots; of members 11 ballots, 33 ratings, 12 persons."""

# Unknowns


def test_what_a_correction_did_not_touch_is_the_same_unknown():
    """a changes item one, moves and gets another id; b stays; c is new."""
    two = replace(ONE_ITEM, subjects=(Subject("org", "组织", "ballots", ITEMS),))
    before = released(
        {"a": {"org": [COUNTS, COUNTS]}, "b": {"org": [COUNTS, COUNTS]}}, campaign=two, codes={"a": "1", "b": "2"}
    )
    changed = {"x/a": {"org": [COUNTS[::-1], COUNTS]}, "b": {"org": [COUNTS, COUNTS]}, "c": {"org": [COUNTS, COUNTS]}}
    after = released(changed, campaign=two, name="s", codes={"x/a": "1", "b": "2", "c": "3"})
    named = variables([before, after])
    then, now = before.figures.tree.own, after.figures.tree.own

    def pair(unit: str, later: str, column: tuple) -> tuple[int, int]:
        return named.of(0, then[unit], column), named.of(1, now[later], column)

    for column in (("org", "valid"), ("org", "two", "good"), ("org", "two", "blank")):
        assert len(set(pair("a", "x/a", column))) == 1
        assert len(set(pair("b", "b", column))) == 1
    first, second = pair("a", "x/a", ("org", "one", "good"))
    assert (named.truth[first], named.truth[second]) == (12, 5)
    assert named.columns[first] == named.columns[second] == ("org", "one", "good")
    assert named.units[named.starts[0][then["a"], ("org", "valid")]] == {"a", "x/a"}
    assert named.persons[named.starts[0][then["a"], ("org", "valid")]] == "1"
    assert named.every(1, ("org", "valid"))[now["c"]] == named.of(1, now["c"], ("org", "valid"))
    assert named.item_parts == {("org", "one"), ("org", "two")}
    assert named.sizes.sum() == 3
    assert not named.known.any()
    assert len(named.truth) == 3 + 5 * 4 + 5 * 3


def test_who_did_not_vote_is_known_to_everybody():
    of = released(BOTH, campaign=CAMPAIGN)
    named = variables([of])
    silent = {named.columns[number] for number in np.flatnonzero(named.known)}
    assert {column[0] for column in silent} == {"members"}
    assert named.known.sum() == 3 + 5
    assert named.truth[named.known].sum() == 0


def test_of_nobody_there_is_nothing_to_find_out():
    assert len(variables([released({"a": {}})]).truth) == 0
    assert attack([released({"a": {}})], Policy()) == Audit(0, (), ())


@pytest.mark.parametrize("attribute", ["merge", "allow"])
def test_that_nobody_chose_a_grade_may_be_known_where_the_policy_says_so(attribute: Literal["merge", "allow"]):
    """All 34 of three hidden units are satisfied: twelve zeros are known, and every count with them is a size."""
    audit = attack(
        [released(votes(a=[3, 0, 0, 0, 0], b=[11, 0, 0, 0, 0], c=[20, 0, 0, 0, 0]), "a b c")], Policy(10, attribute)
    )
    assert len(audit.implied) == 12
    assert {found.cell.unit for found in audit.implied} == set("abc")
    zeros = [found for found in audit.unproven if found.cell.attribute and not found.insider]
    assert zeros == (list(audit.implied) if attribute == "merge" else [])
    assert audit.checked == 3 * (1 + 5)


def test_persons_go_by_their_code():
    roster = pd.DataFrame({"unit": ["a", "b"], "code": ["7", None]}).astype("string")
    assert persons(roster) == {"a": "7", "b": "b"}


# Equations


def equations(of: System, named) -> list[tuple]:
    """Each row as columns with weights, and bounds, without the rows within a report."""
    found = []
    for row in np.flatnonzero(~of.linked):
        entries = of.matrix[[row]].tocoo()
        weights = sorted((int(v), float(w)) for v, w in zip(entries.coords[1], entries.data, strict=True))
        found.append((weights, float(of.low[row]), float(of.high[row])))
    return found


def test_a_total_less_what_is_told_below_is_the_sum_of_the_rest():
    """a tells 20 and 12 of it are c's: a/x and a/y have 8 together."""
    own = {"a/x": {"org": [[3, 0, 0, 0, 0]]}, "a/y": {"org": [[5, 0, 0, 0, 0]]}, "a/c": {"org": [[12, 0, 0, 0, 0]]}}
    of = released(own, "a/x a/y")
    named = variables([of])
    found = system([of], named)
    tree = of.figures.tree
    valid = {unit: named.of(0, tree.own[unit], ("org", "valid")) for unit in own}
    told_sums = equations(found, named)
    assert (sorted([(valid["a/x"], 1.0), (valid["a/y"], 1.0)]), 8.0, 8.0) in told_sums
    assert ([(valid["a/c"], 1.0)], 12.0, 12.0) in told_sums
    assert np.all(found.matrix @ found.truth >= found.low)
    assert np.all(found.matrix @ found.truth <= found.high)
    assert found.linked.sum() == 3
    assert found.fixed[valid["a/c"]]
    assert not found.fixed[valid["a/x"]]
    assert found.least[valid["a/x"]] == 1
    assert found.least[named.of(0, tree.own["a/x"], ("org", "one", "good"))] == 0
    assert set(found.most.tolist()) == {2 * 12 + 1000}
    silent = system([of], named, 0)
    assert silent.linked.all()
    assert not silent.fixed[valid["a/c"]]


def test_one_hidden_unit_follows_from_the_others():
    of = released(votes(a=[3, 0, 0, 0, 0], b=COUNTS), "a")
    named = variables([of])
    found = system([of], named)
    assert found.fixed.all()


def test_that_nobody_came_is_known_and_that_one_came_is_not():
    of = released(votes(a=[1, 0, 0, 0, 0], b=[0, 0, 0, 0, 0], c=COUNTS, d=COUNTS), "a b c")
    named = variables([of])
    found = system([of], named)
    valid = {unit: named.of(0, leaf, ("org", "valid")) for unit, leaf in of.figures.tree.own.items()}
    assert {unit: bool(found.fixed[variable]) for unit, variable in valid.items()} == {
        "a": False,
        "b": True,
        "c": False,
        "d": True,
    }
    assert (found.least[valid["a"]], found.least[valid["b"]]) == (1, 0)


@pytest.mark.parametrize(
    ("rows", "low", "least", "fixed"),
    [
        ([[1, 1, 0], [0, 1, 0]], [7, 4], [0, 0, 0], [1, 1, 0]),  # one after the other
        ([[1, 1, 1]], [2], [1, 1, 0], [1, 1, 1]),  # as few as possible
        ([[1, 1, 1]], [3], [1, 1, 0], [0, 0, 0]),
        ([[1, 1, -1]], [0], [0, 0, 0], [0, 0, 0]),
    ],
)
def test_what_follows_at_once(rows: list, low: list, least: list, fixed: list):
    matrix = sparse.csr_array(np.array(rows, dtype=np.float64))
    bounds = np.array(low, dtype=np.float64)
    truth = np.array([3.0, 4.0, 7.0]) if len(rows) > 1 else np.array(least, dtype=np.float64)
    none = np.zeros(3, dtype=np.bool_)
    found = _settled(matrix, bounds, bounds, np.array(least, dtype=np.float64), truth=truth, fixed=none)
    assert found.tolist() == [bool(flag) for flag in fixed]
    assert not none.any()


def test_an_inequality_settles_nothing():
    one = sparse.csr_array(np.array([[1.0]]))
    found = _settled(
        one, np.array([2.0]), np.array([3.0]), np.zeros(1), truth=np.array([2.0]), fixed=np.zeros(1, dtype=np.bool_)
    )
    assert found.tolist() == [False]


def test_who_graded_persons_and_how_many_there_are():
    """The roster has 14 of a; of b it says fewer than were graded, which is not to be believed."""
    own = {unit: {"org": [COUNTS, COUNTS], "members": [[30, 3, 0, 0, 0]]} for unit in "ab"}
    of = released(own, campaign=CAMPAIGN)
    roster = of.roster.assign(members=of.roster["unit"].map({"a": 14, "b": 11}).astype("Int64"))
    of = Publication(of.name, of.tables, of.figures, roster)
    assert of.members == {"a": 14, "b": 11}
    named = variables([of])
    leaves = of.figures.tree.own
    found = {unit: triple for *triple, unit in triples(of, named, 0)}
    assert found == {
        unit: [named.of(0, leaves[unit], ("members", size)) for size in ("valid", "valid_ratings", "persons_evaluated")]
        for unit in "ab"
    }
    most = system([of], named).most
    assert (most[found["a"][2]], most[found["b"][2]]) == (14, 1080)
    few = released(
        {unit: {"members": [[count, 0, 0, 0, 0]]} for unit, count in (("a", 1), ("b", 0))}, campaign=CAMPAIGN
    )
    assert [unit for *_, unit in triples(few, variables([few]), 0)] == ["a"]


# Cells


def cells_of(own: dict, hidden: str = "", policy: Policy | None = None, **more) -> dict[tuple, tuple]:
    of = released(own, hidden, **more)
    named = variables([of])
    found = protected_cells([of], named, system([of], named).fixed, policy or Policy())
    return {(cell.unit, *cell.column): (cell.value, cell.width, cell.attribute, cell.own) for cell in found}


def test_the_cells_of_a_hidden_unit():
    found = cells_of(votes(a=[3, 5, 0, 0, 0], b=[20, 10, 0, 0, 5], c=COUNTS), "a b")
    assert found["a", "org", "valid"] == (8, 10, False, False)
    assert found["b", "org", "valid"] == (35, 10, False, False)
    assert found["a", "org", "one", "good"] == (3, 5, False, False)
    assert found["a", "org", "one", "poor"] == (0, 1, True, False)
    assert found["b", "org", "one", "good"] == (20, 5, False, False)
    assert not [key for key in found if key[0] == "c"]
    assert not [key for key in found if key[0] == "."]


def test_few_votes_are_protected_anywhere():
    found = cells_of(votes(a=[20, 4, 5, 0, 0], b=COUNTS, c=COUNTS), told=1)
    assert found == {("a", "org", "one", "fair"): (4, 5, False, False)}
    found = cells_of(votes(a=[20, 1, 0, 0, 0], b=COUNTS, c=COUNTS))
    assert found == {("a", "org", "one", "fair"): (1, 5, False, False)}


def test_a_unit_below_the_threshold_is_protected_also_where_it_is_told():
    found = cells_of(votes(a=[9, 0, 0, 0, 0], b=[10, 0, 0, 0, 0]))
    assert {key[0] for key in found} == {"a"}
    assert found["a", "org", "valid"] == (9, 10, False, False)
    assert cells_of(votes(a=[9, 0, 0, 0, 0], b=COUNTS), policy=Policy(9)) == {}


def test_how_many_persons_there_are_is_no_secret():
    own = {unit: {"org": [COUNTS, COUNTS], "members": [[30, 3, 0, 0, 0]]} for unit in "ab"}
    found = cells_of(own, "a b", campaign=CAMPAIGN)
    assert found["a", "members", "valid_ratings"] == (33, 10, False, False)
    assert ("a", "members", "persons_evaluated") not in found


def test_own_figures_of_an_inner_unit_are_protected_where_they_are_few():
    own = {"a": {"org": [[3, 0, 0, 0, 0]]}, "a/x": {"org": [COUNTS]}, "a/y": {"org": [COUNTS]}}
    found = cells_of(own, "a/x")
    assert found["a", "org", "valid"] == (3, 10, False, True)
    assert found["a/x", "org", "valid"] == (40, 10, False, False)


def test_a_large_total_over_told_units_is_a_sum_that_anybody_may_do():
    own = {"a/x": {"org": [COUNTS]}, "a/y": {"org": [COUNTS]}, "b": {"org": [COUNTS]}}
    assert not [key for key in cells_of(own, "a") if key[0] == "a"]
    assert cells_of(own, "a a/x a/y")["a", "org", "valid"] == (80, 10, False, False)
    few = {"a/x": {"org": [[20, 1, 0, 0, 9]]}, "a/y": {"org": [[20, 0, 0, 0, 9]]}, "b": {"org": [COUNTS]}}
    assert {key[3]: value for key, (value, *_) in cells_of(few, "a").items() if key[0] == "a"} == {"fair": 1}
    inner = own | {"a": {"org": [COUNTS]}, "e": {"org": [COUNTS]}}
    assert cells_of(inner, "a e")["a", "org", "valid"] == (120, 10, False, False), "its own figures may be those of e"


def test_what_another_release_tells_of_the_same_is_no_secret():
    """b is hidden in the first release and told in the second, as it was or as it is now; a, of few, stays secret."""
    own = votes(a=[3, 0, 0, 0, 0], b=COUNTS, c=COUNTS)
    first = released(own, "a b")
    for counts, secret in ((COUNTS, set()), ([13, 8, 6, 9, 5], {"r"})):
        second = released(own | votes(b=counts), "", name="s")
        named = variables([first, second])
        found = protected_cells([first, second], named, system([first, second], named).fixed, Policy())
        assert {cell.release for cell in found if cell.unit == "b" and cell.column == ("org", "valid")} == secret
        assert [cell.value for cell in found if cell.unit == "a" and cell.column == ("org", "valid")] == [3]


def test_whom_a_cell_is_to_be_kept_from():
    """Not from whoever it is of or who sees the report; a small total of a not from a part of it, its own report from that too."""
    own = {
        "a/x": {"org": [[3, 0, 2, 0, 0]]},
        "a/y": {"org": [[20, 0, 0, 0, 0]]},
        "a": {"org": [[0, 4, 0, 0, 0]]},
        "b": {"org": [COUNTS]},
    }
    of = released(own, "a a/x a/y")
    named = variables([of])
    known = system([of], named)
    cells = protected_cells([of], named, known.fixed, Policy())
    search = _Search(Partners(known, named, set()), cells)
    insiders = search.partners.rows.insiders
    assert insiders == ["a", "a/x", "a/y", "b"]

    def kept_from(unit: str, *column: str, own: bool = False) -> list[str]:
        (cell,) = (n for n, each in enumerate(cells) if (each.unit, each.column, each.own) == (unit, column, own))
        return [insider for n, insider in enumerate(insiders) if search._asks(cell * len(insiders) + n)]

    assert kept_from("a/x", "org", "valid") == ["a/y", "b"]
    assert kept_from("a/y", "org", "valid") == [], "20 are not few"
    assert kept_from("a", "org", "one", "poor") == ["b"]
    assert kept_from("a", "org", "valid", own=True) == ["a/x", "a/y", "b"]


def test_of_the_whole_nobody_inside_is_asked():
    of = released(votes(a=[20, 1, 0, 0, 0], b=COUNTS), ".")
    named = variables([of])
    known = system([of], named)
    cell = ProtectedCell("r", ".", ("org", "valid"), False, 3, 10)
    search = _Search(Partners(known, named, set()), [cell])
    assert not search._asks(0)


def test_what_a_release_tells():
    of = released(votes(a=COUNTS, b=COUNTS, c=COUNTS), "b", told=1)
    found = told(of)
    assert ("a", ("org", "valid")) in found
    assert ("a", ("org", "one", "good")) in found
    assert ("a", ("org", "one", "fair")) not in found
    assert ("b", ("org", "valid")) not in found


def test_sums_of_variables_as_rows():
    assert as_matrix([(0, 2), (), (1,)], 4).toarray().tolist() == [[1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0]]
    assert ProtectedCell("r", "a", ("org", "one", "good"), False, 3, 5).what == "org/one/good"


# How little was known


def known_system(sums: list, truth: list, linked: int = 0, least: list | None = None) -> System:
    """Sums of variables that are told; the last few rows are of a report."""
    matrix = np.array(sums, dtype=np.float64).reshape(-1, len(truth))
    total = matrix @ np.array(truth, dtype=np.float64)
    rows = np.arange(len(total))
    count = len(truth)
    return System(
        sparse.csr_array(matrix), total, total, np.array(truth, dtype=np.float64),
        np.array(least or [0] * count, dtype=np.float64), np.full(count, 99.0), np.zeros(count, dtype=np.bool_),
        rows >= len(total) - linked,
    )  # fmt: skip


def within(of: System, *cells: tuple[int, ...], seen: tuple[int, ...] = ()) -> list[float]:
    flags = np.isin(np.arange(len(of.truth)), seen)
    return surely_within(of, as_matrix(cells, len(of.truth)), flags).tolist()


def test_a_figure_lies_between_what_the_others_must_and_can_have():
    of = known_system([[1, 1, 0]], [3, 4, 5], least=[1, 2, 0])
    # 7 together: from 1 to 5, from 2 to 6; the third is in no sum.
    assert within(of, (0,), (1,), (0, 1), (2,)) == [4, 4, 8, inf]
    assert within(of, (0,), (1,), seen=(1,)) == [0, 0]
    fixed = replace(of, fixed=np.array([True, False, False]))
    assert within(fixed, (1,)) == [0]


def test_two_sums_bound_from_below():
    """x + y = 7, y + z = 2: y at most 2, x from 5 to 7."""
    assert within(known_system([[1, 1, 0], [0, 1, 1]], [5, 2, 0]), (0,), (1,), (2,)) == [2, 2, 2]


def test_a_count_is_no_more_than_its_report_has():
    """x + y = 4 of two reports; x is made up of p and q."""
    of = known_system([[1, 1, 0, 0], [-1, 0, 1, 1]], [3, 1, 2, 1], linked=1)
    assert within(of, (2,), (0,)) == [4, 4]


def test_a_rate_says_nothing_here():
    of = known_system([[1, 2]], [3, 4])
    assert within(of, (0,)) == [inf]
    bounds = replace(known_system([[1, 1]], [3, 4]), high=np.array([9.0]))
    assert within(bounds, (0,)) == [inf]


def test_parts_that_say_nothing_of_each_other():
    of = known_system([[1, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 2, 1]], [1, 2, 3, 4, 5], least=[0, 1, 0, 1, 0])
    parts = Parts(of)
    assert parts.of([0]) == parts.of([1])
    assert parts.of([2]) == parts.of([3]) != parts.of([0])
    assert len(parts.of([0, 2, 4])) == 3
    some, numbers = parts.system(parts.of([2]))
    assert numbers.tolist() == [2, 3]
    assert some.matrix.toarray().tolist() == [[1, 1]]
    assert (some.low.tolist(), some.truth.tolist(), some.least.tolist()) == ([7], [3, 4], [0, 1])
    assert parts.system(parts.of([2])) is parts.system(parts.of([3]))


# Rows that move


def moved(mass: list, signs: list, blocks: list | None = None) -> MovedRows:
    return MovedRows(np.array(blocks or [[0]] * len(mass)), np.array(mass), np.array(signs))


def test_some_columns_are_told_apart_by_how_they_differ():
    rows = moved([[1, 2, 3], [4, 5, 6]], [[7, 9, STILL], [STILL, 20, 23]])
    found = rows.only([0, 1, 2])
    assert found.signs.tolist() == [[0, 2, STILL], [STILL, 0, 3]]
    assert rows.only([1, 2]).signs.tolist() == [[0, STILL], [0, 3]]
    assert rows.only([1, 2]).mass.tolist() == [[2, 3], [5, 6]]


@pytest.mark.parametrize(
    ("mass", "size", "left"),
    [([5, 3, 1], 9, [5, 3, 1]), ([5, 3, 1], 7, [3, 3, 1]), ([5, 3, 1], 3, [0, 2, 1]), ([5, 3, 1], 0, [0, 0, 0]),
     ([5, 3, 1], 12, [5, 3, 1]), ([2, 2, 2], 5, [1, 2, 2])],
)  # fmt: skip
def test_the_largest_columns_are_cut_first(mass: list, size: int, left: list):
    found = moved([mass, [9, 9, 9]], [[1, 2, 3]] * 2).cut(np.array([size, 27]))
    assert found.mass.tolist() == [left, [9, 9, 9]]


def test_rows_that_are_there():
    rows = moved([[1], [2], [3]], [[1], [2], [3]], [[0, -1], [-1, -1], [3, 5]])
    assert rows.there.tolist() == [True, False, True]
    assert rows.some(np.array([2])).mass.tolist() == [[3]]
    keys = row_keys(np.array([[1, 2], [2, 1], [1, 2]]))
    assert keys[0] == keys[2] != keys[1]
    assert NOT_THERE != STILL


@pytest.mark.parametrize(
    ("grades", "merged"),
    [(1, []), (2, [(0, 2)]), (3, [(0, 3), (1, 3), (0, 2)]),
     (5, [(0, 5), (1, 5), (2, 5), (3, 5), (0, 4), (1, 4), (2, 4)])],
)  # fmt: skip
def test_grades_that_may_be_told_together(grades: int, merged: list):
    assert [(some.start, some.stop) for some in merged_grades(grades)] == merged


# Exchange


def exchange(
    mass: list, *, least: list | None = None, most: list | None = None, sizes: list | None = None, **more
) -> ExchangeTable:
    """Rows of one group; a variable for each row and column, counted row by row. The first row is seen by insider 0 and so on."""
    rows, columns = np.array(mass).shape
    total = np.array(mass).sum(axis=1) if sizes is None else np.array(sizes)
    known = {
        "group": np.zeros(rows, dtype=np.int64), "mass": np.array(mass), "lent": np.zeros((rows, columns), dtype=np.int64),
        "within": np.zeros(columns, dtype=np.bool_), "part": np.zeros(columns, dtype=np.int64),
        "kind": np.arange(columns)[None, :], "untold": np.zeros(1, dtype=np.bool_), "sizes": total,
        "least": total if least is None else np.array(least), "most": total if most is None else np.array(most),
        "row": np.repeat(np.arange(rows), columns), "column": np.tile(np.arange(columns), rows),
        "viewers": (np.arange(rows), np.arange(rows)),
    }  # fmt: skip
    return ExchangeTable(**(known | more))


def widths(table: ExchangeTable, *cells: tuple[int, ...]) -> list[int]:
    return apart(table, as_matrix(cells, len(table.row)), len(table.sizes)).width.tolist()


def test_rows_that_keep_their_sizes_share_out_a_column_within_frechets_bounds():
    """Sizes 4, 6, 10 of 20, and 5 of the first column: the first row has from 0 to 4 of it, the last from 0 to 5."""
    table = exchange([[1, 3], [2, 4], [2, 8]])
    assert widths(table, (0,), (2,), (4,)) == [4, 5, 5]
    # 15 of the second: the last row has from 5 to 10; the first two together from 5 to 10.
    assert widths(table, (5,), (1, 3), (1,)) == [5, 5, 4]


def test_rows_of_unknown_size_share_out_all():
    table = exchange([[3], [5]], least=[1, 1], most=[UNLIMITED, UNLIMITED])
    # 8 together: from 1 to 7.
    assert widths(table, (0,), (1,), (0, 1)) == [6, 6, 0]
    limited = exchange([[3], [5]], least=[1, 2], most=[4, UNLIMITED])
    assert widths(limited, (0,), (1,)) == [3, 3]


def test_where_nothing_is_told_anything_may_come_from_nowhere():
    table = exchange([[3]], least=[1], most=[UNLIMITED], untold=np.ones(1, dtype=np.bool_))
    # From the one that it must have to all that there is.
    assert widths(table, (0,)) == [FROM_NOWHERE + 3 - 1]


def test_who_takes_no_part_moves_nothing():
    table = exchange([[3], [5], [7]], least=[0] * 3, most=[UNLIMITED] * 3, group=np.array([0, -1, 0]))
    assert widths(table, (0,), (1,), (0, 2)) == [10, 0, 0]
    gone = replace(table, row=np.array([0, 1, -1]))
    assert widths(gone, (2,)) == [0]
    assert apart(gone, as_matrix([(2,)], 3), 3).cell.tolist() == []


def seen_by(table: ExchangeTable, cell: tuple[int, ...]) -> dict[int, int]:
    """By insider how much is left of a cell's width."""
    found = apart(table, as_matrix([cell], len(table.row)), len(table.sizes))
    return {
        who: int(found.width[0]) - less for who, less in zip(found.insider.tolist(), found.less.tolist(), strict=True)
    }


def test_whoever_sees_some_of_the_rows_takes_them_off():
    """From outside the first row has from 0 to 4; who knows the second (2, 4) knows 3 of 14 in the others; the third, 3 of 10."""
    table = exchange([[1, 3], [2, 4], [2, 8]])
    assert seen_by(table, (0,)) == {0: 0, 1: 3, 2: 3}
    assert seen_by(table, (5,)) == {0: 4, 1: 3, 2: 0}
    two = exchange([[1, 3], [2, 4]])
    assert seen_by(two, (0,)) == {0: 0, 1: 0}


def test_columns_that_nobody_can_tell_apart_are_one():
    """Within a row a vote goes from one to the other."""
    table = exchange([[3, 2, 1]], kind=np.array([[0, 0, 2]]))
    assert widths(table, (0,), (1,), (2,)) == [5, 5, 0]


def test_others_who_keep_their_sizes_help_by_exchanging_grades():
    """Row 0 has (3, 2) and moves with its size; row 1 lends (4, 1)."""
    lent = np.array([[0, 0], [4, 1]])
    table = exchange(
        [[3, 2], [0, 0]], least=[5, 0], most=[5, 0], sizes=[5, 0], lent=lent, within=np.array([True, True])
    )
    # 2 of the second go for 2 of the first that are lent: up to 5; and 1 of the first for the one of the second: down to 2.
    assert widths(table, (0,), (1,)) == [3, 3]


# Ratings


def test_how_many_ballots_can_go_with_so_many_ratings_each():
    """10 ballots, 30 ratings, at most 4 persons: room for 10 more."""
    assert _packs(10, 30, 4, 4) == 9
    assert _packs(10, 30, 4, 3) == 9
    assert _packs(10, 35, 4, 3) == 5
    assert _packs(10, 35, 4, 2) == 2
    assert _packs(10, 40, 4, 3) == 0


def test_ratings_with_a_ballot_lie_among_those_of_the_group():
    group, most, often = np.array([1, 1, 2]), np.array([4, 8, 12]), np.array([2, 3, 0])
    assert _level(0, group, most, often).tolist() == [2, 2, 1]
    assert _level(1, group, most, often).tolist() == [8, 8, 12]
    assert _level(0.25, group, most, often).tolist() == [3, 3, 1]
