"""A report laid out for judging: what may be decided on it, what it says place by place, and what changed since it was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pingyi.contract.fields import value_at
from pingyi.contract.form_steps import LEADS_TO, field_name
from pingyi.contract.schemas import Contract
from pingyi.decisions.life import NOBODY, Life, Lives
from pingyi.decisions.scope import changed_places
from pingyi.decisions.transitions import missing_below, refusal
from pingyi.load.nodes import join, pointer_steps
from pingyi.model import Data, Decision, DecisionVerdict

VERDICTS: tuple[DecisionVerdict, ...] = ("accepted", "returned", "reopened")
ITEM_DEPTH = 5
"""Steps of a pointer to the votes on one item: results, subject, items, item."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A decision that may be made. `absent`: units below that have to be named; `within`: places that a return may name."""

    verdict: DecisionVerdict
    by: str
    report: str
    below: str
    absent: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


def allowed(unit: str, lives: Lives) -> list[Allowed]:
    """Every decision that may be made on a report, the one whose turn it is first."""
    life = lives[unit]
    found = [it for verdict in VERDICTS for by in life.chain if (it := _allowed(life, verdict, by, lives))]
    return sorted(found, key=lambda it: (it.verdict == "reopened", it.by != life.next))


def _allowed(life: Life, verdict: DecisionVerdict, by: str, lives: Lives) -> Allowed | None:
    record, unit = lives.record, life.unit
    accepts = verdict == "accepted"
    absent = tuple(missing_below(unit, by, lives)) if accepts else ()
    report = record.handed(unit) or ""
    below = record.below(unit, by, dict.fromkeys(absent, "")) if accepts else ""
    # The day is judged when it is known.
    made = Decision(unit, 0, verdict, by, "", date.min, absent=dict.fromkeys(absent, ""), report=report, below=below)
    if refusal(made, lives):
        return None
    return Allowed(verdict, by, report, below, absent, _within(life, by) if verdict == "returned" else ())


def _within(life: Life, by: str) -> tuple[str, ...]:
    """What a level below the one that reopened a report may return of it."""
    limit, limiter = life.round.limit, life.round.limiter
    bound = limit is not None and limiter != NOBODY and life.chain.index(by) < limiter
    return tuple(sorted(limit or ())) if bound else ()


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One place of a report: what it is called in its part, and its value in words."""

    pointer: str
    title: str
    text: str


def report_lines(data: Data, contract: Contract) -> Iterator[tuple[str, list[ReportLine], str]]:
    """The parts of a report in its own order: title, lines and pointer. The votes on an item are one line."""
    for key, value in data.items():
        if key != "unit":
            top = join("", key)
            yield contract.title("unit", top), [*_lines(value, top, contract)], top


def _lines(value: Any, pointer: str, contract: Contract) -> Iterator[ReportLine]:
    votes = isinstance(value, dict) and pointer.count("/") == ITEM_DEPTH - 1 and pointer.startswith("/results/")
    if isinstance(value, dict) and not votes:
        for key, child in value.items():
            # What the form makes up itself tells a reviewer nothing.
            if key != "id":
                yield from _lines(child, join(pointer, key), contract)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for place, child in enumerate(value):
            yield from _lines(child, join(pointer, place), contract)
    else:
        title = field_name(contract, pointer)
        yield ReportLine(pointer, title.partition(LEADS_TO)[2] or title, value_text(value, pointer, contract))


def value_text(value: Any, pointer: str, contract: Contract) -> str:
    """A value in the words of the contract; what is not there is empty."""
    if isinstance(value, dict):
        inner = (
            f"{contract.title('unit', join(pointer, key))} {value_text(child, join(pointer, key), contract)}"
            for key, child in value.items()
        )
        return "、".join(inner)
    if isinstance(value, list):
        return "、".join(value_text(child, join(pointer, place), contract) for place, child in enumerate(value))
    titles: Mapping[str, str] = next(
        (part["x-titles"] for part in contract.fields("unit", pointer) if "x-titles" in part), {}
    )
    return "" if value is None else titles.get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """A place that says something else than before."""

    pointer: str
    title: str
    before: str
    after: str


def changed_since(before: Data, after: Data, contract: Contract) -> list[ChangedPlace]:
    """What of a report changed, place by place; the votes on an item are one place."""
    places = dict.fromkeys(
        "/".join(it.split("/")[:ITEM_DEPTH]) if "/items/" in it else it for it in changed_places(before, after)
    )
    return [
        ChangedPlace(
            it,
            field_name(contract, it),
            value_text(value_at(before, pointer_steps(it)), it, contract),
            value_text(value_at(after, pointer_steps(it)), it, contract),
        )
        for it in places
    ]
