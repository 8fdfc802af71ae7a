"""Pages made by two processes are those that one makes, in the same order, and what goes wrong in either is raised here."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest

from pingyi.pages import by_two

HERE = os.getpid()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_two, "ENOUGH", 10)
    monkeypatch.setattr(by_two, "PORTION", 3)
    monkeypatch.setattr(by_two, "_can_copy", lambda: True)


@pytest.fixture
def copies() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def places(given: Sequence[int]) -> list[tuple[int, bool]]:
    """Each number, and whether it was seen by the copy."""
    time.sleep(0.01)
    return [(number, os.getpid() != HERE) for number in given]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 12, 13, 16, 31])
def test_all_is_made_in_order(count: int, copies: ExitStack):
    assert [number for number, _ in by_two.made(places, range(count), copies)] == list(range(count))


def test_more_portions_than_a_pipe_holds_are_larger_ones(monkeypatch: pytest.MonkeyPatch, copies: ExitStack):
    monkeypatch.setattr(by_two, "PORTIONS", 4)
    sizes = by_two.made(lambda given: [len(given)] * len(given), range(31), copies)
    assert [*sizes] == [8] * 24 + [7] * 7


def test_the_copy_begins_at_once_and_both_have_a_part(copies: ExitStack):
    found = by_two.made(places, range(90), copies)
    time.sleep(0.1)
    seen = [there for _, there in found]
    assert seen[0]
    assert {*seen} == {True, False}


def test_where_nothing_ends_a_copy_there_is_none():
    assert not any(there for _, there in by_two.made(places, range(31), None))


@pytest.mark.parametrize("wrong", [1, 30])
def test_what_goes_wrong_is_raised(wrong: int, copies: ExitStack):
    def make(given: Sequence[int]) -> list[int]:
        return [1 // (number - wrong) for number in given]

    with pytest.raises(ZeroDivisionError):
        list(by_two.made(make, range(31), copies))


def test_what_only_the_copy_cannot_do_is_done_here(copies: ExitStack):
    def make(given: Sequence[int]) -> list[int]:
        if os.getpid() != HERE:
            raise MemoryError
        return list(given)

    assert list(by_two.made(make, range(31), copies)) == list(range(31))


def test_who_stops_asking_ends_the_copy():
    with ExitStack() as copies:
        by_two.made(lambda given: ["x" * 1_000_000 for _ in given], range(30), copies)
        pages = by_two.made(lambda given: ["x" * 1_000_000 for _ in given], range(30), copies)
        assert next(pages)


def test_a_copy_that_is_killed_changes_nothing(copies: ExitStack):
    def make(given: Sequence[int]) -> list[int]:
        if os.getpid() != HERE and 9 in given:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(given)

    assert list(by_two.made(make, range(31), copies)) == list(range(31))
