"""Which levels decide on a unit's report, and whose people act for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pingyi.model import OFFICE, ROOT, Approval, Unit, parent

Roster = Mapping[str, Unit]


def chain(unit: str, roster: Roster, approval: Approval) -> tuple[str, ...]:
    """The levels that decide, the lowest first, the office last. A reporting unit answers to the office alone."""
    found = []
    while unit in roster and roster[unit].kind != "reporting" and (unit := parent(unit)) in roster:
        if roster[unit].kind in approval.levels:
            found.append(unit)
    return (*found, OFFICE)


def deciders(unit: str, level: str, roster: Roster, approval: Approval) -> tuple[str, ...]:
    """Logins and teams that may decide for a level on a unit: the reviewers of the rows between the level below it and itself.

    Where the roster names nobody, the office acts.
    """
    if level != OFFICE:
        rows = [roster[node] for node in _answering(unit, level, roster, approval)]
        if names := {name for row in rows for name in row.reviewers}:
            return tuple(sorted(names))
    office = (row for row in roster.values() if row.kind == "reporting")
    return tuple(sorted({name for row in office for name in row.reviewers}))


def _answering(unit: str, level: str, roster: Roster, approval: Approval) -> Iterator[str]:
    """The nodes of a unit's line whose reviewers act for a level: those for which it is the next that decides."""
    while unit not in (level, ROOT):
        if unit in roster and chain(unit, roster, approval)[0] == level:
            yield unit
        unit = parent(unit)
