"""A campaign's words (categories, forms, themes, subjects with their items and grades) as a JSON Schema beside the report's own."""

from __future__ import annotations

from pingyi.model import BLANK, Data


def generated(unit: Data, source: str) -> str:
    """What a file that was made of `source` says of itself."""
    comment: str = unit["$defs"]["generated"]["$comment"]
    return comment.format(source=source)


def vocabulary(campaign: Data, unit: Data) -> Data:
    """The campaign's words as a JSON Schema that unit.schema.json refers to."""
    subjects = campaign["subjects"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": generated(unit, "data/campaign.yml"),
        "title": campaign["title"],
        "$defs": {
            "category": _choice(campaign, "categories"),
            "form": _choice(campaign, "forms"),
            "theme": _choice(campaign, "themes"),
            "channels": _choices(campaign, "channels"),
            "audiences": _choices(campaign, "audiences"),
            "appraisals": _choices(campaign, "appraisals"),
            "item": _items(subjects),
            "participants": _participants(campaign["participant_groups"]),
            "results": {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "properties": {key: _result(campaign, subject, unit) for key, subject in subjects.items()},
            },
        },
    }


def _choice(campaign: Data, words: str) -> Data:
    titles = {key: word["title"] for key, word in campaign.get(words, {}).items()}
    # An empty enum is not valid everywhere; a campaign without these words accepts none.
    return {"enum": list(titles), "x-titles": titles} if titles else {"type": "string", "maxLength": 0}


def _choices(campaign: Data, words: str) -> Data:
    if not campaign.get(words):
        return {"type": "array", "maxItems": 0}
    return {"type": "array", "maxItems": 40, "uniqueItems": True, "items": _choice(campaign, words)}


def _participants(groups: Data) -> Data:
    counts = {key: {"$ref": "unit.schema.json#/$defs/count", "title": word["title"]} for key, word in groups.items()}
    return {"type": "object", "additionalProperties": False, "properties": counts}


def _items(subjects: Data) -> Data:
    titles = {
        f"{key}/{item}": f"{subject['title']}：{word['title']}"
        for key, subject in subjects.items()
        for item, word in subject["items"].items()
    }
    return {"enum": list(titles), "x-titles": titles}


def _result(campaign: Data, subject: Data, unit: Data) -> Data:
    base = f"{subject['counts']}Result"
    known = {**unit["$defs"]["result"]["properties"], **unit["$defs"][base].get("properties", {})}
    tallies = {key: _tally(campaign, subject, item, unit) for key, item in subject["items"].items()}
    # Which items a unit must evaluate, where that depends on its category, is a rule.
    everybodys = [key for key, item in subject["items"].items() if "not_asked_of" not in item]
    items = {"type": "object", "additionalProperties": False, "required": everybodys, "properties": tallies}
    return {
        "$ref": f"unit.schema.json#/$defs/{base}",
        "title": subject["title"],
        "additionalProperties": False,
        "properties": {**{key: {} for key in known}, "items": items},
    }


def _tally(campaign: Data, subject: Data, item: Data, unit: Data) -> Data:
    grades = campaign["scales"][item.get("scale", subject["scale"])]["grades"]
    count = {"$ref": "unit.schema.json#/$defs/count"}
    properties = {grade: {**count, "title": word["title"]} for grade, word in grades.items()}
    properties[BLANK] = unit["$defs"]["blank"]
    spared = {"x-not-asked-of": item["not_asked_of"]} if "not_asked_of" in item else {}
    return {
        "title": item["title"],
        **spared,
        "type": "object",
        "additionalProperties": False,
        "required": list(grades),
        "properties": properties,
    }
