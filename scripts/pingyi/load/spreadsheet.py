"""A workbook from a stranger: opened within limits, its cells as stored values. Formulas are never evaluated."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.worksheet.worksheet import Worksheet

from pingyi.load.concealed import partly_struck, shows_nothing, tone_in_tone
from pingyi.model import Problem

MAX_WORKBOOK = 5 * 2**20
MAX_UNPACKED = 60 * 2**20

OLE = b"\xd0\xcf\x11\xe0"
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
"""Names of “Strict Open XML”; what it shares with the usual one differs in nothing else that a report needs."""

WORKBOOK_PART = re.compile(r"(?i)(?:^|/)workbook\.xml$")
DRAWING_PART = re.compile(r"(?i)/drawings/drawing[^/]*\.xml$")
PICTURES_DRAWN = re.compile(rb"<(?:\w+:)?(?:pic|sp)[\s>]")
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
"""What a number format shows as it stands."""


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell that is not blank. `faulty`: a formula without a stored value, or one that went wrong. `hidden`: not to be seen.

    `indent`: how many steps its text stands in from the left. `struck`: it, or a part of it, is crossed out or raised.
    """

    place: str
    row: int
    column: int
    value: Any
    faulty: bool = False
    formula: bool = False
    hidden: bool = False
    indent: int = 0
    struck: bool = False


@dataclass(frozen=True, slots=True)
class SheetValues:
    """The cells of a sheet by row and column, counted from 1. `merged`: areas of which only the first cell counts.

    `epoch`: the day from which the workbook counts days. `comments`: the cells with one that says something else than they do.
    """

    title: str
    cells: dict[tuple[int, int], CellValue]
    merged: tuple[str, ...]
    epoch: datetime = WINDOWS_EPOCH
    comments: tuple[str, ...] = ()


def read_workbook(path: Path) -> list[SheetValues] | Problem:
    """All sheets of a workbook, or why it cannot be read."""
    try:
        if path.stat().st_size > MAX_WORKBOOK:
            return Problem("workbook-too-large", path.name, values={"limit": MAX_WORKBOOK // 2**20})
        raw = path.read_bytes()
    except OSError as error:
        kind = "missing" if isinstance(error, FileNotFoundError) else "denied"
        return Problem("workbook-unreadable", path.name, values={"kind": kind})
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                return Problem("workbook-too-large", path.name, values={"limit": MAX_WORKBOOK // 2**20})
            if kind := _foreign(archive):
                return Problem("workbook-unreadable", path.name, values={"kind": kind})
            return _sheets(usual(archive, io.BytesIO(raw)))
    except zipfile.BadZipFile:
        return Problem("workbook-unreadable", path.name, values={"kind": _kind(raw)})
    except Exception:  # noqa: BLE001 - a broken file makes zlib, the XML parser and openpyxl raise whatever they like
        return Problem("workbook-unreadable", path.name, values={"kind": "damaged"})


def pictures_drawn(path: Path) -> int:
    """How many pictures and text boxes lie on the sheets of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = (archive.read(name) for name in archive.namelist() if DRAWING_PART.search(name))
        return sum(len(PICTURES_DRAWN.findall(part)) for part in parts)


def unreadable(path: Path) -> Problem:
    """What a file is that is no workbook, or that it is a damaged one."""
    raw = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            kind = _foreign(archive) or "damaged"
    except zipfile.BadZipFile:
        kind = _kind(raw)
    return Problem("workbook-unreadable", path.name, values={"kind": kind})


def _kind(raw: bytes) -> str:
    """What a file that is no archive may be: a key of the words `workbook-…`."""
    if raw.startswith(OLE):
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in raw else "xls"
    return "damaged" if raw.startswith(b"PK") else "other"


def _foreign(archive: zipfile.ZipFile) -> str:
    """What an archive is instead of a workbook; nothing where it is one."""
    names = set(archive.namelist())
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        return "encrypted"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names:
        return "ods" if b"opendocument.spreadsheet" in archive.read("mimetype") else "other"
    return "" if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names) else "other"


def usual(archive: zipfile.ZipFile, file: Path | io.BytesIO) -> BinaryIO:
    """The file of a workbook, opened, in the names that openpyxl knows: those of “Strict Open XML” are replaced."""
    if not any(STRICT.search(archive.read(name)) for name in archive.namelist() if WORKBOOK_PART.search(name)):
        return file.open("rb") if isinstance(file, Path) else file
    parts = {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as renamed:
        for name, part in parts.items():
            renamed.writestr(name, STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", part))
    out.seek(0)
    return out


def _sheets(file: BinaryIO) -> list[SheetValues]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves out of styles and drawings holds no entry
        values, formulas = (load_workbook(file, data_only=stored, rich_text=not stored) for stored in (True, False))
    return [_sheet(sheet, formulas[sheet.title], values.epoch) for sheet in values.worksheets]


def _sheet(values: Worksheet, formulas: Worksheet, epoch: datetime) -> SheetValues:
    cells = {(cell.row, cell.column): cell for cell in _cells(values, formulas)}
    merged = tuple(str(area) for area in values.merged_cells.ranges)
    stored = (cell for _, cell in sorted(values._cells.items()))  # noqa: SLF001 - as below
    comments = tuple(cell.coordinate for cell in stored if cell.comment and _says_more(cell.comment.text, cell.value))
    return SheetValues(values.title, cells, merged, epoch, comments)


def _says_more(comment: str, value: Any) -> bool:
    return comment.strip() != str(value).strip()


def _cells(values: Worksheet, formulas: Worksheet) -> Iterator[CellValue]:
    """The cells that are stored, wherever: what a sheet says of its own size is not believed."""
    hidden_rows = {row for row, shape in values.row_dimensions.items() if shape.hidden or shape.height == 0}
    hidden_columns = {
        column
        for shape in values.column_dimensions.values()
        if shape.hidden or shape.width == 0
        for column in range(shape.min or 0, (shape.max or 0) + 1)
    }
    for (row, column), cell in sorted(values._cells.items()):  # noqa: SLF001 - rows and columns between would be made up
        written = formulas.cell(row, column)
        formula = written.data_type == "f"
        faulty = cell.data_type == "e" or (formula and cell.value is None)
        if cell.value is not None or faulty:
            hidden = values.sheet_state != "visible" or row in hidden_rows or column in hidden_columns
            hidden = hidden or shows_nothing(cell.value, cell.number_format) or tone_in_tone(cell)
            value, indent = seen(cell.value, cell.number_format), int(cell.alignment.indent)
            struck = bool(cell.font.strike) or partly_struck(written.value)
            yield CellValue(cell.coordinate, row, column, value, faulty, formula, hidden, indent, struck)


def seen(value: Any, number_format: str) -> Any:
    """A stored value, unless its format shows another: 1 as 100%, a day whose year nobody typed, a code with its noughts."""
    form = LITERAL.sub("", number_format).lower()
    if isinstance(value, date) and not {"y", "e"} & set(form):
        return f"{value.month}-{value.day}"
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in form:
        return f"{value * 100:.15g}%"
    if isinstance(value, int) and len(form) > 1 and not form.strip("0"):
        return str(value).zfill(len(form))
    return value
