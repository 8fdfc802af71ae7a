"""Rows that are made of columns when somebody asks are those of the table, missing cells None."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pingyi.tables.columns import Rows
from pingyi.tables.dictionary import TABLES, frame

UNITS = st.lists(st.sampled_from(["a", "a/b", "c"]), max_size=8)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(),
    "date": st.just("2012-02-01"),
    "integer": st.integers(-(2**40), 2**53),
    "rate": st.floats(0, 100),
    "score": st.floats(0, 100),
    "boolean": st.booleans(),
}


@st.composite
def records(draw: st.DrawFn, table: str) -> list[dict[str, Any]]:
    kinds = {name: st.none() | VALUES[column.type] for name, column in TABLES[table].columns.items()}
    return [{**draw(st.fixed_dictionaries(kinds)), "unit": unit} for unit in draw(UNITS)]


@given(
    st.sampled_from(["units", "rates", "tallies", "reports"]).flatmap(
        lambda name: st.tuples(st.just(name), records(name))
    )
)
def test_every_row_comes_back_alone_and_with_others_of_its_unit(made: tuple[str, list[dict[str, Any]]]):
    name, wanted = made
    rows = Rows(frame(name, wanted))
    assert len(rows) == len(wanted)
    assert rows.all() == wanted
    by_unit = defaultdict(list)
    for row in wanted:
        by_unit[row["unit"]].append(row)
    assert {unit: rows.where("unit", unit) for unit in by_unit} == by_unit
    assert rows.where("unit", "nowhere") == []


@given(
    st.sampled_from(["units", "rates", "tallies", "reports"]).flatmap(
        lambda name: st.tuples(st.just(name), records(name), records(name), st.permutations(["a", "a/b", "c"]))
    )
)
def test_two_marks_are_the_same_just_where_the_rows_are(made: tuple[str, Any, Any, list[str]]):
    name, one, other, units = made
    both = [Rows(frame(name, rows)) for rows in (one, [*one[: len(one) // 2], *other])]
    assert len({rows.mark("", None) for rows in both}) == 1 + (both[0].all() != both[1].all())
    for unit in units:
        found = [rows.where("unit", unit) for rows in both]
        assert len({rows.mark("unit", unit) for rows in both}) == 1 + (found[0] != found[1])


def test_cells_are_plain_python_values():
    (row,) = Rows(frame("rates", [{"unit": "a", "valid": 3, "positive_rate": 99.5}])).all()
    assert (type(row["valid"]), type(row["positive_rate"]), row["score"]) == (int, float, None)


def test_numbers_beyond_what_floats_hold_stay_whole():
    table = pd.DataFrame({"unit": ["a", "b"], "count": pd.array([2**53 - 1, None], dtype="Int64")})
    assert [row["count"] for row in Rows(table).all()] == [2**53 - 1, None]
