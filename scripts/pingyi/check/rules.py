"""Rules of document scope: CEL beside the fields, evaluated over `self`, `report`, `campaign`, `unit` and `today`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from cel_expr_python import cel

from pingyi.check.catalogue import PLACEHOLDER
from pingyi.contract import Contract, Rule
from pingyi.load.normalform import join
from pingyi.model import Campaign, Data, Problem, Unit

MISSING = ("Key not found", "NOT_FOUND", "no such key")
VARIABLES = ("self", "report", "campaign", "unit", "it", "key")


class Rules:
    """The CEL rules of one contract, compiled once."""

    def __init__(self, contract: Contract, campaign: Campaign, today: date) -> None:
        self.contract, self.rules = contract, contract.rules
        self.campaign = context(campaign)
        self.today = today.isoformat()
        self._compile = cache(_environment().compile)

    def problems(self, data: Data, path: str, unit: Unit | None, *, strict: bool = True) -> Iterator[Problem]:
        """What the rules find. `strict` reports rules that fail to evaluate; without it a misshapen document may."""
        scope = {"report": data, "campaign": self.campaign, "unit": _row(unit), "today": self.today}
        for rule in self.rules:
            for pointer, value in _places(data, rule.place):
                for bindings in _members(rule, {**scope, "self": value}):
                    yield from self._judge(rule, path, pointer, bindings, strict)

    def _judge(self, rule: Rule, path: str, pointer: str, bindings: Data, strict: bool) -> Iterator[Problem]:
        verdict, error = self._evaluate(rule.rule, bindings)
        if verdict is False:
            pointer += self._fill(rule.at, bindings)
            values = self._placeholders(rule, bindings, pointer)
            if strict or not any(isinstance(value, dict | list | None) for value in values.values()):
                yield Problem(rule.id, path, pointer, values=values)
        elif error and strict and not any(word in error for word in MISSING):
            yield Problem("rule-not-evaluated", path, pointer, values={"rule": rule.id, "problem": error})

    def _evaluate(self, expression: str, bindings: Data) -> tuple[Any, str]:
        result = self._compile(expression).eval(data=bindings)
        value = result.plain_value()
        return (None, str(value)) if result.type() == cel.Type.ERROR else (value, "")

    def _placeholders(self, rule: Rule, bindings: Data, pointer: str) -> Data:
        """The value of each placeholder: a CEL expression, or `title`, the name of the field at the pointer."""
        expressions = PLACEHOLDER.findall(rule.message + rule.fix)
        values: Data = {"title": self.contract.title("unit", pointer)}
        return values | {text: self._evaluate(text, bindings)[0] for text in expressions if text not in values}

    def _fill(self, at: str, bindings: Data) -> str:
        return PLACEHOLDER.sub(lambda match: join("", self._evaluate(match[1], bindings)[0])[1:], at)


def context(campaign: Campaign) -> Data:
    """The campaign as rules see it: the file, and tables derived from it: `needs`, `marks`, `invites`."""
    titles = Contract(None).schemas["unit"]["properties"]
    needs = [
        {"part": part, "title": titles[part]["title"], "kind": kind, "need": need}
        for part, kinds in campaign.data["parts"].items()
        for kind, need in kinds.items()
    ]
    return {**campaign.data, "needs": needs, "marks": list(_marks(campaign)), "invites": list(_invites(campaign))}


def _marks(campaign: Campaign) -> Iterator[Data]:
    """Each evaluated item with its positive and negative grades."""
    for subject in campaign.subjects:
        for item in subject.items:
            yield {
                "subject": subject.id,
                "item": item.id,
                "title": item.title,
                "positive": [grade.id for grade in item.grades if grade.positive],
                "negative": [grade.id for grade in item.grades if not grade.positive and not grade.neutral],
            }


def _invites(campaign: Campaign) -> Iterator[Data]:
    """Which groups units of a category have to invite."""
    groups = campaign.titles("participant_groups")
    for category, word in campaign.data["categories"].items():
        for group in word.get("invites", ()):
            yield {"category": category, "group": group, "title": groups.get(group, group)}


def _environment() -> cel.Env:
    anything = cel.Type.DYN
    overloads = [
        cel.Overload("sum_map", cel.Type.INT, [cel.Type.Map(anything, anything)], impl=lambda m: sum(m.values())),
        cel.Overload("sum_list", cel.Type.INT, [cel.Type.List(anything)], impl=sum),
    ]
    variables = dict.fromkeys(VARIABLES, anything) | {"today": cel.Type.STRING}
    return cel.NewEnv(variables=variables, functions=[cel.FunctionDecl("sum", overloads)])


def _row(unit: Unit | None) -> Data:
    if unit is None:
        return {}
    row = {name: getattr(unit, name) for name in ("id", "name", "category", "kind", "organisations", "members")}
    return {name: value for name, value in row.items() if value is not None}


def _places(value: Any, place: tuple[str, ...], pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that a rule's place matches, with its pointer."""
    if not place:
        yield pointer, value
        return
    for key, child in _entries(value):
        if place[0] in ("*", key):
            yield from _places(child, place[1:], join(pointer, key))


def _members(rule: Rule, scope: Data) -> Iterator[Data]:
    """The bindings under which a rule is judged: once, or once a member of what `each` names."""
    if rule.each is None:
        yield scope
        return
    members: Any = scope
    for step in rule.each.split("."):
        members = members.get(step) if isinstance(members, dict) else None
    for key, member in _entries(members):
        yield {**scope, "key": key, "it": member}


def _entries(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
