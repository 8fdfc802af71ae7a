"""How far rows that nobody can tell apart share out what they have, and how little was known before: numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from scipy import sparse

from pingyi.attack.exchange import FROM_NOWHERE, UNLIMITED, ExchangeTable, apart
from pingyi.attack.intervals import Parts, surely_within
from pingyi.attack.moved_rows import NOT_THERE, STILL, MovedRows, merged_grades, row_keys
from pingyi.attack.partners import _level, _packs
from pingyi.attack.protected import as_matrix
from pingyi.attack.system import System


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
    both = apart(table, as_matrix([(4,), (0, 2)], 6), 3)
    left = {
        (cell, who): int(both.width[cell]) - less
        for cell, who, less in zip(both.cell, both.insider, both.less, strict=True)
    }
    assert (left[1, 0], left[1, 1]) == (0, 0), "whoever sees a part of it is shown nothing"
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
