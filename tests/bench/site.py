"""How long the site takes, beside Zensical and Hugo on the same staged pages and beside an earlier commit on its own demo:
`make bench`, or `python tests/bench/site.py 1000 10000`.

Stages are timed within one process each run, the peers as whole processes without their caches, in turn with ours. All figures
are the least and the median of several runs, on the clock and of the processor. Pages are made from nothing, and once more after
a text of one report has changed. Memory is the peak of the whole process. The search index is apart, and what a reader's browser
fetches of it is counted for some questions, as it is and compressed.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from peers import baseline, hugo, zensical

from check import BIN

RUNS = 3
OURS = ("stage", "mkdocs")
"""Pages and dataset rendered and written, then built: the site stage. Printed sheets are apart."""
TEXT = "已办"
"""What the texts of a made-up report say."""
QUESTIONS = ("第0123单位", "单位", "应急机械调度", "只有口头要求，没有台账")


def spent() -> float:
    """Seconds of the processor, those of processes that were started and have ended among them."""
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system


def stages(root: Path) -> dict[str, float]:
    """Seconds of each stage of one build, and the peak of memory in MB."""
    from pingyi import site
    from pingyi.campaign.open import open_campaign
    from pingyi.publish.audience import audience_tables

    taken: dict[str, float] = {}
    start, worked = time.perf_counter(), spent()

    def lap(name: str) -> None:
        nonlocal start, worked
        taken[name], start = time.perf_counter() - start, time.perf_counter()
        taken[f"{name}, CPU"], worked = spent() - worked, spent()

    opened = open_campaign(root)
    lap("check")
    tables = audience_tables(opened, "internal")
    lap("aggregate")
    site.stage(root, opened, tables, root / "site", sheets=False)
    lap("stage")
    site.build(root, opened, root / "site")
    lap("mkdocs")
    # The copy that makes half of the pages is there while this process has less in memory than later: both are told.
    for name, who in (("memory", resource.RUSAGE_SELF), ("memory of a second process", resource.RUSAGE_CHILDREN)):
        taken[name] = resource.getrusage(who).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    site.index(root / "site")
    lap("search index")
    return taken


def fetched(site: Path, question: str) -> Iterator[Path]:
    """The files of the index that a browser fetches until it knows which pages hold a first question, and can read them."""
    from pingyi.site.search_index import place
    from pingyi.site.search_tokens import WHOLE, joined, pairs

    home = site / "search"
    head = json.loads((home / "index.json").read_text(encoding="utf-8"))
    tokens = {WHOLE + joined(question), *pairs(question)}
    yield home / "index.json"
    yield home / f"common/{head['common']}.z"
    yield from (home / f"pairs/{number}.z" for number in sorted({place(token, head["files"]) for token in tokens}))


def size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def bench(units: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "campaign"
        subprocess.run([str(BIN / "pingyi"), "demo", "--units", str(units), str(root)], check=True, capture_output=True)
        before = baseline(Path(folder).resolve(), units)
        runs: list[dict[str, float]] = []
        caches = Path(folder).resolve() / "caches"
        for _ in range(RUNS):
            for kept in (root / "build", *caches.glob("*/pages")):
                shutil.rmtree(kept, ignore_errors=True)
            runs.append(
                {**timed_apart(root, caches), **changed(root, caches), **before(), **zensical(root), **hugo(root)}
            )
        report(root, units, runs)


def timed_apart(root: Path, caches: Path) -> dict[str, float]:
    """The stages in a process of their own."""
    command, environment = (
        [sys.executable, __file__, "--stages", str(root)],
        {**os.environ, "PINGYI_CACHE": str(caches)},
    )
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout)


def changed(root: Path, caches: Path) -> dict[str, float]:
    """The same after a text of one report has changed, which no figure shows."""
    report = next(path for path in sorted((root / "data/units").rglob("*.yml")) if TEXT in path.read_text("utf-8"))
    report.write_text(report.read_text("utf-8").replace(TEXT, f"{TEXT}又", 1), "utf-8")
    return {f"one changed: {name}": value for name, value in timed_apart(root, caches).items() if "memory" not in name}


def report(root: Path, units: int, runs: list[dict[str, float]]) -> None:
    site = root / "site"
    pages = len(list(site.rglob("*.html")))
    print(f"\n{units} units, {pages} pages{'least':>27}{'median':>9}")
    lines = {name: [run[name] for run in runs] for name in runs[0] if "memory" not in name}
    for clock in ("", ", CPU"):
        lines[f"site stage{clock}"] = [sum(run[f"{name}{clock}"] for name in OURS) for run in runs]
        lines[f"one changed: site stage{clock}"] = [
            sum(run[f"one changed: {name}{clock}"] for name in OURS) for run in runs
        ]
        lines[f"before: site stage{clock}"] = [sum(run[f"before: {name}{clock}"] for name in OURS) for run in runs]
    for name, taken in lines.items():
        print(f"  {name:<34}{min(taken):8.2f} s{statistics.median(taken):7.2f} s")
    ratios(lines)
    for name in ("memory", "memory of a second process"):
        print(f"  peak {name} before the index {max(run[name] for run in runs):.0f} MB")
    print(f"  site {size(site):.1f} MB, of that search {size(site / 'search'):.1f} MB")
    for question in QUESTIONS:
        contents = [path.read_bytes() for path in fetched(site, question)]
        packed = sum(len(gzip.compress(content)) for content in contents)
        print(
            f"  {question}: {len(contents)} files, {sum(map(len, contents)) / 1e3:.0f} kB, compressed {packed / 1e3:.0f} kB"
        )


def ratios(lines: dict[str, list[float]]) -> None:
    """Of medians, on the clock and of the processor: the site stage to that of before, MkDocs' part to the peers."""
    for clock in ("", ", CPU"):
        middle = {name: statistics.median(taken) for name, taken in lines.items()}
        stage = middle[f"site stage{clock}"] / middle[f"before: site stage{clock}"]
        again = middle[f"one changed: site stage{clock}"] / middle[f"site stage{clock}"]
        beside = [f"{peer} {middle[f'mkdocs{clock}'] / middle[f'{peer}{clock}']:.2f}" for peer in ("zensical", "hugo")]
        print(
            f"  ratio{clock or ', clock'}: site stage to before {stage:.2f}; after one change {again:.2f}; mkdocs to {' and to '.join(beside)}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        print(json.dumps(stages(Path(sys.argv[2]))))
    else:
        for each in sys.argv[1:] or ["1000", "10000"]:
            bench(int(each))
