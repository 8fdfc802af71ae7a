"""Campaigns that are open already: what several tests read is read once a process, and never changed."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pingyi.campaign.demo import campaign_files
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.disclosure import Audience
from pingyi.doors.workbook.imports import Ground, ground_of, template
from pingyi.files.caches import cache_folder
from pingyi.publish.audience import audience_tables
from pingyi.tables.dictionary import Tables


@cache
def opened(root: Path = CHECKOUT, as_of: date | None = None) -> Judged:
    return open_campaign(root, as_of)


@cache
def _tables(root: Path, audience: Audience, as_of: date | None) -> Tables:
    return audience_tables(opened(root, as_of), audience)


def tables(root: Path = CHECKOUT, audience: Audience = "internal", as_of: date | None = None) -> Tables:
    """The tables of an audience, in a dictionary of the caller's own; who changes a table copies it first."""
    return dict(_tables(root, audience, as_of))


@cache
def ground(root: Path = CHECKOUT) -> Ground:
    """What workbooks of the campaign are held against."""
    return ground_of(opened(root))


@cache
def workbook(unit: str, root: Path = CHECKOUT) -> bytes:
    """The workbook of a unit with its report, if any, as `import --template` writes it."""
    return template(opened(root), opened(root).roster[unit])


def demo_files(units: int, folder: Path) -> Path:
    """A made-up campaign of so many units in a folder."""
    for path, text in campaign_files(units, seed=1):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@cache
def demo(units: int) -> Judged:
    """A made-up campaign of so many units."""
    with TemporaryDirectory() as folder:
        return open_campaign(demo_files(units, Path(folder)))


def copied(folder: Path, source: Path = CHECKOUT) -> Path:
    """A root of its own with a campaign's data, and what was judged of it, so that only what is changed is judged anew."""
    shutil.copytree(source / "data", folder / "data")
    opened(source)
    judged, own = cache_folder(source, "check"), cache_folder(folder, "check")
    assert judged is not None
    assert own is not None
    shutil.copytree(judged, own)
    return folder
