"""Where a report stands: derived from what was handed in, what was decided, and the roster. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal

from pingyi.decisions.record import DecisionRecord
from pingyi.model import Decision, parent

LifeState = Literal[
    "unsubmitted", "submitted", "returned", "reopened", "resubmitted", "stale", "accepted"
]  # fmt: skip
PENDING = ("returned", "reopened")
"""What was decided last, while the report is still the one that it was decided on: its unit is to act."""

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Round:
    """What is left of the decisions on a report: acceptances since it was last returned or reopened, and what may change.

    `limit`: the pointers within which an accepted report may change; None where none was ever reopened. `limiter`: the
    level, as a place in the chain, that set it.
    """

    accepted: dict[str, Decision] = field(default_factory=dict)
    limit: frozenset[str] | None = None
    limiter: int = NOBODY
    last: Decision | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """Where one report stands. `accepted`: the levels that have accepted it as it is, the lowest first, without a gap.

    `held`: the highest level, as a place in `chain`, that has accepted these very bytes, so that they cannot change;
    `NOBODY` for none. `next`: who is to act: a level, or the unit itself; None where all is done, or
    nothing is owed. `through`: the unit with
    which it goes up, where it waits for that one. `since`: the decision that brought it here; None where that was its unit.
    """

    unit: str
    state: LifeState
    chain: tuple[str, ...]
    accepted: tuple[str, ...]
    held: int
    round: Round
    next: str | None
    through: str | None = None
    since: Decision | None = None

    @property
    def complete(self) -> bool:
        """Whether every level has accepted it."""
        return len(self.accepted) == len(self.chain)

    @property
    def holder(self) -> str | None:
        """The level that keeps the report from changing."""
        return self.chain[self.held] if self.held != NOBODY else None


class Lives:
    """The life of each report of a record, worked out when it is asked for."""

    def __init__(self, record: DecisionRecord) -> None:
        self.record = record
        self._lives: dict[str, Life] = {}
        self._rounds: dict[str, Round] = {}
        self._fresh: dict[tuple[str, str], Decision | None] = {}

    def __getitem__(self, unit: str) -> Life:
        if unit not in self._lives:
            self._lives[unit] = self._life(unit)
        return self._lives[unit]

    def _life(self, unit: str) -> Life:
        chain, handed, found = self.record.chain(unit), self.record.handed(unit), self._round(unit)
        if handed is None:
            owing = unit if unit in self.record.expected else None
            return Life(unit, "unsubmitted", chain, (), NOBODY, found, owing)
        last = found.last
        if last and last.verdict in PENDING and last.report == handed:
            return Life(unit, last.verdict, chain, (), NOBODY, found, unit, since=last)
        by = {level: self.acceptance(unit, level) for level in chain}
        accepted = chain[: next((place for place, level in enumerate(chain) if by[level] is None), len(chain))]
        held = max(
            (place for place, level in enumerate(chain) if by[level] or _holds(level, found, handed)), default=NOBODY
        )
        since = by[accepted[-1]] if accepted else None
        if len(accepted) == len(chain):
            return Life(unit, "accepted", chain, accepted, held, found, None, since=since)
        waiting = chain[len(accepted)]
        state = _waiting_state(waiting, accepted, found)
        return Life(unit, state, chain, accepted, held, found, waiting, self._through(unit, waiting, accepted), since)

    def _round(self, unit: str) -> Round:
        if unit not in self._rounds:
            self._rounds[unit] = after_all(self.record.decisions.get(unit, ()), self.record.chain(unit))
        return self._rounds[unit]

    def acceptance(self, unit: str, level: str) -> Decision | None:
        """The decision by which a level has accepted a report as it is: on itself, or on a unit with which it went up."""
        if own := self._own(unit, level):
            return own
        # What goes up with another was accepted by itself before.
        if not self._round(unit).accepted or level == self.record.chain(unit)[0]:
            return None
        above = parent(unit)
        while above in self.record.roster and above != level:
            if (it := self._own(above, level)) and unit not in it.absent:
                return it
            above = parent(above)
        return None

    def _own(self, unit: str, level: str) -> Decision | None:
        """A level's acceptance of just this unit, if both it and what is below are as they were."""
        if (unit, level) not in self._fresh:
            it = self._round(unit).accepted.get(level)
            same = (
                it and it.report == self.record.handed(unit) and it.below == self.record.below(unit, level, it.absent)
            )
            self._fresh[unit, level] = it if same else None
        return self._fresh[unit, level]

    def _through(self, unit: str, waiting: str, accepted: tuple[str, ...]) -> str | None:
        """The unit with which a report goes up to the level that it waits for; None where that decides on it by itself."""
        if not accepted or waiting in self._round(unit).accepted:
            return None
        it = self._own(accepted[-1], waiting)
        return None if it and unit in it.absent else accepted[-1]


def after_all(decisions: Iterable[Decision], chain: tuple[str, ...]) -> Round:
    """What is left of decisions, taken one after the other."""
    return reduce(lambda found, it: _after(found, it, chain), decisions, Round())


def _after(before: Round, it: Decision, chain: tuple[str, ...]) -> Round:
    if it.verdict == "accepted":
        return Round({**before.accepted, it.by: it}, before.limit, before.limiter, it)
    place = chain.index(it.by) if it.by in chain else NOBODY
    if it.verdict == "reopened":
        if before.limit is not None and not before.accepted:  # opened already: it may be opened wider
            return Round({}, before.limit | frozenset(it.scope), max(place, before.limiter), it)
        return Round({}, frozenset(it.scope), place, it)
    limit = before.limit
    if limit is not None and place >= before.limiter:
        limit |= frozenset(it.points)
    return Round({}, limit, before.limiter, it)


def _holds(level: str, found: Round, handed: str) -> bool:
    """Whether a level has accepted these bytes, whatever has become of those below."""
    own = found.accepted.get(level)
    return own is not None and own.report == handed


def _waiting_state(waiting: str, accepted: tuple[str, ...], found: Round) -> LifeState:
    if waiting in found.accepted:
        return "stale"
    if accepted:
        return "accepted"
    if found.last is None:
        return "submitted"
    return "resubmitted" if found.last.verdict in PENDING else "stale"
