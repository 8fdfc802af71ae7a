"""A note explains a warning, which becomes a hint; it changes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pingyi.campaign.open import check_campaign
from pingyi.model import Finding
from support.situations import DRAFT, REPORT, UNIT, write

SAME = "{satisfied: 35, fairly: 3, dissatisfied: 1, unknown: 2}"

WARNED = f"""{DRAFT}results:
  organisation:
    outcome: held
    ballots: {{eligible: 48, attended: %d, issued: 42, returned: 42, valid: 41, spoiled: 1}}
    items: {{key-tasks: {SAME}, promises: {SAME}, rectification: {SAME}}}
notes:
  - %s
"""


EXPLAINED = "到会的都是同一个班组"

POINTER = "/results/organisation/items"


def findings(root: Path, note: str, attended: int = 42) -> dict[str, Finding]:
    write(root, REPORT, WARNED % (attended, note))
    return {finding.rule: finding for finding in check_campaign(root).findings}


@pytest.mark.parametrize("pointer", [f", pointer: {POINTER}", ""])
def test_a_note_lowers_a_warning_to_a_hint_and_shows_why(root: Path, pointer: str) -> None:
    (finding,) = findings(root, f"{{rule: items-identical{pointer}, text: {EXPLAINED}}}").values()
    assert (finding.rule, finding.level, finding.pointer) == ("items-identical", "hint", POINTER)
    assert finding.message.endswith(EXPLAINED)


@pytest.mark.parametrize("note", ["rule: text-copied", "rule: items-identical, pointer: /results/member/items"])
def test_a_note_on_something_else_changes_nothing(root: Path, note: str) -> None:
    (finding,) = findings(root, f"{{{note}, text: {EXPLAINED}}}").values()
    assert finding.level == "warning"
    assert EXPLAINED not in finding.message


def test_a_note_never_lowers_an_error(root: Path) -> None:
    found = findings(root, f"{{rule: attended-le-eligible, text: {EXPLAINED}}}", attended=60)
    assert (found["attended-le-eligible"].level, found["items-identical"].level) == ("error", "warning")
    assert EXPLAINED not in found["attended-le-eligible"].message


def test_a_note_of_another_unit_changes_nothing(root: Path) -> None:
    other = f"notes: [{{rule: items-identical, text: {EXPLAINED}}}]\n"
    write(root, "data/units/city-jia/transport.yml", DRAFT.replace(UNIT, "city-jia/transport") + other)
    (finding,) = findings(root, "{rule: text-copied, text: 无}").values()
    assert finding.level == "warning"
