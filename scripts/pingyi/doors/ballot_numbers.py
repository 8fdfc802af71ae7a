"""The numbers of ballots that were met: none counts twice, in each unit and, where persons have rows of their own, for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import lt
from typing import Any

Scope = tuple[str, ...]
Stretch = tuple[int, str, set[int]]


class BallotNumbers:
    """`stretches`: first row, numbers and places apart of ballots whose rows nobody asked for; `rows`: the others with theirs.

    As long as numbers grow from row to row, as exports count them, those up to `last` were met, and those `beyond` it; after
    that, those in `met`.
    """

    def __init__(self) -> None:
        self.last = ""
        self.beyond: list[str] = []
        self.grow = True
        self.met: set[str] = set()
        self.stretches: list[Stretch] = []
        self.rows: dict[Scope, dict[str, int]] = {(): {}}

    def all_new(self, row: int, numbers: Sequence[str], but: set[int]) -> bool:
        """Keep the numbers of rows from this one on, if they are as they should be: there, plain, and none met before.

        `but`: the places of numbers that are looked after elsewhere.
        """
        text = "".join(numbers).replace("-", "").replace("_", "")
        if not (text.isascii() and text.isalnum()):
            return False
        apart = {numbers[place] for place in but}
        if self.grow and self._grows(numbers, apart):
            self.last, self.beyond = numbers[-1], []
        else:
            self._remember()
            fresh = set(numbers) - apart
            if "" in fresh or len(fresh) + len(but) < len(numbers) or not self.met.isdisjoint(fresh):
                return False
            self.met |= fresh
        self.stretches.append((row, " ".join(numbers), but))
        return True

    def first(self, scope: Scope, number: str, row: int) -> int:
        """The row on which a number was met first: this one, if it is new."""
        known = self.rows.setdefault(scope, {})
        if scope or number in known:
            return known.setdefault(number, row)
        if self.grow and _order(number) > _order(self.last):
            self.beyond.append(number)
            known[number] = row
            return row
        self._remember()
        if number not in self.met:
            self.met.add(number)
            known[number] = row
        if number not in known:
            for stretch in self.stretches:
                known.update(_rows(*stretch))
            self.stretches.clear()
        return known[number]

    def _grows(self, numbers: Sequence[str], apart: set[str]) -> bool:
        """Whether each comes after the one before it, a shorter one first, and all after those that were met, but for some `apart`."""
        ordered: Sequence[Any] = numbers if len({*map(len, numbers)}) == 1 else [*map(_order, numbers)]
        before = max(map(_order, [self.last, *(number for number in self.beyond if number not in apart)]))
        return before < _order(numbers[0]) and all(map(lt, ordered, islice(ordered, 1, None)))

    def _remember(self) -> None:
        """Keep every number that was met: they do not grow."""
        if self.grow:
            self.grow = False
            self.met.update(self.rows[()], *(dict(_rows(*stretch)) for stretch in self.stretches))


def _order(number: str) -> tuple[int, str]:
    return len(number), number


def _rows(start: int, numbers: str, but: set[int]) -> Iterator[tuple[str, int]]:
    return ((each, start + at) for at, each in enumerate(numbers.split(" ")) if at not in but)
