"""Rules on what a proposal decides, and on what it changes of reports that were accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pingyi.check.decision_files import decision_path
from pingyi.check.permissions import Person, some_of
from pingyi.contract.form_steps import field_name
from pingyi.contract.schemas import Contract
from pingyi.decisions.levels import deciders
from pingyi.decisions.life import Lives
from pingyi.decisions.record import DecisionRecord
from pingyi.decisions.scope import ALWAYS, AttachedHashes, out_of_scope
from pingyi.decisions.transitions import Refusal, refusal
from pingyi.load.contents import UNITS
from pingyi.model import OFFICE, Data, Decision, Problem, Unit

Handed = tuple[Data | None, AttachedHashes]
"""A report and its attached files, SHA-256 by name; None where there is no report."""


@dataclass(frozen=True)
class Deciding:
    """`before`: what main holds; `after`: its decisions with the reports as proposed. `added`: new decisions; `edited`: paths of
    others that would change. `changed`: by unit, what is handed in before and after, of each report that changes.
    `today`: no decision can be later. `came`: the day on which main came to hold a report as it is.
    """

    before: DecisionRecord
    after: DecisionRecord
    contract: Contract
    today: date
    office: str
    added: Sequence[Decision] = ()
    edited: Sequence[str] = ()
    changed: Mapping[str, Callable[[], tuple[Handed, Handed]]] = field(default_factory=dict)
    came: Callable[[str], date | None] = lambda _unit: None

    def named(self, level: str) -> str:
        """What a level or unit is called."""
        return self.office if level == OFFICE else name_of(level, self.before.roster)


def name_of(unit: str, roster: Mapping[str, Unit]) -> str:
    """A unit's name, or its id where the roster does not know it."""
    return roster[unit].title if unit in roster else unit


def deciding(it: Deciding, person: Person | None) -> Iterator[Problem]:
    """Everything wrong with the decisions of a proposal, and with changes of reports that were accepted."""
    yield from (Problem("decision-kept", path) for path in it.edited)
    yield from authors(it, person)
    yield from days(it)
    yield from pointed_places(it)
    yield from verdicts(it)
    yield from locks(it)


def authors(it: Deciding, person: Person | None) -> Iterator[Problem]:
    """A level decides through the people that the roster names for it."""
    for decision in it.added if person else ():
        names = deciders(decision.unit, decision.by, it.before.roster, it.before.approval)
        known = decision.by in it.before.chain(decision.unit)
        if person and known and person.among(names) == "no":
            values = {"author": person.login, "level": it.named(decision.by), "names": some_of(names)}
            yield _problem("decision-author", decision, "/by", values)


def days(it: Deciding) -> Iterator[Problem]:
    """Decisions follow each other, and none comes from the future."""
    last: dict[str, date] = {unit: found[-1].on for unit, found in it.before.decisions.items() if found}
    for decision in it.added:
        earliest = last.get(decision.unit, decision.on)
        if not earliest <= decision.on <= it.today:
            values = {"found": decision.on, "earliest": earliest, "latest": it.today}
            yield _problem("decision-day", decision, "/on", values)
        last[decision.unit] = max(earliest, decision.on)


def pointed_places(it: Deciding) -> Iterator[Problem]:
    """Points and scopes are places that a report can have."""
    for decision in it.added:
        named = [*decision.points, *decision.scope]
        if unknown := [pointer for pointer in named if not any(it.contract.fields("unit", pointer))]:
            at = "/scope" if decision.scope else "/points"
            yield _problem("decision-pointer", decision, at, {"names": some_of(unknown)})


def verdicts(it: Deciding) -> Iterator[Problem]:
    """Each decision is one that may be made where its report then stands: those on units below first."""
    record = it.after
    for decision in sorted(it.added, key=lambda one: (-one.unit.count("/"), one.unit, one.number)):
        found = refusal(decision, Lives(record))
        if found is None and it.before.handed(decision.unit) != decision.report:
            found = Refusal("report")
        if found:
            yield _refused(it, decision, found)
        record = with_decision(record, decision)


def with_decision(record: DecisionRecord, decision: Decision) -> DecisionRecord:
    """The record after one more decision."""
    made = (*record.decisions.get(decision.unit, ()), decision)
    return replace(record, decisions={**record.decisions, decision.unit: made})


def _refused(it: Deciding, decision: Decision, found: Refusal) -> Problem:
    values = {
        "name": name_of(decision.unit, it.before.roster),
        "level": it.named(decision.by),
        "names": some_of([it.named(name) for name in found.names]),
        "n": len(found.names),
    }
    if found.reason == "scope":
        values |= {"names": it.named(found.names[0]), "places": _places(it, found.names[1:])}
    return _problem(f"decision-{found.reason}", decision, AT.get(found.reason, "/verdict"), values)


AT = {
    "level": "/by",
    "report": "/report",
    "below": "/below",
    "children": "/absent",
    "absent": "/absent",
    "scope": "/points",
}


def locks(it: Deciding) -> Iterator[Problem]:
    """A report that was accepted stays as it is, but for what was reopened."""
    lives = Lives(it.before)
    for unit, both in it.changed.items():
        life = lives[unit]
        limit = life.round.limit
        if life.state == "unsubmitted" or (life.holder is None and limit is None):
            continue
        (before, files), (after, new_files) = both()
        scope = () if life.holder else (*(limit or ()), ALWAYS)
        out = list(out_of_scope((before, files), (after or {}, new_files), scope))
        if not out:
            continue
        path, pointer = f"{UNITS}/{unit}.yml", next((place for place in out if place.startswith("/")), "")
        values = {"name": name_of(unit, it.before.roster), "places": _places(it, out)}
        if life.holder is None:
            values["scope"] = _places(it, sorted(limit or ()))
            yield Problem("report-outside-scope", path, pointer, values=values)
        else:
            yield Problem("report-locked", path, pointer, values=values | {"level": it.named(life.holder)})


def _places(it: Deciding, places: Iterable[str]) -> str:
    """Fields by their titles, attached files by their names."""
    return some_of([field_name(it.contract, place) if place.startswith("/") else place for place in places])


def _problem(rule: str, decision: Decision, pointer: str, values: Mapping[str, object]) -> Problem:
    return Problem(rule, decision_path(decision.unit, decision.number), pointer, values=values)
