"""Receipts add up at every level, in every campaign that there is."""

import pytest

from pingyi.figures.receipts import VALID_COLUMNS
from pingyi.figures.tree import lineage
from pingyi.publish.audience import audience_tables
from support import campaigns
from support.places import CAMPAIGNS


@pytest.fixture(scope="module", params=[*CAMPAIGNS, "demo"])
def opened(request):
    return campaigns.demo(130) if request.param == "demo" else campaigns.opened(CAMPAIGNS[request.param])


@pytest.fixture(scope="module")
def tables(opened):
    return audience_tables(opened, "internal")


def test_own_and_others_are_the_total_at_every_level(opened, tables):
    bases = {subject.id: VALID_COLUMNS[subject.counts] for subject in opened.campaign.subjects}
    totals = {(row["unit"], row["subject"]): row for row in tables["rollup_ballots"].to_dict("records")}
    receipts = tables["receipts"].to_dict("records")
    assert len(receipts) > 10
    for row in receipts:
        counted = bases[row["subject"]]
        assert row["subtree"] + row["others"] == row["total"] == totals[row["node"], row["subject"]][counted]
        assert row["subtree"] == totals[row["unit"], row["subject"]][counted]
        assert row["level"] > 0 or row["others"] == 0


def test_the_parts_of_all_units_make_each_total(tables):
    own = tables["receipts"].dropna(subset=["own"]).groupby(["node", "subject"])["own"].sum()
    totals = tables["receipts"].groupby(["node", "subject"])["total"].agg(["min", "max"])
    assert len(own) > 4
    for key, total in own.items():
        assert total == totals.loc[key, "min"] == totals.loc[key, "max"]


def test_every_counted_unit_has_a_row_a_level_up_to_the_whole_campaign(tables):
    levels = {key: rows.to_dict("records") for key, rows in tables["receipts"].groupby(["unit", "subject"])}
    counted = tables["ballots"][tables["ballots"]["outcome"] == "held"]
    assert len(counted) > 4
    for row in counted.itertuples():
        found = levels[row.unit, row.subject]
        assert [entry["node"] for entry in found] == lineage([row.unit])[row.unit]
        assert [entry["level"] for entry in found] == list(range(len(found)))


def test_a_vote_that_is_void_has_no_own_part(tables):
    void = tables["ballots"][tables["ballots"]["outcome"] != "held"][["unit", "subject"]]
    rows = tables["receipts"].merge(void, on=["unit", "subject"])
    assert rows["own"].isna().all()
