"""Random sequences of edits, decisions and merges against a second model: what may be done, where each report then stands, that
nothing accepted changes unnoticed, and that there is always somebody who can act.

Requests are made on the main of their day, lie open, and are judged when they are merged, alone or two at once as a merge queue
does. PINGYI_FULL=1 tries 10,000 sequences.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from random import Random
from typing import Any

import pytest

from pingyi.check.deciding import Deciding, Handed, deciding
from pingyi.check.permissions import Person
from pingyi.contract.schemas import Contract
from pingyi.decisions.canonical import below_hash, report_hash
from pingyi.decisions.levels import deciders
from pingyi.decisions.life import Lives
from pingyi.decisions.record import DecisionRecord
from pingyi.model import Approval, Decision, Unit
from support.approval_model import Entry, Model
from support.situations import FULL

DAY = date(2025, 10, 20)
KINDS = {
    "a": "reporting", "a/b": "branch", "a/b/d": "branch", "a/b/e": "branch", "a/c": "branch",
    "x": "reporting", "x/y": "branch", "x/g": "reporting", "x/g/h": "branch", "z": "reporting",
}  # fmt: skip
EXEMPT = {"x"}
PLACES = ("/coverage/organisations", "/coverage/members")
SEQUENCES, PARTS, STEPS = (10_000, 4, 40) if FULL else (80, 1, 40)


def roster(people: bool = True) -> dict[str, Unit]:
    """Each row has a clerk and reviewers of its own."""
    return {
        unit: Unit(unit, unit, "general", kind, exempt="停办" if unit in EXEMPT else None,
                   submitters=(f"clerk-{unit.replace('/', '-')}",) if people else (),
                   reviewers=(f"above-{unit.replace('/', '-')}",) if people else ())
        for unit, kind in KINDS.items()
    }  # fmt: skip


@dataclass
class Request:
    """What is proposed: reports as they would be (None: deleted), decisions, and how the second model sees these."""

    author: str
    reports: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    entries: list[tuple[str, Entry]] = field(default_factory=list)
    rightful: bool = True


class World:
    """Main, requests that lie open, and the second model beside it."""

    def __init__(self, rng: Random, contract: Contract) -> None:
        self.rng, self.contract = rng, contract
        levels = frozenset(rng.choice([[], ["reporting"], ["branch"], ["branch", "reporting"]]))
        self.roster, self.approval = roster(), Approval(levels, "submitted")
        self.reports: dict[str, dict[str, Any]] = {}
        self.decisions: dict[str, tuple[Decision, ...]] = {}
        self.model = Model(KINDS, set(levels), KINDS.keys() - EXEMPT)
        self.open: list[Request] = []

    def record(self, reports: dict[str, dict[str, Any]] | None = None) -> DecisionRecord:
        found = self.reports if reports is None else reports
        hashes = {unit: report_hash(data, {}) for unit, data in found.items() if data["status"] == "final"}
        return DecisionRecord(self.roster, self.approval, hashes, frozenset(KINDS.keys() - EXEMPT), self.decisions)

    # What people propose.

    def edit(self) -> Request:
        owing = [unit for unit in KINDS if unit not in EXEMPT]
        reopened = [unit for unit in owing if self.model.opened(unit) and self.model.holder(unit) is None]
        unit = self.rng.choice(reopened if reopened and self.rng.random() < 0.5 else owing)
        data = copy.deepcopy(self.reports.get(unit)) or {
            "status": "draft",
            "coverage": {"organisations": 1, "members": 1},
        }
        for place in self.rng.sample(PLACES, self.rng.choice([0, 1, 1, 2])):
            data["coverage"][place.rpartition("/")[2]] = self.rng.randint(1, 3)
        data["status"] = self.rng.choices(["final", "draft"], [9, 1])[0]
        if self.rng.random() < 0.6:
            data["revisions"] = [*data.get("revisions", []), len(data.get("revisions", []))]
        deleted = self.rng.random() < 0.03
        return Request(self.roster[unit].submitters[0], {unit: None if deleted else data})

    def decide(self) -> Request:
        lives, units = Lives(self.record()), list(KINDS)
        unit = self.rng.choice(units)
        life = lives[unit]
        likely = life.next if life.next in life.chain else life.holder or life.chain[0]
        by = likely if self.rng.random() < 0.7 else self.rng.choice([*life.chain, "z"])
        verdict = self.rng.choices(["accepted", "returned", "reopened"], [6, 2, 2 if life.holder is None else 6])[0]
        return self.decision(unit, by, verdict, right=self.rng.random() < 0.85)

    def decision(self, unit: str, by: str, verdict: str, *, right: bool = True) -> Request:
        """A decision that is right where the model says that it may be; else some of it may be wrong."""
        model, rng = self.model, self.rng
        known = by in model.levels_of(unit)
        absent = frozenset(model.not_ready(unit, by)) if known and verdict == "accepted" else frozenset[str]()
        if not right and verdict == "accepted":
            absent = frozenset(rng.sample(sorted(KINDS), rng.randint(0, 2)))
        places = frozenset(rng.sample(PLACES, rng.randint(1, 2))) if verdict != "accepted" else frozenset[str]()
        report = model.text(unit) or ""
        below = model.below(unit, by, absent) if verdict == "accepted" else frozenset[tuple[str, str]]()
        has_below = any(one.startswith(f"{unit}/") for one in KINDS)
        decision = Decision(
            unit, len(self.decisions.get(unit, ())) + 1, verdict, by, "科长", DAY, "看过", dict.fromkeys(places, "改"),
            tuple(places), dict.fromkeys(absent, "没有上报"), self.hashed(report),
            below_hash({one: self.hashed(text) for one, text in below}) if verdict == "accepted" and has_below else "",
        )  # fmt: skip
        if not right and rng.random() < 0.3:
            decision = replace(decision, report="0" * 64)
            report = "another"
        names = deciders(unit, by, self.roster, self.approval) if known else ("above-a",)
        author = names[0] if rng.random() < 0.9 or right else "somebody"
        entry = Entry(verdict, by, report, below, absent, places)
        return Request(author, {}, [decision], [(unit, entry)], author in names)

    def hashed(self, text: str) -> str:
        return report_hash(json.loads(text), {}) if text else ""

    # What becomes of it.

    def verdict(self, requests: list[Request]) -> set[str]:
        """The rules that stand against merging these requests at once. A queue has no author."""
        proposed = dict(self.reports)
        changed = {}
        for request in requests:
            for unit, data in request.reports.items():
                changed[unit] = partial(handed, self.reports.get(unit), data)
                proposed = (
                    {**proposed, unit: data} if data else {one: it for one, it in proposed.items() if one != unit}
                )
        before = self.record()
        added = [decision for request in requests for decision in request.decisions]
        it = Deciding(before, self.record(proposed), self.contract, DAY, "活动办公室", added, (), changed)
        person = Person(requests[0].author, self.roster, frozenset()) if len(requests) == 1 else None
        return {problem.rule for problem in deciding(it, person)}

    def allowed(self, requests: list[Request]) -> bool:
        """The same by the second model."""
        after = copy.deepcopy(self.model)
        for request in requests:
            for unit, data in request.reports.items():
                if not self.model.may_change(unit, differing(self.reports.get(unit), data)):
                    return False
                after.texts = after.texts | {unit: written(data)} if is_final(data) else {
                    one: text for one, text in after.texts.items() if one != unit
                }  # fmt: skip
        # Those on units below first, whichever request they stand in.
        entries = [one for request in requests for one in request.entries]
        for unit, entry in sorted(entries, key=lambda one: (-one[0].count("/"), one[0])):
            if self.model.text(unit) != after.text(unit) or not after.may_decide(unit, entry):
                return False
            after.log.setdefault(unit, []).append(entry)
        return all(request.rightful for request in requests) if len(requests) == 1 else True

    def collides(self, requests: list[Request]) -> bool:
        """Whether Git itself cannot merge them: the same file written twice."""
        files = [unit for request in requests for unit in request.reports]
        decided = [(decision.unit, decision.number) for request in requests for decision in request.decisions]
        taken = any(number != len(self.decisions.get(unit, ())) + 1 for unit, number in decided)
        return taken or len(set(files)) < len(files) or len(set(decided)) < len(decided)

    def merge(self, requests: list[Request]) -> None:
        for request in requests:
            for unit, data in request.reports.items():
                self.reports = {one: it for one, it in self.reports.items() if one != unit} | (
                    {unit: data} if data else {}
                )
                self.model.texts = {one: written(it) for one, it in self.reports.items() if is_final(it)}
            for decision in request.decisions:
                self.decisions = self.decisions | {decision.unit: (*self.decisions.get(decision.unit, ()), decision)}
            for unit, entry in request.entries:
                self.model.log.setdefault(unit, []).append(entry)

    def same(self) -> None:
        lives = Lives(self.record())
        for unit in KINDS:
            life, model = lives[unit], self.model
            assert life.state == model.state(unit), unit
            assert [*life.accepted] == model.accepted(unit), unit
            assert life.next == model.actor(unit), unit
            assert life.holder == model.holder(unit), unit
            opened = model.opened(unit)
            assert life.round.limit == (opened[0] if opened else None), unit


def handed(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[Handed, Handed]:
    return (before, {}), (after, {})


def is_final(data: dict[str, Any] | None) -> bool:
    return data is not None and data["status"] == "final"


def written(data: dict[str, Any] | None) -> str:
    return json.dumps(data, sort_keys=True)


def differing(before: dict[str, Any] | None, after: dict[str, Any] | None) -> set[str]:
    """Places in which two reports differ, of the few that these reports have."""
    old, new = before or {}, after or {}
    found = {f"/{key}" for key in ("status", "revisions") if old.get(key) != new.get(key)}
    old_counts, new_counts = old.get("coverage"), new.get("coverage")
    if (old_counts is None) != (new_counts is None):
        return found | {"/coverage"}
    counts = (old_counts or {}, new_counts or {})
    return found | {
        f"/coverage/{key}" for key in ("organisations", "members") if counts[0].get(key) != counts[1].get(key)
    }


def finish(world: World) -> None:
    """Let whoever is to act do so, rightly and only so, until every report is accepted by all levels."""
    for _ in range(60):
        lives = Lives(world.record())
        waiting = [unit for unit in KINDS if lives[unit].next]
        if not waiting:
            return
        moved = False
        for unit in sorted(waiting, key=lambda one: -one.count("/")):
            life = Lives(world.record())[unit]
            if life.next is None or (life.through and world.model.actor(life.through) is not None):
                continue
            if life.next == unit:
                data = copy.deepcopy(world.reports.get(unit)) or {
                    "status": "draft",
                    "coverage": {"organisations": 1, "members": 1},
                }
                data |= {"status": "final", "revisions": [*data.get("revisions", []), "再看过"]}
                request = Request(world.roster[unit].submitters[0], {unit: data})
            else:
                if world.model.not_ready(unit, life.next):
                    continue
                request = world.decision(unit, life.next, "accepted")
            assert world.verdict([request]) == set(), (unit, life)
            world.merge([request])
            moved = True
        assert moved, "nobody can act"
    pytest.fail("it does not end")


def run(number: int, contract: Contract) -> Counter[str]:
    """One sequence; how often requests were merged, and which rules spoke."""
    seen: Counter[str] = Counter()
    world = World(Random(number), contract)
    for _ in range(STEPS):
        world.open.append(world.edit() if world.rng.random() < 0.45 else world.decide())
        if world.rng.random() < 0.2:
            continue  # it lies open while others are merged
        chosen = world.rng.sample(world.open, min(len(world.open), world.rng.choice([1, 1, 1, 2])))
        world.open = [one for one in world.open if one not in chosen]
        if not world.collides(chosen):
            seen.update(attempt(world, chosen))
    finish(world)
    world.same()
    return seen


def attempt(world: World, chosen: list[Request]) -> set[str]:
    """Merge requests if nothing stands against it; both models must say the same."""
    rules = world.verdict(chosen)
    assert (rules == set()) == world.allowed(chosen), (rules, chosen)
    if rules:
        together = len(chosen) > 1 and all(world.allowed([one]) for one in chosen)
        return rules | ({"wrong together"} if together else set())
    held = {unit: text for unit, text in world.model.texts.items() if world.model.holder(unit)}
    world.merge(chosen)
    assert all(world.model.texts.get(unit) == text for unit, text in held.items())
    world.same()
    return {"merged"}


@pytest.mark.parametrize("part", range(PARTS))
def test_sequences(part: int, contract: Contract) -> None:
    seen: Counter[str] = Counter()
    for number in range(part, SEQUENCES, PARTS):
        seen += run(number, contract)
    assert seen.keys() >= COMMON, COMMON - seen.keys()


COMMON = {
    "merged", "wrong together", "decision-report", "decision-level", "decision-author", "decision-unsubmitted", "decision-returned", "decision-again",
    "decision-order", "decision-absent", "decision-held", "decision-not-held", "report-locked", "report-outside-scope",
}  # fmt: skip
"""What every part must have met: else the sequences say nothing of it."""
