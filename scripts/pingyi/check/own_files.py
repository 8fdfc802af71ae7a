"""What the schema cannot say of the campaign file and of the roster."""

from __future__ import annotations

from collections.abc import Container, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pingyi.contract.schemas import Contract
from pingyi.load.contents import CAMPAIGN, RESERVED
from pingyi.load.roster import ROSTER
from pingyi.load.rows import TableRow
from pingyi.load.stamped import STAMPED
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
    yield from _bands(data)
    try:
        ZoneInfo(data["timezone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem("campaign-timezone", CAMPAIGN, "/timezone", values={"found": data["timezone"]})


def _bands(data: Data) -> Iterator[Problem]:
    """Bands that do not hold every number exactly once, or are on what the campaign does not evaluate."""
    for key, rule in data.get("thresholds", {}).get("bands", {}).items():
        pointer = f"/thresholds/bands/{key}"
        if unknown := _unknown(rule, data):
            yield Problem("campaign-bands-on", CAMPAIGN, pointer, values={"title": rule["title"], "found": unknown})
        above = None
        for number, step in enumerate(rule["steps"]):
            last, begins = number == len(rule["steps"]) - 1, step.get("from")
            if last is (begins is not None) or (above is not None and begins is not None and begins >= above):
                values = {"title": rule["title"], "place": number + 1, "found": step["title"]}
                yield Problem("campaign-bands", CAMPAIGN, f"{pointer}/steps/{number}", values=values)
            above = begins


def _unknown(rule: Data, data: Data) -> str | None:
    """What a band is on and the campaign does not have: its subject, item, or for a score any weight."""
    subject = data["subjects"].get(rule["subject"])
    if subject is None or rule.get("item", next(iter(subject["items"]))) not in subject["items"]:
        return "/".join(filter(None, [rule["subject"], rule.get("item")]))
    items = [item for key, item in subject["items"].items() if key == rule.get("item", key)]
    scales = [data["scales"].get(item.get("scale", subject["scale"]), {"grades": {}}) for item in items]
    weighed = all(any("weight" in grade for grade in scale["grades"].values()) for scale in scales)
    return "score" if rule["on"] == "score" and not weighed else None


def roster_problems(rows: list[TableRow], contract: Contract) -> Iterator[Problem]:
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


def stamped_problems(rows: list[TableRow], units: Container[str]) -> Iterator[Problem]:
    """Units that the roster does not have, and doubles. `units`: the roster's ids."""
    lines: dict[object, int] = {}
    for row in rows:
        unit = row.cells.get("unit")
        first = lines.setdefault(unit, row.line)
        if unit is not None and unit not in units:
            yield Problem("stamped-unit", STAMPED, "/unit", row.mark("/unit"), {"found": unit})
        elif unit is not None and first != row.line:
            yield Problem("stamped-twice", STAMPED, "/unit", row.mark("/unit"), {"found": unit, "first": first})


def _doubles(row: TableRow, lines: dict[str, dict[object, int]], contract: Contract) -> Iterator[Problem]:
    for column in ("id", "code"):
        value = row.cells.get(column)
        first = lines[column].setdefault(value, row.line)
        if value is not None and first != row.line:
            values = {"title": contract.title("roster", f"/{column}"), "found": value, "first": first}
            yield Problem("roster-duplicate", ROSTER, f"/{column}", row.mark(f"/{column}"), values)
