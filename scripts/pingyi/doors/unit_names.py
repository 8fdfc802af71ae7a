"""Which unit is meant: by its id, its code or its name, as the roster has them."""

from __future__ import annotations

from collections.abc import Mapping

from pingyi.doors.workbook.cell_values import as_typed
from pingyi.model import Unit


class UnitNames:
    """The units of a roster by everything they are called."""

    def __init__(self, roster: Mapping[str, Unit]) -> None:
        self.roster = roster
        self.called: dict[str, dict[str, Unit]] = {}
        for unit in roster.values():
            for text in (unit.id, unit.code, unit.name, f"{unit.id}{unit.name}"):
                if text:
                    self.called.setdefault(as_typed(text), {})[unit.id] = unit

    def meant(self, text: str) -> list[Unit]:
        """The units that a text may mean; an id means one. Empty where the roster has none."""
        if text in self.roster:
            return [self.roster[text]]
        return list(self.called.get(as_typed(text), {}).values())

    def described(self, unit: Unit) -> str:
        """The id of a unit and what tells it from others of its name: the names from the top down to it."""
        parts = unit.id.split("/")
        above = ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
        return f"{unit.id}（{' › '.join(self.roster[each].name for each in above if each in self.roster)}）"
