"""A workbook filled in as a clerk fills it in: with openpyxl, by the titles and marks that it shows, knowing no report."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

VALID, PERSONS = 40, 12
POST = "办公室主任"
NUMBERS = {"eligible": 42, "attended": VALID, "issued": VALID, "returned": VALID, "valid": VALID, "spoiled": 0,
           "total": PERSONS, "evaluated": PERSONS, "valid_ratings": VALID * PERSONS, "organisations": 1, "members": 20, "opinions": 9}  # fmt: skip
WORDS = {"status": "定稿", "prepared_by": POST, "reviewed_by": POST, "approved_by": "单位负责人",
         "self_check": "大家反映窗口排队时间长，已经增加一名工作人员，并且公布了办理时间。"}  # fmt: skip


def fill_book(path: Path, day: str, titles: dict[str, list[str]], seed: int) -> None:
    """Answer every required question of a workbook. `titles`: the campaign's forms, channels, audiences and outcome; `seed`: other votes."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        for number in range(1, sheet.max_row + 1):
            path_shown = str(sheet.cell(number, 1).value or "")
            if "/items/" in path_shown:
                _votes(sheet, number, seed + number)
            elif (answer := _answer(path_shown.rpartition("/")[2], day, titles)) is not None:
                sheet.cell(number, 3, answer)
        if sheet["A1"].value == "#table sessions":
            columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
            session: dict[str, str | int] = {"held_on": day, "form": titles["forms"][0], "attended": VALID}
            for name, value in session.items():
                sheet.cell(4, columns[name], value)
    book.save(path)


def _answer(key: str, day: str, titles: dict[str, list[str]]) -> str | int | None:
    if key in ("reported_on", "given_on", "started_on", "ended_on"):
        return day
    if key in ("channels", "audiences", "outcome"):
        return "、".join(titles[key][:2])
    return NUMBERS[key] if key in NUMBERS else WORDS.get(key)


def _votes(sheet: Worksheet, row: int, seed: int) -> None:
    """Counts that add up: the first grade takes what the others leave."""
    marks = next(above for above in range(row, 0, -1) if sheet.cell(above, 1).value == "#grades")
    columns = [column for column in range(2, sheet.max_column + 1) if sheet.cell(marks, column).value]
    whole = VALID * PERSONS if _rated(sheet, row) else VALID
    rest = [(seed + number) % 6 + 5 for number in range(1, len(columns) - 1)]
    for column, count in zip(columns, [whole - sum(rest), *rest, 0], strict=True):
        sheet.cell(row, column, count or None)


def _rated(sheet: Worksheet, row: int) -> bool:
    """Whether the subject of this row counts ratings."""
    subject = str(sheet.cell(row, 1).value).split("/items/")[0]
    return any(cell.value == f"{subject}/valid_ratings" for cell in sheet["A"])
