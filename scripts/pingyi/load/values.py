"""`data/campaign.yml` and rows of `data/roster.csv`, already known to be valid, as values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pingyi.contract.campaign_words import campaign_words
from pingyi.model import (
    HUNDRED,
    Approval,
    Campaign,
    Data,
    Decision,
    Denominator,
    Grade,
    Item,
    Scale,
    Stamped,
    Subject,
    Unit,
)  # fmt: skip


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
        decimals=data.get("decimals", 1),
        words=campaign_words(data),
        approval=_approval(data["approval"]) if "approval" in data else None,
    )


def _approval(data: Data) -> Approval:
    return Approval(frozenset(data["levels"]), data.get("totals", "submitted"))


def decision(unit: str, number: int, data: Data) -> Decision:
    """A decision on a unit's report as a value; `data` must be valid by decision.schema.json."""
    return Decision(
        unit=unit,
        number=number,
        verdict=data["verdict"],
        by=data["by"],
        post=data["post"],
        on=date.fromisoformat(data["on"]),
        reason=data.get("reason", ""),
        points={point["pointer"]: point["words"] for point in data.get("points", ())},
        scope=tuple(data.get("scope", ())),
        absent={entry["unit"]: entry["reason"] for entry in data.get("absent", ())},
        report=data.get("report", ""),
        below=data.get("below", ""),
    )


def _subject(data: Data, key: str, subject: Data) -> Subject:
    denominator = subject.get("denominator", data.get("rates", {}).get("denominator", "valid"))
    items = tuple(_item(data, word, item, subject["scale"], denominator) for word, item in subject["items"].items())
    return Subject(key, subject["title"], subject["counts"], items, denominator)


def _item(data: Data, key: str, item: Data, scale: str, denominator: Denominator) -> Item:
    short, promotes = str(item.get("short", item["title"])), str(item.get("promotes", ""))
    named = _scale(data, item.get("scale", scale))
    return Item(key, item["title"], short, promotes, named, denominator, tuple(item.get("not_asked_of", ())))


def _scale(data: Data, key: str) -> Scale:
    scale = data["scales"][key]
    grades = tuple(_grade(word, grade) for word, grade in scale["grades"].items())
    return Scale(key, scale["title"], grades, scale.get("top"))


def _grade(key: str, grade: Data) -> Grade:
    weight = None if "weight" not in grade else int(HUNDRED * Decimal(grade["weight"]))
    return Grade(key, **{**grade, "weight": weight})


def stamped(row: dict[str, Any]) -> Stamped:
    """A row of the register of copies on paper as a value; `row` must be valid by stamped.schema.json."""
    back = row.get("returned_on")
    return Stamped(
        row["unit"], date.fromisoformat(row["received_on"]), date.fromisoformat(back) if back else None, row.get("note")
    )


def unit(row: dict[str, Any]) -> Unit:
    """A roster row as a value; `row` must be valid by roster.schema.json."""
    fields = dict(row)
    for key in ("opened", "closed", "due"):
        if key in fields:
            fields[key] = date.fromisoformat(fields[key])
    for key in ("submitters", "reviewers"):
        fields[key] = tuple(fields.get(key, "").split())
    return Unit(**fields)
