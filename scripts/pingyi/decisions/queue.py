"""What waits for whom: every report on which a level or its own unit is to act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
    found = [lives[unit] for unit in lives.record.roster]
    waiting = [life for life in found if life.next and life.through is None and life.state != "unsubmitted"]
    missing = {life.unit: _missing(life, lives) for life in waiting}
    blocks = Counter(unit for units in missing.values() for unit in units)
    blocks.update(life.through for life in found if life.through)
    items = [
        Waiting(life, life.next, since(life, handed), missing[life.unit], blocks[life.unit])
        for life in waiting
        if life.next
    ]
    return sorted(items, key=lambda it: (it.since or date.max, -it.blocks))


def since(life: Life, handed: Mapping[str, date | None]) -> date | None:
    """Since when a report is where it is: the decision that brought it here, or the day on which it came as it is."""
    came = handed.get(life.unit)
    if life.state in PENDING or life.state == "released" or (life.accepted and life.state != "stale"):
        return life.since.on if life.since else came
    return came


def _missing(life: Life, lives: Lives) -> tuple[str, ...]:
    return tuple(missing_below(life.unit, life.next, lives)) if life.next and life.next != life.unit else ()


def for_actor(items: Sequence[Waiting], actor: str) -> list[Waiting]:
    """What waits for one level or unit."""
    return [it for it in items if it.actor == actor]
