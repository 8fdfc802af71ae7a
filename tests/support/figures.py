"""Figures of a page with the cell of the dataset that each comes from: named by the figure itself, or by the heads of its table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from support.readers import Page

PARTED = re.compile("[～/]")


def figures(page: Page) -> Iterator[tuple[str, str, Page]]:
    """Name (`table|key|column`), text and element of every figure. A page about a unit has a sign for it."""
    (own,) = page.xpath("/descendant-or-self::*/@data-own") or [""]
    for figure in page.xpath(".//*[@data-ref][not(self::th or self::table)][not(.//*[@data-ref])]"):
        yield _whose(_drawn(figure), own), figure.xpath("string()"), figure
    for table in page.iter("table"):
        yield from ((_whose(name, own), text, cell) for name, text, cell in _placed(table))


def _whose(name: str, own: str) -> str:
    table, key, column = name.split("|", 2)
    return "|".join((table, own if key == "~" else key, column))


def _drawn(figure: Page) -> str:
    """The name of a figure by itself: whole, or, in a chart, by its row and its place there."""
    name: str = figure.get("data-ref")
    for row in figure.xpath("ancestor::*[@data-ref][contains(@class, 'bar-row')]"):
        return _whole(name, row.get("data-ref"), row.xpath("ancestor::*[@data-ref]/@data-ref")[-1])
    return name


def _placed(table: Page) -> Iterator[tuple[str, str, Page]]:
    named = _columns(table)
    for row in table.xpath("./tbody/tr[th/@data-ref] | ./tfoot/tr[th/@data-ref]"):
        front, place = row.find("th").get("data-ref"), 0
        for cell in row:
            told = [part.strip() for part in PARTED.split("".join(cell.xpath("./text()")))]
            if cell.tag == "td" and place in named and any(told):
                assert len(told) == len(named[place]), (told, named[place])
                names = (_whole(name, front, table.get("data-ref")) for name in named[place])
                yield from ((name, text, cell) for name, text in zip(names, told, strict=True))
            place += int(cell.get("colspan", 1))


def _whole(name: str, row: str, pattern: str | None) -> str:
    """What a column, or a segment of a bar, says, put together with its row and with the pattern of the table or chart."""
    if pattern and name.count("|") == 1:
        key = pattern[pattern.index("|") : pattern.index("*")]
        return name.replace("|", key.replace("@", row))
    if "|" in name:
        return name.replace("@", row)
    return pattern.replace("@", row).replace("*", name) if pattern else f"{row}|{name}"


def _columns(table: Page) -> dict[int, list[str]]:
    """The names of each column that has any, by its place. Heads may be joined over columns, where one names the front of those
    below it, and over lines; of several names of one head the first says the front.
    """
    named: dict[int, list[str]] = {}
    fronts: dict[int, str] = {}
    taken: set[tuple[int, int]] = set()
    for line, row in enumerate(table.xpath("./thead/tr")):
        place = 0
        for head in row:
            while (line, place) in taken:
                place += 1
            wide, high = int(head.get("colspan", 1)), int(head.get("rowspan", 1))
            taken |= {(line + down, place + right) for down in range(high) for right in range(wide)}
            first, *others = (head.get("data-ref") or "").split() or [""]
            if first and wide > 1:
                fronts |= dict.fromkeys(range(place, place + wide), f"{first}|")
            elif first:
                front = first[: first.rfind("|") + 1]
                names = [first, *(other if "|" in other else front + other for other in others)]
                named[place] = [fronts.get(place, "") + name for name in names]
    return named
