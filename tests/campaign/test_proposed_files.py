"""A change of the campaign's own files: opened as data and judged before it reaches main, and what it would break."""

from __future__ import annotations

from pathlib import Path

import pytest

from pingyi.contract.assets import CHECKOUT
from support.forge import FINAL, Files, campaign, check, commit, draft, fork, merge, request, roster, run
from support.situations import DRAFT, REPORT

CAMPAIGN, ROSTER, STAMPED = "data/campaign.yml", "data/roster.csv", "data/stamped.csv"
TEXT = (CHECKOUT / CAMPAIGN).read_text(encoding="utf-8")
TRANSPORT = "data/units/city-jia/transport.yml"
BROKEN = "id: [\n"


def without(unit: str) -> str:
    return "".join(line for line in roster().splitlines(keepends=True) if not line.startswith(f"{unit},"))


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({CAMPAIGN: BROKEN}, ("yaml-syntax", CAMPAIGN)),
        (
            {CAMPAIGN: TEXT.replace("timezone: Asia/Shanghai", "timezone: Asia/Shanghia")},
            ("campaign-timezone", CAMPAIGN),
        ),
        ({CAMPAIGN: TEXT.replace("starts:", "start:", 1)}, ("required", CAMPAIGN)),
        ({CAMPAIGN: None}, ("file-absent", CAMPAIGN)),
        ({ROSTER: roster() + "city-xx,x\n"}, ("required", ROSTER)),
        ({ROSTER: b"\xff\xfe\x00\x00"}, ("file-encoding", ROSTER)),
        ({STAMPED: "unit,received_on\nnobody,2012-02-07\n"}, ("stamped-unit", STAMPED)),
        (
            {"data/inspections/2012-02-03-x.yml": "unit: nobody\n"},
            ("inspection-unit", "data/inspections/2012-02-03-x.yml"),
        ),
    ],
)
def test_a_slip_fails_the_request_and_not_all_that_come_later(root: Path, files: Files, place: tuple[str, str]) -> None:
    found = check(root, request(campaign(root), files), "office-wang")
    assert (found.status, place in found.places) == (1, True), found


def test_what_the_new_files_would_break_is_shown_where_it_stands(root: Path) -> None:
    """A unit struck from the roster leaves its report behind; an old error of another report is not of this request."""
    campaign(root, {REPORT: DRAFT, TRANSPORT: "unit: [\n"})
    found = check(root, request(root, {ROSTER: without("city-jia/highway")}), "office-wang")
    assert found.places == {("unit-in-roster", REPORT), ("change-grounds", ROSTER)}
    assert found.status == 1
    later = TEXT.replace("starts: 2012-01-12", "starts: 2012-02-01")
    campaign(root, {REPORT: FINAL})
    broken = check(root, request(root, {CAMPAIGN: later}, "two"), "office-wang").places
    assert {path for rule, path in broken if rule.endswith("-in-campaign")} == {REPORT}


def test_a_category_struck_from_the_campaign_breaks_the_roster(root: Path) -> None:
    import yaml

    data = yaml.safe_load(TEXT)
    category = next(iter(data["categories"]))
    made = request(campaign(root), {CAMPAIGN: TEXT.replace(f"  {category}:", "  renamed:", 1)})
    assert ("enum", ROSTER) in check(root, made, "office-wang").places


@pytest.mark.parametrize("broken", [CAMPAIGN, ROSTER])
def test_a_broken_base_is_mended_by_a_request_and_stops_all_others(root: Path, broken: str) -> None:
    campaign(root, {REPORT: DRAFT, broken: BROKEN if broken == CAMPAIGN else b"\xff\xfe\x00\x00"})
    other = fork(root, "other")
    commit(other, {REPORT: DRAFT + "# 1\n"})
    status, said = run(root, "--changed-since", "main", "--proposed", merge(root, other), "--author", "highway-clerk")
    assert status == 2
    assert "这不是这次改动造成的" in said
    mended = request(root, {broken: TEXT if broken == CAMPAIGN else roster()})
    found = check(root, mended, "office-wang")
    assert (found.status, found.places <= {("change-grounds", broken), ("change-author-unknown", broken)}) == (0, True)
    if broken == CAMPAIGN:
        assert ("change-not-allowed", CAMPAIGN) in check(root, mended, "highway-clerk").places
    worse = request(root, {broken: b"\xff\xfe\x00\x00\x01"}, "worse")
    assert run(root, "--changed-since", "main", "--proposed", worse)[0] == 2


def test_reports_are_judged_by_mains_files_unless_the_office_changes_both(root: Path) -> None:
    campaign(root, {})
    new = "city-jia/new,甲市新设单位,N01,general,branch,1,9,,,,,,new-clerk,jia-reviewer\n"
    files: Files = {ROSTER: roster() + new, "data/units/city-jia/new.yml": draft("city-jia/new")}
    made = request(root, files)
    assert check(root, made, "office-wang").status == 0
    for author in ("new-clerk", "stranger"):
        assert ("unit-in-roster", "data/units/city-jia/new.yml") in check(root, made, author).places


def test_the_base_judges_not_what_lies_in_the_folder(root: Path) -> None:
    """A stale or meddled-with work tree sways nothing: main's files are read as objects."""
    made = request(campaign(root), {REPORT: DRAFT + "# 1\n"})
    (root / ROSTER).write_text("id\n", encoding="utf-8")
    (root / CAMPAIGN).write_text(BROKEN, encoding="utf-8")
    assert check(root, made, "highway-clerk") == (0, set(), 1)


def test_releases_stay_and_new_ones_are_the_offices(root: Path) -> None:
    old, new = "data/releases/2012-02-16/manifest.json", "data/releases/2012-02-17/manifest.json"
    campaign(root, {old: "{}\n"})
    added: Files = {"data/releases/2012-02-16/more.json": "{}"}
    changed: Files = {old: "{} "}
    gone: Files = {old: None}
    for name, files in (("added", added), ("changed", changed), ("gone", gone)):
        assert "change-release" in {rule for rule, _ in check(root, request(root, files, name), "office-wang").places}
    made = request(root, {new: "{}\n"}, "new")
    assert ("change-release-unverified", new) in check(root, made, "office-wang").places
    assert ("change-not-allowed", new) in check(root, made, "highway-clerk").places


# Exit 2 says whom to tell.


def test_what_is_wrong_with_git_is_said(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "不是 git 版本库" in run(root, "--changed-since", "HEAD")[1]
    campaign(root)
    status, said = run(root, "--changed-since", "nowhere")
    assert (status, "没有这个版本" in said) == (2, True)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    foreign = run(root, "--changed-since", "HEAD")[1]
    assert "属于别的用户" in foreign
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "没有 git" in run(root, "--changed-since", "HEAD")[1]


def test_git_words_are_found_in_any_language(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    assert "不是 git 版本库" in run(root, "--changed-since", "HEAD")[1]
