"""A file with one ballot a row, as tables of text: a CSV file read with each separator, or each sheet of a workbook.

Rows come as they stream; nothing is trimmed, guessed or left out. What is wrong with a cell beyond its text (merged,
hidden, a formula without a result) is known only when all rows were read, and is kept as a `Flaw`.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol

from pingyi.load.chinese import likely_encodings
from pingyi.load.header import foreign
from pingyi.model import Problem

Advance = Callable[[int], object]
"""Told how many bytes of the file were read so far."""

CSV_SEPARATORS = ",;\t|"
BLOCK = 2**16
"""Characters or bytes that are taken at once: so few that a processor's cache holds them, which halves the time."""

CHECKED_AT_ONCE = 2**20
BEGINNING = 2**10
ENDS = ",;\t|\r\n"
"""Signs of which every table has one."""

MOST_APART = 50
"""Bytes of UTF-16 among which one is nought at least."""

ZIP, OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class BallotsError(Exception):
    """The ballot file cannot be counted, for the reasons given."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Flaw:
    """What stands against a stretch of cells: a rule; first and last row and column, counted from 1; what was found."""

    rule: str
    rows: tuple[int, int]
    columns: tuple[int, int]
    found: str = ""


@dataclass(slots=True)
class Batch:
    """Neighbouring rows: the number of the first, as a spreadsheet shows it, and the cells of each.

    Or `lines` instead of `cells`: texts that give the cells when they are cut wherever `between` stands.
    """

    first: int
    cells: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    between: str = ""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Number and cells of each row."""
        yield from enumerate(self.cells or (line.split(self.between) for line in self.lines), self.first)

    def __len__(self) -> int:
        return len(self.cells) or len(self.lines)

    def below(self, row: int) -> Batch:
        """The rows after this one."""
        start = max(row + 1 - self.first, 0)
        return Batch(self.first + start, self.cells[start:], self.lines[start:], self.between)


class BallotTable(Protocol):
    """One reading of a ballot file. `name`: the sheet's. `padded`: a row may end before its last blank cells."""

    @property
    def name(self) -> str: ...
    @property
    def padded(self) -> bool: ...
    @property
    def flaws(self) -> list[Flaw]: ...

    def batches(self, advance: Advance = ...) -> Iterator[Batch]:
        """All rows. Raises `BallotsError`."""
        ...


def cell_name(row: int, index: int) -> str:
    """A cell as spreadsheets call it; `index` counts from 0. (openpyxl can do that too, and takes a fifth of a second to import.)"""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters, index = chr(ord("A") + rest) + letters, index - 1
    return f"{letters}{row}"


@contextmanager
def ballot_tables(path: Path) -> Iterator[list[BallotTable]]:
    """All readings of a ballot file, by what is in it and not by its name. Raises `BallotsError`."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(OLD_EXCEL):
        from pingyi.load.spreadsheet import unreadable  # noqa: PLC0415 - slow to import

        raise BallotsError(unreadable(path))
    if start.startswith(ZIP):
        from pingyi.load.ballot_sheets import sheets  # noqa: PLC0415 - slow to import

        with sheets(path) as found:
            yield found
    else:
        yield _csv_tables(path)


@dataclass(slots=True)
class CsvTable:
    """A CSV file read with one separator. `declared`: its first line says the separator and is no row."""

    path: Path
    encoding: str
    separator: str
    declared: bool
    name: str = ""
    padded: bool = False
    flaws: list[Flaw] = field(default_factory=list)

    def batches(self, advance: Advance = lambda _read: None) -> Iterator[Batch]:
        """See `Table`."""
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self.encoding, newline="") as text:
            if self.declared:
                text.readline()
            first = 1
            while block := _block(text):
                batch = self._plain(first, block) or self._parsed(first, block)
                yield batch
                advance(raw.tell())
                first += len(batch)

    def _plain(self, first: int, block: str) -> Batch | None:
        """The rows of a block where no quote stands but around every cell, or none at all: most files are like that."""
        block = block.replace("\r\n", "\n")
        if "\r" in block:
            return None
        body = block.removesuffix("\n")
        if '"' not in body:
            return Batch(first, lines=body.split("\n"), between=self.separator)
        if len(body) == 1 or body[0] != '"' or body[-1] != '"':
            return None
        between, lines = f'"{self.separator}"', body[1:-1].split('"\n"')
        inner = "\n".join(lines)
        if len(lines) != body.count("\n") + 1 or inner.count('"') != 2 * inner.count(between):
            return None
        return Batch(first, lines=lines, between=between)

    def _parsed(self, first: int, block: str) -> Batch:
        batch = Batch(first)
        try:
            batch.cells.extend(csv.reader(io.StringIO(block, newline=""), delimiter=self.separator, strict=True))
        except csv.Error as error:
            place = f"{self.path.name} {cell_name(first + len(batch.cells), 0)}"
            raise BallotsError(Problem("csv-syntax", place)) from error
        return batch


def _block(text: io.TextIOWrapper) -> str:
    """Some whole rows: up to a line's end at which every quote was closed, or the file's."""
    block = text.read(BLOCK) + text.readline()
    while block.count('"') % 2 and (line := text.readline()):
        block += line
    return block


def _csv_tables(path: Path) -> list[BallotTable]:
    with path.open("rb") as file:
        if problem := foreign(file.read(BEGINNING), path.name):
            raise BallotsError(problem)
    encoding = _encoding(path)
    if encoding is None:
        raise BallotsError(Problem("file-not-text", path.name))
    with path.open(encoding=encoding, newline="") as text:
        first = text.readline(CHECKED_AT_ONCE).strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        return [CsvTable(path, encoding, first[-1], declared=True)]
    return [CsvTable(path, encoding, separator, declared=False) for separator in CSV_SEPARATORS]


def _encoding(path: Path) -> str | None:
    """The first encoding of those that offices use in which the whole file is text."""
    with path.open("rb") as file:
        start = file.read(CHECKED_AT_ONCE)
    marked = [encoding for mark, encoding in MARKS.items() if start.startswith(mark)]
    # Only what is no UTF-8 is looked at for the others.
    likely = marked or (_utf_16(start) if b"\0" in start else chain(["utf-8"], likely_encodings(start)))
    return next((encoding for encoding in likely if _decodes(path, encoding)), None)


def _utf_16(start: bytes) -> list[str]:
    """UTF-16 without its mark: of separators and line ends one byte is nought, and which one tells the order.

    Where they are few it is another file with a nought in it.
    """
    little = start[1::2].count(0) > start[::2].count(0)
    encoding = "utf-16-le" if little else "utf-16-be"
    many = start.count(0) * MOST_APART > len(start)
    return [encoding] if many and set(ENDS) & set(start.decode(encoding, "ignore")) else []


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(BLOCK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
