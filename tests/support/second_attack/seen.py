"""What everybody sees: the tables of a release as they lie in its folder, and what the public site says of the units."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, str]
SIZES = {"ballots": ("valid",), "ratings": ("valid", "valid_ratings", "persons_evaluated")}
BASE = {"ballots": "valid", "ratings": "valid_ratings"}
BLANK = "blank"

STATE = {"unit", "category", "subject", "item", "grade", "status", "told_in"}
COUNTS = {"units_held", "units_void", "units_not_held"}
RATES = {"top_rate": ("top", "valid"), "positive_rate": ("positive", "valid")}
KNOWN = {
    "rollup_ballots": {*STATE, *COUNTS, *SIZES["ratings"]},
    "rollup_tallies": {*STATE, "count", "share"},
    "rates": {*STATE, *RATES, "units", "valid", "top", "positive", "scored", "score"},
}
KNOWN |= {"category_tallies": KNOWN["rollup_tallies"], "category_rates": KNOWN["rates"]}
"""The columns that this attack has an equation for."""


class UnreadError(Exception):
    """A published figure that the attack has no equation for: it proves nothing."""


@dataclass(frozen=True)
class Item:
    """Grades by id with their weight in hundredths or None; and which of them make up each published sum."""

    grades: dict[str, int | None]
    sums: dict[str, frozenset[str]]
    not_asked_of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subject:
    counts: str
    items: dict[str, Item]


def rules(campaign: Mapping[str, Any]) -> dict[str, Subject]:
    """The subjects of a campaign file: what is counted, and which grades a rate or a score is made of."""
    return {key: _subject(campaign, subject) for key, subject in campaign["subjects"].items()}


def _subject(campaign: Mapping[str, Any], subject: Mapping[str, Any]) -> Subject:
    base = subject.get("denominator", campaign.get("rates", {}).get("denominator", "valid"))
    scales = {key: campaign["scales"][item.get("scale", subject["scale"])] for key, item in subject["items"].items()}
    items = {
        key: _item(scales[key], base, frozenset(item.get("not_asked_of", ()))) for key, item in subject["items"].items()
    }
    return Subject(subject["counts"], items)


def _item(scale: Mapping[str, Any], base: str, not_asked_of: frozenset[str]) -> Item:
    grades = scale["grades"]
    weights = {key: round(float(grade["weight"]) * 100) if "weight" in grade else None for key, grade in grades.items()}
    ranked = [key for key, grade in grades.items() if not grade.get("neutral")]
    ends = [key for key in (ranked[:1] + ranked[-1:]) if grades[key].get("positive")]
    best = [scale["top"]] if "top" in scale else ends[:1]
    sums = {
        "valid": frozenset([*grades, BLANK] if base == "valid" else ranked),
        "top": frozenset(best),
        "positive": frozenset(key for key, grade in grades.items() if grade.get("positive")),
        "scored": frozenset(key for key, weight in weights.items() if weight is not None),
    }
    return Item(weights, sums, not_asked_of)


@dataclass(frozen=True)
class Seen:
    """A release. `roster`: rows of the public table of units by id; `reported`: who had reported by its day, if the public
    knows; `below`: the number of hidden nodes below the threshold, if the manifest says it.
    """

    name: str
    tables: Mapping[str, list[Row]]
    roster: Mapping[str, Row] = field(default_factory=dict)
    reported: frozenset[str] | None = None
    below: int | None = None
    threshold: int = 10
    small: int = 5
    merges: bool = True

    def __post_init__(self) -> None:
        for name, rows in self.tables.items():
            for row in rows:
                if unread := [column for column, cell in row.items() if cell and column not in KNOWN[name]]:
                    raise UnreadError(f"{self.name}/{name}: {', '.join(unread)}")

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def person(self, unit: str) -> str:
        """What stays of a unit when it moves: its code, else its id."""
        return self.roster.get(unit, {}).get("code") or unit


def table(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def release(folder: Path, units: Iterable[Row] = (), reported: Iterable[str] | None = None) -> Seen:
    """The release in a folder, with the public table of units as it was by then."""
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    policy = about["policy"]
    return Seen(
        about["name"],
        {name: table(file) for name in KNOWN if (file := folder / f"{name}.csv").exists()},
        {row["unit"]: row for row in units},
        None if reported is None else frozenset(reported),
        about.get("suppressed", {}).get("below_threshold"),
        policy["threshold"],
        policy["small"],
        policy["attribute"] == "merge",
    )
