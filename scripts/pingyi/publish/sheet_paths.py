"""Which files a sheet comes as, and where they stand: on the site and in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pingyi.model import ROOT

Format = Literal["xlsx", "docx", "pdf", "dossier.pdf"]
FORMATS: tuple[Format, ...] = get_args(Format)

Offered = Mapping[str, Sequence[Format]]
"""Node to the formats in which its sheet stands on the site."""
AWARDS = "sheets/index.awards.xlsx"
"""The table for assessment and awards."""

SHEETS: tuple[Format, ...] = ("xlsx", "docx", "pdf")
PRINTED: tuple[Format, ...] = ("pdf", "dossier.pdf")
OFFICE_SHEET = "index"
"""The name of the office's files; no unit may have it."""


def path(node: str, form: Format) -> str:
    """Where a node's sheet stands, on the site and in a folder. A dossier's name has a dot, which no unit's id has."""
    return f"sheets/{OFFICE_SHEET if node == ROOT else node}.{form}"
