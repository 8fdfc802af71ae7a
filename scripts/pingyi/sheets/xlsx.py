"""A sheet as an Excel workbook: a worksheet a block, with real numbers, ready to print on A4."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell as Target
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pingyi.files.archives import repacked
from pingyi.sheets.content import UNPRINTABLE, Block, Cell, Chapter, Ledger, SheetDocument, say, word
from pingyi.sheets.page_fit import SIZE, tall
from pingyi.tables.dataset import FORMULA

BODY: str = word("fonts.body")
HEADING: str = word("fonts.heading")
TITLE = 16
EXCEL_DIGIT, EDGES = 5.25, 3.75
"""Excel measures columns in digits of its standard font, of so many points, and adds this for the edges."""

SHEET_FONT, SHEET_STRONG, SHEET_HEAD = (
    Font(name=name, size=SIZE, bold=bold) for name, bold in ((BODY, False), (BODY, True), (HEADING, False))
)
LINE = Side(style="thin", color="FF000000")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
NOTES = 110
"""The width of the notes in characters."""

HEAD_ROW = 4
"""The rows above hold title, unit and date, and what was received."""


def sheet_workbook(document: SheetDocument) -> bytes:
    """The workbook of a sheet: each block, and the ledger."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for chapter in document.chapters:
        for number, block in enumerate(chapter.blocks, 1):
            _block(new_sheet(book, f"{number} {block.title}", chapter.paper), document, chapter, block)
        _notes(new_sheet(book, say("explained")), chapter.notes)
        if chapter.ledger.rows:
            _ledger(new_sheet(book, say("ledger", document.words)), document, chapter, chapter.ledger)
    return finished(book, document)


def finished(book: Workbook, document: SheetDocument) -> bytes:
    """The workbook's bytes, the same whenever they are made."""
    names = (UNPRINTABLE.sub("", text) for text in (document.title, document.name))
    book.properties.title, book.properties.creator = names
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), document.as_of)


def new_sheet(book: Workbook, title: str, paper: str = "A4") -> Worksheet:
    """A worksheet that prints across, as wide as the page. Excel allows 31 characters in a name, and not all."""
    for sign in "[]:*?/\\'":
        title = title.replace(sign, " ")
    sheet: Worksheet = book.create_sheet(title[:31])
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if paper == "A3" else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.47
    margins.top, margins.bottom = 0.6, 0.7
    footer = HeaderFooterItem()
    footer.center.text = say("page", n="&P", total="&N")
    sheet.oddFooter = footer
    return sheet


def put(
    sheet: Worksheet, row: int, column: int, text: str, *, font: Font | None = None, place: Alignment = LEFT
) -> Target:
    """A text. What a spreadsheet would take for a formula stays text, as if typed after an apostrophe."""
    cell = sheet.cell(row, column, UNPRINTABLE.sub("", text))
    if not isinstance(cell, Target):
        raise TypeError(cell.coordinate)  # within merged cells
    cell.font, cell.alignment = font or SHEET_FONT, place
    if text.startswith(FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _format(kind: str, decimals: int) -> str:
    """How a spreadsheet shows a figure of this kind."""
    fraction = "0." + "0" * decimals
    return {"rate": f'{fraction}"%"', "score": fraction, "points": "General"}.get(kind, "0")


def put_figure(sheet: Worksheet, row: int, column: int, figure: Cell, decimals: int) -> None:
    """A number as a number; a sign where there is none."""
    if figure.value is None:
        put(sheet, row, column, figure.missing, place=RIGHT)
    else:
        cell = sheet.cell(row, column, figure.value)
        # The units stand in the format, so that the cell holds the number alone.
        cell.number_format = _format(figure.kind, decimals) + (f'"{figure.over}"' if figure.over else "")
        cell.font, cell.alignment = SHEET_FONT, RIGHT
    sheet.cell(row, column).border = GRID


def _block(sheet: Worksheet, document: SheetDocument, chapter: Chapter, block: Block) -> None:
    _above(sheet, document, chapter, block.title, block.widths)
    _head(sheet, block)
    for number, line in enumerate(block.lines, HEAD_ROW + 2):
        name = put(sheet, number, 1, line.name)
        name.border = GRID
        for column, figure in enumerate(line.cells, 2):
            put_figure(sheet, number, column, figure, document.decimals)
        if line.total:
            for cell in sheet[number]:
                cell.font = SHEET_STRONG
    _widths(sheet, block.widths)
    _printed(sheet, HEAD_ROW + 1)
    _signatures(sheet, document, HEAD_ROW + 3 + len(block.lines), len(block.widths))


def _above(sheet: Worksheet, document: SheetDocument, chapter: Chapter, title: str, widths: Sequence[float]) -> None:
    """Title; who and when; what was received."""
    warning = f"　{say('demonstration')}" if document.demonstration else ""
    texts = (
        f"{document.title}：{title}",
        f"{say('unit')}：{chapter.name}　　{say('date')}：{document.day}",
        chapter.received + warning,
    )
    for row, text in enumerate(texts, 1):
        put(sheet, row, 1, text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
        sheet.row_dimensions[row].height = tall(text, sum(widths)) + 4
    sheet["A1"].font, sheet["A1"].alignment = Font(name=HEADING, size=TITLE), CENTRE
    sheet.row_dimensions[1].height = tall(texts[0], sum(widths), TITLE) + 8


def _head(sheet: Worksheet, block: Block) -> None:
    """Two rows: groups above, columns below; the names' head reaches over both."""
    bold = SHEET_HEAD
    put(sheet, HEAD_ROW, 1, say("unit_column"), font=bold, place=CENTRE)
    sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW + 1, start_column=1, end_column=1)
    column = 2
    for group, span in block.groups:
        put(sheet, HEAD_ROW, column, group, font=bold, place=CENTRE)
        sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW, start_column=column, end_column=column + span - 1)
        column += span
    for number, title in enumerate(block.columns, 2):
        put(sheet, HEAD_ROW + 1, number, title.title, font=bold, place=CENTRE)
    for row in sheet.iter_rows(HEAD_ROW, HEAD_ROW + 1, 1, len(block.columns) + 1):
        for cell in row:
            cell.border = GRID
    # A title may be as long as a question on a ballot.
    spans = zip(block.groups, _spans(block), strict=True)
    sheet.row_dimensions[HEAD_ROW].height = max(18, *(tall(group, points) for (group, _), points in spans))
    sheet.row_dimensions[HEAD_ROW + 1].height = 30


def _spans(block: Block) -> Iterator[float]:
    """How wide each group of the upper head is, in points."""
    columns = iter(block.widths[1:])
    for _, span in block.groups:
        yield sum(next(columns) for _ in range(span))


def _ledger(sheet: Worksheet, document: SheetDocument, chapter: Chapter, ledger: Ledger) -> None:
    _above(sheet, document, chapter, say("ledger", document.words), ledger.widths)
    for number, title in enumerate(ledger.columns, 1):
        put(sheet, HEAD_ROW, number, title, font=SHEET_HEAD, place=CENTRE).border = GRID
    for row, texts in enumerate(ledger.rows, HEAD_ROW + 1):
        for number, text in enumerate(texts, 1):
            put(sheet, row, number, text, place=TOP).border = GRID
        pairs = zip(texts, ledger.widths, strict=True)
        sheet.row_dimensions[row].height = max(tall(text, points) for text, points in pairs)
    _widths(sheet, ledger.widths)
    _printed(sheet, HEAD_ROW)
    _signatures(sheet, document, HEAD_ROW + 2 + len(ledger.rows), len(ledger.columns))


def _widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for number, points in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = round((points - EDGES) / EXCEL_DIGIT, 1)


def _printed(sheet: Worksheet, head: int) -> None:
    """What is above the figures stands on every page and stays in view."""
    sheet.print_title_rows = f"1:{head}"
    sheet.freeze_panes = f"B{head + 1}"


def _signatures(sheet: Worksheet, document: SheetDocument, row: int, last: int) -> None:
    """The lines that are filled in by hand."""
    put(sheet, row, 1, "　　　　　　　　".join(f"{title}：" for title in document.signatures))
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    sheet.row_dimensions[row].height = 30


def _notes(sheet: Worksheet, notes: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = NOTES
    for row, note in enumerate(notes, 1):
        put(sheet, row, 1, note, place=TOP)
        sheet.row_dimensions[row].height = tall(note, NOTES * EXCEL_DIGIT)
