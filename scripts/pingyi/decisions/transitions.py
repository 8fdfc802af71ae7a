"""What may be decided on a report where it stands. Whatever is not refused here is allowed; the guide has the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pingyi.decisions.life import NOBODY, Life, Lives
from pingyi.decisions.scope import within
from pingyi.model import Decision

RefusalKind = Literal[
    "level", "unsubmitted", "report", "returned", "again", "order", "below", "children", "absent", "held", "not-held", "scope"
]  # fmt: skip


class Refusal(NamedTuple):
    """Why a decision is not allowed, and whom that names: a level, a unit or units, pointers."""

    reason: RefusalKind
    names: tuple[str, ...] = ()


def refusal(it: Decision, lives: Lives) -> Refusal | None:
    """What stands against a decision on main's report; None where nothing does."""
    record, found = lives.record, lives[it.unit]
    if it.by not in found.chain:
        return Refusal("level", found.chain)
    # Who hands up others' reports and none of his own has nothing that he could mend.
    if found.state == "unsubmitted" or (it.verdict != "accepted" and not record.handed(it.unit)):
        return Refusal("unsubmitted")
    if it.report != record.handed(it.unit):
        return Refusal("report")
    judge = {"accepted": _accepted, "returned": _returned, "reopened": _reopened}[it.verdict]
    return next(judge(it, found, lives), None)


def _accepted(it: Decision, found: Life, lives: Lives) -> Iterator[Refusal]:
    place, waiting = found.chain.index(it.by), len(found.accepted)
    if found.state == "returned":
        yield Refusal("returned", (found.unit,))
    if place < waiting:
        yield Refusal("again", (it.by,))
    if place > waiting:
        yield Refusal("order", (found.chain[waiting],))
    missing = tuple(missing_below(it.unit, it.by, lives))
    if unnamed := tuple(unit for unit in missing if unit not in it.absent):
        yield Refusal("children", unnamed)
    if there := tuple(unit for unit in it.absent if unit not in missing):
        yield Refusal("absent", there)
    if it.below != lives.record.below(it.unit, it.by, it.absent):
        yield Refusal("below")


def missing_below(unit: str, level: str, lives: Lives) -> Iterator[str]:
    """The units below one that a level cannot accept with it: not handed in, or not accepted as far as below that level."""
    record = lives.record
    for below in record.territory(unit, level):
        if below in record.expected or below in record.reports:
            found = lives[below]
            if len(found.accepted) < max(found.chain.index(level), 1):
                yield below


def _returned(it: Decision, found: Life, _lives: Lives) -> Iterator[Refusal]:
    place = found.chain.index(it.by)
    if place <= found.held:
        yield Refusal("held", (found.chain[found.held],))
    limit = found.round.limit
    if limit is not None and place < found.round.limiter and (out := _outside(it, limit)):
        yield Refusal("scope", (found.chain[found.round.limiter], *out))


def _reopened(it: Decision, found: Life, _lives: Lives) -> Iterator[Refusal]:
    keeper = found.held if found.held != NOBODY else found.round.limiter
    if keeper == NOBODY:
        yield Refusal("not-held")
    elif found.chain.index(it.by) < keeper:
        yield Refusal("held", (found.chain[keeper],))


def _outside(it: Decision, limit: frozenset[str]) -> tuple[str, ...]:
    return tuple(pointer for pointer in it.points if not within(pointer, limit))
