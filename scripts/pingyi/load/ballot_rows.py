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
from itertools import islice
from pathlib import Path
from typing import Protocol

from openpyxl.utils import get_column_letter

from pingyi.model import Problem

Batch = tuple[int, list[list[str]]]
"""Neighbouring rows: the number of the first, as a spreadsheet shows it, and the cells of each."""

Advance = Callable[[int], object]
"""Told how many bytes of the file were read so far."""

SEPARATORS = ",;\t|"
FIRST, STEP = 32, 512
"""Rows of the first batch, where often no more than the head is looked for, and of the others: so few that a processor's
cache holds them, which halves the time."""

CHUNK = 2**20
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


class Table(Protocol):
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
    """A cell as spreadsheets call it; `index` counts from 0."""
    return f"{get_column_letter(index + 1)}{row}"


@contextmanager
def ballot_tables(path: Path) -> Iterator[list[Table]]:
    """All readings of a ballot file, by what is in it and not by its name. Raises `BallotsError`."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(OLD_EXCEL):
        raise BallotsError(Problem("workbook-unreadable", path.name))
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
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            try:
                first, batch = 1, list(islice(reader, FIRST))
                while batch:
                    yield first, batch
                    advance(raw.tell())
                    first, batch = first + len(batch), list(islice(reader, STEP))
            except csv.Error as error:
                place = f"{self.path.name} {cell_name(reader.line_num, 0)}"
                raise BallotsError(Problem("csv-syntax", place)) from error


def _csv_tables(path: Path) -> list[Table]:
    encoding = _encoding(path)
    if encoding is None:
        raise BallotsError(Problem("file-not-text", path.name))
    with path.open(encoding=encoding, newline="") as text:
        first = text.readline(CHUNK).strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:
        return [CsvTable(path, encoding, first[-1], declared=True)]
    return [CsvTable(path, encoding, separator, declared=False) for separator in SEPARATORS]


def _encoding(path: Path) -> str | None:
    """The first encoding of those that offices use in which the whole file is text."""
    with path.open("rb") as file:
        start = file.read(CHUNK)
    said = [encoding for mark, encoding in MARKS.items() if start.startswith(mark)]
    likely = said or (_utf_16(start) if b"\0" in start else ["utf-8", "gb18030"])
    return next((encoding for encoding in likely if _decodes(path, encoding)), None)


def _utf_16(start: bytes) -> list[str]:
    """UTF-16 without its mark: of separators and line ends one byte is nought, and which one tells the order."""
    little = start[1::2].count(0) > start[::2].count(0)
    return ["utf-16-le" if little else "utf-16-be"]


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
