"""What a cell does not show, by its format and its colours, in each way of reading a workbook."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from pingyi.load.ballot_rows import ballot_tables
from pingyi.load.spreadsheet import read_workbook

SHARED_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml"'
    b' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
WHITE_FONTS = [Font(color="FFFFFF"), Font(color="00ffffff"), Font(color=Color(theme=0)), Font(color=Color(indexed=9))]
CONCEALED: dict[str, tuple[Any, dict[str, Any]]] = {
    **{f"white {at}": (7, {"font": font}) for at, font in enumerate(WHITE_FONTS)},
    "white on white": (7, {"font": WHITE_FONTS[0], "fill": PatternFill("solid", fgColor="FFFFFF")}),
    "blue on blue": ("较好", {"font": Font(color="1F4E79"), "fill": PatternFill("solid", fgColor="FF1F4E79")}),
    "black on black": ("较好", {"fill": PatternFill("solid", fgColor="000000")}),
    "format": (7, {"number_format": ";;;"}),
    "format of numbers": (7, {"number_format": ";;"}),
    "text in format": ("较好", {"number_format": ";;;"}),
    "negative": (-7, {"number_format": "0;;0"}),
}
SHOWN: dict[str, tuple[Any, dict[str, Any]]] = {
    "plain": (7, {}),
    "white on blue": (7, {"font": WHITE_FONTS[0], "fill": PatternFill("solid", fgColor="1F4E79")}),
    "white on pattern": (7, {"font": WHITE_FONTS[0], "fill": PatternFill("darkGray", fgColor="1F4E79")}),
    "theme's ink": (7, {"font": Font(color=Color(theme=1))}),
    "grey": (7, {"font": Font(color=Color(theme=0, tint=-0.5))}),
    "text beside numbers": ("较好", {"number_format": ";;"}),
    "positive": (7, {"number_format": "0;;0"}),
    "nought left out": (0, {"number_format": "0;-0;;@"}),
    "coloured": (-7, {"number_format": "0;[Red]-0"}),
}


def test_what_is_crossed_out_or_raised_is_told_in_each_way_of_reading(tmp_path):
    crossed, raised = TextBlock(InlineFont(strike=True), "12"), TextBlock(InlineFont(vertAlign="superscript"), "2")
    book = Workbook()
    for row in (
        [CellRichText(crossed, "13"), CellRichText("7", raised)],
        [5, CellRichText(TextBlock(InlineFont(b=True), "1"), "2")],
    ):
        book.active.append(row)
    book.active["A2"].font = Font(strike=True)
    shared = tmp_path / "shared.xlsx"
    book.save(tmp_path / "inline.xlsx")
    _as_others_write(tmp_path / "inline.xlsx", shared)
    for path in (tmp_path / "inline.xlsx", shared):
        cells = read_workbook(path)[0].cells
        assert {place: cell.struck for place, cell in cells.items()} == {
            (1, 1): True,
            (1, 2): True,
            (2, 1): True,
            (2, 2): False,
        }
        assert [cell.value for cell in cells.values()] == ["1213", "72", 5, "12"]
        with ballot_tables(path) as (table,):
            assert [row for batch in table.batches() for _, row in batch] == [["1213", "72"], ["5", "12"]]
            assert [(flaw.rule, flaw.rows[0], flaw.columns[0]) for flaw in table.flaws] == [
                ("table-struck", 1, 1), ("table-struck", 1, 2), ("table-struck", 2, 1),
            ]  # fmt: skip


def _as_others_write(inline: Path, shared: Path) -> None:
    """The same workbook with its texts in a list of their own, where Excel, WPS and LibreOffice keep them."""
    texts: list[bytes] = []

    def moved(match: re.Match[bytes]) -> bytes:
        texts.append(match[2])
        return b'%st="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    with zipfile.ZipFile(inline) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet, types = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
    parts[sheet] = re.sub(rb'(<c [^>]*)t="inlineStr"><is>(.*?)</is></c>', moved, parts[sheet])
    parts[types] = parts[types].replace(b"</Types>", SHARED_TYPE + b"</Types>")
    body = b"".join(b"<si>%s</si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % body
    )
    with zipfile.ZipFile(shared, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)


@pytest.mark.parametrize("name", [*CONCEALED, *SHOWN])
def test_what_nobody_sees(tmp_path, name):
    value, look = (CONCEALED | SHOWN)[name]
    book = Workbook()
    book.active["B2"] = value
    for key, part in look.items():
        setattr(book.active["B2"], key, part)
    path = tmp_path / "b.xlsx"
    book.save(path)
    assert read_workbook(path)[0].cells[2, 2].hidden == (name in CONCEALED)
    with ballot_tables(path) as (table,):
        assert [row for batch in table.batches() for row in batch]
        assert [flaw.rule for flaw in table.flaws] == ["table-hidden"] * (name in CONCEALED)
