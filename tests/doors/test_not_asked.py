"""An item that a category is not asked stands in none of its doors, and sums are pooled over the units that are."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from pingyi.campaign.judged import Judged
from pingyi.campaign.open import open_campaign
from pingyi.contract.assets import CHECKOUT
from pingyi.doors.ballot_counts import Count, results
from pingyi.doors.form_contract import browser_contract
from pingyi.doors.template import blank_report
from pingyi.doors.workbook.imports import template
from pingyi.publish.audience import audience_tables
from pingyi.site.staging import stage

REFERENDUM = CHECKOUT / "tests/campaigns/referendum"
VILLAGES = ("east/mill", "east/orchard", "north/cove", "north/dune", "west/moor", "west/quarry")
FERRY = "      ferry: {title: 渡船班次, not_asked_of: [village]}\n"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """The referendum with a second item, of which villages are not asked."""
    root = tmp_path_factory.mktemp("ferry") / "root"
    shutil.copytree(REFERENDUM, root)
    file = root / "data/campaign.yml"
    text = file.read_text("utf-8")
    assert "\ncategories:" in text
    file.write_text(text.replace("\ncategories:", f"{FERRY}\ncategories:"), "utf-8")
    for path in (root / "data/units").rglob("*.yml"):
        report = path.read_text("utf-8")
        question = report[report.index("      question: ") :]
        if not any(f"unit: {unit}\n" in report for unit in VILLAGES):
            path.write_text(report + question.replace("question", "ferry"), "utf-8")
    found = open_campaign(root)
    assert not [finding for finding in found.findings if finding.level == "error"]
    return found


def test_template_and_workbook_leave_it_out(judged: Judged) -> None:
    for unit, asked in (("east/mill", False), ("east/harbour", True)):
        row = judged.roster[unit]
        blank = yaml.safe_load(blank_report(judged.contract, judged.campaign, row))
        assert ("ferry" in blank["results"]["bridge"]["items"]) is asked
        sheets = load_workbook(io.BytesIO(template(judged, row))).worksheets
        marks = {str(cell.value) for sheet in sheets for (cell,) in sheet.iter_rows(max_col=1)}
        assert "results/bridge/items/question" in marks
        assert ("results/bridge/items/ferry" in marks) is asked


def test_counted_ballots_leave_it_out_unless_somebody_answered_it(judged: Judged) -> None:
    (subject,) = judged.campaign.subjects
    count = Count()
    assert results(count, subject, "village", {})["items"].keys() == {"question"}
    assert results(count, subject, "town", {})["items"].keys() == {"question", "ferry"}
    count.marks["ferry"] = count.marks.get("ferry", type(count.spoils)()) + type(count.spoils)({"keep": 1})
    assert results(count, subject, "village", {})["items"].keys() == {"question", "ferry"}


def test_the_form_is_told_whom_not_to_ask(judged: Judged) -> None:
    contract = browser_contract(judged.contract, judged.catalogue, judged.campaign)
    question, ferry = contract["campaign"]["subjects"][0]["items"]
    assert (list(question["not_asked_of"]), list(ferry["not_asked_of"])) == ([], ["village"])


def test_sums_are_over_the_units_that_are_asked(judged: Judged) -> None:
    rates = audience_tables(judged, "internal")["rates"]
    units = rates[rates["unit"] == "."].set_index("item")["units"]
    assert (units["question"], units["ferry"]) == (12, 6)
    assert set(VILLAGES).isdisjoint(rates[rates["item"] == "ferry"]["unit"])


def test_the_site_can_be_made(judged: Judged, tmp_path: Path) -> None:
    tables = audience_tables(judged, "internal")
    stage(tmp_path, judged, tables, tmp_path / "site", sheets=False)
    sheet = (tmp_path / "build/docs/counting-sheet.md").read_text("utf-8")
    assert "村不评" in sheet
