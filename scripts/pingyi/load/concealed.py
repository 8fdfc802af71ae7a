"""Cells that say something else than their contents: a format that shows nothing, letters in the colour of their ground, a text
that is crossed out, or of which a part is raised.
"""

from __future__ import annotations

from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import COLOR_INDEX, Color

THEME = WHITE, BLACK = "FFFFFF", "000000"
SHOWN_SECTIONS = 3
"""A format may show positive numbers, negative ones, noughts and texts, in this order; texts that it leaves out it shows."""


def shows_nothing(value: Any, number_format: str) -> bool:
    """Whether a cell's format leaves its value blank. Noughts alone may be: many tables leave them out to be read more easily."""
    if ";" not in number_format:
        return False
    sections = [section.strip() for section in number_format.split(";")]
    if isinstance(value, str):
        return len(sections) > SHOWN_SECTIONS and not sections[SHOWN_SECTIONS]
    negative = isinstance(value, int | float) and value < 0
    return not sections[1 if negative else 0]


def tone_in_tone(cell: Any) -> bool:
    """Whether letters have the colour of their ground, for a cell of openpyxl."""
    pattern = getattr(cell.fill, "patternType", "gradient")
    ground = WHITE if pattern in (None, "none") else _colour(cell.fill.fgColor) if pattern == "solid" else ""
    return (_colour(cell.font.color) if cell.font.color else BLACK) == ground


def partly_struck(value: Any) -> bool:
    """Whether a part of a text is crossed out, raised or lowered: 12 crossed out and 13 beside it are no 1213."""
    parts = [part.font for part in value if isinstance(part, TextBlock)] if isinstance(value, CellRichText) else []
    return any(part.strike or part.vertAlign not in (None, "baseline") for part in parts)


def _colour(colour: Color) -> str:
    """Red, green and blue, or what tells it from others. A theme begins with the colours of paper and of ink."""
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper()
    if colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
        return COLOR_INDEX[colour.indexed][-6:].upper()
    if colour.type == "theme" and colour.theme < len(THEME) and not colour.tint:
        return THEME[colour.theme]
    return f"{colour.type} {colour.value} {colour.tint}"
