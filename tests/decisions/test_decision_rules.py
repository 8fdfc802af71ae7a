"""Every rule of the scope `decision` speaks alone on a request to a campaign in every state, with its comment kept word for word
in `golden/decision`. PINGYI_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pingyi.check.catalogue import Catalogue
from support.approvals import LEVELS, corrected, decided, edited, levels, report
from support.forge import Files, commit, git, run
from support.places import GOLDENS

GOLDEN = GOLDENS / "decision"
RULE = re.compile(r"（([a-z-]+)） \|$", re.MULTILINE)
"""The rule in the last cell of a comment's rows."""
RETURN = {"reason": "票数和计票单不符", "points": {"/results/service/ballots": "按计票单更正"}}
REOPEN = {"reason": "抽查发现抄反", "scope": ("/results/service/items/attitude",)}
ABSENT = {"hall/housing": "退回未改", "hall/household": "还没有审", "hall/east-point": "还没有审"}


class Situation(NamedTuple):
    """What a request changes on main, who opened it, and which other rules must speak as well."""

    proposed: Callable[[Path], Files]
    author: str
    also: tuple[str, ...] = ()


def sixth(root: Path) -> Files:
    return {"data/decisions/hall/household.d/0006.yml": one_text(decided(root, "hall/household", "accepted"))}


def one_text(files: Files) -> str:
    (text,) = files.values()
    return str(text)


def moved(path: str) -> Callable[[Path], Files]:
    return lambda root: {path: one_text(decided(root, "hall/household", "accepted"))}


def both(root: Path) -> Files:
    """A report and a decision on it, as it was, at once."""
    return decided(root, "hall/household", "accepted") | {"data/units/hall/household.yml": corrected("hall/household")}


def without_approval(_root: Path) -> Files:
    path = "data/campaign.yml"
    return {
        path: (LEVELS / path).read_text("utf-8").replace("approval:\n  levels: [reporting]\n  totals: submitted\n", "")
    }


def without_reviewers(_root: Path) -> Files:
    path = "data/roster.csv"
    return {path: (LEVELS / path).read_text("utf-8").replace(",office-li", ",")}


def taken(_root: Path) -> Files:
    return {"data/decisions/hall/housing.d/0001.yml": None}


SITUATIONS: dict[str, Situation] = {
    "approval-nobody": Situation(without_reviewers, "office-li", ("change-grounds",)),
    "decision-off": Situation(without_approval, "office-li", ("change-grounds",)),
    "decision-place": Situation(moved("data/decisions/hall/household/0001.yml"), "office-li"),
    "decision-unit": Situation(moved("data/decisions/hall/nowhere.d/0001.yml"), "office-li"),
    "decision-number": Situation(sixth, "hall-reviewer"),
    "decision-missing": Situation(
        lambda root: edited(decided(root, "hall/household", "returned", **RETURN), "reason: 票数和计票单不符\n", ""), "hall-reviewer"
    ),
    "decision-superfluous": Situation(
        lambda root: edited(decided(root, "hall/household", "accepted"), "report:", "scope: [/results]\nreport:"), "hall-reviewer"
    ),
    "decision-kept": Situation(taken, "hall-reviewer"),
    "decision-author": Situation(lambda root: decided(root, "hall/household", "accepted"), "office-li"),
    "decision-level": Situation(lambda root: decided(root, "hall/household", "accepted", "library"), "hall-reviewer"),
    "decision-unsubmitted": Situation(lambda root: decided(root, "library/archive", "accepted"), "library-reviewer"),
    "decision-report": Situation(
        lambda root: edited(decided(root, "hall/household", "accepted"), "report: ", f"report: {'0' * 64}\n# "), "hall-reviewer"
    ),
    "decision-below": Situation(
        lambda root: edited(decided(root, "hall", "accepted", absent=ABSENT), "below: ", f"below: {'0' * 64}\n# "), "office-li"
    ),
    "decision-returned": Situation(lambda root: decided(root, "hall/housing", "accepted", "hall"), "hall-reviewer"),
    "decision-again": Situation(lambda root: decided(root, "clinic/river-village", "accepted", "clinic"), "clinic-reviewer"),
    "decision-order": Situation(lambda root: decided(root, "hall/household", "accepted", "office"), "office-li"),
    "decision-children": Situation(lambda root: decided(root, "hall", "accepted"), "office-li"),
    "decision-absent": Situation(
        lambda root: decided(root, "hall", "accepted", absent={**ABSENT, "library/children": "写错了"}), "office-li"
    ),
    "decision-held": Situation(lambda root: decided(root, "library/reading-room", "returned", "library", **RETURN), "library-reviewer"),
    "decision-not-held": Situation(lambda root: decided(root, "hall/household", "reopened", "hall", **REOPEN), "hall-reviewer"),
    "decision-scope": Situation(lambda root: decided(root, "clinic/pharmacy", "returned", "clinic", **RETURN), "clinic-reviewer"),
    "decision-day": Situation(
        lambda root: edited(decided(root, "hall/household", "accepted"), "2025-10-20", "2025-10-21"), "hall-reviewer"
    ),
    "decision-pointer": Situation(
        lambda root: edited(decided(root, "hall/household", "returned", **RETURN), "/results/service/ballots", "/results/servce"),
        "hall-reviewer",
    ),
    "report-locked": Situation(
        lambda _root: {"data/units/clinic/river-village.yml": corrected("clinic/river-village")}, "clinic-clerk"
    ),
    "report-outside-scope": Situation(
        lambda _root: {"data/units/library/children.yml": corrected("library/children", "speed")}, "library-clerk"
    ),
}  # fmt: skip
"""A request for each rule. What `decision-stale` says stands on main already: see below."""


@pytest.fixture(scope="module")
def main(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The campaign on main. Each request is a branch that starts there."""
    return levels(tmp_path_factory.mktemp("levels") / "root")


def judged(main: Path, name: str, files: Files, author: str | None) -> tuple[int, str, set[str]]:
    """Exit status, comment and rules of a request."""
    git(main, "switch", "--quiet", "--force-create", f"request-{name}", "main")
    commit(main, files)
    git(main, "switch", "--quiet", "main")
    who = ("--author", author) if author else ()
    options = ("--changed-since", "main", "--proposed", f"request-{name}", *who)
    status, comment = run(main, *options, "--format", "markdown")
    return status, comment, set(RULE.findall(comment))


def test_every_rule_of_the_scope_has_a_situation(catalogue: Catalogue) -> None:
    rules = {entry.id for entry in catalogue.entries.values() if entry.scope == "decision"}
    assert SITUATIONS.keys() | {"decision-stale"} == rules
    assert {path.stem for path in GOLDEN.iterdir()} == rules


@pytest.mark.parametrize("rule", SITUATIONS)
def test_situation(rule: str, main: Path, catalogue: Catalogue) -> None:
    proposed, author, also = SITUATIONS[rule]
    status, comment, rules = judged(main, rule, proposed(main), author)
    assert rules == {rule, *also}
    assert status == (catalogue.entries[rule].level == "error")
    compare(rule, comment)


def test_a_change_that_nobody_should_have_let_in_is_told_with_who_must_act(main: Path) -> None:
    """What is stale shows at every check of the whole campaign; here the clinic, since a report below it was corrected."""
    status, comment = run(main, "--format", "markdown")
    assert (status, "decision-stale" in comment, "office-li" in comment) == (0, True, True)
    compare("decision-stale", comment)


def compare(rule: str, comment: str) -> None:
    golden = GOLDEN / f"{rule}.md"
    if os.environ.get("PINGYI_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(comment, encoding="utf-8", newline="\n")
    assert comment == golden.read_text(encoding="utf-8")


# What is right: nothing is found, and the comment says where the report stands, who acts next, and tells its submitters.

RIGHT: dict[str, Situation] = {
    "accept": Situation(lambda root: decided(root, "hall/household", "accepted"), "hall-reviewer"),
    "return": Situation(lambda root: decided(root, "hall/household", "returned", **RETURN), "hall-reviewer"),
    "reopen": Situation(lambda root: decided(root, "clinic/river-village", "reopened", "clinic", **REOPEN), "clinic-reviewer"),
    "accept-with-absent": Situation(lambda root: decided(root, "hall", "accepted", absent=ABSENT), "office-li"),
    "correct-what-was-reopened": Situation(
        lambda _root: {"data/units/library/children.yml": corrected("library/children")}, "library-clerk"
    ),
    "mend-what-was-returned": Situation(
        lambda _root: {"data/units/hall/housing.yml": corrected("hall/housing")}, "hall-clerk"
    ),
    "withdraw-before-acceptance": Situation(
        lambda _root: {"data/units/hall/household.yml": report("hall/household").replace("status: final", "status: draft")}, "hall-clerk"
    ),
    "line-ends-and-comments-of-an-accepted-report": Situation(
        lambda _root: {"data/units/library.yml": "# 说明\n" + report("library").replace("\n", "\r\n")}, "library-clerk"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_told_in_one_sentence(name: str, main: Path) -> None:
    proposed, author, _ = RIGHT[name]
    status, comment, rules = judged(main, name, proposed(main), author)
    assert (status, rules) == (0, set()), comment
    golden = GOLDENS / "standing" / f"{name}.md"
    if os.environ.get("PINGYI_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(comment, encoding="utf-8", newline="\n")
    assert comment == golden.read_text(encoding="utf-8")


def test_two_clean_requests_that_are_wrong_together(main: Path) -> None:
    """A report changes while its acceptance lies in another request: what a merge queue makes of both is refused."""
    accept = decided(main, "hall/household", "accepted")
    change: Files = {"data/units/hall/household.yml": corrected("hall/household")}
    assert judged(main, "one", accept, "hall-reviewer")[0] == 0
    assert judged(main, "other", change, "hall-clerk")[0] == 0
    status, _, rules = judged(main, "together", accept | change, None)
    assert (status, rules) == (1, {"decision-report"})


def test_a_change_below_while_the_acceptance_above_lies_open(main: Path) -> None:
    accept = decided(main, "hall", "accepted", absent=ABSENT)
    status, _, rules = judged(main, "below", accept | decided(main, "hall/household", "accepted"), None)
    assert (status, rules) == (1, {"decision-absent"})
