"""Which unit is meant: by its id, or by its name or code as wide and spaced as it may be. One way for every door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pingyi.doors.typed import as_typed
from pingyi.model import Problem, Unit

SHOWN_UNITS = 30
"""Units that a finding names, and characters of what was found."""


class UnitNames:
    """The units of a roster by everything they are called."""

    def __init__(self, roster: Mapping[str, Unit]) -> None:
        self.roster = roster
        self.known: dict[str, dict[str, Unit]] = {}
        for unit in roster.values():
            for text in (unit.code, unit.name, f"{unit.id}{unit.name}"):
                if text:
                    self.known.setdefault(as_typed(text), {})[unit.id] = unit

    def called(self, text: str, above: Sequence[str] = ()) -> list[Unit]:
        """The units that a text may mean; an id means one. `above`: what units above it are called, from the top down."""
        if text in self.roster:
            return [self.roster[text]]
        found = self.known.get(as_typed(text), {}).values()
        return [unit for unit in found if self._below(unit, above)]

    def unit(self, text: str, above: Sequence[str] = ()) -> Unit | Problem:
        """The one unit that a text means, or why it means none."""
        found = self.called(text, above)
        if len(found) == 1:
            return found[0]
        if found:
            return self.several(text, found)
        values, near = {"found": _short("／".join((*above, text)))}, list(self._near(text))
        if near:
            return Problem("table-unit-nearly", "", values={**values, "units": self._listed(near)})
        return Problem("table-unit", "", values=values)

    def several(self, text: str, found: Sequence[Unit]) -> Problem:
        """That these units are all called so, told apart by what stands above them."""
        return Problem("table-unit-several", "", values={"found": _short(text), "units": self._listed(found)})

    def _below(self, unit: Unit, above: Sequence[str]) -> bool:
        """Whether a unit lies below others that are called so."""
        chain = self._above(unit)
        return all(any(unit in self.called(text) for unit in chain) for text in above)

    def _near(self, text: str) -> Iterator[Unit]:
        """What nearly bears that name is not meant without being asked."""
        wanted = as_typed(text).casefold()
        for unit in self.roster.values():
            if wanted and wanted in (as_typed(word or "").casefold() for word in (unit.id, unit.code, unit.name)):
                yield unit

    def _listed(self, units: Sequence[Unit]) -> str:
        """Ids with the names from the top down."""
        named = (f"{unit.id}（{' › '.join(each.name for each in [*self._above(unit), unit])}）" for unit in units)
        return "；".join(list(named)[:SHOWN_UNITS]) + ("…" if len(units) > SHOWN_UNITS else "")

    def _above(self, unit: Unit) -> list[Unit]:
        """The units above, the highest first."""
        parts = unit.id.split("/")
        ids = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
        return [self.roster[each] for each in ids if each in self.roster]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_UNITS else f"{text[:SHOWN_UNITS]}…"
