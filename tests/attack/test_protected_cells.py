"""Which cells must stay uncertain, by how much, and to whom."""

from __future__ import annotations

from pingyi.attack import _Search
from pingyi.attack.partners import Partners, behind
from pingyi.attack.protected import Protectable, ProtectedCell, as_matrix, protected_cells, told
from pingyi.attack.sight import Sight
from pingyi.attack.system import system
from pingyi.attack.variables import variables
from pingyi.protect.policy import Policy
from support.hiding import COUNTS, released, votes
from support.protection import CAMPAIGN


def cells_of(own: dict, hidden: str = "", policy: Policy | None = None, **more) -> dict[tuple, tuple]:
    of = released(own, hidden, **more)
    named = variables([of])
    found = protected_cells([of], [Protectable(of, 0, named, policy or Policy())], system([of], named).fixed)
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
        places = [Protectable(first, 0, named, Policy()), Protectable(second, 1, named, Policy())]
        found = protected_cells([first, second], places, system([first, second], named).fixed)
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
    cells = protected_cells([of], [Protectable(of, 0, named, Policy())], known.fixed)
    search = _Search(Partners(known, Sight(named), set(), behind(known, named)), cells)
    insiders = search.sight.insiders
    assert insiders == [("a",), ("a/x",), ("a/y",), ("b",)]

    def kept_from(unit: str, *column: str, own: bool = False) -> list[str]:
        (cell,) = (n for n, each in enumerate(cells) if (each.unit, each.column, each.own) == (unit, column, own))
        return [unit for n, (unit,) in enumerate(insiders) if search._asks(cell * len(insiders) + n)]

    assert kept_from("a/x", "org", "valid") == ["a/y", "b"]
    assert kept_from("a/y", "org", "valid") == [], "20 are not few"
    assert kept_from("a", "org", "one", "poor") == ["b"]
    assert kept_from("a", "org", "valid", own=True) == ["a/x", "a/y", "b"]


def test_of_the_whole_nobody_inside_is_asked():
    of = released(votes(a=[20, 1, 0, 0, 0], b=COUNTS), ".")
    named = variables([of])
    known = system([of], named)
    cell = ProtectedCell("r", ".", ("org", "valid"), False, 3, 10)
    search = _Search(Partners(known, Sight(named), set(), behind(known, named)), [cell])
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
