"""How much a report says: which parts and fields the campaign asks of a kind of unit, and which of them are filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pingyi.contract.schemas import Contract
from pingyi.model import Campaign, Data

RESULTS, SESSIONS = "results", "sessions"
BESIDE = "attachments"
"""Files that accompany a report: without them it says no less."""


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """One thing that a report may hold: a part, or with `key` a field of it. `least`: entries that fill a list."""

    part: str
    key: str | None
    title: str
    required: bool
    least: int = 1


@dataclass(frozen=True, slots=True)
class Filled:
    """Of the required and of the optional places, how many there are and how many are filled; titles of the others.

    Fields of a part that is missing as a whole count as missing, but only the part is named.
    """

    required: int
    required_filled: int
    optional: int
    optional_filled: int
    required_missing: tuple[str, ...]
    optional_missing: tuple[str, ...]


def asked_places(contract: Contract, campaign: Campaign) -> dict[str, tuple[AskedPlace, ...]]:
    """The places of each kind of unit, the same for every unit of a kind, so that their shares compare.

    Every part that the campaign uses, attached files apart, is one place, required or optional as the campaign says; results are one for each
    evaluated subject. In a required part, each field that the contract leaves optional is an optional place.
    """
    return {kind: tuple(_places(contract, campaign, kind)) for kind in campaign.due}


def filled(data: Data, places: Sequence[AskedPlace]) -> Filled:
    """What a report, final or draft, valid or not, fills in of the places that it is asked for."""
    required, optional = ([place for place in places if place.required is needed] for needed in (True, False))
    lacking, left = ([place for place in kind if not _is_filled(data, place)] for kind in (required, optional))
    return Filled(
        required=len(required),
        required_filled=len(required) - len(lacking),
        optional=len(optional),
        optional_filled=len(optional) - len(left),
        required_missing=tuple(place.title for place in lacking),
        optional_missing=tuple(place.title for place in left if place.key is None or place.part in data),
    )


def _places(contract: Contract, campaign: Campaign, kind: str) -> Iterator[AskedPlace]:
    numbers = campaign.data.get("required_numbers", {}) if kind == "reporting" else {}
    for part, kinds in campaign.data["parts"].items():
        need, title = kinds.get(kind, "optional"), contract.title("unit", f"/{part}")
        if need == "unused" or part == BESIDE:
            continue
        if part == RESULTS:
            for subject in campaign.subjects:
                yield AskedPlace(part, subject.id, f"{title}：{subject.title}", need == "required")
        else:
            yield AskedPlace(part, None, title, need == "required", numbers.get(part, {}).get("min", 1))
        if need == "required":
            yield from _fields(contract, part, title)


def _fields(contract: Contract, part: str, title: str) -> Iterator[AskedPlace]:
    schema = contract.schemas["unit"]["properties"][part]
    for key in schema.get("properties", {}):
        if key not in schema.get("required", ()):
            yield AskedPlace(part, key, f"{title}：{contract.title('unit', f'/{part}/{key}')}", required=False)


def _is_filled(data: Data, place: AskedPlace) -> bool:
    value = data.get(place.part)
    if place.key is not None:
        value = value.get(place.key) if isinstance(value, dict) else None
    elif place.part == SESSIONS and not value:
        return _excused(data.get(RESULTS))
    if isinstance(value, list | dict | str):
        return len(value) >= (place.least if isinstance(value, list) else 1)
    return value is not None


def _excused(results: Any) -> bool:
    """Where nothing was held, and the reasons are given, there is no session to report."""
    outcomes = (
        [entry.get("outcome") for entry in results.values() if isinstance(entry, dict)]
        if isinstance(results, dict)
        else []
    )
    return bool(outcomes) and set(outcomes) == {"not-held"}
