"""Where a clerk finds what a finding is about: step and field of the form, sheet and cell of the workbook."""

from __future__ import annotations

from functools import cache

from pingyi.campaign.judged import Judged
from pingyi.contract.fields import NOTHING
from pingyi.contract.form_steps import field_name, form_steps
from pingyi.doors.placed import Placed
from pingyi.doors.workbook.cell_places import cell_places, sheets_of
from pingyi.load.contents import UNITS, unit_of
from pingyi.model import Finding


class FieldPlaces:
    """The places of a campaign's reports. The workbook's are those in which `pingyi import --template` puts the report as it is."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        self.steps = form_steps(judged.contract, judged.campaign)
        self.cells = cache(self._cells)

    def __call__(self, finding: Finding) -> tuple[str, ...]:
        """A sentence for each door; none for what is no field of a report."""
        unit = self.judged.roster.get(unit_of(finding.path)) if finding.path == _report(finding.path) else None
        pointer = finding.field or finding.pointer
        if unit is None or not pointer:
            return ()
        word = self.judged.catalogue.word
        part = pointer.split("/")[1]
        number, step = next(
            (at, step)
            for at, step in enumerate(self.steps, 1)
            if part in step.parts or (step.rest and not self._asked(part))
        )
        places = [word("place-form", n=number, step=step.title, field=field_name(self.judged.contract, pointer))]
        sheet, _, cell = self.cells(unit.id).place(pointer).rpartition("!")
        return (*places, word("place-workbook", sheet=sheet, cell=cell)) if cell else tuple(places)

    def _asked(self, part: str) -> bool:
        return any(part in step.parts for step in self.steps)

    def _cells(self, unit: str) -> Placed:
        row, document = self.judged.roster[unit], self.judged.contents.document(_report(unit))
        data = document.data if document else NOTHING
        return cell_places(sheets_of(self.judged, row.kind, row.category, data), data)


def _report(path: str) -> str:
    return f"{UNITS}/{unit_of(path)}.yml"
