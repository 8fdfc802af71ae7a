"""Make scripts/pingyi/templates/sheet.docx, the Word template of the sheets, anew: python scripts/word_template.py

It was made once so; since then it may be edited in Word like any document. A campaign puts its own at data/sheet.docx. The
tags in double braces and `{% … %}` are docxtpl's, see https://docxtpl.readthedocs.io; the values are those of `sheets/plain.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TARGET = Path(__file__).parent / "pingyi/templates/sheet.docx"
BODY, TEXT, HEADING = "宋体", "仿宋", "黑体"
WEB = "Times New Roman"
BORDER = "8"
"""Eighths of a point: no hairlines."""

HEADS = 2
"""Rows of a table's head."""


def main() -> None:
    document = Document()
    _styles(document)
    _page(document.sections[0], across=True)
    _furniture(document.sections[0])
    _summary(document)
    _page(document.add_section(WD_SECTION.NEW_PAGE), across=False)
    _written(document)
    document.save(str(TARGET))


def _styles(document: Any) -> None:
    for name, font, size in (
        ("Normal", BODY, 10.5), ("Title", HEADING, 18), ("Heading 1", HEADING, 16), ("Heading 2", HEADING, 13),
        ("Heading 3", HEADING, 11.5), ("Body Text", TEXT, 12), ("Header", BODY, 10.5), ("Footer", BODY, 10.5),
    ):  # fmt: skip
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = WEB, Pt(size), False
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), font)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
        style.element.get_or_add_rPr().append(language)
        style.paragraph_format.space_after = Pt(3)
    document.styles["Body Text"].paragraph_format.first_line_indent = Pt(24)
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _page(section: Any, *, across: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    # Texts stand as GB/T 9704 has them: 156 × 225 mm, 37 mm below the top and 28 mm from the left.
    section.left_margin, section.right_margin = (Mm(12), Mm(12)) if across else (Mm(28), Mm(26))
    section.top_margin, section.bottom_margin = (Mm(18), Mm(16)) if across else (Mm(37), Mm(35))
    section.header_distance = section.footer_distance = Mm(8)


def _furniture(section: Any) -> None:
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header.add_run("{{ title }}　{{ name }}{% if demonstration %}　（{{ demonstration }}）{% endif %}")
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", None)):
        footer.add_run(text)
        if field:
            _field(footer, field)


def _field(paragraph: Any, instruction: str) -> None:
    """A field in runs of its own, with a result: WPS drops a field that has none."""
    for kind in ("begin", "separate", "end"):
        _mark(paragraph.add_run(), kind)
        if kind == "begin":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            paragraph.add_run()._r.append(text)  # noqa: SLF001 - python-docx has no fields
        elif kind == "separate":
            paragraph.add_run("1")


def _mark(run: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._r.append(mark)  # noqa: SLF001


def _summary(document: Any) -> None:
    add = document.add_paragraph
    add("{{ title }}", style="Title")
    add("{%p for chapter in chapters %}")
    add("{{ words.unit }}：{{ chapter.name }}　　　　{{ words.date }}：{{ day }}")
    add("{{ chapter.received }}")
    add("{%p for part in chapter.blocks %}")
    add("{{ part.title }}", style="Heading 3")
    _figures(document)
    add("{%p endfor %}")
    add("{%p for note in chapter.notes %}")
    add("{{ note }}").paragraph_format.keep_with_next = True
    add("{%p endfor %}")
    add(
        "{% for signature in words.signatures %}{{ signature }}：　　　　　　　　　　{% endfor %}"
    ).paragraph_format.space_before = Pt(18)
    add("{%p endfor %}")


def _figures(document: Any) -> None:
    """Two head rows, repeated on every page, and a row a unit; columns come with the data."""
    table = document.add_table(rows=5, cols=4)
    _grid(table)
    texts = (
        (
            "{{ words.unit_column }}",
            "{%tc for group, span in part.groups %}",
            "{% colspan span %}{{ group }}",
            "{%tc endfor %}",
        ),
        ("", "{%tc for column in part.columns %}", "{{ column }}", "{%tc endfor %}"),
        ("{%tr for line in part.lines %}", "", "", ""),
        ("{{ line.name }}", "{%tc for cell in line.cells %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", "", ""),
    )
    _fill(table, texts)
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER if number < HEADS else WD_ALIGN_PARAGRAPH.RIGHT
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    table.cell(3, 0).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    table.cell(0, 0).merge(table.cell(1, 0))
    for row in table.rows[:HEADS]:
        _repeat(row)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(table: Any, texts: Sequence[Sequence[str]]) -> None:
    for row, line in zip(table.rows, texts, strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no such setting
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def _grid(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", BORDER), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties = table._tbl.tblPr  # noqa: SLF001
    properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _written(document: Any) -> None:
    add = document.add_paragraph
    add("{%p for chapter in chapters %}")
    add("{%p if chapter.written %}")
    add("{{ words.account }}", style="Heading 1")
    _paragraphs(document, "chapter.account")
    add("{%p for fact in chapter.facts %}")
    add("{{ fact.label }}", style="Heading 3")
    add("{%p for line in fact.lines %}")
    add("{{ line }}", style="Body Text")
    add("{%p endfor %}")
    add("{%p endfor %}")
    add("{%p for part in chapter.texts %}")
    add("{{ part.heading }}", style="Heading 2")
    _paragraphs(document, "part.paragraphs")
    add("{%p endfor %}")
    add("{%p endif %}")
    _ledger(document)
    _cases(document)
    add("{%p if not (chapter.written or chapter.ledger.rows or chapter.cases) %}")
    add("{{ chapter.elsewhere }}")
    add("{%p endif %}")
    add("{%p endfor %}")


def _paragraphs(document: Any, of: str) -> None:
    document.add_paragraph(f"{{%p for text in {of} %}}")
    document.add_paragraph("{{ text }}", style="Body Text")
    document.add_paragraph("{%p endfor %}")


def _ledger(document: Any) -> None:
    add = document.add_paragraph
    add("{%p if chapter.ledger.rows %}")
    add("{{ words.ledger }}", style="Heading 1")
    table = document.add_table(rows=4, cols=3)
    _grid(table)
    texts = (
        ("{%tc for title in chapter.ledger.columns %}", "{{ title }}", "{%tc endfor %}"),
        ("{%tr for row in chapter.ledger.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    _fill(table, texts)
    _repeat(table.rows[0])
    add("{%p endif %}")


def _cases(document: Any) -> None:
    add = document.add_paragraph
    add("{%p if chapter.cases %}")
    add("{{ words.cases }}", style="Heading 1")
    add("{%p for case in chapter.cases %}")
    add("{{ case.title }}", style="Heading 2")
    add("{{ case.unit }}")
    add("{%p for part in case.texts %}")
    add("{{ part.heading }}", style="Heading 3")
    _paragraphs(document, "part.paragraphs")
    add("{%p endfor %}")
    add("{%p for image in case.images %}")
    add("{{ image.picture }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    add("{{ image.caption }}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    add("{%p endfor %}")
    add("{%p endfor %}")
    add("{%p endif %}")


if __name__ == "__main__":
    main()
