"""Who has reported, who has not, and since when: the state of each unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from pingyi.campaign.judged import Judged
from pingyi.check.identity import outside
from pingyi.figures.completeness import AskedPlace, Filled, filled
from pingyi.figures.rounding import percent
from pingyi.model import ROOT, Campaign, Report, Unit, parent
from pingyi.tables.dictionary import frame

State = Literal["received", "draft", "failing", "overdue", "awaiting", "exempt", "not-open", "closed"]
OUTSIDE = ("exempt", "not-open", "closed")
JOIN = "、"
HELD = ("received", "draft", "failing")
Places = Mapping[str, Sequence[AskedPlace]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands at the campaign's clock. A draft or failing report may be overdue as well."""

    state: State
    stage: str | None
    due: date
    overdue_days: int
    received: date | None = None

    @property
    def late(self) -> bool | None:
        return self.received > self.due if self.received else None


def standings(judged: Judged, errors: Mapping[str, int], units: Iterable[str] | None = None) -> dict[str, Standing]:
    """The standing of each of these units of the roster, by default of all. `errors`: number of errors by path of a file."""
    return {
        unit: standing(judged.roster[unit], judged.reports.get(unit), judged.campaign, judged.as_of, errors)
        for unit in (judged.roster if units is None else units)
    }


def standing(unit: Unit, report: Report | None, campaign: Campaign, as_of: date, errors: Mapping[str, int]) -> Standing:
    """One unit's standing: what it is excused from, what main holds of it, what it owes."""
    due = unit.due or campaign.due[unit.kind]
    seen = report if report and _seen(report, as_of) else None
    held = _held(seen, errors) if seen else None
    if excused := outside(unit, as_of, seen.received if seen and held == "received" else None):
        return Standing(excused, None, due, 0)
    state: State = "overdue" if as_of > due else "awaiting"
    if held:
        state = held
    elif report is None and f"data/units/{unit.id}.yml" in errors:
        state = "failing"
    overdue_days = max((as_of - due).days, 0) if state != "received" else 0
    stage = "reported" if state == "received" else seen.said.stage if seen else None
    received = seen.received if seen and state == "received" else None
    return Standing(state, stage, due, overdue_days, received)


def _seen(report: Report, as_of: date) -> bool:
    """What came after the clock's day is not there yet; Git dates only final versions, so its drafts count as seen."""
    if report.received is None:
        return not report.said.final
    return report.received <= as_of


def _held(report: Report, errors: Mapping[str, int]) -> State:
    if report.path in errors:
        return "failing"
    return "received" if report.said.final else "draft"


def campaign_table(campaign: Campaign, as_of: date) -> pd.DataFrame:
    """The table `campaign`: its dates, and how far its clock is from the deadline of reporting units."""
    left = (campaign.due["reporting"] - as_of).days
    row = {
        "campaign": campaign.data["id"], "title": campaign.title, "starts": _iso(campaign.starts), "ends": _iso(campaign.ends),
        "due_branch": _iso(campaign.due["branch"]), "due_reporting": _iso(campaign.due["reporting"]), "as_of": _iso(as_of),
        "days_left": max(left, 0), "days_over": max(-left, 0),
    }  # fmt: skip
    return frame("campaign", [row])


def units_table(
    judged: Judged,
    found: Mapping[str, Standing],
    errors: Mapping[str, int],
    places: Places,
    said: Mapping[str, Filled],
    *,
    whole: bool = True,
) -> pd.DataFrame:
    """The table `units`, one row a unit whose standing was found.

    `places`: what is asked of each kind of unit; `said`: how much of it each report fills in that is held; `whole`: with
    what is told of a unit, not only with what is counted or what it is counted by.
    """
    nothing = {kind: filled({}, asked) for kind, asked in places.items()}
    rows = (
        _counted_by(judged.roster[unit], standing, judged)
        | _substance(judged.roster[unit], standing, judged, nothing, said)
        | (_told_of(judged.roster[unit], standing, judged, errors) if whole else {})
        for unit, standing in found.items()
    )
    table = frame("units", rows)
    for name in ("required", "optional"):
        table[f"{name}_rate"] = percent(table[f"{name}_filled"], table[name], judged.campaign.decimals)
    return table


def unit_places(judged: Judged) -> pd.DataFrame:
    """Of the table `units` what says where each unit of the roster belongs."""
    rows = judged.roster.items()
    columns = {
        "unit": list(judged.roster),
        "reporting_unit": [reporting_unit(unit, judged) for unit, _ in rows],
        "category": [row.category for _, row in rows],
        "kind": [row.kind for _, row in rows],
    }
    return pd.DataFrame(columns, dtype="str")


def _substance(
    unit: Unit, found: Standing, judged: Judged, nothing: Mapping[str, Filled], said: Mapping[str, Filled]
) -> dict[str, Any]:
    """How much of what is asked the unit's report says; nothing where nothing is asked, or where no report can be read."""
    if found.state in OUTSIDE:
        return {}
    report = judged.reports.get(unit.id)
    if report is None or found.state not in HELD:
        none = nothing[unit.kind]
        return {"required": none.required, "optional": none.optional}
    it = said[unit.id]
    return {
        "last_change": _iso(report.changed), "required": it.required, "required_filled": it.required_filled,
        "optional": it.optional, "optional_filled": it.optional_filled, "required_missing": JOIN.join(it.required_missing) or None,
        "optional_missing": JOIN.join(it.optional_missing) or None,
    }  # fmt: skip


def _counted_by(unit: Unit, found: Standing, judged: Judged) -> dict[str, Any]:
    return {
        "unit": unit.id, "reporting_unit": reporting_unit(unit.id, judged), "category": unit.category, "kind": unit.kind,
        "organisations": unit.organisations, "members": unit.members, "due": _iso(found.due), "state": found.state,
        "received_on": _iso(found.received), "late": found.late, **_on_paper(unit.id, judged),
    }  # fmt: skip


def _told_of(unit: Unit, found: Standing, judged: Judged, errors: Mapping[str, int]) -> dict[str, Any]:
    path = f"data/units/{unit.id}.yml"
    report = judged.reports.get(unit.id)
    shown = (report is not None and found.stage is not None) or found.state == "failing"
    absent = report is not None and not _seen(report, judged.as_of)
    return {
        "name": unit.name, "code": unit.code, "parent": unit.parent, "depth": unit.id.count("/") + 1,
        "opened": _iso(unit.opened), "closed": _iso(unit.closed), "due_reason": unit.due_reason, "exempt_reason": unit.exempt,
        "stage": found.stage, "reported_on": report.said.declared if report and shown else None,
        "overdue_days": found.overdue_days, "errors": errors.get(path, 0), "path": path,
        "commit": None if absent else judged.commits.get(path),
    }  # fmt: skip


def _on_paper(unit: str, judged: Judged) -> dict[str, Any]:
    """Whether the signed and stamped copy is there, or was sent back, where the campaign keeps a register of them."""
    if judged.stamped is None:
        return {}
    copy = judged.stamped.get(unit)
    if copy is None or copy.received_on > judged.as_of:
        return {"stamped": False}
    if copy.returned_on and copy.returned_on <= judged.as_of:
        return {"stamped": False, "stamped_returned_on": _iso(copy.returned_on)}
    return {"stamped": True, "stamped_on": _iso(copy.received_on)}


def reporting_unit(unit: str, judged: Judged) -> str:
    """The nearest unit at or above this one that reports to the office; `ROOT` where there is none."""
    while unit != ROOT:
        row = judged.roster.get(unit)
        if row and row.kind == "reporting":
            return unit
        unit = parent(unit)
    return ROOT


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
