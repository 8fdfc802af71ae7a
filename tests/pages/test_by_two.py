"""Pages made by two processes are those that one makes, in the same order, and what goes wrong in either is raised here."""

from __future__ import annotations

import os
import signal

import pytest

from pingyi.pages import by_two


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_two, "ENOUGH", 10)
    monkeypatch.setattr(by_two, "PORTION", 3)


def places(given: range) -> list[tuple[int, int]]:
    return [(number, os.getpid()) for number in given]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 12, 13, 16, 31])
def test_all_is_made_in_order(count: int):
    assert [number for number, _ in by_two.made(places, range(count))] == list(range(count))


def test_the_copy_makes_every_other_portion(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_two, "_can_copy", lambda: True)
    here = [maker == os.getpid() for _, maker in by_two.made(places, range(12))]
    assert here == [*[True] * 3, *[False] * 3] * 2


@pytest.mark.parametrize("wrong", [1, 4])
def test_what_goes_wrong_in_either_is_raised(wrong: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_two, "_can_copy", lambda: True)

    def make(given: range) -> list[int]:
        return [1 // (number - wrong) for number in given]

    with pytest.raises(ZeroDivisionError):
        list(by_two.made(make, range(12)))


def test_who_stops_reading_ends_the_copy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_two, "_can_copy", lambda: True)
    pages = by_two.made(lambda given: ["x" * 1_000_000 for _ in given], range(30))
    assert next(pages)
    pages.close()


def test_a_copy_that_is_killed_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(by_two, "_can_copy", lambda: True)
    here = os.getpid()

    def make(given: range) -> list[int]:
        if os.getpid() != here and 9 in given:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(given)

    assert list(by_two.made(make, range(31))) == list(range(31))
