"""Texts to send as they are: to whom, about what, and what is to be done. Nothing is sent from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from pingyi.campaign.judged import Judged
from pingyi.contract.schemas import Contract
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.life import Life, Lives
from pingyi.decisions.record import DecisionRecord
from pingyi.decisions.sentence import actors, level_name, named
from pingyi.figures.progress import standings
from pingyi.model import Decision, Unit
from pingyi.publish.waiting import waiting

AHEAD = timedelta(days=3)
"""How long before and after its deadline a unit is reminded, and after how long a reviewer is."""


def reminders(judged: Judged, held: DecisionRecord | None, unit: str | None = None) -> Iterator[str]:
    """One text each: what was returned or reopened and not mended yet, what was accepted today, what waits for a reviewer, and
    what is due in three days or has been overdue for three. `held`: None where the campaign does not approve.
    """
    wanted = [unit] if unit else list(judged.roster)
    if held is not None:
        yield from _decided(judged, held, wanted)
        yield from _waiting(judged, held, wanted)
    yield from _deadlines(judged, wanted)


def _decided(judged: Judged, held: DecisionRecord, wanted: list[str]) -> Iterator[str]:
    lives = Lives(held)
    for unit in wanted:
        life, decisions = lives[unit], held.decisions.get(unit, ())
        if life.state in ("returned", "reopened") and life.since:
            yield _of_decision(life.state, life, life.since, judged, held)
        elif decisions and decisions[-1].verdict == "accepted" and decisions[-1].on == judged.as_of:
            yield _of_decision("accepted", life, decisions[-1], judged, held)


def _of_decision(kind: str, life: Life, it: Decision, judged: Judged, held: DecisionRecord) -> str:
    values = {
        "by": level_name(it.by, held),
        "post": it.post,
        "on": it.on,
        "reason": it.reason,
        "points": "\n".join(_points(it, judged.contract)),
        "days": (judged.as_of - it.on).days,
    }
    return _message(kind, judged.roster[life.unit], judged.roster[life.unit].submitters, values)


def _points(it: Decision, contract: Contract) -> Iterator[str]:
    """What is to be mended or may be, each by the title that the form gives it."""
    words = decision_words()
    for pointer, said in it.points.items():
        yield words["point"].format(title=contract.title("unit", pointer), pointer=pointer, words=said)
    for pointer in it.scope:
        yield words["place"].format(title=contract.title("unit", pointer), pointer=pointer)


def _waiting(judged: Judged, held: DecisionRecord, wanted: list[str]) -> Iterator[str]:
    for it in waiting(judged, held):
        late = it.since is not None and judged.as_of - it.since >= AHEAD
        if late and it.since and it.actor != it.life.unit and not it.missing and it.life.unit in wanted:
            values = {"next": level_name(it.actor, held), "days": (judged.as_of - it.since).days}
            yield _message("waiting", judged.roster[it.life.unit], actors(it.life, held), values)


def _deadlines(judged: Judged, wanted: list[str]) -> Iterator[str]:
    words = decision_words()
    found = standings(judged, judged.errors)
    for unit in wanted:
        standing = found[unit]
        kind = {standing.due - AHEAD: "before", standing.due + AHEAD: "after"}.get(judged.as_of)
        if kind and (state := words["owing"].get(standing.state)):
            row = judged.roster[unit]
            above = judged.roster.get(row.parent) if row.kind != "reporting" else None
            values = {
                "due": standing.due,
                "days": AHEAD.days,
                "state": state,
                "next": above.name if above else words["office"],
            }
            yield _message(kind, row, row.submitters, values)


def _message(kind: str, row: Unit, to: tuple[str, ...], values: Mapping[str, object]) -> str:
    """Whom it goes to, what it is about, the text."""
    words = decision_words()["messages"]
    said = {"name": row.name, **values}
    lines = (
        words["to"].format(who=named(to)),
        words["subject"].format(subject=words[kind]["subject"].format(**said)),
        words[kind]["text"].format(**said).strip(),
    )
    return "\n".join(lines)
