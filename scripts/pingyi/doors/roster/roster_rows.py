"""What each line of an office's table says of its unit. What Excel made of a code or a day is read where it can be, else named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pingyi.contract.schemas import own_schema
from pingyi.doors.roster.roster_head import COLUMN_TITLES, RosterHead, RosterTableError, roster_said
from pingyi.doors.typed import as_typed
from pingyi.doors.workbook.cell_values import as_seen, cell_count, cell_day
from pingyi.load.roster import ROSTER_COUNTS
from pingyi.load.spreadsheet import CellValue
from pingyi.model import Data

FIELDS: Final[Data] = own_schema("roster")["properties"]
DAY_COLUMNS: Final = ("opened", "closed", "due")
CODE_COLUMNS: Final = ("code", "parent_code")
ACCOUNT_COLUMNS: Final = ("submitters", "reviewers")
UNIT_ID: Final = re.compile(own_schema("unit")["$defs"]["unitId"]["pattern"].replace("(?!\\n)", ""))
LONGEST_ID: Final = 120
CODE: Final = re.compile(FIELDS["code"]["pattern"].replace("(?!\\n)", ""))
ACCOUNT_NAMES: Final = re.compile(FIELDS["submitters"]["pattern"].replace("(?!\\n)", ""))
CUT: Final = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]+")
"""How a spreadsheet saves a long number as text: its last digits are gone."""

FORMULA_TEXT: Final = re.compile(r'="([^"]*)"')
EXACT_TO: Final = 10**15
LONGEST_LINE: Final = 300
NOT_BLANK: Final = re.compile(r"\S")


@dataclass(frozen=True)
class OfficeRow:
    """A unit as the table has it. `cells`: what the roster knows; `parent` and `parent_code` as written; `indent`: how far in.

    `hidden`: nobody sees its name.
    """

    place: str
    cells: dict[str, Any]
    parent: str = ""
    parent_code: str = ""
    indent: int = 0
    hidden: bool = False

    @property
    def name(self) -> str:
        return str(self.cells["name"])


def office_rows(head: RosterHead, categories: Mapping[str, str]) -> list[OfficeRow]:
    """The units of a table in its order. `categories`: title by id. Raises `RosterTableError` with all that is wrong."""
    rows: list[OfficeRow] = []
    reasons: list[str] = []
    for number in sorted(number for number in head.table.rows if number > head.row):
        cells = {key: head.table.rows[number].get(column) for key, column in head.columns.items()}
        if cells["name"] is None:
            continue  # a total, a note, a line between groups
        try:
            rows.append(_row(head, {key: cell for key, cell in cells.items() if cell}, categories))
        except RosterTableError as error:
            reasons += error.reasons
    reasons += _short_codes(rows)
    if reasons:
        raise RosterTableError(*reasons)
    return rows


def _row(head: RosterHead, cells: Mapping[str, CellValue], categories: Mapping[str, str]) -> OfficeRow:
    values: dict[str, Any] = {}
    reasons: list[str] = []
    for key, cell in cells.items():
        try:
            values[key] = _value(key, cell, head.table.epoch, categories)
        except RosterTableError as error:
            reasons += error.reasons
    if reasons:
        raise RosterTableError(*reasons)
    known = {key: value for key, value in values.items() if key in FIELDS and value not in (None, "")}
    written = str(cells["name"].value)
    indent = cells["name"].indent + len(written) - len(written.lstrip())
    above = values.get("parent", ""), values.get("parent_code", "")
    return OfficeRow(cells["name"].place, known, *above, indent, cells["name"].hidden)


def _value(key: str, cell: CellValue, epoch: datetime, categories: Mapping[str, str]) -> Any:
    if cell.faulty or cell.struck:
        word = "faulty" if cell.faulty else "struck"
        raise RosterTableError(roster_said(word, place=cell.place, title=COLUMN_TITLES[key]))
    if key in CODE_COLUMNS:
        return _code(cell)
    text = " ".join(as_seen(cell.value).split())
    if key in ROSTER_COUNTS:
        return _judged(
            "count-bad", key, cell, cell_count(cell.value), lambda found: isinstance(found, int) and found >= 0
        )
    if key in DAY_COLUMNS:
        return _judged("day-bad", key, cell, cell_day(cell.value, epoch), _is_day)
    if key == "category":
        return _category(cell, text, categories)
    if key == "id":
        return _judged("id-bad", key, cell, text, lambda found: UNIT_ID.match(found) and len(found) <= LONGEST_ID)
    if key in ACCOUNT_COLUMNS:
        return _judged("account-bad", key, cell, text.replace("、", " "), ACCOUNT_NAMES.match)
    return _judged("line-bad", key, cell, text, lambda found: len(found) <= LONGEST_LINE)


def _judged(word: str, key: str, cell: CellValue, found: Any, fits: Any) -> Any:
    if not fits(found):
        raise RosterTableError(roster_said(word, place=cell.place, title=COLUMN_TITLES[key], value=as_seen(cell.value)))
    return found


def _is_day(found: str | None) -> bool:
    try:
        return found is not None and datetime.strptime(found, "%Y-%m-%d").strftime("%Y-%m-%d") == found  # noqa: DTZ007
    except ValueError:
        return False


def _code(cell: CellValue) -> str:
    """A code as the text that it was: numbers whole, without the signs by which people keep Excel from counting."""
    value = cell.value
    text = unicodedata.normalize("NFKC", as_seen(value)).strip().lstrip("'").strip()
    formula = FORMULA_TEXT.fullmatch(text)
    text = formula[1].strip() if formula else text
    if CUT.fullmatch(text) or (isinstance(value, int | float) and abs(value) >= EXACT_TO):
        raise RosterTableError(roster_said("code-cut", place=cell.place, value=text))
    mangled = isinstance(value, bool | datetime) or (isinstance(value, float) and not value.is_integer())
    if mangled or not CODE.match(text):
        raise RosterTableError(roster_said("code-bad", place=cell.place, value=text))
    return text


def _category(cell: CellValue, text: str, categories: Mapping[str, str]) -> str:
    ids = {as_typed(title): key for key, title in categories.items()} | {key: key for key in categories}
    if as_typed(text) not in ids:
        known = "、".join(categories.values())
        raise RosterTableError(roster_said("category-bad", place=cell.place, value=text, known=known))
    return ids[as_typed(text)]


def _short_codes(rows: Sequence[OfficeRow]) -> Iterator[str]:
    """Codes whose leading noughts Excel took: all others are of one length, some begin with a nought, and these are shorter."""
    codes = [row.cells["code"] for row in rows if str(row.cells.get("code", "")).isdecimal()]
    whole = {len(code) for code in codes if code.startswith("0")}
    if len(whole) != 1:
        return
    (length,) = whole
    for row in rows:
        code = str(row.cells.get("code", ""))
        if code.isdecimal() and len(code) < length:
            yield roster_said("code-short", place=row.place, value=code, length=length)
