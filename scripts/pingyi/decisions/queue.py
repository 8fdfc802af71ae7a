"""What waits for whom: every report on which a level or its own unit is to act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pingyi.decisions.life import PENDING, Life, Lives
from pingyi.decisions.transitions import missing_below


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report and who is to act on it: a level, or the unit itself. `since`: None where nobody knows.

    `missing`: units below that are not as far yet; until then it can be accepted only with them named absent. `blocks`: how
    many other reports cannot go up before this one has.
    """

    life: Life
    actor: str
    since: date | None
    missing: tuple[str, ...]
    blocks: int


def queue(lives: Lives, handed: Mapping[str, date | None]) -> list[Waiting]:
    """All that waits, the oldest first, of equally old the one that blocks most. `handed`: when each report came as it is."""
    blocks = blocking(lives)
    items = [
        Waiting(life, life.next, since(life, handed), _missing(life, lives), blocks[life.unit])
        for life in _waiting(lives)
        if life.next
    ]
    return sorted(items, key=lambda it: (it.since or date.max, -it.blocks))


def blocking(lives: Lives) -> Counter[str]:
    """By unit, how many other reports cannot go up before its own has."""
    blocks = Counter(unit for life in _waiting(lives) for unit in _missing(life, lives))
    blocks.update(life.through for life in _all(lives) if life.through)
    return blocks


def _all(lives: Lives) -> Iterator[Life]:
    return (lives[unit] for unit in lives.record.roster)


def _waiting(lives: Lives) -> Iterator[Life]:
    """What somebody can act on now, but for reports that were never handed in."""
    return (life for life in _all(lives) if life.next and life.through is None and life.state != "unsubmitted")


def since(life: Life, handed: Mapping[str, date | None]) -> date | None:
    """Since when a report is where it is: the decision that brought it here, or the day on which it came as it is.

    What came after a decision came on its day at the earliest, whatever day it says of itself. Stale is a report also where
    one below it has changed.
    """
    came = handed.get(life.unit)
    if life.state in PENDING or (life.accepted and life.state != "stale"):
        return life.since.on if life.since else came
    if life.state == "stale":
        within = (day for unit, day in handed.items() if day and f"{unit}/".startswith(f"{life.unit}/"))
        came = max(within, default=None)
    last = life.round.last
    return max(came, last.on) if came and last else came


def _missing(life: Life, lives: Lives) -> tuple[str, ...]:
    return tuple(missing_below(life.unit, life.next, lives)) if life.next and life.next != life.unit else ()
