"""What the workbook printed itself: by it titles are compared with marks, and what a clerk wrote elsewhere is noticed."""

from __future__ import annotations

from dataclasses import dataclass

from pingyi.contract.fields import Field, walk
from pingyi.doors.typed import as_typed
from pingyi.doors.workbook.layout import Path
from pingyi.doors.workbook.workbook_words import WORKBOOK
from pingyi.doors.workbook.workbook_writer import help_of
from pingyi.load.spreadsheet import CellValue

ITEM_HEADS = (WORKBOOK["item"], WORKBOOK["item-before"])
"""What stands above the items of a grid; a workbook outlives the version of the tool that printed it."""

EXAMPLE_MARK = as_typed(WORKBOOK["example"].format(example=""))


@dataclass(frozen=True, slots=True)
class Printed:
    """`fields` by path. `titles`: titles, helps and notes; `choices`: the words to choose from. Both without blanks."""

    fields: dict[Path, Field]
    titles: frozenset[str]
    choices: frozenset[str]

    def title(self, cell: CellValue) -> bool:
        """Whether a cell holds what the workbook prints beside the cells for entries."""
        text = as_typed(cell.value)
        # A workbook outlives the version of the tool that printed it: examples change.
        return (
            EXAMPLE_MARK in text
            or text in self.titles
            or all(part in self.titles for part in text.split(as_typed("："), 1))
        )

    def word(self, cell: CellValue) -> bool:
        """Whether a cell holds what the sheets without marks hold: the guide's lines, the words of the drop-downs."""
        text = as_typed(cell.value)
        lines = (as_typed(line.format(title="")) for line in WORKBOOK["lines"])
        return self.title(cell) or text in self.choices or any(text.endswith(line) for line in lines)


def printed(known: tuple[Field, ...]) -> Printed:
    """What is printed for the fields of a contract."""
    fields = {field.path: field for field in walk(known)}
    words = [*ITEM_HEADS, WORKBOOK["sum"], WORKBOOK["check"]]
    helps = (help_of(field) for field in fields.values() if field.kind in WORKBOOK["forms"])
    texts = (text for field in fields.values() for text in (field.title, field.description))
    titles = frozenset(as_typed(text) for text in [*texts, *helps, *words, *WORKBOOK["helps-before"]] if text)
    return Printed(
        fields, titles, frozenset(as_typed(word) for field in fields.values() for word in field.choices.values())
    )
