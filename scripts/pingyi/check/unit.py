"""Rules that need more than one file: a report against its path, the roster and the files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from pingyi.check.catalogue import Catalogue
from pingyi.contract import Contract
from pingyi.load.files import FILES_SUFFIX
from pingyi.model import Data, Document, Problem, Repository, Unit


def identity(unit: str, document: Document, repository: Repository, catalogue: Catalogue) -> Iterator[Problem]:
    """The report says who it is, and the roster knows that unit and expects it."""
    found = document.data.get("unit")
    if isinstance(found, str) and found != unit:
        yield Problem("unit-matches-path", document.path, "/unit", values={"found": found, "expected": unit})
    row = repository.roster.get(unit)
    if row is None:
        near = get_close_matches(unit, repository.roster, 1, 0.8)
        suggestion = catalogue.word("did-you-mean", near=near[0]) if near else ""
        yield Problem("unit-in-roster", document.path, "/unit", values={"found": unit, "suggestion": suggestion})
    elif state := closed_to(row, repository):
        values = {"name": row.name, "state": catalogue.word(state)}
        yield Problem("unit-open", document.path, "/unit", values=values)


def closed_to(unit: Unit, repository: Repository) -> str:
    """Why a unit is not expected to report at all; empty where it is."""
    if unit.closed and unit.closed <= repository.as_of:
        return "closed"
    if unit.opened and unit.opened > repository.as_of:
        return "not-open"
    return "exempt" if unit.exempt else ""


def references(unit: str, data: Data, path: str, repository: Repository) -> Iterator[Problem]:
    """Units that cases and contact points name are in the roster and not above or beside the reporter."""
    for part in ("cases", "contact_points"):
        for number, entry in enumerate(data.get(part, ())):
            found = entry.get("unit", unit)
            if found not in repository.roster or not f"{found}/".startswith(f"{unit}/"):
                yield Problem("below-unit", path, f"/{part}/{number}/unit", values={"found": found})


def files(unit: str, data: Data, path: str, repository: Repository) -> Iterator[Problem]:
    """Pictures and attachments that a report names are there."""
    folder = f"data/units/{unit}{FILES_SUFFIX}"
    named = [(f"/attachments/{n}/file", entry["file"]) for n, entry in enumerate(data.get("attachments", ()))]
    for n, case in enumerate(data.get("cases", ())):
        named += [(f"/cases/{n}/pictures/{m}/file", entry["file"]) for m, entry in enumerate(case.get("pictures", ()))]
    for pointer, name in named:
        if f"{folder}/{name}" not in repository.files:
            yield Problem("file-missing", path, pointer, values={"found": name, "folder": folder})


def numbers(data: Data, path: str, row: Unit | None, repository: Repository, contract: Contract) -> Iterator[Problem]:
    """A reporting unit's final report has as many cases and contact points as the campaign asks for."""
    if row is None or row.kind != "reporting" or data["status"] != "final":
        return
    for part, limits in repository.campaign.data.get("required_numbers", {}).items():
        low, high = limits.get("min", 0), limits.get("max", 10**6)
        if part in data and not low <= len(data[part]) <= high:
            values = {"title": contract.title("unit", f"/{part}"), "found": len(data[part]), "min": low, "max": high}
            yield Problem("required-numbers", path, f"/{part}", values=values)
