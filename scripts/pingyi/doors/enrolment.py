"""Which unit a ballot is of; where that is asked for, one that the roster lacks is enrolled. Nothing unchecked becomes a path."""

from __future__ import annotations

from dataclasses import dataclass, field

from pingyi.doors.unit_names import UnitNames
from pingyi.load.contents import UNITS, misnamed_report
from pingyi.model import ROOT, Data, Problem, Unit, parent

LACKING = ("table-unit", "table-unit-nearly")


@dataclass(slots=True)
class Enrolment:
    """`new`: the units that were met and that the roster lacks, parents first, where `enrol` allows it."""

    names: UnitNames
    enrol: bool = False
    new: dict[str, Data] = field(default_factory=dict)

    def unit(self, chain: list[Data]) -> str | Problem:
        """The id that the last level of a chain means, or why it means none."""
        found = self.names.unit(str(chain[-1]["id"]))
        if isinstance(found, Unit):
            return found.id
        return self._enrolled(chain) if self.enrol and found.rule in LACKING else found

    def category(self, unit: str) -> str:
        """The category of a unit that was met; empty where its mapping says none."""
        roster = self.names.roster
        return roster[unit].category if unit in roster else str(self.new[unit].get("category", ""))

    def _enrolled(self, chain: list[Data]) -> str | Problem:
        above, roster = ROOT, self.names.roster
        for level in chain:
            unit = str(level["id"])
            if wrong := misnamed_report(f"{UNITS}/{unit}.yml"):
                return Problem(
                    "ballots-unit-id", "", values={"found": unit[:40], "part": wrong.values.get("part", unit)}
                )
            if parent(unit) not in (above, ROOT) and parent(unit) not in roster:
                return Problem("ballots-unit-parent", "", values={"found": unit, "parent": parent(unit)})
            above = unit
        for level in chain:
            if level["id"] not in roster:
                self.new.setdefault(level["id"], level)
        return str(chain[-1]["id"])
