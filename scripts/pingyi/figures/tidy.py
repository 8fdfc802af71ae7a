"""Tidy tables of what was reported, before anything is added up. Only received reports have content here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from pingyi.campaign.judged import Judged
from pingyi.figures.progress import JOIN
from pingyi.figures.rectification import ledger_standing
from pingyi.model import Campaign, Data
from pingyi.tables.dictionary import Record, Tables, frame

TABULATED_COLUMNS = ("name", "code", "category", "kind", "members")
BALLOTS = ("eligible", "attended", "issued", "returned", "valid", "spoiled")


OwnReport = tuple[str, Data]
"""A unit and the data of its report."""


def reported(reports: Sequence[OwnReport], campaign: Campaign, day: date) -> Tables:
    """The tables of own figures and texts, one row a unit, session, item and grade, case and so on, of reports that count."""
    makers: dict[str, Callable[[str, Data], Iterator[Record]]] = {
        "reports": partial(_report, campaign=campaign),
        "sessions": partial(_sessions, campaign=campaign),
        "ballots": _ballots,
        "tallies": _tallies,
        "rectification": partial(_rectification, day=day),
        "cases": _cases,
        "case_pictures": _pictures,
        "contact_points": _contact_points,
        "guidance": _guidance,
        "revisions": _revisions,
    }
    return {name: frame(name, (row for report in reports for row in make(*report))) for name, make in makers.items()}


def recorded(judged: Judged) -> Tables:
    """The tables of what the office records itself: copies on paper and inspections."""
    return {
        "stamped": frame("stamped", _stamped(judged)),
        "inspections": frame("inspections", _inspections(judged)),
        "inspection_problems": frame("inspection_problems", _inspection_problems(judged)),
    }


def own_figures(roster: Iterable[Record], reports: Iterable[OwnReport]) -> Tables:
    """`ballots` and `tallies` of exactly these reports, and `units` by the rows of the roster. What counts is not asked."""
    found = list(reports)
    rows = ({"unit": row["id"], **{column: row.get(column) for column in TABULATED_COLUMNS}} for row in roster)
    return {
        "units": frame("units", rows),
        "ballots": frame("ballots", (row for report in found for row in _ballots(*report))),
        "tallies": frame("tallies", (row for report in found for row in _tallies(*report))),
    }


def _words(campaign: Campaign, words: str, keys: Iterable[str]) -> str:
    titles = campaign.titles(words)
    return JOIN.join(titles[key] for key in keys)


def _report(unit: str, data: Data, campaign: Campaign) -> Iterator[Record]:
    coverage, consultation = data.get("coverage", {}), data.get("consultation", {})
    feedback, organising = data.get("feedback", {}), data.get("organising", {})
    yield {
        "unit": unit,
        "reported_on": data["reported_on"],
        "organisations_evaluated": coverage.get("organisations"),
        "members_evaluated": coverage.get("members"),
        "consultation_started_on": consultation.get("started_on"),
        "consultation_ended_on": consultation.get("ended_on"),
        "channels": _words(campaign, "channels", consultation.get("channels", ())),
        "opinions": consultation.get("opinions"),
        "self_check": consultation.get("self_check"),
        "feedback_given_on": feedback.get("given_on"),
        "audiences": _words(campaign, "audiences", feedback.get("audiences", ())),
        "account": organising.get("account"),
        "combined_with": _words(campaign, "appraisals", organising.get("combined_with", ())),
        **data.get("sign_off", {}),
    }


def _sessions(unit: str, data: Data, campaign: Campaign) -> Iterator[Record]:
    groups = campaign.titles("participant_groups")
    forms = campaign.titles("forms")
    for row in _numbered(unit, data.get("sessions", ())):
        counts = [f"{groups[key]} {count}" for key, count in row.get("participants", {}).items()]
        yield {**row, "form": forms[row["form"]], "participants": JOIN.join(counts)}


def _ballots(unit: str, data: Data) -> Iterator[Record]:
    for subject, result in data.get("results", {}).items():
        persons = result.get("persons", {})
        yield {
            "unit": unit,
            "subject": subject,
            "outcome": result["outcome"],
            "reason": result.get("reason"),
            **result.get("ballots", {}),
            "persons_total": persons.get("total"),
            "persons_evaluated": persons.get("evaluated"),
            "valid_ratings": result.get("valid_ratings"),
        }


def _tallies(unit: str, data: Data) -> Iterator[Record]:
    for subject, result in data.get("results", {}).items():
        for item, tally in result.get("items", {}).items():
            for grade, count in tally.items():
                yield {"unit": unit, "subject": subject, "item": item, "grade": grade, "count": count}


def _rectification(unit: str, data: Data, day: date) -> Iterator[Record]:
    for entry in data.get("feedback", {}).get("rectification", ()):
        subject, _, item = entry.get("item", "").partition("/")
        stands = ledger_standing(entry, day)
        about = {"unit": unit, "subject": subject or None, "item": item or None}
        yield {**entry, **about, "standing": stands, "overdue": stands == "overdue"}


def _cases(unit: str, data: Data) -> Iterator[Record]:
    for case in data.get("cases", ()):
        yield {
            **case,
            "unit": unit,
            "about": case.get("unit", unit),
            "items": " ".join(case.get("items", ())),
            "reported_on": data["reported_on"],
        }


def _pictures(unit: str, data: Data) -> Iterator[Record]:
    for case in data.get("cases", ()):
        for row in _numbered(unit, case.get("pictures", ())):
            yield {**row, "id": case["id"]}


def _contact_points(unit: str, data: Data) -> Iterator[Record]:
    yield from _numbered(unit, data.get("contact_points", ()), point="unit")


def _guidance(unit: str, data: Data) -> Iterator[Record]:
    yield from _numbered(unit, data.get("organising", {}).get("guidance", ()), to="unit")


def _revisions(unit: str, data: Data) -> Iterator[Record]:
    yield from _numbered(unit, data.get("revisions", ()))


def _numbered(unit: str, entries: Iterable[Data], **renamed: str) -> Iterator[Record]:
    """Entries of a list with the reporter and their number; `renamed` keeps an entry's own `unit` under another name."""
    for number, entry in enumerate(entries, 1):
        kept = {new: entry.get(old) for new, old in renamed.items()}
        yield {**entry, **kept, "unit": unit, "number": number}


def _stamped(judged: Judged) -> Iterator[Record]:
    for copy in (judged.stamped or {}).values():
        if copy.received_on <= judged.as_of:
            back = copy.returned_on if copy.returned_on and copy.returned_on <= judged.as_of else None
            days = {"received_on": copy.received_on.isoformat(), "returned_on": back.isoformat() if back else None}
            yield {"unit": copy.unit, **days, "note": copy.note}


def _inspections(judged: Judged) -> Iterator[Record]:
    today = judged.as_of.isoformat()
    for inspection, data in _held(judged):
        circulated = data.get("circulated_on")
        seen = circulated if circulated and circulated <= today else None
        yield {**data, "inspection": inspection, "by": JOIN.join(data.get("by", ())), "circulated_on": seen}


def _inspection_problems(judged: Judged) -> Iterator[Record]:
    today = judged.as_of.isoformat()
    for inspection, data in _held(judged):
        for number, problem in enumerate(data.get("problems", ()), 1):
            overdue = problem.get("status") == "open" and problem.get("due_on", today) < today
            yield {**problem, "inspection": inspection, "number": number, "overdue": overdue}


def _held(judged: Judged) -> Iterator[tuple[str, Data]]:
    """The inspections that the clock has seen."""
    for inspection, document in judged.inspections.items():
        if document.data.get("held_on", "") <= judged.as_of.isoformat():
            yield inspection, document.data
