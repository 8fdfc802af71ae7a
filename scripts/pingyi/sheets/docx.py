"""Sheets as Word files, from a template that the office edits in Word."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2.sandbox import SandboxedEnvironment

from pingyi.files.archives import repacked
from pingyi.sheets.content import Picture, SheetDocument
from pingyi.sheets.plain import plain

PICTURE_WIDTH = Mm(120)
UPRIGHT = 442
"""Points between the margins of the template's upright pages: the 156 mm of GB/T 9704."""

A3_ACROSS = (Mm(420), Mm(297))

TWENTIETHS = 20
"""Word measures columns in twentieths of a point."""


SHORT = 20
"""Rows of a table that stands on one page, its head among them; Word breaks one that does not fit all the same."""


def default_template() -> bytes:
    """The tool's own template; a campaign's stands at `data/sheet.docx`."""
    return files("pingyi").joinpath("templates/sheet.docx").read_bytes()


def word_file(document: SheetDocument, template: bytes, picture: Picture) -> bytes:
    """The template filled in. Values are text: nothing in a report is markup or a tag."""
    target = DocxTemplate(io.BytesIO(template))
    values = plain(document)
    _place_pictures(target, values, picture)
    # Reports never reach the template's language, but an office may be handed a template.
    target.render(values, SandboxedEnvironment(autoescape=True), autoescape=True)
    _paper(target, document)
    _widths(target, list(_tables(values)))
    _keep_together(target)
    target.docx.core_properties.title, target.docx.core_properties.author = values["title"], values["name"]
    out = io.BytesIO()
    target.save(out)
    return repacked(out.getvalue(), document.as_of)


def _paper(target: DocxTemplate, document: SheetDocument) -> None:
    """Pages across are as large as the tables need."""
    if any(chapter.paper == "A3" for chapter in document.chapters):
        for section in target.docx.sections:
            if section.orientation == WD_ORIENT.LANDSCAPE:
                section.page_width, section.page_height = A3_ACROSS


def _place_pictures(target: DocxTemplate, values: dict[str, Any], picture: Picture) -> None:
    for image in _images(values):
        content = picture(image["path"])
        image["picture"] = InlineImage(target, io.BytesIO(content), width=PICTURE_WIDTH) if content else ""


def _images(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for chapter in values["chapters"]:
        for case in chapter["cases"]:
            yield from case["images"]


def _tables(values: dict[str, Any]) -> Iterator[Sequence[float]]:
    """The widths of all tables in the template's order: figures, then ledgers, which fill the upright page."""
    for chapter in values["chapters"]:
        yield from (block["widths"] for block in chapter["blocks"])
    for chapter in values["chapters"]:
        if chapter["ledger"]["rows"]:
            widths = chapter["ledger"]["widths"]
            yield [width * UPRIGHT / sum(widths) for width in widths]


def _widths(target: DocxTemplate, widths: Sequence[Sequence[float]]) -> None:
    """Columns as wide as measured, where the template has the tables that ours has."""
    for table, columns in zip(target.docx.element.body.iter(qn("w:tbl")), widths, strict=False):
        grid = list(table.tblGrid.iter(qn("w:gridCol")))
        if len(grid) != len(columns):
            return
        for column, points in zip(grid, columns, strict=True):
            column.set(qn("w:w"), str(round(points * TWENTIETHS)))
        for row in table.iter(qn("w:tr")):
            _row_widths(row, columns)


def _keep_together(target: DocxTemplate) -> None:
    """A short table stays on one page: each row with the next one."""
    for table in target.docx.element.body.iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        for row in rows[:-1] if len(rows) <= SHORT else ():
            for paragraph in row.iter(qn("w:p")):
                paragraph.get_or_add_pPr().keepNext_val = True


def _row_widths(row: Any, columns: Sequence[float]) -> None:
    place = 0
    for cell in row.iter(qn("w:tc")):
        span = cell.grid_span
        width = cell.get_or_add_tcPr().get_or_add_tcW()
        width.set(qn("w:w"), str(round(sum(columns[place : place + span]) * TWENTIETHS)))
        width.set(qn("w:type"), "dxa")
        place += span
