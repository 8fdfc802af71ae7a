"""Receipt is when main first held the first final version: committer time on the first-parent line."""

import os
import subprocess
from datetime import date

import pytest

from pingyi.load.history import head, last_changes
from pingyi.load.history import history as history_of
from pingyi.load.mainline import HistoryError, mainline

ZONE = "Asia/Shanghai"
TODAY = date(2026, 11, 26)
PATH = "data/units/a.yml"


def history(root, until=date.max):
    return history_of(root, mainline(root, ZONE, TODAY), until)


def commits(root):
    return last_changes(root, mainline(root, ZONE, TODAY))


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Test")
    git(tmp_path, "config", "user.email", "test@example.invalid")
    return tmp_path


def git(root, *arguments, when="2012-01-01T00:00:00+0800"):
    environment = {
        "GIT_AUTHOR_DATE": "2011-01-01T00:00:00+0800",
        "GIT_COMMITTER_DATE": when,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PATH": os.environ["PATH"],
    }
    return subprocess.run(
        ["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True, env=environment
    ).stdout


def commit(root, text, when, path=PATH):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "change", when=when)


def test_drafts_do_not_count_and_corrections_keep_the_day(repository):
    commit(repository, "status: draft\n", "2012-02-01T09:00:00+0800")
    assert history(repository).received == {}
    commit(repository, "status: final\n", "2012-02-10T09:00:00+0800")
    commit(repository, "status: final\nrevisions: []\n", "2012-02-20T09:00:00+0800")
    assert history(repository).received == {PATH: date(2012, 2, 10)}


def test_the_merge_counts_not_the_commit_of_the_branch(repository):
    commit(repository, "x: 1\n", "2012-02-01T09:00:00+0800", "data/campaign.yml")
    git(repository, "switch", "-q", "-c", "report")
    commit(repository, "status: final\n", "2012-02-02T09:00:00+0800")
    git(repository, "switch", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "merge", "report", when="2012-02-12T09:00:00+0800")
    assert history(repository).received == {PATH: date(2012, 2, 12)}


def test_the_day_is_the_campaigns_not_the_committers(repository):
    commit(repository, "status: final\n", "2012-02-15T17:30:00+0000")
    assert history(repository).received == {PATH: date(2012, 2, 16)}


def test_a_word_in_a_text_is_no_status(repository):
    commit(repository, "status: draft\nnote: 'status: final'\n", "2012-02-01T09:00:00+0800")
    commit(repository, "status: [final\n", "2012-02-02T09:00:00+0800")
    assert history(repository).received == {}


def test_odd_names_and_a_campaign_below_the_top(repository):
    commit(repository, "status: final\n", "2012-02-03T09:00:00+0800", "deep/data/units/a b/é.yml")
    assert history(repository / "deep").received == {"data/units/a b/é.yml": date(2012, 2, 3)}


def test_without_history_the_day_cannot_be_known(repository, tmp_path_factory):
    commit(repository, "status: draft\n", "2012-02-01T09:00:00+0800")
    commit(repository, "status: final\n", "2012-02-02T09:00:00+0800")
    shallow = tmp_path_factory.mktemp("shallow")
    git(repository, "clone", "-q", "--depth", "1", f"file://{repository}", str(shallow / "clone"))
    with pytest.raises(HistoryError, match="history-shallow"):
        history(shallow / "clone")
    with pytest.raises(HistoryError, match="history-missing"):
        history(tmp_path_factory.mktemp("plain"))


def test_head_marks_a_tree_that_differs(repository):
    commit(repository, "status: final\n", "2012-02-03T09:00:00+0800")
    clean = head(repository)
    assert len(clean) == 12
    (repository / PATH).write_text("status: draft\n", encoding="utf-8")
    assert head(repository) == f"{clean}+"


def test_the_last_change_is_the_last_that_the_clock_has_seen(repository):
    for day in (1, 5, 20):
        commit(repository, f"status: draft\nday: {day}\n", f"2012-02-{day:02}T09:00:00+0800")
    commit(repository, "status: draft\n", "2012-02-25T09:00:00+0800", "data/units/b.yml")
    assert history(repository, date(2012, 2, 17)).changed == {PATH: date(2012, 2, 5)}
    assert history(repository).changed == {PATH: date(2012, 2, 20), "data/units/b.yml": date(2012, 2, 25)}


def test_each_report_names_the_commit_that_brought_it_as_it_is(repository):
    other = "data/units/b.yml"
    commit(repository, "status: draft\n", "2012-02-01T09:00:00+0800")
    commit(repository, "status: final\n", "2012-02-02T09:00:00+0800", other)
    second = git(repository, "rev-parse", "--short=12", "HEAD").strip()
    git(repository, "switch", "-q", "-c", "correction")
    commit(repository, "status: final\n", "2012-02-03T09:00:00+0800")
    git(repository, "switch", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "merge", "correction", when="2012-02-04T09:00:00+0800")
    merge = git(repository, "rev-parse", "--short=12", "HEAD").strip()
    assert commits(repository) == {PATH: merge, other: second}


def test_a_commit_that_is_cut_off_names_no_change(repository, tmp_path_factory):
    commit(repository, "status: draft\n", "2012-02-01T09:00:00+0800")
    commit(repository, "status: final\n", "2012-02-02T09:00:00+0800")
    first = git(repository, "rev-parse", "HEAD~1").strip()
    assert last_changes(repository, mainline(repository, ZONE, TODAY, first)) == {PATH: first[:12]}


def test_what_was_received_stays_received_whatever_becomes_of_it(repository):
    """Set back to a draft, deleted and handed in again, or a link for a while: main has held its first final version."""
    commit(repository, "status: final\n", "2012-02-02T09:00:00+0800")
    commit(repository, "status: draft\n", "2012-02-03T09:00:00+0800")
    (repository / PATH).unlink()
    commit(repository, "x: 1\n", "2012-02-04T09:00:00+0800", "data/campaign.yml")
    assert not git(repository, "ls-files", PATH)
    commit(repository, "status: final\nx: 2\n", "2012-02-20T09:00:00+0800")
    assert history(repository).received == {PATH: date(2012, 2, 2)}
    assert history(repository).changed == {PATH: date(2012, 2, 20)}
    assert history(repository, date(2012, 2, 1)).received == {}


def test_a_report_that_takes_the_place_of_a_link_is_received(repository):
    (repository / "data/units").mkdir(parents=True)
    (repository / PATH).symlink_to("final")
    commit(repository, "x: 1\n", "2012-02-01T09:00:00+0800", "data/campaign.yml")
    (repository / PATH).unlink()
    commit(repository, "status: final\n", "2012-02-04T09:00:00+0800")
    assert history(repository).received == {PATH: date(2012, 2, 4)}
