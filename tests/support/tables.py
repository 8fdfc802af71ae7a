"""Tables with one row a unit, as offices keep them: made of the reports that a campaign has, and read back by the command."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from click.testing import Result
from openpyxl import Workbook

from support.commands import run

Row = dict[str, Any]


def copied(campaign: Path, folder: Path, *, reports: bool) -> Path:
    """A campaign of its own to write into, with its reports or without."""
    root = folder / campaign.name
    shutil.copytree(campaign / "data", root / "data")
    if not reports:
        shutil.rmtree(root / "data/units")
        (root / "data/units").mkdir()
    return root


def results(root: Path) -> dict[str, Any]:
    """The results in every report, read by PyYAML alone."""
    found = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((root / "data/units").rglob("*.yml")))
    return {data["unit"]: data["results"] for data in found if "results" in data}


def flat(data: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}/")
        else:
            yield f"{path}{key}", value


def write_map(path: Path, columns: dict[str, str], **more: Any) -> Path:
    data = {"units": ["单位"], "columns": columns, **more}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def sheet(path: Path, rows: Iterable[Iterable[Any]], merged: Iterable[str] = (), title: str = "汇总") -> Path:
    """A workbook with these rows; what is None stays blank."""
    book = Workbook()
    page = book.active
    assert page
    page.title = title
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    book.save(path)
    return path


def text(path: Path, rows: Iterable[Iterable[Any]], encoding: str = "utf-8", separator: str = ",") -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def imported(root: Path, mapping: Path, *files: object) -> Result:
    return run("import", *files, "--map", mapping, "--root", root)
