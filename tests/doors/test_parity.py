"""Browser and Python judge alike: the same rules at the same pointers in the same words, for all that a report alone can tell.

On every valid report and example, on every example that a browser can judge, and on mutations of them: 100, and 5,000
with PINGYI_FULL=1.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from pingyi.campaign.justified import justified
from pingyi.check.verdict import Judge
from pingyi.contract.assets import CHECKOUT
from pingyi.doors.form_contract import browser_contract
from pingyi.doors.template import blank_report
from pingyi.load.documents import document
from support.browser_code import in_node, request
from support.judges import judge_of
from support.mutations import Case, examples, mutated, reports
from support.places import INVALID, TOWN, VALID
from support.situations import FULL, build

MUTATIONS = 5_000 if FULL else 100
SEED = 2012
REFERENDUM = CHECKOUT / "tests/campaigns/referendum"
FOLDERS = ["attendance-below-threshold", "attended-unasked", "item-missing", "item-not-asked", "repeat-evaluation"]


def expected(judge: Judge, case: Case, told: set[str]) -> set[tuple[str, ...]] | None:
    """What Python finds of the rules in `told`; None where it tells only the first of too many."""
    path = f"data/units/{case.unit}.yml"
    verdict = judge.judge(case.unit, path, case.text.encode(), {})[0]
    if any(finding.rule == "more-findings" for finding in verdict.findings):
        return None
    notes = [(case.unit, *note) for note in verdict.notes]
    shown = justified(verdict.findings, notes, {case.unit: path}, judge.catalogue.words["noted"])
    return {(it.rule, it.pointer, it.level, it.message, it.fix) for it in shown if it.rule in told}


def assert_alike(judge: Judge, cases: list[Case]) -> set[str]:
    """Every case gets the same findings from both; returns the rules that spoke."""
    told = set(browser_contract(judge.contract, judge.catalogue, judge.campaign)["entries"])
    answers = in_node(judge, [request(judge, *case) for case in cases])
    spoke: set[str] = set()
    for case, answer in zip(cases, answers, strict=True):
        wanted = expected(judge, case, told)
        found = {
            tuple(it[key] for key in ("rule", "pointer", "level", "message", "fix"))
            for it in answer.get("findings", ())
        }
        if "fault" in answer:
            assert wanted is not None
            assert answer["fault"] in {rule for rule, *_ in wanted}, case.text
        elif wanted is not None:
            assert found == wanted, case.text
            spoke |= {rule for rule, *_ in found}
    return spoke


def test_a_level_that_the_campaign_lowers_is_lower_in_both() -> None:
    judge = judge_of(REFERENDUM)
    lowered = ["ballots-returned-le-issued", "returned-eq-valid-plus-spoiled"]
    assert sorted(assert_alike(judge, reports(REFERENDUM))) == lowered
    assert [judge.catalogue.entries[rule].level for rule in lowered] == ["warning", "hint"]


@pytest.fixture(scope="module")
def sample() -> Judge:
    return judge_of(CHECKOUT)


@pytest.mark.parametrize("root", [CHECKOUT, TOWN, REFERENDUM], ids=["sample", "town", "referendum"])
def test_reports_of_a_campaign_are_judged_alike(root: Path) -> None:
    cases = reports(root)
    assert len(cases) > 5
    assert_alike(judge_of(root), cases)


def test_examples_are_judged_alike_and_every_rule_that_the_browser_knows_speaks(sample: Judge) -> None:
    cases = examples(INVALID.glob("*.yml")) + examples(VALID.glob("*.yml"))
    spoke = assert_alike(sample, cases)
    contract = browser_contract(sample.contract, sample.catalogue, sample.campaign)
    spoke |= {*FOLDERS, "more-findings", "rule-not-evaluated"}
    assert {rule for rule in contract["entries"] if not rule.startswith("yaml-")} <= spoke


@pytest.mark.parametrize("rule", FOLDERS)
def test_an_example_with_a_campaign_of_its_own_is_judged_alike(
    rule: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that speak only where the campaign sets a threshold, or leaves something out."""
    own = build(rule, root, monkeypatch)
    assert rule in assert_alike(judge_of(own), reports(own))


@pytest.mark.parametrize("root", [CHECKOUT, TOWN], ids=["sample", "town"])
def test_templates_of_which_little_is_filled_in_are_judged_alike(root: Path) -> None:
    """Parts that stay blank are absent to both."""
    judge = judge_of(root)
    units = list(judge.roster.values())[:4]
    texts = [(unit.id, blank_report(judge.contract, judge.campaign, unit)) for unit in units]
    some = [(unit, re.sub(r"\b(given_on|id|opinions|reason|valid):(?=  #)", r"\1: 3", text)) for unit, text in texts]
    assert {"required"} < assert_alike(judge, [Case(*case) for case in texts + some])


@pytest.mark.parametrize("root", [CHECKOUT, TOWN], ids=["sample", "town"])
def test_mutations_are_judged_alike(root: Path) -> None:
    chance = random.Random(SEED)
    seeds = [case for case in reports(root) if document("", case.text)[0]]
    seeds += examples(VALID.glob("*.yml")) if root == CHECKOUT else []
    spoke = assert_alike(judge_of(root), [mutated(chance.choice(seeds), chance) for _ in range(MUTATIONS // 2)])
    assert len(spoke) > 10
