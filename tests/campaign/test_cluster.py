"""In this process, in several and on a cluster: the same findings, tables and sums, whatever happens to a worker."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from distributed import LocalCluster

from pingyi.campaign import checking, cluster, subtrees
from pingyi.campaign.checking import Done
from pingyi.campaign.cluster import Cluster, ClusterError, Meeting, cluster_at, is_encrypted
from pingyi.campaign.judged import Judged
from pingyi.campaign.open import open_campaign
from pingyi.campaign.workers import Here, Processes, Workers
from pingyi.figures.internal import internal_tables, summed_tables
from pingyi.files.caches import FOLDER
from pingyi.tables.dictionary import Tables
from support.campaigns import demo_files
from support.commands import run
from support.situations import FULL, git

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
UNITS = 24
SEEDS = range(20 if FULL else 1)


@pytest.fixture(scope="module")
def local() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, worker_dashboard_address=None, silence_logs=50
    ) as found:
        yield found


@pytest.fixture
def workers(local: LocalCluster) -> Iterator[Cluster]:
    with cluster_at(Meeting(local.scheduler_address)) as found:
        yield found


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small subtrees, none kept from another run."""
    monkeypatch.setattr(subtrees, "SUBTREE_SIZE", 10)
    monkeypatch.setattr(checking, "PIECE", 5)
    monkeypatch.setenv(FOLDER, "")


def damaged(text: str, rng: Random, other: str) -> str:
    """A report with a mistake, or another one in its place."""
    lines = text.splitlines(keepends=True)
    place = rng.randrange(len(lines))
    return rng.choice((
        "".join(lines[:place]),
        "".join([*lines, lines[place]]),
        text.replace(rng.choice("123456789"), rng.choice("0123456789"), rng.randrange(1, 9)),
        "",
        other,
    ))  # fmt: skip


def campaign(folder: Path, seed: int, units: int = UNITS) -> Path:
    """A campaign in a repository, some of whose reports were damaged, copied, emptied or left out."""
    rng = Random(seed)
    demo_files(units, folder)
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((folder / "data/units").rglob("*.yml"))}
    for path in rng.sample(list(texts), len(texts) // 3):
        path.write_text(damaged(texts[path], rng, rng.choice(list(texts.values()))), encoding="utf-8")
    for path in rng.sample(list(texts), len(texts) // 9):
        path.unlink()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")
    return folder


def outcome(
    root: Path, workers: Workers | None, track: checking.Track = checking.untracked
) -> tuple[Judged, Tables, Tables]:
    judged = open_campaign(root, None, track, workers=workers)
    return judged, internal_tables(judged, workers), summed_tables(judged, None, workers)


def assert_same(one: tuple[Judged, Tables, Tables], other: tuple[Judged, Tables, Tables]) -> None:
    assert one[0].findings == other[0].findings
    for mine, theirs in zip(one[1:], other[1:], strict=True):
        assert list(mine) == list(theirs)
        for name, table in mine.items():
            pd.testing.assert_frame_equal(table, theirs[name], obj=name)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_who_work_say_the_same(
    seed: int, tmp_path: Path, workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = campaign(tmp_path, seed)
    here = outcome(root, Here())
    assert len(here[0].subtrees) > 2
    assert any(finding.level == "error" for finding in here[0].findings)
    assert_same(here, outcome(root, Processes(2)))
    assert_same(here, outcome(root, workers))
    monkeypatch.setattr(subtrees, "SUBTREE_SIZE", 1000)
    whole = outcome(root, Here())
    assert len(whole[0].subtrees) < len(here[0].subtrees)
    assert_same(whole, here)


def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path, workers: Cluster) -> None:
    root = campaign(tmp_path, 7, 16)
    killed: list[int] = []

    def kill_one(done: Iterable[Done], _count: int) -> Iterator[Done]:
        for each in done:
            if not killed:
                killed.append(next(iter(workers.client.run(os.getpid).values())))
                os.kill(killed[0], signal.SIGKILL)
            yield each

    assert_same(outcome(root, Here()), outcome(root, workers, kill_one))
    assert killed


def test_workers_may_read_from_a_clone(tmp_path: Path, local: LocalCluster) -> None:
    root = campaign(tmp_path / "home", 3, 6)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(root), str(clone))
    wanted = outcome(root, Here())
    for repository in (str(clone), clone.as_uri()):
        with cluster_at(Meeting(local.scheduler_address, repository=repository)) as workers:
            assert_same(wanted, outcome(root, workers))
    (root / "data/units/city-1.yml").write_text("unit: city-1\n# later\n", encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "later")
    meeting = Meeting(local.scheduler_address, repository=str(clone))
    with cluster_at(meeting) as workers, pytest.raises(ClusterError) as refused:
        open_campaign(root, workers=workers)
    assert refused.value.word == "cluster-other-commit"


def test_a_cluster_reads_what_is_committed_alone(tmp_path: Path, local: LocalCluster) -> None:
    root = campaign(tmp_path, 4, 12)
    address = local.scheduler_address
    assert run("check", "--root", root, "--cluster", address).output == run("check", "--root", root).output
    (root / "data/units/city-1.yml").write_text("unit: city-1\n", encoding="utf-8")
    refused = run("check", "--root", root, "--cluster", address)
    assert refused.exit_code == 2
    assert "没有提交" in refused.output
    shutil.rmtree(root / ".git")
    assert run("check", "--root", root, "--cluster", address).exit_code == 2


def test_another_version_of_the_tool_is_refused(
    tmp_path: Path, workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = campaign(tmp_path, 5, 12)
    monkeypatch.setattr(cluster, "tool_fingerprint", lambda: "another")
    with pytest.raises(ClusterError) as refused:
        open_campaign(root, workers=workers)
    assert refused.value.word == "cluster-other-tool"


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "tcp://127.9.9.9:1"])
def test_plain_messages_may_stay_on_this_machine(address: str) -> None:
    assert not is_encrypted(address)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.5:8786", "tcp://scheduler:8786", "tcp://0.0.0.0:8786", "ws://127.0.0.1:8786", "ucx://127.0.0.1:1", "tcp://",
     "tcp://127.0.0.1.example.org:8786", "tcp://localhost@10.0.0.5:8786", "inproc://1"],
)  # fmt: skip
def test_plain_messages_may_not_leave_it(address: str, tmp_path: Path) -> None:
    with pytest.raises(ClusterError):
        is_encrypted(address)
    demo_files(3, tmp_path)
    refused = run("check", "--root", tmp_path, "--cluster", address)
    assert refused.exit_code == 2
    assert "没有加密" in refused.output


def test_encrypted_ones_may() -> None:
    assert is_encrypted("tls://scheduler.example.org:8786")
