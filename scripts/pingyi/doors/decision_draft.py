"""The way into a decision: what a reviewer says, put beside what main holds, as the files of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pingyi.campaign.approving import record
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import explain
from pingyi.check.deciding import Deciding, deciding, with_decision
from pingyi.check.decision_files import decision_path, decision_problems
from pingyi.check.shape import Shape
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.life import Life, Lives
from pingyi.decisions.queue import Waiting, queue
from pingyi.decisions.record import DecisionRecord
from pingyi.decisions.written import decision_yaml
from pingyi.load.documents import document
from pingyi.model import Decision, DecisionVerdict, Finding, Problem


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer says. `by`: the deciding level; empty for the one whose turn it is."""

    verdict: DecisionVerdict
    post: str
    by: str = ""
    reason: str = ""
    points: Mapping[str, str] = field(default_factory=dict)
    scope: Sequence[str] = ()
    absent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafted:
    """Text by path of each decision, and what stands against them: then none may be written."""

    files: dict[str, str]
    findings: list[Finding]


class NoApprovalError(Exception):
    """The campaign does not approve level by level."""


def drafted(judged: Judged, units: Iterable[str], said: Said) -> Drafted:
    """One decision a unit, those on units below first, each on what main holds then. Raises `NoApprovalError`."""
    held = record(judged)
    if held is None:
        raise NoApprovalError
    made, after = [], held
    for unit in sorted(units, key=lambda one: (-one.count("/"), one)):
        decision = _decision(unit, judged, said, after)
        made.append(decision)
        after = with_decision(after, decision)
    it = Deciding(held, held, judged.contract, judged.as_of, decision_words()["office"], made)
    files = {decision_path(one.unit, one.number): decision_yaml(one) for one in made}
    problems = [*_form(files, judged), *deciding(it, None)]
    return Drafted(files, sorted(explain(problems, judged.catalogue, judged.contents)))


def _form(files: Mapping[str, str], judged: Judged) -> list[Problem]:
    """What is wrong with the files themselves, read as they will be read."""
    read = {path: document(path, text) for path, text in files.items()}
    documents = {path: found for path, (found, _) in read.items() if found}
    both = dict(sorted({**judged.contents.decisions, **documents}.items()))
    shape = Shape(judged.contract, judged.catalogue, "decision")
    found = decision_problems(both, judged.roster, judged.campaign, shape)
    return [problem for _, problems in read.values() for problem in problems] + [it for it in found if it.path in files]


def _decision(unit: str, judged: Judged, said: Said, held: DecisionRecord) -> Decision:
    by = said.by or _whose_turn(Lives(held)[unit], said.verdict)
    decisions = held.decisions.get(unit, ())
    return Decision(
        unit=unit,
        number=len(decisions) + 1,
        verdict=said.verdict,
        by=by,
        post=said.post,
        on=judged.as_of,
        reason=said.reason,
        points=said.points,
        scope=tuple(said.scope),
        absent=said.absent,
        report=held.handed(unit) or "",
        below=held.below(unit, by, said.absent) if said.verdict == "accepted" else "",
    )


def _whose_turn(life: Life, verdict: DecisionVerdict) -> str:
    if verdict == "reopened":
        place = max(life.held, life.round.limiter, 0)
        return life.chain[place]
    return life.next if life.next in life.chain else life.chain[0]


def clean(judged: Judged, level: str) -> list[str]:
    """The units that wait for a level and against which nothing speaks: no warning, and nobody below missing."""
    held = record(judged)
    if held is None:
        raise NoApprovalError
    doubted = doubtful(judged)
    return [it.life.unit for it in queue(Lives(held), {}) if it.actor == level and is_clean(it, doubted)]


def doubtful(judged: Judged) -> set[str]:
    """The units whose reports have a warning."""
    paths = {finding.path for finding in judged.findings if finding.level != "hint"}
    return {unit for unit, path in judged.contents.paths.items() if path in paths}


def is_clean(it: Waiting, doubted: set[str]) -> bool:
    """Whether nothing speaks against what waits. `doubted`: see `doubtful`."""
    return not it.missing and it.life.unit not in doubted
