"""States of units: never confused, whatever the clock says."""

from datetime import date

import pytest

from pingyi.check.report_facts import stated
from pingyi.figures.progress import standing
from pingyi.model import Campaign, Document, Report, Unit

DUE = date(2012, 2, 15)
CAMPAIGN = Campaign(
    {}, "", date(2012, 1, 1), date(2012, 3, 1), {"branch": DUE, "reporting": DUE}, "", "declared", "internal", ()
)
PATH = "data/units/a.yml"


def unit(**fields):
    return Unit(id="a", name="甲", category="x", kind="branch", **fields)


def report(status="final", received=date(2012, 2, 10), **parts):
    data = {"status": status, **parts}
    return Report("a", PATH, stated(data, b"", DUE), lambda path: Document(path, "", data), received)


def stand(unit, report, as_of, errors=()):
    return standing(unit, report, CAMPAIGN, as_of, dict.fromkeys(errors, 1))


BEFORE, ON, AFTER = date(2012, 2, 14), DUE, date(2012, 2, 17)


@pytest.mark.parametrize(
    ("row", "found", "as_of", "state", "overdue_days"),
    [
        (unit(), None, BEFORE, "awaiting", 0),
        (unit(), None, ON, "awaiting", 0),
        (unit(), None, AFTER, "overdue", 2),
        (unit(due=date(2012, 2, 20)), None, AFTER, "awaiting", 0),
        (unit(exempt="并入"), None, AFTER, "exempt", 0),
        (unit(opened=date(2012, 2, 18)), None, AFTER, "not-open", 0),
        (unit(opened=date(2012, 2, 17)), None, AFTER, "overdue", 2),
        (unit(closed=date(2012, 2, 1)), None, AFTER, "closed", 0),
        (unit(), report(), AFTER, "received", 0),
        (unit(), report(received=date(2012, 2, 18)), AFTER, "overdue", 2),
        (unit(), report("draft"), AFTER, "draft", 2),
        (unit(), report("draft"), BEFORE, "draft", 0),
        (unit(), report("draft", received=None), AFTER, "draft", 2),
        (unit(), report(received=None), AFTER, "overdue", 2),
    ],
)
def test_state(row, found, as_of, state, overdue_days):
    got = stand(row, found, as_of)
    assert (got.state, got.overdue_days) == (state, overdue_days)


def test_a_report_with_errors_is_failing_and_not_received():
    got = stand(unit(), report(), AFTER, [PATH])
    assert (got.state, got.received, got.overdue_days) == ("failing", None, 2)


def test_a_report_that_cannot_be_read_is_failing_not_absent():
    assert stand(unit(), None, AFTER, [PATH]).state == "failing"


@pytest.mark.parametrize(("day", "late"), [(date(2012, 2, 15), False), (date(2012, 2, 16), True)])
def test_due_means_the_end_of_that_day(day, late):
    assert stand(unit(), report(received=day), AFTER).late is late


@pytest.mark.parametrize(
    ("parts", "stage"),
    [
        ({}, None),
        ({"consultation": {}}, "consultation"),
        ({"consultation": {}, "results": {}}, "meeting"),
        ({"feedback": {}}, "feedback"),
    ],
)
def test_a_draft_records_its_stage_only(parts, stage):
    assert stand(unit(), report("draft", **parts), AFTER).stage == stage


def test_a_received_report_has_reached_the_last_stage():
    assert stand(unit(), report(), AFTER).stage == "reported"
