"""Ballot files and what counts them: written with csv and openpyxl, counted through the command line."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from click.testing import Result
from openpyxl import Workbook

from pingyi.contract.assets import CHECKOUT
from pingyi.load.documents import read_document
from pingyi.load.source import Folder
from support.commands import run
from support.places import TOWN

CASES = Path(__file__).parents[1] / "examples/ballots"
"""Files that went wrong, made after public bug reports and after what offices have."""

ITEMS = {"attitude": "态度", "speed": "快慢", "clarity": "讲得清", "premises": "环境", "hours": "时间"}
GRADES = {"很好": "very-good", "较好": "good", "一般": "fair", "较差": "poor"}
HEAD = list(ITEMS.values())
UNIT = "hall/east-point"
"""A unit of the town that has no report."""

Rows = Sequence[Sequence[Any]]


def town(folder: Path) -> Path:
    """A copy of the town."""
    shutil.copytree(TOWN / "data", folder / "town/data")
    return folder / "town"


def sample(folder: Path) -> Path:
    """The sample's campaign file and roster, without reports."""
    (folder / "sample/data/units").mkdir(parents=True)
    for name in ("campaign.yml", "roster.csv"):
        shutil.copy(CHECKOUT / "data" / name, folder / "sample/data" / name)
    return folder / "sample"


def mapped(items: dict[str, str] | None = None, grades: dict[str, str] | None = None) -> list[str]:
    """The options for the town's items and grades, or for others."""
    columns = [f"--item={item}={column}" for item, column in (ITEMS if items is None else items).items()]
    return columns + [f"--grade={cell}={grade}" for cell, grade in (GRADES if grades is None else grades).items()]


def tally(root: Path, file: Path, *options: object, unit: str = UNIT, mapping: Iterable[str] | None = None) -> Result:
    """The command on a ballot file."""
    options = (*(mapped() if mapping is None else mapping), *options)
    return run("tally", file, "--unit", unit, "--root", root, *options)


def counts(root: Path, subject: str = "service", unit: str = UNIT) -> dict[str, Any]:
    """The results of a subject in a unit's report."""
    document, problems = read_document(Folder(root), f"data/units/{unit}.yml")
    assert document, problems
    results: dict[str, Any] = document.data["results"][subject]
    return results


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8", separator: str = ",", before: str = "") -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes((before + out.getvalue()).encode(encoding))
    return path


def write_xlsx(path: Path, rows: Rows, title: str = "选票") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value not in ("", None):
                sheet.cell(number, column, value)
    book.save(path)
    return path
