"""The test campaign with two levels and units in every state: what the shell, the tables and the totals say of it."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest
import yaml
from click.testing import CliRunner, Result

from pingyi.campaign.approving import record
from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.decisions.canonical import report_hash
from pingyi.decisions.decision_words import decision_words
from pingyi.decisions.life import LifeState, Lives
from pingyi.tables.dataset import records
from support.approvals import LEVELS
from support.campaigns import opened, tables
from support.places import GOLDENS
from support.towns import TOWN

STATES = {
    "hall": "submitted", "hall/household": "submitted", "hall/housing": "returned", "hall/east-point": "resubmitted",
    "library": "accepted", "library/children": "reopened", "library/book-van": "unsubmitted", "library/night-room": "unsubmitted",
    "library/reading-room": "accepted", "library/archive": "unsubmitted", "clinic": "stale", "clinic/river-village": "accepted",
    "clinic/pharmacy": "resubmitted",
}  # fmt: skip


def pingyi(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--root", str(root)], catch_exceptions=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The campaign to be changed."""
    shutil.copytree(LEVELS / "data", tmp_path / "root/data")
    return tmp_path / "root"


def test_every_state_occurs() -> None:
    held = record(opened(LEVELS))
    assert held is not None
    assert {unit: Lives(held)[unit].state for unit in held.roster} == STATES
    assert decision_words()["states"].keys() - STATES.values() == {"complete"}


@pytest.mark.parametrize("command", ["queue", "remind"])
def test_what_the_shell_says(command: str) -> None:
    """PINGYI_GOLDEN=1 writes it anew."""
    golden = GOLDENS / f"standing/{command}.txt"
    said = pingyi(LEVELS, command).output
    if os.environ.get("PINGYI_GOLDEN"):
        golden.write_text(said, encoding="utf-8", newline="\n")
    assert said == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "word"), [("2025-10-21", "还有 3 天"), ("2025-10-27", "逾期 3 天"), ("2025-10-22", "没有")]
)
def test_a_deadline_is_reminded_three_days_before_and_after(day: str, word: str) -> None:
    said = pingyi(LEVELS, "remind", "--as-of", day, "--for", "library/book-van").output
    assert word in said


def test_who_waits_is_told_for_one_level_alone() -> None:
    said = pingyi(LEVELS, "queue", "--for", "office").output
    assert ("示例镇卫生院" in said, "户籍社保窗口（hall/household）" in said) == (True, False)


@pytest.mark.parametrize("command", [("queue",), ("decide", "hall", "--accept", "--post", "科长")])
def test_a_campaign_that_does_not_approve_says_so(command: tuple[str, ...]) -> None:
    done = pingyi(TOWN, *command)
    assert (done.exit_code, "没有开启逐级审核" in done.output) == (2, True)


def test_what_is_not_allowed_is_not_written(root: Path) -> None:
    before = sorted(root.rglob("*"))
    done = pingyi(root, "decide", "hall/household", "--accept", "--by", "office", "--post", "主任")
    assert (done.exit_code, "decision-order" in done.output, sorted(root.rglob("*"))) == (1, True, before)


def test_all_clean_reports_are_accepted_at_once_and_then_the_unit_above(root: Path) -> None:
    assert pingyi(root, "decide", "--clean", "--by", "hall", "--accept", "--post", "科长").exit_code == 0
    found = {path.parent.name for path in (root / "data/decisions/hall").rglob("0001.yml")}
    assert found == {"household.d", "housing.d", "east-point.d"}
    assert (root / "data/decisions/hall/east-point.d/0002.yml").exists()
    done = pingyi(root, "decide", "hall", "--accept", "--post", "主任", "--absent", "hall/housing=退回未改")
    assert done.exit_code == 0, done.output
    said = pingyi(root, "queue", "--for", "office").output
    assert "示例镇便民服务中心（hall）" not in said
    assert pingyi(root, "check").exit_code == 0


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "yaml-not-mapping"),
        ("- a\n", "yaml-not-mapping"),
        ("verdict: [\n", "yaml-syntax"),
        ("verdict: &a accepted\nby: *a\n", "yaml-alias"),
        ("verdict: maybe\nby: hall\npost: 科长\non: 2025-10-20\n", "enum"),
        ("verdict: accepted\nby: hall\npost: 科长\n", "required"),
        ("verdict: accepted\nby: 7\npost: 科长\non: 2025-10-20\n", "type"),
        ("verdict: accepted\nby: hall\npost: 科长\non: 2025-02-30\n", "pattern"),
        ("verdict: accepted\nby: hall\npost: 科长\non: 2025-10-20\nreport: abc\n", "pattern"),
        ("verdict: returned\nby: hall\npost: 科长\non: 2025-10-20\npoints: [{pointer: x, words: 改}]\n", "pattern"),
        ("verdict: accepted\nby: hall\npost: 科长\non: 2025-10-20\nreason: 请打 13912345678\n", "person-mobile"),
        ("\x00", "file-not-text"),
    ],
)
def test_a_decision_that_is_none_is_found_and_decides_nothing(root: Path, text: str, rule: str) -> None:
    path = root / "data/decisions/hall/household.d/0001.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    done = pingyi(root, "check", "--format", "json")
    found = {one["rule"] for one in json.loads(done.output)["findings"] if one["path"].endswith("household.d/0001.yml")}
    assert (done.exit_code, found) == (1, {rule})
    held = record(open_campaign(root))
    assert held is not None
    assert Lives(held)["hall/household"].state == "submitted"


# What is hashed.


def test_the_hash_is_that_of_the_values_whoever_works_it_out() -> None:
    """YAML by another loader, JSON and SHA-256 by the standard library; as it stands in the campaign's decisions."""
    data = typed(yaml.load((LEVELS / "data/units/library.yml").read_text("utf-8"), yaml.BaseLoader))  # noqa: S506
    text = json.dumps({"attached": {}, "report": data}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    decision = yaml.safe_load((LEVELS / "data/decisions/library.d/0001.yml").read_text("utf-8"))
    assert decision["report"] == sha256(text.encode()).hexdigest()
    lines = f"library/children {hash_in('library/children')}\nlibrary/reading-room {hash_in('library/reading-room')}\n"
    assert decision["below"] == sha256(lines.encode()).hexdigest()


def hash_in(unit: str) -> str:
    decision: dict[str, str] = yaml.safe_load((LEVELS / f"data/decisions/{unit}.d/0001.yml").read_text("utf-8"))
    return decision["report"]


def typed(value: object) -> object:
    """Digits as numbers and nothing else: what our normal form reads."""
    if isinstance(value, dict):
        return {key: typed(child) for key, child in value.items()}
    if isinstance(value, list):
        return [typed(child) for child in value]
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def test_nulls_and_the_order_of_keys_do_not_matter_but_attached_files_do() -> None:
    assert report_hash({"b": [1, {"c": None}], "a": None}, {}) == report_hash({"b": [1, {}]}, {})
    assert report_hash({"a": 1, "b": 2}, {}) == report_hash({"b": 2, "a": 1}, {})
    hashes = {report_hash({"a": 1}, files) for files in ({}, {"x.pdf": "1"}, {"x.pdf": "2"}, {"y.pdf": "1"})}
    assert len(hashes) == 4
    assert report_hash({"a": "1"}, {}) != report_hash({"a": 1}, {})


# What counts.


def test_totals_count_what_was_submitted_or_only_what_was_accepted(root: Path) -> None:
    path = root / "data/campaign.yml"
    path.write_text(path.read_text("utf-8").replace("totals: submitted", "totals: accepted"), "utf-8")
    all_of_them, accepted = tables(LEVELS), tables(root)
    submitted = {unit for unit, state in STATES.items() if state != "unsubmitted"}
    assert set(all_of_them["ballots"]["unit"]) == submitted
    assert set(accepted["ballots"]["unit"]) == {"library", "library/reading-room"}
    for found, count in ((all_of_them, len(submitted)), (accepted, 2)):
        (whole,) = [row for row in records(found["approval_totals"]) if row["unit"] == "."]
        assert (whole["counted"], whole["submitted"]) == (count, len(submitted))
    valid = {unit: yaml.safe_load((LEVELS / f"data/units/{unit}.yml").read_text("utf-8")) for unit in submitted}
    total = sum(valid[unit]["results"]["service"]["ballots"]["valid"] for unit in ("library", "library/reading-room"))
    (ballots,) = [row for row in records(accepted["rollup_ballots"]) if row["unit"] == "."]
    assert ballots["valid"] == total


def test_the_tables_say_who_is_next_since_when_and_why_it_is_locked() -> None:
    rows = {row["unit"]: row for row in records(tables(LEVELS)["approvals"])}
    columns = ("state", "next", "since", "days", "locked_by", "through", "missing")
    said = {unit: tuple(row[column] for column in columns) for unit, row in rows.items()}
    assert said["hall/housing"] == ("returned", "hall/housing", "2025-10-16", 4, None, None, 0)
    assert said["clinic/river-village"] == ("accepted", "office", "2025-10-16", 4, "clinic", "clinic", 0)
    assert said["clinic"] == ("stale", "office", "2025-10-19", 1, "office", None, 1)
    assert said["library"] == ("accepted", None, "2025-10-17", 3, "office", None, 0)
    assert said["library/night-room"] == ("unsubmitted", None, None, None, None, None, 0)
    assert rows["library/children"]["scope"] == "/results/service/items/attitude"
    assert "hash" not in " ".join(tables(LEVELS)["decisions"].columns)


def test_decisions_of_a_later_day_are_not_there_yet() -> None:
    held = record(opened(LEVELS, date(2025, 10, 16)))
    assert held is not None
    assert (Lives(held)["library"].state, Lives(held)["hall/housing"].state) == ("submitted", "returned")


def test_a_campaign_without_approval_has_none_of_these_tables() -> None:
    assert {"approvals", "approval_totals", "decisions"} & tables(TOWN).keys() == set()


def test_the_guide_has_every_state_and_every_field_of_a_decision() -> None:
    guide = (CHECKOUT / "docs/guide/approval.md").read_text("utf-8")
    states = re.findall(r"^\| .+?（([a-z]+)） \|", guide, re.MULTILINE)
    assert set(states) == set(get_args(LifeState))
    fields = json.loads((CHECKOUT / "schemas/decision.schema.json").read_text("utf-8"))["properties"]
    assert [name for name in fields if f"`{name}`" not in guide] == []


def test_what_came_after_a_decision_came_no_earlier(root: Path) -> None:
    """Whatever day a mended report says of itself: it was returned on 2025-10-16."""
    file = root / "data/units/hall/east-point.yml"
    text = file.read_text("utf-8")
    changed = re.sub(r"reported_on: 2025-10-[0-9]+", "reported_on: 2025-10-01", text)
    file.write_text(re.sub(r"revisions:\n(?:  .*\n)+", "", changed), "utf-8")
    rows = {row["unit"]: row for row in records(tables(root)["approvals"])}
    returned = max(row["on"] for row in records(tables(root)["decisions"]) if row["unit"] == "hall/east-point")
    assert (rows["hall/east-point"]["state"], rows["hall/east-point"]["since"]) == ("resubmitted", returned)
