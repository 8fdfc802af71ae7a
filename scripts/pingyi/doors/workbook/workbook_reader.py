"""A filled workbook as the data of a report, every value remembered with the cell that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pingyi.contract.fields import ANY, Field, value_at
from pingyi.doors.placed import Placed, pointer_of
from pingyi.doors.workbook.cell_values import mangled, meant
from pingyi.doors.workbook.form_rows import Answers, form_answers
from pingyi.doors.workbook.layout import Path, ordered
from pingyi.doors.workbook.printed import printed
from pingyi.doors.workbook.sheet_rows import Seen, is_blank
from pingyi.doors.workbook.table_rows import Entry, is_table, table_entries
from pingyi.doors.workbook.twice import entries_once, once
from pingyi.doors.workbook.workbook_writer import GRADES_MARK
from pingyi.load.spreadsheet import CellValue, SheetValues
from pingyi.model import Problem

CELLS_TOLD = 5
"""How many cells are named that are hidden or have a comment."""


@dataclass(slots=True)
class FilledWorkbook(Placed):
    """`seen`: the cell of each field, also of a blank one."""

    seen: dict[Path, str] = field(default_factory=dict)


def filled_workbook(sheets: Iterable[SheetValues], known: tuple[Field, ...]) -> FilledWorkbook:
    """Read every sheet. What cannot be understood stays text in the data; what has no place there is a problem."""
    reader = _Reader(known)
    for sheet in sheets:
        reader.sheet(sheet)
    found = reader.settled()
    found.data = ordered(found.data, known)
    if not found.places:
        found.problems.insert(0, Problem("workbook-foreign", "", values={"found": "—"}))
    return found


class _Reader:
    def __init__(self, known: tuple[Field, ...]) -> None:
        self.found = FilledWorkbook()
        self.known = printed(known)
        self.epochs: dict[str, datetime] = {}
        self.answers: list[Answers] = []
        self.entries: list[Entry] = []
        self.hidden: dict[str, list[str]] = {}

    def sheet(self, sheet: SheetValues) -> None:
        """Keep what a sheet says; places are filled when all sheets are known."""
        self.epochs[sheet.title] = sheet.epoch
        if sheet.comments:
            values = {"found": "、".join(sheet.comments[:CELLS_TOLD]), "n": len(sheet.comments)}
            self.found.problems.append(
                Problem("workbook-comments", f"{sheet.title}!{sheet.comments[0]}", values=values)
            )
        if is_table(sheet):
            self._keep(table_entries(sheet, self.known))
        elif any(column == 1 and self._mark(cell) for (_, column), cell in sheet.cells.items()):
            self._keep(form_answers(sheet, self.known))
        else:
            self._unmarked(sheet)

    def settled(self) -> FilledWorkbook:
        """All sheets together, each place filled once."""
        for answers in once(self.answers, self.found.problems):
            for path, cell in answers.cells.items():
                self._set(path, cell, answers.asked, answers.sheet)
        # The entries around others may stand on a later sheet.
        for entry in sorted(entries_once(self.entries, self.found.problems), key=lambda entry: ANY in entry.table.path):
            self._add(entry)
        self._number()
        for sheet, cells in self.hidden.items():
            values = {"found": "、".join(cells[:CELLS_TOLD]), "n": len(cells)}
            self.found.problems.append(Problem("workbook-hidden", f"{sheet}!{cells[0]}", values=values))
        return self.found

    def _mark(self, cell: CellValue) -> bool:
        return cell.value == GRADES_MARK or tuple(str(cell.value).strip().split("/")) in self.known.fields

    def _keep(self, found: Iterator[Answers | Problem] | Iterator[Entry | Seen | Problem]) -> None:
        for each in found:
            if isinstance(each, Problem):
                self.found.problems.append(each)
            elif isinstance(each, Seen):
                self.found.seen[each.path] = each.place
            elif isinstance(each, Answers):
                self.found.seen[each.asked.path] = each.place
                self.answers.append(each)
            else:
                self.entries.append(each)

    def _unmarked(self, sheet: SheetValues) -> None:
        """A sheet of nothing but what the workbook prints itself holds no answer."""
        written = [cell for cell in sheet.cells.values() if not is_blank(cell) and not self.known.word(cell)]
        if written:
            values = {"title": sheet.title, "n": len(written)}
            self.found.problems.append(Problem("workbook-unmarked", f"{sheet.title}!{written[0].place}", values=values))

    def _add(self, entry: Entry) -> None:
        """Add a row of a table as an entry of its list."""
        path = self._list_of(entry)
        if path is None:
            return
        index = str(len(value_at(self.found.data, path) or []))
        for column, cell in entry.cells.items():
            inside = (*entry.table.path, ANY, *column)
            asked = self.known.fields.get(inside) or self.known.fields.get(inside[:-1])
            if asked is not None and (asked.path == inside or column[-1] in asked.choices):
                self._set((*path, index, *column), cell, asked, entry.sheet)

    def _number(self) -> None:
        """Entries that were left without the code that nobody has to type get the next number, as in the form."""
        for asked in self.known.fields.values():
            path, known = asked.path[:-2], value_at(self.found.data, asked.path[:-2]) if asked.made else None
            used = [_number_of(entry.get(asked.key), asked.made) for entry in known or ()]
            for index, entry in enumerate(known or ()):
                if asked.key not in entry:
                    used.append(max(used) + 1)
                    place = self.found.place(pointer_of((*path, str(index))))
                    self.found.put((*path, str(index), asked.key), f"{asked.made}-{used[-1]}", place)

    def _list_of(self, entry: Entry) -> Path | None:
        """Where the list of a row's entry stands; None, and a problem, where the entry around it is not there."""
        path = entry.table.path
        if ANY not in path:
            return path
        depth = path.index(ANY)
        outer, inner = path[:depth], path[depth + 1 :]
        fields = self.known.fields
        name = "" if entry.around is None else str(meant(entry.around.value, fields[(*outer, ANY, "id")]))
        for index, around in enumerate(value_at(self.found.data, outer) or []):
            if around.get("id") == name:
                return (*outer, str(index), *inner)
        place = entry.place if entry.around is None else f"{entry.sheet}!{entry.around.place}"
        values = {"found": name, "title": fields[outer].title}
        self.found.problems.append(Problem("workbook-parent", place, values=values))
        return None

    def _set(self, path: Path, cell: CellValue, asked: Field, sheet: str) -> None:
        place = f"{sheet}!{cell.place}"
        if cell.hidden:
            self.hidden.setdefault(sheet, []).append(cell.place)
        if cell.faulty:
            self.found.problems.append(Problem("workbook-formula", place))
            return
        if cell.struck:
            self.found.problems.append(Problem("workbook-struck", place, values={"found": cell.value}))
        value = meant(cell.value, asked, self.epochs[sheet])
        if value is None:
            return
        if mangled(cell.value, asked):
            self.found.problems.append(Problem("workbook-mangled", place, values={"found": value}))
        self.found.put(path, value, place)


def _number_of(code: object, stem: str) -> int:
    """The number of a code that was made; nought of any other."""
    number = str(code).removeprefix(f"{stem}-")
    return int(number) if number.isascii() and number.isdecimal() else 0
