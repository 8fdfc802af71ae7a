"""A second account of how reports live from level to level, made for tests: it keeps what was said, not hashes, looks backwards
where the tool folds forwards, and works everything out anew whenever it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OFFICE = "office"


@dataclass(frozen=True)
class Entry:
    """A decision as it was meant: on which report, with which ones below."""

    verdict: str
    by: str
    report: str
    below: frozenset[tuple[str, str]] = frozenset()
    absent: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    """Places named: the scope of a reopening, the points of a return."""


@dataclass
class Model:
    """`kinds`: of every unit; `levels`: the kinds that decide; `owing`: units that owe a report; `texts`: final reports."""

    kinds: dict[str, str]
    levels: set[str]
    owing: set[str]
    texts: dict[str, str] = field(default_factory=dict)
    log: dict[str, list[Entry]] = field(default_factory=dict)

    def levels_of(self, unit: str) -> list[str]:
        if self.kinds[unit] == "reporting":
            return [OFFICE]
        parts, found = unit.split("/"), []
        for size in range(len(parts) - 1, 0, -1):
            above = "/".join(parts[:size])
            if self.kinds[above] in self.levels:
                found.append(above)
            if self.kinds[above] == "reporting":
                break
        return [*found, OFFICE]

    def text(self, unit: str) -> str | None:
        if unit in self.texts:
            return self.texts[unit]
        hands_up = self.kinds[unit] in self.levels and unit not in self.owing
        return "" if hands_up and any(one.startswith(f"{unit}/") for one in self.texts) else None

    def below(self, unit: str, level: str, absent: frozenset[str]) -> frozenset[tuple[str, str]]:
        return frozenset(
            (one, text)
            for one, text in self.texts.items()
            if one.startswith(f"{unit}/") and one not in absent and level in self.levels_of(one)
        )

    def entries(self, unit: str) -> list[Entry]:
        return self.log.get(unit, [])

    def standing_acceptances(self, unit: str) -> list[Entry]:
        found: list[Entry] = []
        for entry in reversed(self.entries(unit)):
            if entry.verdict != "accepted":
                break
            found.append(entry)
        return found

    def pending(self, unit: str) -> str | None:
        one = self.entries(unit)[-1] if self.entries(unit) else None
        return one.verdict if one and one.verdict != "accepted" and one.report == self.text(unit) else None

    def by_itself(self, unit: str, level: str) -> Entry | None:
        entry = next((one for one in self.standing_acceptances(unit) if one.by == level), None)
        same = entry and entry.report == self.text(unit) and entry.below == self.below(unit, level, entry.absent)
        return entry if same else None

    def has_accepted(self, unit: str, level: str) -> bool:
        if self.pending(unit) or self.text(unit) is None:
            return False
        if self.by_itself(unit, level):
            return True
        if level == self.levels_of(unit)[0] or not self.standing_acceptances(unit):
            return False
        parts = unit.split("/")
        lines = ["/".join(parts[:size]) for size in range(len(parts) - 1, 0, -1)]
        if level in lines:
            lines = lines[: lines.index(level)]
        found = [self.by_itself(above, level) for above in lines]
        return any(entry and unit not in entry.absent for entry in found)

    def accepted(self, unit: str) -> list[str]:
        found: list[str] = []
        for level in self.levels_of(unit):
            if not self.has_accepted(unit, level):
                break
            found.append(level)
        return found

    def holder(self, unit: str) -> str | None:
        """The highest level that has accepted what the report says."""
        if self.text(unit) is None or self.pending(unit):
            return None
        said = {one.by for one in self.standing_acceptances(unit) if one.report == self.text(unit)}
        holding = [level for level in self.levels_of(unit) if level in said or self.has_accepted(unit, level)]
        return holding[-1] if holding else None

    def opened(self, unit: str) -> tuple[frozenset[str], str] | None:
        """What is open of a report that was once accepted, and by which level; None where it is all its unit's."""
        entries = self.entries(unit)
        openings = [place for place, one in enumerate(entries) if one.verdict == "reopened"]
        if not openings:
            return None
        first = openings[-1]
        while (
            first and entries[first - 1].verdict != "accepted" and (earlier := [one for one in openings if one < first])
        ):
            first = earlier[-1]
        order = self.levels_of(unit)
        places, opener = set(entries[first].open), entries[first].by
        for one in entries[first + 1 :]:
            if one.verdict == "reopened":
                opener = max(opener, one.by, key=order.index)
                places |= one.open
            elif one.verdict == "returned" and order.index(one.by) >= order.index(opener):
                places |= one.open
        return frozenset(places), opener

    def state(self, unit: str) -> str:
        if self.text(unit) is None:
            return "unsubmitted"
        if found := self.pending(unit):
            return found
        levels, accepted = self.levels_of(unit), self.accepted(unit)
        if accepted == levels:
            return "accepted"
        waiting = levels[len(accepted)]
        if any(one.by == waiting for one in self.standing_acceptances(unit)):
            return "stale"
        if accepted:
            return "accepted"
        if not self.entries(unit):
            return "submitted"
        return "stale" if self.standing_acceptances(unit) else "resubmitted"

    def actor(self, unit: str) -> str | None:
        if self.text(unit) is None:
            return unit if unit in self.owing else None
        if self.pending(unit):
            return unit
        levels, accepted = self.levels_of(unit), self.accepted(unit)
        return None if accepted == levels else levels[len(accepted)]

    def not_ready(self, unit: str, level: str) -> set[str]:
        """The units below that a level cannot take with one."""
        found = set()
        for one in self.kinds:
            if one.startswith(f"{unit}/") and level in self.levels_of(one) and (one in self.owing or one in self.texts):
                needed = self.levels_of(one)[: self.levels_of(one).index(level)] or [level]
                if any(not self.has_accepted(one, lower) for lower in needed):
                    found.add(one)
        return found

    def may_decide(self, unit: str, entry: Entry) -> bool:
        levels = self.levels_of(unit)
        if entry.by not in levels or self.text(unit) is None or entry.report != self.text(unit):
            return False
        if entry.verdict != "accepted" and unit not in self.texts:
            return False
        place, holder, opened = levels.index(entry.by), self.holder(unit), self.opened(unit)
        if entry.verdict == "accepted":
            return (
                self.pending(unit) != "returned"
                and self.accepted(unit) == levels[:place]
                and entry.absent == self.not_ready(unit, entry.by)
                and entry.below == self.below(unit, entry.by, entry.absent)
            )
        if entry.verdict == "returned":
            if holder and place <= levels.index(holder):
                return False
            return not (opened and place < levels.index(opened[1]) and not self.inside(entry.open, opened[0]))
        keeper = holder or (opened[1] if opened else None)
        return keeper is not None and place >= levels.index(keeper)

    def may_change(self, unit: str, places: set[str]) -> bool:
        """Whether a report of main may change at these places."""
        if not places or self.text(unit) is None:
            return True
        if self.holder(unit):
            return False
        opened = self.opened(unit)
        return opened is None or self.inside(places, opened[0] | {"/revisions"})

    @staticmethod
    def inside(places: Any, scope: frozenset[str]) -> bool:
        return all(any(f"{place}/".startswith(f"{one}/") for one in scope) for place in places)
