"""The numbers of ballots that were met: none counts twice, in each unit and, where persons have rows of their own, for each."""

from __future__ import annotations

from collections.abc import Sequence

Scope = tuple[str, ...]


class BallotNumbers:
    """`met`: numbers of one unit's ballots, `rows`: those that have not been looked for by row so far; `scoped`: of several."""

    def __init__(self) -> None:
        self.met: set[str] = set()
        self.rows: list[tuple[Sequence[int], Sequence[str]]] = []
        self.scoped: dict[Scope, dict[str, int]] = {}

    def all_new(self, rows: Sequence[int], numbers: Sequence[str]) -> bool:
        """Keep the numbers of many rows of one unit, if they are as they should be: there, plain, and none met before."""
        fresh, text = set(numbers), "\n".join(numbers)
        plain = text.isascii() and "." not in text and "" not in fresh and len(text.split()) == len(rows)
        if not plain or len(fresh) < len(rows) or not self.met.isdisjoint(fresh):
            return False
        self.met |= fresh
        self.rows.append((rows, numbers))
        return True

    def first(self, scope: Scope, number: str, row: int) -> int:
        """The row on which a number was met first: this one, if it is new."""
        known = self.scoped.setdefault(scope, {})
        if scope:
            return known.setdefault(number, row)
        if number not in self.met:
            self.met.add(number)
            known[number] = row
        if number not in known:
            for rows, numbers in self.rows:
                known.update(zip(numbers, rows, strict=True))
            self.rows.clear()
        return known[number]
