"""What a cell means. What cannot be understood stays the text that it is, so that the check says what is wrong with it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from pingyi.contract.fields import Field
from pingyi.doors.typed import as_typed, day, number

WORDS_BETWEEN = re.compile(r"[、，,；;\n]+")
YEARS = range(1954, 2120)
"""Years of the numbers that a spreadsheet may keep for a day."""

TOO_LARGE = 10**15
"""What no count reaches, and a spreadsheet no longer keeps to the last digit."""


def meant(value: Any, field: Field, epoch: datetime = WINDOWS_EPOCH) -> Any:
    """The value of a field as a report holds it; None for a blank cell. `epoch`: from where the workbook counts days."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("_x000D_", "").strip()
    if value is None or value == "":
        return None
    if field.kind in ("count", "tally"):
        return cell_count(value)
    if field.kind == "date":
        return cell_day(value, epoch)
    if field.kind == "choice":
        return _choice(as_seen(value), field)
    if field.kind == "choices":
        return [_choice(part.strip(), field) for part in WORDS_BETWEEN.split(as_seen(value)) if part.strip()]
    text = as_seen(value)
    # A text of several lines ends its last one, as every block of a YAML file does.
    return f"{text}\n" if field.kind == "text" and "\n" in text else text


def mangled(value: Any, field: Field) -> bool:
    """Whether a spreadsheet made something else of a text: a day of 1-2, a fraction, TRUE. What was typed is gone."""
    if field.kind in ("count", "tally", "date"):
        return False
    return isinstance(value, bool | date | time | timedelta) or (isinstance(value, float) and not value.is_integer())


def cell_count(value: Any) -> Any:
    """A whole number as a cell holds it or says it; its text where it says none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if abs(value) < TOO_LARGE and value == int(value) else as_seen(value)
    return number(as_seen(value))


def cell_day(value: Any, epoch: datetime) -> str | None:
    """A day as a cell holds it or says it; its text where it says none."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100_000 and value == int(value):
        kept = from_excel(int(value), epoch)
        value = kept if kept.year in YEARS else value
    return day(as_seen(value))


def _choice(text: str, field: Field) -> str:
    """The code of a title; a code is taken too."""
    codes = {as_typed(title): code for code, title in field.choices.items()}
    return codes.get(as_typed(text), text)


def as_seen(value: Any) -> str:
    """A cell as it is seen, however the spreadsheet keeps it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
