"""What the schema cannot say of the campaign file and of the roster."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pingyi.contract import Contract
from pingyi.load.repository import CAMPAIGN, RESERVED
from pingyi.load.roster import PATH as ROSTER
from pingyi.load.roster import Row
from pingyi.model import ROOT, Data, Problem, parent


def campaign_problems(data: Data, contract: Contract) -> Iterator[Problem]:
    """Words that the campaign uses without defining them, and dates in the wrong order."""
    for key, subject in data["subjects"].items():
        if subject["scale"] not in data["scales"]:
            yield Problem("campaign-scale", CAMPAIGN, f"/subjects/{key}/scale", values={"found": subject["scale"]})
        for item, word in subject["items"].items():
            if "scale" in word and word["scale"] not in data["scales"]:
                pointer = f"/subjects/{key}/items/{item}/scale"
                yield Problem("campaign-scale", CAMPAIGN, pointer, values={"found": word["scale"]})
    if data["ends"] < data["starts"]:
        titles = {f"{key}_title": contract.title("campaign", f"/{key}") for key in ("starts", "ends")}
        values = {**titles, "starts": data["starts"], "ends": data["ends"]}
        yield Problem("campaign-dates", CAMPAIGN, "/ends", values=values)
    try:
        ZoneInfo(data["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem("campaign-timezone", CAMPAIGN, "/timezone", values={"found": data["timezone"]})


def roster_problems(rows: list[Row], contract: Contract) -> Iterator[Problem]:
    """Doubles, missing parents, reserved names, and extensions without a reason."""
    lines: dict[str, dict[object, int]] = {"id": {}, "code": {}}
    ids = {row.cells.get("id") for row in rows}
    for row in rows:
        unit = str(row.cells.get("id", ""))
        yield from _doubles(row, lines, contract)
        if parent(unit) != ROOT and parent(unit) not in ids:
            yield Problem("roster-parent", ROSTER, "/id", row.mark("/id"), {"parent": parent(unit)})
        for part in RESERVED.intersection(unit.split("/")):
            yield Problem("roster-reserved", ROSTER, "/id", row.mark("/id"), {"part": part})
        if "due" in row.cells and "due_reason" not in row.cells:
            yield Problem("roster-due-reason", ROSTER, "/due", row.mark("/due"), {"due": row.cells["due"]})


def _doubles(row: Row, lines: dict[str, dict[object, int]], contract: Contract) -> Iterator[Problem]:
    for column in ("id", "code"):
        value = row.cells.get(column)
        first = lines[column].setdefault(value, row.line)
        if value is not None and first != row.line:
            values = {"title": contract.title("roster", f"/{column}"), "found": value, "first": first}
            yield Problem("roster-duplicate", ROSTER, f"/{column}", row.mark(f"/{column}"), values)
