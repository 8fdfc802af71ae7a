"""The blank report: valid YAML that says nothing yet, with every field that the unit's kind is asked for."""

from __future__ import annotations

import json
import re
import shutil

import pytest
import yaml

from pingyi.campaign.open import open_campaign
from pingyi.contract.fields import ANY, fields, walk
from pingyi.doors.prefill import known_before
from pingyi.doors.template import blank_report
from pingyi.load.nodes import construct
from pingyi.load.normalform import compose
from support import campaigns
from support.approvals import LEVELS
from support.commands import run
from support.places import CAMPAIGNS


@pytest.fixture(params=CAMPAIGNS.values(), ids=CAMPAIGNS)
def opened(request):
    return campaigns.opened(request.param)


def template(opened, unit):
    return blank_report(opened.contract, opened.campaign, unit)


def paths(node, above=()):
    """Where every leaf of a YAML tree stands, blank ones too, list members as `*`."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from paths(value, (*above, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from paths(value, (*above, ANY))
    else:
        yield above


def leaves(opened, kind):
    """Every field to fill in of the parts that a kind of units is asked for; of a tally, its grades."""
    parts = opened.campaign.data["parts"]
    asked = [part for part in fields(opened.contract) if parts.get(part.key, {}).get(kind) != "unused"]
    for field in walk(tuple(asked)):
        if field.kind == "tally":
            yield from ((*field.path, grade) for grade in field.choices)
        elif not field.children:
            yield field.path


def test_untouched_it_reports_nothing(opened):
    for unit in opened.roster.values():
        node, faults = compose(template(opened, unit))
        assert faults == []
        assert construct(node) == {"unit": unit.id, "status": "draft"}


def test_it_has_every_field_that_the_kind_is_asked_for_and_no_other(opened):
    for unit in {unit.kind: unit for unit in opened.roster.values()}.values():
        assert list(paths(yaml.compose(template(opened, unit)))) == list(leaves(opened, unit.kind))


def test_each_field_has_its_title_beside_it(opened):
    for unit in {unit.kind: unit for unit in opened.roster.values()}.values():
        text = template(opened, unit)
        asked = {path[0] for path in leaves(opened, unit.kind)}
        for field in walk(fields(opened.contract)):
            assert field.path[0] not in asked or f"# {field.title}" in text, field.path


@pytest.fixture
def town(tmp_path):
    shutil.copytree(CAMPAIGNS["town"] / "data", tmp_path / "data")
    return tmp_path


def test_a_written_template_lacks_only_its_date(town):
    unit = next(iter(open_campaign(town).reports))
    (town / f"data/units/{unit}.yml").unlink()

    assert run("new", unit, "--root", town).exit_code == 0
    found = json.loads(run("check", town / f"data/units/{unit}.yml", "--root", town, "--format", "json").output)
    (finding,) = found["findings"]
    assert (finding["rule"], finding["pointer"]) == ("required", "")
    assert "填报日期" in finding["message"]


def test_a_report_that_is_there_is_kept(town):
    unit = next(iter(open_campaign(town).reports))
    path = town / f"data/units/{unit}.yml"
    before = path.read_bytes()

    assert run("new", unit, "--root", town).exit_code == 2
    assert path.read_bytes() == before


def test_a_unit_outside_the_roster_is_refused(town):
    result = run("new", "nobody/here", "--root", town)
    assert result.exit_code == 2
    assert "roster.csv" in result.output
    assert not (town / "data/units/nobody").exists()


@pytest.fixture
def levels_again(tmp_path):
    """The campaign of the levels once more, before the unit has reported."""
    shutil.copytree(LEVELS / "data", tmp_path / "data")
    (tmp_path / "data/units/hall/housing.yml").unlink()
    shutil.rmtree(tmp_path / "data/decisions")
    return tmp_path


def test_what_outlives_a_campaign_is_filled_in_to_be_confirmed_and_no_vote(levels_again):
    done = run("new", "hall/housing", "--previous", str(LEVELS), "--root", str(levels_again))
    assert done.exit_code == 0, done.output
    text = (levels_again / "data/units/hall/housing.yml").read_text("utf-8")
    before, after = yaml.safe_load((LEVELS / "data/units/hall/housing.yml").read_text("utf-8")), yaml.safe_load(text)
    (entry,), (wanted,) = after["feedback"]["rectification"], before["feedback"]["rectification"]
    assert {key: value for key, value in entry.items() if value} == wanted
    assert after["status"] == "draft"
    assert not re.search("[0-9]", json.dumps(after["results"]))
    assert len([line for line in text.splitlines() if "待核对" in line]) == len(wanted) + len(
        before.get("sign_off", {})
    )
    found = json.loads(run("check", "--root", str(levels_again), "--format", "json").stdout)["findings"]
    assert {it["rule"] for it in found} == {"required"}, "what nobody but the clerk can know"


def test_what_the_new_campaign_does_not_ask_is_not_filled_in(levels_again):
    file = levels_again / "data/campaign.yml"
    file.write_text(file.read_text("utf-8").replace("speed:", "tempo:"), "utf-8")
    previous = campaigns.opened(LEVELS)
    (entry,) = known_before(previous, "hall/housing", open_campaign(levels_again))["feedback"]["rectification"]
    assert "item" not in entry
    assert entry["measure"]
    assert known_before(previous, "hall/nowhere", previous) == {}
    done = [
        it
        for it in known_before(previous, "library", previous).get("feedback", {}).get("rectification", ())
        if it["status"] == "done"
    ]
    assert done == []
