"""The first line of a table: whether it is one of ours, and what is wrong with its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pingyi.model import Data, Mark, Problem

FOREIGN = {
    "xlsx": (b"PK\x03\x04",),
    "xls": (b"\xd0\xcf\x11\xe0",),
    "pdf": (b"%PDF",),
    "html": (b"<!", b"<h", b"<H", b"<t", b"<T"),
    "xml": (b"<?xml",),
    "rtf": (b"{\\rtf",),
}
"""What is saved as CSV and is not, and how it begins."""

SEPARATORS = ";\t，；|"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may and must have, from the schema of its rows."""

    titles: Mapping[str, str]
    required: Sequence[str]


def columns(schema: Data) -> Columns:
    """The columns of a table whose rows have this schema."""
    return Columns({key: field["title"] for key, field in schema["properties"].items()}, schema["required"])


def foreign(raw: bytes, path: str) -> Problem | None:
    """A file of another kind under the name of a CSV file."""
    begins = raw.lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((kind for kind, starts in FOREIGN.items() if begins.startswith(starts)), None)
    return Problem("csv-foreign", path, mark=Mark(1, 1), values={"kind": kind}) if kind else None


def column_names(head: Sequence[str]) -> list[str]:
    """The names of the first line without blanks at its end, which Excel writes for columns once used."""
    names = [name.strip() for name in head]
    while names and not names[-1]:
        names.pop()
    return names


def header_problem(names: Sequence[str], rows: Sequence[Sequence[str]], known: Columns, path: str) -> Problem | None:
    """What is wrong with the first line as a whole, in one problem."""
    if len(names) == 1 and (sign := next((sign for sign in SEPARATORS if sign in names[0]), None)):
        return Problem("csv-separator", path, mark=Mark(1, 1), values={"found": "Tab" if sign == "\t" else sign})
    if len(set(filter(None, names))) < len([name for name in names if name]):
        return Problem("csv-column-twice", path, mark=Mark(1, 1))
    wrong = list(_wrong(names, rows, known))
    values = {"wrong": wrong, "known": list(known.titles)}
    return Problem("csv-header", path, mark=Mark(1, 1), values=values) if wrong else None


def _wrong(names: Sequence[str], rows: Sequence[Sequence[str]], known: Columns) -> Iterator[tuple[str, Data]]:
    """What is wrong, by the word that says it, and its values."""
    meant = set()
    for number, name in enumerate(names):
        if not name and any(row[number].strip() for row in rows if number < len(row)):
            yield "header-blank", {"place": number + 1}
        elif name and name not in known.titles:
            near = _nearest(name, known)
            meant.add(near)
            yield ("header-near", {"name": name, "near": near}) if near else ("header-unknown", {"name": name})
    for name in known.required:
        if name not in names and name not in meant:
            yield "header-missing", {"name": name, "title": known.titles[name]}


def _nearest(name: str, known: Columns) -> str | None:
    """The column that was meant: by its name, or by its title."""
    meant = {**{title: key for key, title in known.titles.items()}, **{key: key for key in known.titles}}
    found = get_close_matches(name.lower(), meant, 1, 0.6)
    return meant[found[0]] if found else None
