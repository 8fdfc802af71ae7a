"""How long the site takes, beside Zensical on the same staged pages in the same run: `make bench`, or
`python tests/bench/site.py 1000 10000`.

Stages are timed within one process each run, the peer as a whole process without its cache, in turn with ours. All figures
are the least and the median of several runs. Memory is the peak of the whole process. The search index is apart, and what
a reader's browser fetches of it is counted for some questions, as it is and compressed.
"""

from __future__ import annotations

import gzip
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import yaml
from mkdocs.utils.yaml import yaml_load

from check import BIN, seconds

RUNS = 3
OURS = ("stage", "mkdocs")
"""Pages and dataset rendered and written, then built: the site stage. Printed sheets are apart."""
QUESTIONS = ("第0123单位", "单位", "应急机械调度", "只有口头要求，没有台账")


def stages(root: Path) -> dict[str, float]:
    """Seconds of each stage of one build, and the peak of memory in MB."""
    from pingyi import site
    from pingyi.campaign.open import open_campaign
    from pingyi.publish.audience import audience_tables

    taken, start = {}, time.perf_counter()

    def lap(name: str) -> None:
        nonlocal start
        taken[name], start = time.perf_counter() - start, time.perf_counter()

    opened = open_campaign(root)
    lap("check")
    tables = audience_tables(opened, "internal")
    lap("aggregate")
    site.stage(root, opened, tables, root / "site", sheets=False)
    lap("stage")
    site.build(root, opened, root / "site")
    lap("mkdocs")
    taken["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform == "linux" else 1024**2
    )
    site.index(root / "site")
    lap("search index")
    return taken


def peer(root: Path) -> float:
    """Seconds that Zensical takes; it wants its configuration in one file at the root, and knows no hooks."""
    with (root / "build/mkdocs.yml").open(encoding="utf-8") as stream:
        config = yaml_load(stream)
    del config["hooks"]
    config |= {"docs_dir": "build/docs", "site_dir": "zensical"}
    config["theme"]["custom_dir"] = "build/theme"
    (root / "zensical.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    for made in ("zensical", ".cache"):
        shutil.rmtree(root / made, ignore_errors=True)
    taken = seconds([str(BIN / "zensical"), "build", "--clean", "--config-file", "zensical.yml"], root)
    if len(list((root / "zensical").rglob("*.html"))) < len(list((root / "site").rglob("*.html"))):
        sys.exit("Zensical has not built all pages")
    return taken


def fetched(site: Path, question: str) -> Iterator[Path]:
    """The files of the index that a browser fetches until it knows which pages hold a first question."""
    from pingyi.site.search_index import place
    from pingyi.site.search_tokens import WHOLE, joined, pairs

    home = site / "search"
    count = json.loads((home / "index.json").read_text(encoding="utf-8"))["files"]
    tokens = {WHOLE + joined(question), *pairs(question)}
    yield home / "index.json"
    yield from (home / f"pairs/{number}.json" for number in sorted({place(token, count) for token in tokens}))


def size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def bench(units: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "campaign"
        subprocess.run([str(BIN / "pingyi"), "demo", "--units", str(units), str(root)], check=True, capture_output=True)
        runs: list[dict[str, float]] = []
        for _ in range(RUNS):
            shutil.rmtree(root / "build", ignore_errors=True)
            done = subprocess.run([sys.executable, __file__, "--stages", str(root)], check=True, stdout=subprocess.PIPE)
            runs.append({**json.loads(done.stdout), "zensical": peer(root)})
        report(root, units, runs)


def report(root: Path, units: int, runs: list[dict[str, float]]) -> None:
    site = root / "site"
    pages = len(list(site.rglob("*.html")))
    print(f"\n{units} units, {pages} pages{'least':>27}{'median':>9}")
    lines = {name: [run[name] for run in runs] for name in runs[0] if name != "memory"}
    lines["site stage (stage + mkdocs)"] = [sum(run[name] for name in OURS) for run in runs]
    for name, taken in lines.items():
        print(f"  {name:<34}{min(taken):8.2f} s{statistics.median(taken):7.2f} s")
    ratio = statistics.median(lines["zensical"]) / statistics.median(lines["mkdocs"])
    print(f"  zensical / mkdocs: {ratio:.1f}; peak memory before the index {max(run['memory'] for run in runs):.0f} MB")
    print(f"  site {size(site):.1f} MB, of that search {size(site / 'search'):.1f} MB")
    for question in QUESTIONS:
        contents = [path.read_bytes() for path in fetched(site, question)]
        packed = sum(len(gzip.compress(content)) for content in contents)
        print(
            f"  {question}: {len(contents)} files, {sum(map(len, contents)) / 1e3:.0f} kB, compressed {packed / 1e3:.0f} kB"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        print(json.dumps(stages(Path(sys.argv[2]))))
    else:
        for each in sys.argv[1:] or ["1000", "10000"]:
            bench(int(each))
