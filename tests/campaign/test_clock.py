"""One clock: what is published of a day is the same on that day and ever after, and every command says the same of it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from pingyi import site
from pingyi.campaign.gate import open_published
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import CannotOpenError, check_campaign, open_campaign
from pingyi.cli import cli
from pingyi.figures.internal import internal_tables
from pingyi.load.history import head
from pingyi.load.source import Commit
from pingyi.publish.audience import audience_tables
from pingyi.tables.dataset import Origin, dataset
from support.situations import FULL, git, write
from support.towns import UNITS, commit, corrected, merge, report, set_clock, town, with_cell

START = date(2025, 10, 8)
DAYS = 10 if FULL else 6
HISTORIES = 60 if FULL else 1


class Built(NamedTuple):
    """What is published of a campaign on a day."""

    judged: Judged
    commit: str

    def same_facts(self, other: Built) -> None:
        for name in ("as_of", "campaign", "roster", "findings", "reports", "commits", "errors", "stamped"):
            assert getattr(self.judged, name) == getattr(other.judged, name), name
        assert list(self.judged.reports) == list(other.judged.reports)
        assert self.commit == other.commit

    def files(self) -> dict[str, str | bytes]:
        return dict(dataset(internal_tables(self.judged), Origin(self.judged.campaign, self.judged.as_of, self.commit)))


def built(root: Path, as_of: date | None = None) -> Built:
    judged = open_published(root, as_of)
    return Built(judged, head(root, judged.commit))


def act(root: Path, rng: random.Random, day: date) -> None:
    """Something that happens to a campaign; some of it is against the rules."""
    unit = rng.choice(UNITS)
    path = root / f"data/units/{unit}.yml"
    roster = (root / "data/roster.csv").read_text(encoding="utf-8")
    kind = rng.choice(
        ["report", "report", "report", "draft", "correct", "correct", "wrong", "delete", "close", "exempt", "due"]
    )
    if kind == "report":
        write(root, f"data/units/{unit}.yml", report(unit))
    elif kind == "draft":
        write(root, f"data/units/{unit}.yml", report(unit).replace("status: final", "status: draft"))
    elif kind == "correct" and path.exists():
        write(root, f"data/units/{unit}.yml", corrected(path.read_text(encoding="utf-8"), day.isoformat()))
    elif kind == "wrong":
        write(root, f"data/units/{unit}.yml", report(unit).replace("very-good: 1", "very-good: 2", 1))
    elif kind == "delete" and path.exists() and rng.random() < 0.3:
        path.unlink()
    elif kind in ("close", "exempt", "due"):
        values = {"close": ("closed", day.isoformat()), "exempt": ("exempt", "停业"), "due": ("due", day.isoformat())}
        roster = with_cell(roster, unit, *values[kind])
        write(root, "data/roster.csv", with_cell(roster, unit, "due_reason", "停业") if kind == "due" else roster)


def lived(root: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[date, Built]]:
    """What was built at the end of each day of a random campaign."""
    for number in range(DAYS):
        day = START + timedelta(number)
        for _ in range(rng.randint(0, 3)):
            act(root, rng, day)
            (merge if rng.random() < 0.7 else commit)(root, day.isoformat())
        set_clock(monkeypatch, day)
        yield day, built(root)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_a_day_is_built_from_any_later_commit_as_it_was_on_that_day(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    root = town(tmp_path / "town")
    then = dict(lived(root, rng, monkeypatch))
    asked = rng.sample(sorted(then), DAYS // 2)
    files = {day: then[day].files() for day in asked[:1]}
    later = [line.split()[0] for line in git(root, "log", "--first-parent", "--format=%H").splitlines()]
    for day in asked:
        after = later[: later.index(open_published(root, day).commit or "") + 1] if day != max(then) else later[:1]
        git(root, "switch", "--quiet", "--detach", rng.choice(after))
        set_clock(monkeypatch, rng.choice([max(then) + timedelta(5), date(2031, 5, 6)]))
        again = built(root, day)
        again.same_facts(then[day])
        if day in files:
            assert again.files() == files[day]
        git(root, "switch", "--quiet", "main")
    assert sum(bool(each.judged.reports) for each in then.values()) > DAYS // 3


def test_the_staged_site_of_a_day_is_the_same_years_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = town(tmp_path / "town")
    rng = random.Random(5)
    pages = {}
    for number, (day, each) in enumerate(lived(root, rng, monkeypatch)):
        if number == 5:
            asked = day
            pages = staged(root, each.judged)
    set_clock(monkeypatch, date(2033, 1, 1))
    again = staged(root, open_published(root, asked))
    assert pages.keys() == again.keys()
    assert [path for path in pages if pages[path] != again[path]] == []
    commit_then = built(root, asked).commit
    assert commit_then.encode() in again["docs/index.md"]


def staged(root: Path, judged: Judged) -> dict[str, bytes]:
    site.stage(root, judged, audience_tables(judged, "internal"), root / "site", sheets=False)
    build = root / "build"
    return {
        path.relative_to(build).as_posix(): path.read_bytes()
        for path in build.rglob("*")
        if path.is_file() and "cache" not in path.parts
    }


# A report of one day, corrected on a later one.

UNIT = "library/children"
PATH = f"data/units/{UNIT}.yml"


@pytest.fixture
def once_corrected(tmp_path: Path) -> Path:
    """The children's room reports on 10 October and corrects on the 18th: 15 very good becomes 6."""
    root = town(tmp_path / "town")
    write(root, PATH, report(UNIT))
    merge(root, "2025-10-10")
    write(root, PATH, corrected(report(UNIT), "2025-10-18"))
    merge(root, "2025-10-18")
    return root


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


def very_good(root: Path, *options: str) -> str:
    found = run("explain", UNIT, "service/attitude", "very-good", "--root", root, *options)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.mark.parametrize("now", [date(2025, 10, 18), date(2034, 2, 3)])
def test_a_past_day_shows_the_figures_of_that_day(
    once_corrected: Path, now: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, now)
    first = git(once_corrected, "rev-parse", "HEAD~1")[:12]
    assert "很好 15" in (then := very_good(once_corrected, "--as-of", "2025-10-13"))
    assert f"@{first}]" in then
    assert f"数据截至 2025-10-13，取自提交 {first}。" in then
    assert "很好 6" in very_good(once_corrected)
    assert "很好 6" in very_good(once_corrected, "--as-of", "2025-10-18")
    nothing = run("explain", UNIT, "service/attitude", "--root", once_corrected, "--as-of", "2025-10-09")
    assert nothing.exit_code == 2


def test_a_campaigns_own_day_sets_the_clock_and_picks_no_tree(
    once_corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, date(2025, 10, 25))
    campaign = once_corrected / "data/campaign.yml"
    campaign.write_text(campaign.read_text("utf-8") + "as_of: 2025-10-13\n", "utf-8")
    judged = open_published(once_corrected)
    assert (judged.as_of, judged.commit) == (date(2025, 10, 13), None)
    assert "很好 6" in very_good(once_corrected)


def test_what_is_not_committed_shows_today_and_not_in_a_past_day(
    once_corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, date(2025, 10, 25))
    roster = (once_corrected / "data/roster.csv").read_text("utf-8")
    write(once_corrected, "data/roster.csv", roster.replace("少儿借阅室", "童书室"))
    assert open_published(once_corrected).roster[UNIT].name == "童书室"
    assert open_published(once_corrected, date(2025, 10, 24)).roster[UNIT].name == "少儿借阅室"


def test_before_the_first_commit_there_is_nothing_to_show(
    once_corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, date(2025, 10, 25))
    for command in (["build"], ["sheet", "."], ["explain", ".", "service/attitude"], ["release", "first"]):
        found = run(*command, "--root", once_corrected, "--as-of", "2025-08-31")
        assert (found.exit_code, "还没有任何提交" in found.output) == (2, True)


def test_check_and_build_judge_a_tree_by_the_same_day(once_corrected: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reported on the 10th, so it is wrong on the 9th, whoever looks at the tree and whenever."""
    for now in (date(2025, 10, 18), date(2030, 1, 1)):
        set_clock(monkeypatch, now)
        for day in (date(2025, 10, 9), date(2025, 10, 10), date(2025, 10, 20)):
            checked, opened = check_campaign(once_corrected, as_of=day), open_campaign(once_corrected, day)
            assert checked.findings == opened.findings
            assert bool(checked.errors) == (day < date(2025, 10, 10))


def test_a_campaign_without_a_day_of_its_own_is_counted_by_the_present_one(
    once_corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, date(2025, 10, 10))
    before = internal_tables(open_published(once_corrected))["units"].set_index("unit")["state"]
    assert before["hall/household"] == "awaiting"
    set_clock(monkeypatch, date(2026, 1, 1))
    after = internal_tables(open_published(once_corrected))["units"].set_index("unit")
    assert after.loc["hall/household", "state"] == "overdue"
    assert after.loc[UNIT, "received_on"] == "2025-10-10"


def test_a_commit_is_read_whole_whatever_stands_on_the_disk(once_corrected: Path) -> None:
    first = git(once_corrected, "rev-parse", "HEAD~1")
    for path in (once_corrected / "data/units").rglob("*.yml"):
        path.unlink()
    judged = open_campaign(once_corrected, date(2025, 10, 13), commit=first)
    assert isinstance(judged.contents.own, Commit)
    assert judged.commit == first
    assert judged.reports[UNIT].received == date(2025, 10, 10)
    assert judged.commits == {PATH: first[:12]}


# By declaration there is but one tree: what says that it is later is not there yet.


def test_by_declaration_a_later_report_is_absent(tmp_path: Path) -> None:
    root, bare = (town(tmp_path / name, timeliness="declared") for name in ("town", "bare"))
    for unit in UNITS:
        write(root, f"data/units/{unit}.yml", report(unit))
        if report(unit).partition("reported_on: ")[2][:10] <= "2025-10-10":
            write(bare, f"data/units/{unit}.yml", report(unit))
    day = date(2025, 10, 10)
    some, all_ = (internal_tables(open_published(each, day)) for each in (bare, root))
    assert 0 < len(some["reports"]) < len(UNITS)
    assert {name for name, table in some.items() if not table.equals(all_[name])} == set()
    found = run("explain", ".", "service/attitude", "--root", root, "--as-of", "2025-10-10")
    assert found.exit_code == 0
    later = len(UNITS) - len(list((bare / "data/units").rglob("*.yml")))
    assert f"{later} 份报告的填报日期在 2025-10-10 以后" in found.stderr
    assert "date-after-today" not in found.stderr


def test_by_declaration_a_report_corrected_later_says_so(tmp_path: Path) -> None:
    root = town(tmp_path / "town", timeliness="declared")
    write(root, PATH, corrected(report(UNIT), "2025-10-18"))
    found = run("explain", UNIT, "service/attitude", "very-good", "--root", root, "--as-of", "2025-10-13")
    assert "很好 6" in found.stdout
    assert "那一天的内容已不可知" in found.stderr
    judged = open_published(root, date(2025, 10, 13))
    assert internal_tables(judged)["units"].set_index("unit").loc[UNIT, "state"] == "received"
    page = staged(root, judged)[f"docs/units/{UNIT}.md"].decode()
    assert "那一天的内容已不可知，本页是更正以后的" in page


# What was received stays received.


@pytest.mark.parametrize("timeliness", ["received", "declared"])
@pytest.mark.parametrize(("column", "value"), [("closed", "2025-10-15"), ("exempt", "停业装修")])
def test_a_unit_that_closes_or_is_exempted_keeps_what_was_accepted(
    tmp_path: Path, timeliness: str, column: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, date(2025, 10, 25))
    root = town(tmp_path / "town", timeliness=timeliness)
    write(root, PATH, report(UNIT))
    merge(root, "2025-10-10")
    before = internal_tables(open_published(root))
    write(root, "data/roster.csv", with_cell((root / "data/roster.csv").read_text("utf-8"), UNIT, column, value))
    merge(root, "2025-10-20")
    assert run("check", "--root", root).exit_code == 0
    after = internal_tables(open_published(root))
    assert after["rollup_tallies"].equals(before["rollup_tallies"])
    assert after["units"].set_index("unit").loc[UNIT, "state"] == "received"


@pytest.mark.parametrize(
    ("column", "value"), [("closed", "2025-10-15"), ("closed", "2025-10-10"), ("exempt", "停业装修")]
)
def test_a_report_that_comes_after_its_unit_closed_is_none(
    tmp_path: Path, column: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Handed in, but not on main; or by a date on which the unit was closed already."""
    set_clock(monkeypatch, date(2025, 10, 25))
    root = town(tmp_path / "town")
    write(root, "data/roster.csv", with_cell((root / "data/roster.csv").read_text("utf-8"), UNIT, column, value))
    commit(root, "2025-10-16")
    write(root, PATH, report(UNIT))
    assert "unit-open" in run("check", "--root", root).output
    state = internal_tables(open_published(root))["units"].set_index("unit").loc[UNIT, "state"]
    assert state == {"closed": "closed", "exempt": "exempt"}[column]
    if column == "closed":
        merge(root, "2025-10-20")
        assert "unit-open" in run("check", "--root", root).output
        assert internal_tables(open_published(root))["units"]["received_on"].isna().all()


def test_a_proposal_may_correct_the_report_of_a_closed_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, date(2025, 10, 25))
    root = town(tmp_path / "town")
    write(root, PATH, report(UNIT))
    merge(root, "2025-10-10")
    write(
        root, "data/roster.csv", with_cell((root / "data/roster.csv").read_text("utf-8"), UNIT, "closed", "2025-10-15")
    )
    commit(root, "2025-10-16")
    git(root, "switch", "--quiet", "--create", "proposal")
    write(root, PATH, corrected(report(UNIT), "2025-10-18"))
    proposed = commit(root, "2025-10-18")
    git(root, "switch", "--quiet", "main")
    found = run("check", "--root", root, "--changed-since", "main", "--proposed", proposed)
    assert (found.exit_code, "unit-open" in found.output) == (0, False)


def test_without_history_a_check_says_what_it_can_and_a_build_refuses(
    once_corrected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, date(2025, 10, 25))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (once_corrected / ".git").rename(tmp_path / "away")
    assert run("check", "--root", once_corrected).exit_code == 0
    for day in (None, date(2025, 10, 13)):
        with pytest.raises(CannotOpenError):
            open_published(once_corrected, day)


def test_the_form_lets_a_closed_unit_correct_what_main_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser knows no history, so the published roster tells it of no closing."""
    set_clock(monkeypatch, date(2025, 10, 25))
    root = town(tmp_path / "town")
    write(root, PATH, report(UNIT))
    merge(root, "2025-10-10")
    roster = (root / "data/roster.csv").read_text("utf-8")
    for unit in (UNIT, "library/book-van"):
        roster = with_cell(roster, unit, "closed", "2025-10-15")
    write(root, "data/roster.csv", roster)
    commit(root, "2025-10-16")
    pages = staged(root, open_published(root))
    found = pages["docs/assets/form/units/library.js"].decode()
    assert found.count('"closed"') == 1


# Releases: made of a day, shown from that day on, verified whenever.


def test_a_release_of_a_day_is_shown_from_that_day_on_and_verifies_whenever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = town(tmp_path / "town")
    for unit in UNITS[:-1]:
        write(root, f"data/units/{unit}.yml", report(unit))
    held = commit(root, "2025-10-19")
    write(root, f"data/units/{UNITS[-1]}.yml", report(UNITS[-1]))
    commit(root, "2025-10-22")
    set_clock(monkeypatch, date(2025, 11, 20))
    made = run("release", "first", "--root", root, "--as-of", "2025-10-20")
    assert made.exit_code == 0, made.output
    manifest = json.loads((root / "data/releases/first/manifest.json").read_text("utf-8"))
    assert (manifest["commit"], manifest["as_of"]) == (held, "2025-10-20")
    commit(root, "2025-11-20")
    for now in (date(2025, 11, 21), date(2041, 1, 1)):
        set_clock(monkeypatch, now)
        verified = run("release", "first", "--verify", "--root", root)
        assert verified.exit_code == 0, verified.output
    days = {
        day: audience_tables(open_published(root, day), "public") for day in (date(2025, 10, 19), date(2025, 10, 20))
    }
    assert ["rates" in tables for tables in days.values()] == [False, True]
