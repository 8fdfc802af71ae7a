"""What a unit that owes a report finds to download: a template each and a workbook a kind, all of them without data."""

from __future__ import annotations

from datetime import date

import pytest

from pingyi.contract.assets import CHECKOUT
from pingyi.contract.fields import fields
from pingyi.doors.workbook.workbook_reader import filled_workbook
from pingyi.load.nodes import construct
from pingyi.load.normalform import compose
from pingyi.load.spreadsheet import read_workbook
from pingyi.pages.blank_files import files
from pingyi.publish.audience import audience_tables
from pingyi.publish.book import Book
from support import campaigns
from support.places import TOWN

CASES = {
    "after": (CHECKOUT, None),
    "before": (CHECKOUT, date(2012, 2, 5)),
    "town": (TOWN, None),
}


@pytest.fixture(scope="module", params=CASES)
def opened(request):
    root, day = CASES[request.param]
    return campaigns.opened(root, day)


def made(opened, audience="internal"):
    return dict(files(opened, Book(audience_tables(opened, audience), opened.campaign)))


@pytest.fixture(scope="module")
def blank(opened):
    return made(opened)


def owing(opened):
    """The units that are expected and have not reported, by the table of progress."""
    units = audience_tables(opened, "internal")["units"]
    done = units["state"].isin(["received", "exempt", "not-open", "closed"])
    return [opened.roster[unit] for unit in units["unit"][~done]]


def test_a_template_for_each_unit_that_owes_a_report_and_a_workbook_for_each_kind_of_them(opened, blank):
    units = owing(opened)
    assert units
    wanted = {f"blank/{unit.id}.yml" for unit in units} | {f"blank/{unit.kind}.xlsx" for unit in units}
    assert set(blank) == wanted


def test_many_units_share_a_template_a_kind_and_write_their_id_into_it(opened, monkeypatch):
    monkeypatch.setattr("pingyi.pages.blank_files.LOOSE_UNITS", 0)
    shared = {path: text for path, text in made(opened).items() if path.endswith(".yml")}
    assert set(shared) == {f"blank/{unit.kind}.yml" for unit in owing(opened)}
    for text in shared.values():
        node, faults = compose(text)
        assert (construct(node), faults) == ({"unit": "单位编号", "status": "draft"}, [])


def test_they_are_the_same_for_every_audience_and_whenever_they_are_made(opened, blank):
    assert blank == made(opened, "public")


def test_read_back_they_report_nothing(opened, blank, tmp_path):
    for path, content in blank.items():
        if path.endswith(".yml"):
            node, faults = compose(content)
            assert faults == []
            assert construct(node) == {"unit": path.removeprefix("blank/").removesuffix(".yml"), "status": "draft"}
        else:
            book = tmp_path / "blank.xlsx"
            book.write_bytes(content)
            found = filled_workbook(read_workbook(book), fields(opened.contract))
            assert (found.data, found.problems) == ({"status": "draft"}, [])


def test_a_workbook_is_kept_and_made_anew_where_it_is_damaged(opened, blank, tmp_path, monkeypatch):
    book = Book(audience_tables(opened, "internal"), opened.campaign)
    assert dict(files(opened, book, tmp_path)) == blank
    with monkeypatch.context() as context:
        context.setattr("pingyi.pages.blank_files.blank", None)
        assert dict(files(opened, book, tmp_path)) == blank
    (kept,) = tmp_path.iterdir()
    for harm in (lambda text: text.replace("A", "B"), lambda text: text[:-9], lambda _: '{"reporting x": 1}'):
        kept.write_text(harm(kept.read_text("utf-8")), "utf-8")
        assert dict(files(opened, book, tmp_path)) == blank
