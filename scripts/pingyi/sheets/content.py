"""What a sheet says, apart from any file format. The three writers show the same values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pingyi.check.catalogue import fill
from pingyi.contract.assets import assets
from pingyi.contract.campaign_words import DEFAULT_WORDS, worded
from pingyi.load.documents import own_document
from pingyi.model import Data
from pingyi.publish.missing import ABSENT
from pingyi.publish.written_texts import figure_text

SHEET_WORDS: Data = own_document(assets("schemas"), "sheet.yml").data
"""The words on the sheets."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no file of Word or Excel may hold (XML 1.0, Char). Reports with it are refused; names may come from elsewhere."""

Picture = Callable[[str], bytes | None]
"""The bytes of a picture by its path in the repository; None where it cannot be shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the dataset; `kind` is its column's type, `missing` the sign that stands where there is none.

    `units`: a sum over fewer units than the sums beside it says over how many.
    """

    value: float | None
    kind: str = "integer"
    missing: str = ABSENT
    units: int | None = None

    def text(self, decimals: int) -> str:
        if self.value is None:
            return self.missing
        return figure_text(self.value, self.kind, decimals) + self.over

    @property
    def over(self) -> str:
        """What stands behind a sum over fewer units."""
        return "" if self.units is None else f"（{self.units}）"


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures, its title broken into lines. Neighbours with the same group share a head."""

    group: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A table that fits the width of a landscape page. `widths`: points, that of the names first."""

    title: str
    columns: tuple[FigureColumn, ...]
    lines: tuple[Line, ...]
    widths: tuple[float, ...] = ()

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The upper head: each group and over how many columns it reaches."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if found and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1)
            else:
                found.append((column.group, 1))
        return found


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands behind it, a line each."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Image:
    path: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Case:
    title: str
    unit: str
    texts: tuple[Text, ...]
    images: tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Texts only: the column titles, their widths in points, and the rows."""

    columns: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item of a node, for templates that lay out tables of their own: grades with count and share, then rates and score."""

    title: str
    grades: tuple[tuple[str, Cell, Cell], ...]
    figures: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class SubjectFigures:
    """A subject of a node, with its items and, of each scale that has several, all of them together."""

    title: str
    items: tuple[ItemFigures, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """All of one node: its summary table, then what was written."""

    name: str
    received: str
    paper: str
    """`A4` or `A3`: what the tables of figures are printed on, across."""

    blocks: tuple[Block, ...]
    subjects: tuple[SubjectFigures, ...]
    notes: tuple[str, ...]
    account: tuple[str, ...]
    facts: tuple[Fact, ...]
    texts: tuple[Text, ...]
    ledger: Ledger
    cases: tuple[Case, ...]
    elsewhere: str
    """Where to look for account, ledger and cases, if there are none here."""

    @property
    def written(self) -> bool:
        """Whether there is an account of how the evaluation was organised."""
        return bool(self.account or self.facts or self.texts)


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """A sheet (one chapter) or a dossier (with a cover and contents)."""

    title: str
    name: str
    as_of: date
    demonstration: bool
    chapters: tuple[Chapter, ...]
    decimals: int
    """Of rates and scores."""

    words: Mapping[str, str] = field(default_factory=dict)
    """What the campaign calls things."""

    dossier: bool = False
    accepted: tuple[str, ...] = ()
    """By whom it was accepted, and when; printed where they sign."""

    @property
    def signatures(self) -> list[str]:
        """Labels of the lines that are filled in by hand, the reviewer's first."""
        first, *others = word("signatures")
        return [say("accepted", who=first, by="；".join(self.accepted)) if self.accepted else first, *others]

    @property
    def day(self) -> str:
        return say("day", year=self.as_of.year, month=self.as_of.month, day=self.as_of.day)


def word(path: str) -> Any:
    """An entry of `schemas/sheet.yml`, its keys joined by dots."""
    found: Any = SHEET_WORDS
    for step in path.split("."):
        found = found[step]
    return found


def say(path: str, words: Mapping[str, str] = DEFAULT_WORDS, /, **values: object) -> str:
    """A text of `schemas/sheet.yml` in a campaign's words, with its values filled in."""
    return fill(str(worded(word(path), words)), values)
