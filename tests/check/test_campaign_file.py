"""The campaign's own file: ours are without findings, and a lowered rule is lower wherever it shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pingyi.campaign.open import CannotOpenError, check_campaign
from pingyi.check.campaign_file import lowered_problems
from pingyi.check.catalogue import Catalogue
from pingyi.contract.assets import CHECKOUT
from pingyi.load.contents import CAMPAIGN

CAMPAIGNS = CHECKOUT / "tests/campaigns"
NEVER = ("person-", "change-", "file-", "yaml-", "csv-", "picture-", "campaign-", "roster-", "stamped-", "history-")


@pytest.mark.parametrize(
    "root",
    [CHECKOUT, *sorted(file.parents[1] for file in CAMPAIGNS.glob("*/data/campaign.yml"))],
    ids=lambda path: path.name,
)
def test_our_campaigns_contradict_nothing(root: Path) -> None:
    assert not [finding for finding in check_campaign(root).findings if finding.path == CAMPAIGN]


def test_only_rules_on_what_a_report_says_can_be_lowered(catalogue: Catalogue) -> None:
    asked = {key: {"level": "hint", "reason": "试一试。"} for key in catalogue.entries}
    found = {problem.values["found"]: problem.rule for problem in lowered_problems({"rules": asked}, catalogue)}
    for key, entry in catalogue.entries.items():
        if entry.scope not in ("document", "repository") or key.startswith(NEVER):
            assert found[key] == "campaign-rule-fixed"
        elif not entry.fixed:
            assert found.get(key) == ("campaign-rule-level" if entry.level == "hint" else None)


def campaign_with(root: Path, old: str, new: str) -> Path:
    shutil.copytree(CAMPAIGNS / "referendum/data", root / "data")
    file = root / CAMPAIGN
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return root


@pytest.mark.parametrize(
    ("weight", "rule"),
    [("6.67", None), ("100", None), ("0.5", None), ('"6.6"', None), ("6.667", "pattern"), ("-1", "minimum"), ("101", "maximum"),
     ('"101"', "pattern"), ('".5"', "pattern"), ('"6,67"', "pattern"), ("true", "type")],
)  # fmt: skip
def test_weights_have_two_decimals_at_most(weight: str, rule: str | None, tmp_path: Path) -> None:
    other = "build: {title: Build a new bridge}"
    text = f"keep: {{title: Keep the old bridge, weight: {weight}}}"
    root = campaign_with(tmp_path, f"keep: {{title: Keep the old bridge}}\n      {other}", f"{text}\n      {other}")
    try:
        found = [finding.rule for finding in check_campaign(root).findings if finding.path == CAMPAIGN]
    except CannotOpenError as refused:
        found = [finding.rule for finding in refused.findings]
    assert found == ([rule] if rule else ["campaign-weights"])
