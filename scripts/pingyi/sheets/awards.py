"""The table for the annual assessment and awards: each unit's band, with the rule and the figures behind it. Internal only."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pingyi.publish.book import Book, Row
from pingyi.publish.missing import missing
from pingyi.sheets.content import Cell, SheetDocument, say, word
from pingyi.sheets.page_fit import SIZE
from pingyi.sheets.xlsx import BODY, CENTRE, GRID, HEADING, TITLE, finished, new_sheet, put, put_figure

COLUMNS = {"unit": 34, "basis": 16, "part": 12, "whole": 12, "figure": 10, "band": 14, "range": 22}
"""The columns and their widths in characters."""

AWARDS_HEAD = 4


def awards(book: Book, document: SheetDocument) -> bytes:
    """A worksheet a rule, so that rates and scores never stand in one column. `document`: the office's sheet."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for key, rule in book.campaign.data["thresholds"]["bands"].items():
        sheet = new_sheet(made, rule["title"])
        _head(sheet, document, rule["title"])
        rows = {row["unit"]: row for row in book.by("bands", "rule", key)}
        for number, unit in enumerate(book.all("units"), AWARDS_HEAD + 1):
            _line(sheet, number, book, unit, rows.get(unit["unit"]))
    return finished(made, document)


def _head(sheet: Worksheet, document: SheetDocument, rule: str) -> None:
    digits = word("decimals")[str(document.decimals)]
    note = say("bands.note", decimals=digits) + (f"　{say('demonstration')}" if document.demonstration else "")
    put(
        sheet,
        1,
        1,
        say("bands.title", title=document.title, rule=rule),
        font=Font(name=HEADING, size=TITLE),
        place=CENTRE,
    )
    put(sheet, 2, 1, f"{document.name}　　{say('date')}：{document.day}")
    put(sheet, 3, 1, note)
    for row in range(1, AWARDS_HEAD):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
        sheet.row_dimensions[row].height = 28
    for number, (key, width) in enumerate(COLUMNS.items(), 1):
        put(
            sheet, AWARDS_HEAD, number, say(f"bands.columns.{key}"), font=Font(name=HEADING, size=SIZE), place=CENTRE
        ).border = GRID
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.print_title_rows, sheet.freeze_panes = f"1:{AWARDS_HEAD}", f"B{AWARDS_HEAD + 1}"


def _line(sheet: Worksheet, number: int, book: Book, unit: Row, row: Row | None) -> None:
    sign = missing(unit["state"], unit["overdue_days"])
    figures = [Cell(None, missing=sign)] * 3
    texts = [sign] * 3
    if row is not None:
        kind = "score" if row["basis"] == "score" else "rate"
        figures = [Cell(row["part"], "points"), Cell(row["whole"]), Cell(row[kind], kind)]
        texts = [basis(book, row), row["band"], interval(row)]
    put(sheet, number, 1, unit["name"])
    put(sheet, number, 2, texts[0])
    for column, figure in enumerate(figures, 3):
        put_figure(sheet, number, column, figure, book.campaign.decimals)
    put(sheet, number, 6, texts[1], font=Font(name=BODY, size=SIZE, bold=True))
    put(sheet, number, 7, texts[2])
    for cell in sheet[number]:
        cell.border = GRID


def basis(book: Book, row: Row) -> str:
    """What the band is on, in words: the rate or the score of which item."""
    item = book.item_title(f"{row['subject']}/{row['item']}") if row["item"] else say("bands.pooled")
    subject = next(subject for subject in book.campaign.subjects if subject.id == row["subject"])
    if row["basis"] == "positive-rate":
        return f"{item}{book.campaign.words['positive_rate']}"
    tops = {it.scale.top.title: None for it in subject.items if it.scale.top and row["item"] in (None, it.id)}
    return f"{item}{say('columns.' + row['basis'].replace('-', '_'), grade='、'.join(tops))}"


def interval(row: Row) -> str:
    """Between which figures the band lies."""
    sign = "" if row["basis"] == "score" else "%"
    ends = {"from": f"{row['at_least']}{sign}", "to": f"{row['below']}{sign}"}
    known = [key for key in ("at_least", "below") if row[key] is not None]
    return say(
        {"at_least": "bands.above", "below": "bands.below"}[known[0]] if len(known) == 1 else "bands.between", **ends
    )
