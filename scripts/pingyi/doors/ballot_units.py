"""Which unit the text of a ballot file means: as the roster has it, or to be enrolled. Nothing else becomes a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pingyi.load.contents import UNITS, misnamed_report
from pingyi.model import ROOT, Data, Problem, Unit, parent

SHOWN_UNITS = 30


@dataclass(slots=True)
class Units:
    """The units of a roster by id, name and code. `new`: those met that it lacks, parents first, where `enrol` allows it."""

    roster: Mapping[str, Unit]
    enrol: bool = False
    new: dict[str, Data] = field(default_factory=dict)
    _named: dict[str, list[Unit]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.roster.values():
            for word in {unit.name, unit.code} - {None}:
                self._named.setdefault(str(word), []).append(unit)

    def unit(self, chain: list[Data]) -> tuple[str | None, Problem | None]:
        """The id that the last level of a chain means, or why it means none."""
        text = str(chain[-1]["id"])
        if text in self.roster:
            return text, None
        named = self._named.get(text, [])
        if len(named) == 1:
            return named[0].id, None
        if named:
            return None, Problem("ballots-unit-several", "", values={"found": text, "units": self._listed(named)})
        return self._enrolled(chain) if self.enrol else (None, self._unknown(text))

    def category(self, unit: str) -> str:
        """The category of a unit that was met; empty where its mapping says none."""
        return self.roster[unit].category if unit in self.roster else str(self.new[unit].get("category", ""))

    def _enrolled(self, chain: list[Data]) -> tuple[str | None, Problem | None]:
        above = ROOT
        for level in chain:
            unit = str(level["id"])
            if wrong := misnamed_report(f"{UNITS}/{unit}.yml"):
                values = {"found": _short(unit), "part": wrong.values.get("part", unit)}
                return None, Problem("ballots-unit-id", "", values=values)
            if parent(unit) not in (above, ROOT) and parent(unit) not in self.roster:
                return None, Problem("ballots-unit-parent", "", values={"found": unit, "parent": parent(unit)})
            above = unit
        for level in chain:
            if level["id"] not in self.roster:
                self.new.setdefault(level["id"], level)
        return str(chain[-1]["id"]), None

    def _unknown(self, text: str) -> Problem:
        """Nothing in the roster is called that; what is called nearly that is not meant without being asked."""
        wanted = "".join(text.split()).casefold()
        near = [unit for unit in self.roster.values() if wanted and wanted in _names(unit)]
        values = {"found": _short(text)}
        if near:
            return Problem("ballots-unit-nearly", "", values={**values, "units": self._listed(near)})
        return Problem("ballots-unit", "", values=values)

    def _listed(self, units: list[Unit]) -> str:
        """Units with their ids and the names of what stands above them."""
        return "；".join(f"{self._path(unit)}（{unit.id}）" for unit in units[:SHOWN_UNITS])

    def _path(self, unit: Unit) -> str:
        above = self.roster.get(unit.parent)
        return f"{self._path(above)}／{unit.name}" if above else unit.name


def _names(unit: Unit) -> set[str]:
    return {word.casefold() for word in (unit.id, unit.name, unit.code) if word}


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_UNITS else f"{text[:SHOWN_UNITS]}…"
