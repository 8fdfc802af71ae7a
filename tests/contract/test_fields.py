"""The field tree, from which the field guide, the templates and the forms are drawn: whole, and in the contract's words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pingyi.contract.assets import CHECKOUT
from pingyi.contract.fields import ANY, fields, walk
from pingyi.contract.schemas import Contract
from pingyi.load.documents import own_document
from support.places import CAMPAIGNS

LEAVES = ("tally", "choice", "choices", "count", "date", "text", "line")


@pytest.fixture(params=CAMPAIGNS)
def campaign(request) -> Path:
    return CAMPAIGNS[request.param]


def tree(root: Path):
    return fields(Contract(own_document(root, "data/campaign.yml").data))


def paths(data, above=()):
    """Where every value of a report stands, list members as `*`."""
    members = data.items() if isinstance(data, dict) else ((ANY, value) for value in data)
    for key, value in members:
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*above, key))


def test_every_value_of_every_report_has_its_field(campaign: Path):
    known = {field.path: field for field in walk(tree(campaign))}
    tallied = {path for path, field in known.items() if field.kind in ("tally", "choices")}
    for file in (campaign / "data/units").rglob("*.yml"):
        for path in paths(yaml.safe_load(file.read_text(encoding="utf-8"))):
            plain = path[:-1] if path[-1] == ANY else path
            assert plain in known or plain[:-1] in tallied, (file.name, path)


def test_every_field_says_in_chinese_what_it_is(campaign: Path):
    for field in walk(tree(campaign)):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in field.title), field.path


def test_leaves_have_no_children_and_choices_have_titles(campaign: Path):
    for field in walk(tree(campaign)):
        assert not (field.children and field.kind in LEAVES)
        assert bool(field.choices) or field.kind not in ("tally", "choice"), field.path


def test_the_rules_of_the_ballot_account_stand_at_its_fields():
    known = {field.path: field for field in walk(tree(CHECKOUT))}
    found = {rule.id for rule in known["results", "organisation", "ballots", "returned"].rules}

    assert found == {"ballots-returned-le-issued", "returned-eq-valid-plus-spoiled"}
    assert "part-unused" not in {rule.id for rule in known["unit",].rules}
