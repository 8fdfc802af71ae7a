"""Numbers of ballots, in any order and spelling: what was met is told with its first row, as a plain dictionary knows it."""

from __future__ import annotations

import random

import pytest

from pingyi.doors.ballot_numbers import BallotNumbers

SPELLINGS = {
    "counted": lambda _chance, place: str(place + 1),
    "padded": lambda _chance, place: f"{place:05d}",
    "from 95": lambda _chance, place: str(place + 95),
    "downward": lambda _chance, place: str(900 - place),
    "letters": lambda _chance, place: f"A-{place:03d}",
    "any": lambda chance, _place: chance.choice(["7", "07", "8", "A1", "A-1", "B 2", "票", "12", "999"]),
    "lifted": lambda chance, place: str(place + 1 if chance.random() < 0.97 else chance.randrange(200)),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("seed", range(12))
def test_no_number_counts_twice(seed, spelling):
    chance = random.Random(seed)
    found, met = BallotNumbers(), {}
    place = 0
    for _ in range(chance.randint(1, 8)):
        numbers = [SPELLINGS[spelling](chance, place + at) for at in range(chance.randint(1, 40))]
        rows = range(place + 2, place + 2 + len(numbers))
        apart = {at for at in range(len(numbers)) if chance.random() < chance.choice([0, 0.1])}
        rest = [at for at in range(len(numbers)) if at not in apart]
        for at in sorted(apart):
            if chance.random() < 0.7:  # the others are no ballots
                assert found.first((), numbers[at], rows[at]) == met.setdefault(numbers[at], rows[at])
        if found.all_new(rows[0], numbers, apart):
            assert met.keys().isdisjoint(numbers[at] for at in rest)
            assert len({numbers[at] for at in rest}) == len(rest)
            met |= {numbers[at]: rows[at] for at in rest}
        else:
            for at in rest:
                assert found.first((), numbers[at], rows[at]) == met.setdefault(numbers[at], rows[at])
        place += len(numbers)
