"""What main holds of a campaign's reports and of what was decided on them: all that a report's life is derived from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pingyi.decisions.canonical import below_hash
from pingyi.decisions.levels import chain
from pingyi.model import Approval, Decision, Unit, parent


@dataclass(frozen=True)
class DecisionRecord:
    """`reports`: the hash of every report that can be judged (final, without an error) by unit; it may be worked out when
    asked for. `expected`: the units that owe a report. `decisions`: those on each unit, in order.
    """

    roster: Mapping[str, Unit]
    approval: Approval
    reports: Mapping[str, str]
    expected: frozenset[str]
    decisions: Mapping[str, Sequence[Decision]]
    _chains: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def chain(self, unit: str) -> tuple[str, ...]:
        """The levels that decide on a unit's report, the lowest first."""
        if unit not in self._chains:
            self._chains[unit] = chain(unit, self.roster, self.approval)
        return self._chains[unit]

    def handed(self, unit: str) -> str | None:
        """The hash of what a unit has handed up; empty for one that owes no report of its own and hands up others'."""
        if unit in self.reports:
            return self.reports[unit]
        row = self.roster.get(unit)
        passes_on = row is not None and row.kind in self.approval.levels and unit not in self.expected
        return "" if passes_on and any(below in self.reports for below in self.under(unit)) else None

    def under(self, unit: str) -> Sequence[str]:
        """All units below one, in the roster's order."""
        return self._under.get(unit, ())

    def territory(self, unit: str, level: str) -> Iterator[str]:
        """The units below one on which a level decides as well."""
        return (below for below in self.under(unit) if level in self.chain(below))

    def below(self, unit: str, level: str, absent: Mapping[str, str]) -> str:
        """The hash of what is handed up with a unit, without those named absent; empty where nothing can be."""
        lines = {it: self.reports[it] for it in self.territory(unit, level) if it in self.reports and it not in absent}
        return below_hash(lines) if self.under(unit) else ""

    @cached_property
    def _under(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for unit in self.roster:
            above = parent(unit)
            while above in self.roster:
                found.setdefault(above, []).append(unit)
                above = parent(above)
        return found
