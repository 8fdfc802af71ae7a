"""The numbers of ballots that were met: none counts twice, in each unit and, where persons have rows of their own, for each."""

from __future__ import annotations

Scope = tuple[str, ...]


class BallotNumbers:
    """`met`: numbers of one unit's ballots. `stretches`: those whose rows nobody asked for; `rows`: the others with theirs."""

    def __init__(self) -> None:
        self.met: set[str] = set()
        self.stretches: list[tuple[int, list[str], set[int]]] = []
        self.rows: dict[Scope, dict[str, int]] = {}

    def all_new(self, row: int, numbers: list[str], but: set[int]) -> bool:
        """Keep the numbers of rows from this one on, if they are as they should be: there, plain, and none met before.

        `but`: the places of numbers that are looked after elsewhere.
        """
        fresh = set(numbers).difference([numbers[place] for place in but])
        text = "".join(numbers).replace("-", "").replace("_", "")
        plain = text.isascii() and text.isalnum() and "" not in fresh
        if not plain or len(fresh) + len(but) < len(numbers) or not self.met.isdisjoint(fresh):
            return False
        self.met |= fresh
        self.stretches.append((row, numbers, but))
        return True

    def first(self, scope: Scope, number: str, row: int) -> int:
        """The row on which a number was met first: this one, if it is new."""
        known = self.rows.setdefault(scope, {})
        if scope:
            return known.setdefault(number, row)
        if number not in self.met:
            self.met.add(number)
            known[number] = row
        if number not in known:
            for start, numbers, but in self.stretches:
                known.update({each: start + at for at, each in enumerate(numbers) if at not in but})
            self.stretches.clear()
        return known[number]
