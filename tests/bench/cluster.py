"""Check and totals in this process, by processes and on a local Dask cluster of one and of two workers, each in a process of
its own: `python tests/bench/cluster.py 20000`. Then, by the command that people run (`pingyi build --totals`), all of it, nothing
changed and one report changed, from what was kept.
Parts of that by name: `python tests/bench/cluster.py 1000000 "processes 2"`, `… 100000 kept`.

Seconds on the clock and of the processor (from start to end, children included), the largest process in MB, the ratio from
one worker to two, and that of all to one changed. Totals of the same reports must be equal byte for byte.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from check import BIN
from pingyi.campaign.cluster import Meeting, cluster_at
from pingyi.campaign.gate import open_published
from pingyi.campaign.workers import Here, Processes, Workers
from pingyi.figures.internal import summed_tables
from pingyi.files.caches import FOLDER, cache_folder
from pingyi.tables.dataset import table_files

WAYS = ("in-process", "processes 2", "cluster 1", "cluster 2")
KEPT = "kept"


@contextmanager
def who(way: str) -> Iterator[Workers | None]:
    """Those who work in one of the ways."""
    kind, _, count = way.partition(" ")
    if kind != "cluster":
        yield {"in-process": Here(), "processes": Processes(int(count or 1))}[kind]
        return
    from distributed import LocalCluster

    local = LocalCluster(n_workers=int(count), threads_per_worker=1, dashboard_address=None, memory_limit=0)
    with local, cluster_at(Meeting(local.scheduler_address)) as workers:
        yield workers


def totals(root: Path, way: str, out: Path) -> dict[str, float]:
    """Check and totals in one of the ways, written; what it took."""
    start = time.perf_counter()
    with who(way) as workers:
        begun = time.perf_counter()
        judged = open_published(root, workers=workers)
        tables = summed_tables(judged, cache_folder(root, "sums"), workers)
        wall = time.perf_counter() - begun
    out.mkdir()
    for name, content in table_files(tables, judged.campaign.decimals):
        (out / name).write_bytes(content)
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    largest = max(resource.getrusage(kind).ru_maxrss for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor = time.process_time() + below.ru_utime + below.ru_stime
    return {"seconds": wall, "whole": time.perf_counter() - start, "processor": processor, "megabytes": largest / 1024}


def run(root: Path, way: str, out: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", str(root), way, str(out)]
    done = subprocess.run(command, env=os.environ | {FOLDER: ""}, check=True, stdout=subprocess.PIPE)
    return told(way, json.loads(done.stdout.splitlines()[-1]))


def build(root: Path, out: Path, kept: Path) -> dict[str, float]:
    """The command, with what is kept in a folder; what it took."""
    start = time.perf_counter()
    command = [BIN / "pingyi", "build", "--root", root, "--totals", out, "--audience", "internal"]
    process = subprocess.Popen(command, env=os.environ | {FOLDER: str(kept)}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, command)
    wall = time.perf_counter() - start
    return told(
        out.name, {"seconds": wall, "processor": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}
    )


def told(name: str, found: dict[str, float]) -> dict[str, float]:
    print(f"  {name:<24}" + "".join(f"{what} {value:9.1f}  " for what, value in found.items()), flush=True)
    return found


def bench(units: int, parts: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = folder / "campaign"
        subprocess.run([BIN / "pingyi", "demo", "--units", str(units), "--git", root], check=True, capture_output=True)
        subprocess.run(["git", "-C", root, "sparse-checkout", "disable"], check=True, capture_output=True)
        print(f"\n{units} units")
        ways = [way for way in WAYS if way in parts]
        taken = {way: run(root, way, folder / way) for way in ways}
        if {"cluster 1", "cluster 2"} <= taken.keys():
            print(f"  one worker / two: {taken['cluster 1']['seconds'] / taken['cluster 2']['seconds']:.2f}")
        same = [*ways, *(kept(root, folder) if KEPT in parts else [])]
        for way in same[1:]:
            subprocess.run(["diff", "-rq", folder / same[0], folder / way], check=True)
        if len(same) > 1:
            print(f"  totals are equal: {', '.join(same)}")


def kept(root: Path, folder: Path) -> list[str]:
    """All in this process, nothing changed and one report changed; the names of those whose totals must be equal."""
    sums = folder / "sums"
    first = build(root, folder / "all anew", sums)
    build(root, folder / "nothing changed", sums)
    report = next(
        path for path in sorted((root / "data/units").rglob("*.yml")) if "opinions: " in path.read_text("utf-8")
    )
    report.write_text(report.read_text("utf-8").replace("opinions: ", "opinions: 1", 1), encoding="utf-8")
    changed = build(root, folder / "one changed", sums)
    print(f"  all / one changed: {first['processor'] / changed['processor']:.1f}")
    return ["all anew", "nothing changed"]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(totals(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))))
    else:
        sizes = [int(each) for each in sys.argv[1:] if each.isdigit()]
        chosen = [each for each in sys.argv[1:] if not each.isdigit()]
        for size in sizes or [20000]:
            bench(size, chosen or [*WAYS, KEPT])
