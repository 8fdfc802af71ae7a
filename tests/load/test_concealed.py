"""What a cell does not show, by its format and its colours, in each way of reading a workbook."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from pingyi.load.ballot_rows import ballot_tables
from pingyi.load.spreadsheet import read_workbook

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
