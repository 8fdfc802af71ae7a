"""What a cell means. What cannot be understood stays the text that it is, so that the check says what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils.datetime import from_excel

from pingyi.contract.fields import Field
from pingyi.contract.limits import regex

WORDS_BETWEEN = re.compile(r"[、，,；;\n]+")
WHOLE_NUMBER = re.compile(r"-?[0-9]+")
THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+")
DAY_TYPED = regex("day")
SERIALS = range(20_000, 80_000)
"""Numbers that a spreadsheet may keep for a day, from 1954 to 2119."""


def meant(value: Any, field: Field) -> Any:
    """The value of a field as a report holds it; None for a blank cell."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("_x000D_", "").strip()
    if value is None or value == "":
        return None
    if field.kind in ("count", "tally"):
        return _count(value)
    if field.kind == "date":
        return _date(value)
    if field.kind == "choice":
        return _choice(_text(value), field)
    if field.kind == "choices":
        return [_choice(part.strip(), field) for part in WORDS_BETWEEN.split(_text(value)) if part.strip()]
    text = _text(value)
    # A text of several lines ends its last one, as every block of a YAML file does.
    return f"{text}\n" if field.kind == "text" and "\n" in text else text


def _count(value: Any) -> Any:
    if isinstance(value, bool):
        return _text(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int):
        return value
    text = unicodedata.normalize("NFKC", _text(value)).replace(" ", "")
    plain = text.replace(",", "") if THOUSANDS.fullmatch(text) else text
    return int(plain) if WHOLE_NUMBER.fullmatch(plain) and len(plain) < 16 else _text(value)


def _date(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in SERIALS:
        value = from_excel(int(value))
    text = unicodedata.normalize("NFKC", _text(value)).replace(" ", "")
    parts = DAY_TYPED.fullmatch(text)
    return f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}" if parts else _text(value)


def _choice(text: str, field: Field) -> str:
    """The code of a title; a code is taken too."""
    codes = {_plain(title): code for code, title in field.choices.items()}
    return codes.get(_plain(text), text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _text(value: Any) -> str:
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
