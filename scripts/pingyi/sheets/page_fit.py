"""What fits an A4 page: widths of columns in points at the size of print, and tables cut between items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from pingyi.sheets.content import Block, Line

SIZE = 10.5
"""The size of print in points (五号): still legible after a fax."""

PAGES = {"A4": 842 - 2 * 34, "A3": 1191 - 2 * 34}
"""Width between the margins of a page across, in points."""

PADDING = 6
DIGIT = 0.57
LEADING = 1.4
NAMES = (60.0, 160.0)
HEAD_LINES = 3
"""Heads longer than this many characters are broken in two."""


def width(text: str) -> float:
    """How wide a text stands, in points; generous, since fonts differ."""
    return SIZE * sum(1 if ord(letter) > 0x2000 else DIGIT for letter in text)


def broken(title: str) -> str:
    """A head on two lines if it is long; a bracket begins the second."""
    bracket = title.find("（")
    middle = bracket if bracket > 0 else len(title) // 2
    return title if len(title) <= HEAD_LINES else f"{title[:middle]}\n{title[middle:]}"


def tall(text: str, points: float, size: float = SIZE) -> float:
    """How high a wrapped text stands in a column of this width, in points; generous like `width`."""
    room = max(points - PADDING, size)
    rows = sum(max(1, ceil(width(part) * size / SIZE * 1.1 / room)) for part in text.split("\n"))
    return rows * size * LEADING


def measured(block: Block, decimals: int) -> Block:
    """The block with its columns' widths."""
    names = min(max(NAMES[0], *(width(line.name) + PADDING for line in block.lines)), NAMES[1])
    columns = [_column(block, number, decimals) for number in range(len(block.columns))]
    return replace(block, widths=(names, *columns))


def _column(block: Block, number: int, decimals: int) -> float:
    head = max(width(part) for part in block.columns[number].title.split("\n"))
    return PADDING + max(head, *(width(line.cells[number].text(decimals)) for line in block.lines))


def paged(subjects: Sequence[Sequence[Block]], decimals: int, paper: str | None) -> tuple[str, list[Block]]:
    """The tables of each subject on the paper that takes fewest, A4 where both take as many; each as wide as the page.

    `paper`: the one to use whatever comes. `decimals`: of rates.
    """
    made = {name: _joined_all(subjects, decimals, name) for name in ([paper] if paper else PAGES)}
    best = min(made, key=lambda name: len(made[name]))
    return best, made[best]


def _joined_all(subjects: Sequence[Sequence[Block]], decimals: int, paper: str) -> list[Block]:
    return [block for parts in subjects for block in side_by_side(parts, decimals, PAGES[paper])]


def side_by_side(parts: Sequence[Block], decimals: int, page: float) -> list[Block]:
    """Tables of the same lines side by side, in as few as fit a page of this width, about evenly filled."""
    sized = [measured(part, decimals) for part in parts]
    names = max(part.widths[0] for part in sized)
    total = sum(sum(part.widths[1:]) for part in sized)
    room = page - names
    even = total / ceil(total / room)
    groups: list[list[Block]] = [[]]
    filled = 0.0
    for part in sized:
        wide = sum(part.widths[1:])
        # A table that would stand less than half on this page goes to the next.
        if groups[-1] and (filled + wide > room or filled + wide / 2 > even):
            groups.append([])
            filled = 0.0
        groups[-1].append(part)
        filled += wide
    return [_stretched(_joined(group, decimals), page) for group in groups]


def _stretched(block: Block, page: float) -> Block:
    """The block as wide as the page: what is left over is shared out evenly."""
    over = (page - sum(block.widths)) / len(block.widths)
    return replace(block, widths=tuple(wide + over for wide in block.widths)) if over > 0 else block


def _joined(parts: Sequence[Block], decimals: int) -> Block:
    titles = dict.fromkeys(part.title for part in parts)
    lines = tuple(
        Line(line.name, tuple(cell for part in parts for cell in part.lines[number].cells), line.total)
        for number, line in enumerate(parts[0].lines)
    )
    return measured(
        Block("，".join(titles), tuple(column for part in parts for column in part.columns), lines), decimals
    )
