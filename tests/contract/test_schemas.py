"""The contract itself: schemas that every validator reads alike, titles for every field, rules that compile."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from pingyi.check.catalogue import PLACEHOLDER, Catalogue
from pingyi.check.expressions import _environment
from pingyi.contract.assets import assets
from pingyi.contract.schemas import KINDS, VOCABULARY, Contract
from pingyi.contract.vocabulary import vocabulary
from pingyi.load.nodes import join

HAN = re.compile(r"[\u4e00-\u9fff]")
NAMES = (*KINDS, "vocabulary")
FINDING = "finding.schema.json"
RELEASE = "release.schema.json"
"""What the tool says, and no unit or office writes."""
PARTS = ("properties", "$defs", "patternProperties", "dependentSchemas")
SINGLE = ("items", "additionalProperties", "propertyNames", "contains", "unevaluatedProperties", "unevaluatedItems")
TITLE = "title"
"""A placeholder that is not CEL: the name of the field that the rule points at."""

RULE_KEYS = {"id", "level", "title", "rule", "message", "fix", "at"}
DIALECT = "https://json-schema.org/draft/2020-12/schema"

SMALL = {
    "id": "small",
    "title": "一次小的评议",
    "organiser": "示例县交通运输局",
    "starts": "2012-01-12",
    "ends": "2012-02-29",
    "due": {"reporting": "2012-02-15", "branch": "2012-02-10"},
    "timezone": "Asia/Shanghai",
    "audience": "internal",
    "scales": {
        "two": {"title": "两等次", "grades": {"good": {"title": "好", "positive": True}, "poor": {"title": "差"}}}
    },
    "subjects": {"team": {"title": "班子", "counts": "ballots", "scale": "two", "items": {"work": {"title": "工作"}}}},
    "categories": {"general": {"title": "一般"}},
    "forms": {"meeting": {"title": "会议", "attendance": True}},
    "participant_groups": {"staff": {"title": "职工"}},
    "parts": {},
}
SIX_LEVELS = "a/b/c/d/e/f"
SMALL_REPORT = {
    "unit": SIX_LEVELS,
    "status": "draft",
    "reported_on": "2012-02-29",
    "sessions": [{"held_on": "2012-01-31", "form": "meeting", "participants": {"staff": 3}}],
    "results": {"team": {"outcome": "held", "items": {"work": {"good": 1, "poor": 0, "blank": 1}}}},
}


def registry(contract: Contract) -> Registry[Any]:
    """The schemas by the names under which they refer to each other."""
    resources = ((f"{name}.schema.json", DRAFT202012.create_resource(contract.schemas[name])) for name in NAMES)
    return Registry().with_resources(resources)


def subschemas(schema: dict[str, Any], pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, itself first, with its JSON pointer."""
    yield pointer, schema
    for keyword in PARTS:
        for name, child in schema.get(keyword, {}).items():
            yield from subschemas(child, join(join(pointer, keyword), name))
    for keyword in SINGLE:
        if isinstance(schema.get(keyword), dict):
            yield from subschemas(schema[keyword], join(pointer, keyword))


def all_subschemas(contract: Contract) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in NAMES:
        for pointer, schema in subschemas(contract.schemas[name]):
            yield f"{name}.schema.json#{pointer}", schema


def fields(contract: Contract, kind: str, pointer: str = "") -> Iterator[str]:
    """The pointer of every property that a document of a kind can have; `x` and `0` stand for any member."""
    schemas = list(contract.fields(kind, pointer))
    for name in dict.fromkeys(name for schema in schemas for name in schema.get("properties", {})):
        yield join(pointer, name)
        yield from fields(contract, kind, join(pointer, name))
    for keyword, step in (("additionalProperties", "x"), ("items", "0")):
        if any(isinstance(schema.get(keyword), dict) for schema in schemas):
            yield from fields(contract, kind, join(pointer, step))


def test_the_schemas_on_disk_are_those_that_are_tested() -> None:
    written = {path.name for path in assets("schemas").glob("*.schema.json")} - {VOCABULARY, FINDING, RELEASE}
    assert written == {f"{kind}.schema.json" for kind in KINDS}


def test_the_schema_of_our_output_is_valid_2020_12() -> None:
    """What `--format json` prints, and a manifest; no file that anybody hands in is judged by them."""
    for name in (FINDING, RELEASE):
        Draft202012Validator.check_schema(json.loads((assets("schemas") / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_valid_2020_12(contract: Contract, name: str) -> None:
    assert contract.schemas[name]["$schema"] == DIALECT
    Draft202012Validator.check_schema(contract.schemas[name])


def test_every_reference_resolves(contract: Contract) -> None:
    for place, schema in all_subschemas(contract):
        if "$ref" in schema:
            resolver = registry(contract).resolver(place.partition("#")[0])
            assert isinstance(resolver.lookup(schema["$ref"]).contents, dict), place


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_not_a_document(contract: Contract, kind: str) -> None:
    assert not contract.reference(kind).is_valid({})


def test_each_required_key_left_out_is_rejected(contract: Contract) -> None:
    for place, schema in all_subschemas(contract):
        validator = Draft202012Validator({"$ref": place}, registry=registry(contract))
        for key in schema.get("required", ()):
            others = dict.fromkeys(other for other in schema["required"] if other != key)
            messages = [error.message for error in validator.iter_errors(others) if error.validator == "required"]
            assert f"'{key}' is a required property" in messages, place


def test_every_object_says_what_else_it_takes(contract: Contract) -> None:
    """Else a misspelt key would pass unseen. Results are closed where the vocabulary puts their words in."""
    open_ended = {
        place
        for place, schema in all_subschemas(contract)
        if schema.get("type") == "object" and "additionalProperties" not in schema
    }
    assert open_ended == {"unit.schema.json#/$defs/result", "unit.schema.json#/$defs/result/properties/items"}


def test_patterns_mean_the_same_in_python_and_in_browsers(contract: Contract) -> None:
    for place, schema in all_subschemas(contract):
        if pattern := schema.get("pattern"):
            assert pattern.startswith("^"), place
            assert pattern.endswith(r"$(?!\n)"), place
            assert not re.search(r"\\[dDwWsSbB]", pattern), place
            re.compile(pattern)


def test_conditions_are_rules_not_keywords(contract: Contract) -> None:
    refused = {
        "if",
        "then",
        "else",
        "anyOf",
        "oneOf",
        "allOf",
        "not",
        "dependentRequired",
        "format",
        "multipleOf",
        "const",
    }
    for place, schema in all_subschemas(contract):
        assert not refused & schema.keys(), place


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_chinese_title(contract: Contract, kind: str) -> None:
    """A finding names a field by its title."""
    without = [pointer for pointer in fields(contract, kind) if not HAN.search(contract.title(kind, pointer))]
    assert without == []


def test_every_pattern_is_explained_in_chinese(contract: Contract) -> None:
    assert [
        place
        for place, schema in all_subschemas(contract)
        if "pattern" in schema and not HAN.search(schema.get("x-say", ""))
    ] == []


def test_every_rule_is_complete(contract: Contract) -> None:
    rules = [rule for _, schema in all_subschemas(contract) for rule in schema.get("x-rules", ())]
    for rule in rules:
        assert rule.keys() >= RULE_KEYS, rule["id"]
        assert rule.keys() <= RULE_KEYS | {"each", "why", "fixed"}, rule["id"]
        assert rule["level"] in ("error", "warning", "hint")
        assert all(HAN.search(rule[key]) for key in ("title", "message", "fix", "why") if key in rule), rule["id"]
        assert rule["at"] == "" or rule["at"].startswith("/"), rule["id"]


def test_every_rule_and_placeholder_compiles(contract: Contract) -> None:
    environment = _environment()
    for rule in contract.rules:
        for expression in [rule.rule, *PLACEHOLDER.findall(rule.message + rule.fix + rule.at)]:
            if expression != TITLE:
                environment.compile(expression)
    with pytest.raises(Exception, match="undeclared"):
        environment.compile("selff.returned <= 1")


def test_rule_ids_are_unique(contract: Contract, catalogue: Catalogue) -> None:
    """Once in all schemas; in the rules of a campaign once a place."""
    written = Counter(rule["id"] for _, schema in all_subschemas(contract) for rule in schema.get("x-rules", ()))
    assert set(written.values()) == {1}
    assert max(Counter((rule.id, rule.place) for rule in contract.rules).values()) == 1
    assert {rule.id for rule in contract.rules} == set(written)
    documented = {entry.id for entry in catalogue.entries.values() if entry.scope == "document"}
    assert documented == set(written)
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", rule) for rule in catalogue.entries)


def test_every_catalogue_entry_is_in_chinese(catalogue: Catalogue) -> None:
    for entry in catalogue.entries.values():
        assert HAN.search(entry.title + entry.message), entry.id
        assert entry.title, entry.id
        assert HAN.search(entry.fix) or PLACEHOLDER.search(entry.fix), entry.id


def test_another_campaign_needs_only_other_data() -> None:
    """One subject, two grades, no channels, no themes, six levels."""
    contract = Contract(SMALL)
    assert list(contract.reference("campaign").iter_errors(SMALL)) == []
    Draft202012Validator.check_schema(contract.schemas["vocabulary"])
    assert list(contract.reference("unit").iter_errors(SMALL_REPORT)) == []
    row = {"id": SIX_LEVELS, "name": "六级单位", "category": "general", "kind": "branch"}
    assert list(contract.reference("roster").iter_errors(row)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"unit": f"{SIX_LEVELS}/g"},
        {"unit": f"{SIX_LEVELS}\n"},
        {"reported_on": "2011-02-29"},
        {"reported_on": "２０１２-02-01"},
        {"results": {"member": {"outcome": "held"}}},
        {"consultation": {"started_on": "2012-01-12", "channels": ["forum"]}},
        {"sessions": [{"held_on": "2012-01-31", "form": "instant"}]},
        {"sessions": [{"held_on": "2012-01-31", "form": "meeting", "participants": {"served": 1}}]},
        {"results": {"team": {"outcome": "held", "items": {"work": {"good": 1}}}}},
        {"results": {"team": {"outcome": "held", "valid_ratings": 1}}},
    ],
)
def test_words_that_a_campaign_does_not_have_are_refused(change: dict[str, Any]) -> None:
    assert not Contract(SMALL).reference("unit").is_valid({**SMALL_REPORT, **change})


def test_the_written_vocabulary_is_the_generated_one(contract: Contract) -> None:
    path = assets("schemas") / VOCABULARY
    if not path.exists():
        pytest.skip("not generated in this checkout: pingyi schema writes it")
    assert json.loads(path.read_text(encoding="utf-8")) == contract.schemas["vocabulary"]


def test_the_vocabulary_is_a_function_of_the_campaign_alone() -> None:
    unit = Contract(None).schemas["unit"]
    assert vocabulary(SMALL, unit) == vocabulary(json.loads(json.dumps(SMALL)), unit)
