"""Rules on the files of decisions, each for itself: where it lies, what it must say and what it must not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pingyi.check.people import in_text
from pingyi.check.shape import Shape
from pingyi.load import values
from pingyi.load.contents import DECISION_SUFFIX, DECISIONS
from pingyi.model import Campaign, Data, Decision, Document, Problem, Unit

PLACE = re.compile(rf"{DECISIONS}/(.+){re.escape(DECISION_SUFFIX)}/([0-9]{{4}})\.yml")
NEEDS = {"returned": ("report", "reason", "points"), "reopened": ("report", "reason", "scope"), "accepted": ()}
TAKES = {"returned": ("points",), "reopened": ("scope",), "accepted": ("absent", "below")}
SPECIAL_NAMES = ("points", "scope", "absent", "below")
"""Keys that belong to some verdicts only; the others may stand in every decision."""


def decision_path(unit: str, number: int) -> str:
    """Where a decision on a unit's report lies."""
    return f"{DECISIONS}/{unit}{DECISION_SUFFIX}/{number:04}.yml"


def decision_problems(
    documents: Mapping[str, Document], roster: Mapping[str, Unit], campaign: Campaign, shape: Shape
) -> Iterator[Problem]:
    """What is wrong with the files of decisions, whoever wrote them."""
    if documents and campaign.approval is None:
        yield Problem("decision-off", next(iter(documents)), values={"n": len(documents)})
        return
    numbers: dict[str, int] = {}
    for path, document in documents.items():
        found = PLACE.fullmatch(path)
        if not found:
            yield Problem("decision-place", path)
            continue
        unit, number = found[1], int(found[2])
        if unit not in roster:
            yield Problem("decision-unit", path, values={"found": unit})
        numbers[unit] = numbers.get(unit, 0) + 1
        if number != numbers[unit]:
            yield Problem("decision-number", path, values={"expected": f"{numbers[unit]:04}"})
        problems = list(shape.problems(document.data, path))
        yield from problems or _parts(document.data, path, shape)
        yield from () if problems else _people(document.data, path)


def _parts(data: Data, path: str, shape: Shape) -> Iterator[Problem]:
    """What a decision of a kind must say, and what only others do."""
    verdict = data["verdict"]
    said = {"verdict": shape.contract.schemas["decision"]["properties"]["verdict"]["x-titles"][verdict]}
    for key in NEEDS[verdict]:
        if key not in data:
            title = shape.contract.title("decision", f"/{key}")
            yield Problem("decision-missing", path, "/verdict", values={**said, "missing": key, "title": title})
    for key in SPECIAL_NAMES:
        if key in data and key not in TAKES[verdict]:
            title = shape.contract.title("decision", f"/{key}")
            yield Problem("decision-superfluous", path, f"/{key}", values={**said, "title": title})


def _people(data: Data, path: str) -> Iterator[Problem]:
    """Numbers and addresses of persons in what a reviewer writes: Git never forgets."""
    texts = [(f"/{key}", data[key]) for key in ("post", "reason") if key in data]
    for key, word in (("points", "words"), ("absent", "reason")):
        texts += [(f"/{key}/{place}/{word}", entry[word]) for place, entry in enumerate(data.get(key, ()))]
    for pointer, text in texts:
        for rule, found in in_text(text):
            yield Problem(rule, path, pointer, values={"found": found})


def decisions_in(
    documents: Mapping[str, Document], roster: Mapping[str, Unit], campaign: Campaign, shape: Shape
) -> dict[str, list[Decision]]:
    """The decisions of the files that are right, by unit and in order."""
    if campaign.approval is None:
        return {}
    wrong = {problem.path for problem in decision_problems(documents, roster, campaign, shape)}
    found: dict[str, list[Decision]] = {}
    for path, document in documents.items():
        if path not in wrong and (place := PLACE.fullmatch(path)):
            decision = values.decision(place[1], int(place[2]), document.data)
            found.setdefault(decision.unit, []).append(decision)
    return found
