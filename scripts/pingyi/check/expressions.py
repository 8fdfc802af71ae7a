"""Rules of document scope: CEL beside the fields, evaluated over `self`, `report`, `campaign`, `unit` and `today`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cel_expr_python import cel

from pingyi.check.catalogue import PLACEHOLDER
from pingyi.contract.schemas import Contract, Rule
from pingyi.load.nodes import join
from pingyi.model import BLANK, Campaign, Data, Problem, Unit

MISSING = ("Key not found", "NOT_FOUND", "no such key")
VARIABLES = ("self", "report", "campaign", "unit", "it", "key")
LOCAL = re.compile(r"""'[^']*'|"[^"]*"|(?<![\w.])(self|it|key)\b""")


READ_PART = re.compile(r"\breport\.([a-z_]+)")
ASKED_PART = re.compile(r"\bhas\(report\.([a-z_]+)\)")


def never_applies(rule: Rule, campaign: Campaign) -> bool:
    """Whether a rule reads what the campaign asks nobody for: a part of the report, or who came; what is absent is not judged."""
    if not campaign.meets and ".attended" in rule.rule and rule.place[:1] != ("sessions",):
        return True
    above = re.findall(r"\bself\.([a-z_]+)", rule.rule) if not rule.place else []
    read = {*rule.place[:1], *above, *READ_PART.findall(rule.rule)} - {*ASKED_PART.findall(rule.rule)}
    return any(part in campaign.data["parts"] and not campaign.uses(part) for part in read)


class Rules:
    """The CEL rules of one contract."""

    def __init__(self, contract: Contract, campaign: Campaign, today: date) -> None:
        self.contract = contract
        self.campaign = used(context(campaign), contract.rules)
        self.places: dict[tuple[str, ...], list[Rule]] = defaultdict(list)
        for rule in contract.rules:
            self.places[rule.place].append(rule)
        self.today = today.isoformat()
        self.parts = {kind: parts(contract, campaign, kind) for kind in campaign.due}

    def problems(self, data: Data, path: str, unit: Unit | None, *, strict: bool = True) -> Iterator[Problem]:
        """What the rules find. `strict` reports rules that fail to evaluate; without it a misshapen document may."""
        scope: Data = {"report": data, "campaign": self.campaign, "unit": self._row(unit)}
        # One activation a report: converting a mapping for CEL costs far more than evaluating a rule on it.
        activation = _environment().Activation({**scope, "today": self.today})
        for place, rules in self.places.items():
            for pointer, here, found in _places(data, place):
                scope["self"] = found
                for rule in rules:
                    for here_and_member in _members(rule, here, scope):
                        yield from self._judge(rule, path, pointer, Local(activation, *here_and_member), strict)

    def _judge(self, rule: Rule, path: str, pointer: str, local: Local, strict: bool) -> Iterator[Problem]:
        verdict, error = self._evaluate(rule.rule, local)
        if verdict is False:
            pointer += PLACEHOLDER.sub(lambda match: join("", self._evaluate(match[1], local)[0])[1:], rule.at)
            values = self._placeholders(rule, local, pointer)
            if strict or not any(isinstance(value, dict | list | None) for value in values.values()):
                yield Problem(rule.id, path, pointer, values=values)
        elif error and strict and not any(word in error for word in MISSING):
            yield Problem("rule-not-evaluated", path, pointer, values={"rule": rule.id, "problem": error})

    def _evaluate(self, expression: str, local: Local) -> tuple[Any, str]:
        result = _compiled(expression, local.self, local.it, local.key).eval(local.activation)
        value = result.plain_value()
        if value is True or result.type() != cel.Type.ERROR:
            return value, ""
        return None, str(value)

    def _placeholders(self, rule: Rule, local: Local, pointer: str) -> Data:
        """The value of each placeholder: a CEL expression, or `title`, the name of the field at the pointer."""
        expressions = PLACEHOLDER.findall(rule.message + rule.fix)
        values: Data = {"title": self.contract.title("unit", pointer)}
        return values | {text: self._evaluate(text, local)[0] for text in expressions if text not in values}

    def _row(self, unit: Unit | None) -> Data:
        """A unit as rules see it: its roster row, and which parts its kind must and must not fill in."""
        if unit is None:
            return {}
        names = ("id", "name", "category", "kind", "organisations", "members")
        row = {name: getattr(unit, name) for name in names if getattr(unit, name) is not None}
        return row | self.parts[unit.kind]


class Local(NamedTuple):
    """The values of everything, and the CEL that `self`, `it` and `key` stand for in one place."""

    activation: cel.Activation
    self: str
    it: str = ""
    key: str = ""


def context(campaign: Campaign) -> Data:
    """The campaign as rules see it: the file, its words, and tables derived from it: `marks`, `invites` and `spared`."""
    derived = {"marks": _marks(campaign), "invites": _invites(campaign), "spared": _spared(campaign)}
    return {**campaign.data, "words": dict(campaign.words), **{name: list(rows) for name, rows in derived.items()}}


def used(campaign: Data, rules: Iterable[Rule]) -> Data:
    """The parts of the campaign that rules name; the others need not be converted for every report."""
    text = " ".join(rule.rule + rule.message + rule.fix + (rule.each or "") for rule in rules)
    return {key: value for key, value in campaign.items() if f"campaign.{key}" in text}


def parts(contract: Contract, campaign: Campaign, kind: str) -> Data:
    """Which parts of a report a kind of unit must fill in, and which it must not."""
    needs = {part: kinds.get(kind) for part, kinds in campaign.data["parts"].items()}
    return {
        need: [{"part": part, "title": contract.title("unit", f"/{part}")} for part in needs if needs[part] == need]
        for need in ("required", "unused")
    }


def _marks(campaign: Campaign) -> Iterator[Data]:
    """Each item that can be approved of, with its positive and negative grades, and the marks that its rates are not
    read against. On a scale without positive grades no answer is a bad one.
    """
    for subject in campaign.subjects:
        for item in subject.items:
            if not item.scale.approves:
                continue
            yield {
                "subject": subject.id,
                "item": item.id,
                "title": item.title,
                "positive": [grade.id for grade in item.grades if grade.positive],
                "negative": [grade.id for grade in item.grades if not grade.positive and not grade.neutral],
                "aside": [mark for mark in (*(grade.id for grade in item.grades), BLANK) if mark not in item.rated],
            }


def _spared(campaign: Campaign) -> Iterator[Data]:
    """Each item that some categories do not evaluate, with these."""
    for subject in campaign.subjects:
        for item in subject.items:
            if item.not_asked_of:
                about = {"subject": subject.id, "item": item.id, "title": item.title}
                yield {**about, "categories": list(item.not_asked_of)}


def _invites(campaign: Campaign) -> Iterator[Data]:
    """Which groups units of a category have to invite."""
    groups = campaign.titles("participant_groups")
    for category, word in campaign.data["categories"].items():
        for group in word.get("invites", ()):
            yield {"category": category, "group": group, "title": groups.get(group, group)}


@lru_cache(maxsize=20_000)
def _compiled(expression: str, self_: str, it: str, key: str) -> cel.Expression:
    """An expression with its local names replaced; what stands in quotes or after a dot is no name."""
    names = {"self": self_, "it": it, "key": key}
    bound = LOCAL.sub(lambda match: names[match[1]] if match[1] else match[0], expression)
    # What was put in has no type that the compiler could know; a test checks the rules as they are written.
    return _environment().compile(bound, disable_check=True)


@cache
def _environment() -> cel.Env:
    anything = cel.Type.DYN
    overloads = [
        cel.Overload("sum_map", cel.Type.INT, [cel.Type.Map(anything, anything)], impl=lambda m: sum(m.values())),
        cel.Overload("sum_list", cel.Type.INT, [cel.Type.List(anything)], impl=sum),
    ]
    variables = dict.fromkeys(VARIABLES, anything) | {"today": cel.Type.STRING}
    return cel.NewEnv(variables=variables, functions=[cel.FunctionDecl("sum", overloads)])


def _places(
    value: Any, place: tuple[str, ...], pointer: str = "", here: str = "report"
) -> Iterator[tuple[str, str, Any]]:
    """Every value that a rule's place matches, with its pointer and the CEL that leads to it."""
    if not place:
        yield pointer, here, value
        return
    if place[0] != "*":
        entries = [(place[0], value[place[0]])] if isinstance(value, dict) and place[0] in value else []
    else:
        entries = _entries(value)
    for key, child in entries:
        yield from _places(child, place[1:], join(pointer, key), f"{here}[{_literal(key)}]")


def _members(rule: Rule, here: str, scope: Data) -> Iterator[tuple[str, ...]]:
    """What the local names stand for when a rule is judged: once, or once a member of what `each` names."""
    if rule.each is None:
        yield (here,)
        return
    base, *steps = rule.each.split(".")
    members, path = scope[base], here if base == "self" else base
    for step in steps:
        members = members.get(step) if isinstance(members, dict) else None
        path += f"[{_literal(step)}]"
    for key, _ in _entries(members):
        literal = _literal(key)
        yield here, f"{path}[{literal}]", literal


@cache
def _literal(key: str | int) -> str:
    """A key as CEL writes it."""
    return json.dumps(key, ensure_ascii=False)


def _entries(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
