"""The copies of reports that the form opens: made anew where a report changed, all of them only where one changed that all are packed with."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from pingyi.campaign.judged import Judged
from pingyi.campaign.open import open_campaign
from pingyi.files.packed_texts import spread
from pingyi.files.write import write
from pingyi.pages import form_page
from pingyi.pages.kept_pages import Earlier, KeptPages
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from support.campaigns import demo_files

UNITS = 60
COMMON, COPY = "assets/form/common/", "assets/form/reports/"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return demo_files(UNITS, tmp_path / "campaign")


def copies(judged: Judged, home: Path) -> dict[str, bytes]:
    """The copies and what they are packed with, staged for the next run."""
    book = Book(audience_tables(judged, "internal"), judged.campaign)
    with ExitStack() as processes:
        kept = KeptPages(book, Earlier(home / "kept", home / "staged", processes), [])
        write(home / "staged", kept.saved_after(form_page.report_copies(judged, kept)))
    return {
        path.relative_to(home / "staged").as_posix(): path.read_bytes()
        for path in (home / "staged").rglob("*")
        if path.is_file()
    }


def edited(root: Path, unit: str) -> Judged:
    """The campaign after somebody changed a day in the report of a unit."""
    report = root / f"data/units/{unit}.yml"
    report.write_text(report.read_text("utf-8").replace("reported_on: 2012", "reported_on:  2012", 1), "utf-8")
    return open_campaign(root)


def test_another_report_has_another_copy_and_leaves_all_others_as_they_are(root: Path, tmp_path: Path) -> None:
    judged = open_campaign(root)
    before = copies(judged, tmp_path)
    last = [unit for unit in spread([*judged.roster]) if unit in judged.reports][-1]
    after = copies(edited(root, last), tmp_path)
    assert {path for path in {*before, *after} if before.get(path) != after.get(path)} == {f"{COPY}{last}.js"}


def test_where_one_changes_that_all_are_packed_with_all_are_packed_with_the_new_one(root: Path, tmp_path: Path) -> None:
    judged = open_campaign(root)
    before = copies(judged, tmp_path)
    first = next(unit for unit in spread([*judged.roster]) if unit in judged.reports)
    after = copies(edited(root, first), tmp_path)
    assert all(content != after.get(path) for path, content in before.items())
    assert sum(path.startswith(COMMON) for path in after) == 1
    assert after == copies(open_campaign(root), tmp_path / "anew")
