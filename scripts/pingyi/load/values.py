"""`data/campaign.yml` and rows of `data/roster.csv`, already known to be valid, as values."""

from __future__ import annotations

from datetime import date
from typing import Any

from pingyi.model import Campaign, Data, Grade, Item, Scale, Stamped, Subject, Unit


def campaign(data: Data) -> Campaign:
    """The campaign as a value; `data` must be valid by campaign.schema.json."""
    return Campaign(
        data=data,
        title=data["title"],
        starts=date.fromisoformat(data["starts"]),
        ends=date.fromisoformat(data["ends"]),
        due={kind: date.fromisoformat(day) for kind, day in data["due"].items()},
        timezone=data["timezone"],
        timeliness=data.get("timeliness", "received"),
        audience=data["audience"],
        subjects=tuple(_subject(data, key, subject) for key, subject in data["subjects"].items()),
    )


def _subject(data: Data, key: str, subject: Data) -> Subject:
    items = tuple(_item(data, word, item, subject["scale"]) for word, item in subject["items"].items())
    return Subject(key, subject["title"], subject["counts"], items)


def _item(data: Data, key: str, item: Data, scale: str) -> Item:
    named = _scale(data, item.get("scale", scale))
    return Item(key, item["title"], str(item.get("short", item["title"])), str(item.get("promotes", "")), named)


def _scale(data: Data, key: str) -> Scale:
    scale = data["scales"][key]
    grades = tuple(Grade(word, **grade) for word, grade in scale["grades"].items())
    return Scale(key, scale["title"], grades, scale.get("top"))


def stamped(row: dict[str, Any]) -> Stamped:
    """A row of the register of copies on paper as a value; `row` must be valid by stamped.schema.json."""
    return Stamped(row["unit"], date.fromisoformat(row["received_on"]), row.get("note"))


def unit(row: dict[str, Any]) -> Unit:
    """A roster row as a value; `row` must be valid by roster.schema.json."""
    fields = dict(row)
    for key in ("opened", "closed", "due"):
        if key in fields:
            fields[key] = date.fromisoformat(fields[key])
    for key in ("submitters", "reviewers"):
        fields[key] = tuple(fields.get(key, "").split())
    return Unit(**fields)
