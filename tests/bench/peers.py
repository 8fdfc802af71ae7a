"""What the site is timed beside: Zensical and Hugo on the same staged pages, and an earlier commit of our own on its own demo."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from mkdocs.utils.yaml import yaml_load

from check import BIN

BEFORE = "eaad9021c2effa511a45ca78b7a298c660caf2d1"
"""The commit that the aims of speed and size are measured against."""
CHECKOUT = Path(__file__).parents[2]
TEMPLATE = "<!doctype html><title>{{ .Title }}</title><body>{{ .Content }}</body>"
HUGO = """disableKinds = ["taxonomy", "term", "rss", "sitemap", "404", "section"]
[markup.goldmark.renderer]
unsafe = true
"""

START = "taken, start = {}, time.perf_counter()"
STARTED = f"{START}\n    worked = time.process_time()"
CLOCKS = """start = time.perf_counter() - start, time.perf_counter()
        taken[f"{name}, CPU"], worked = time.process_time() - worked, time.process_time()"""


def timed(name: str, command: list[str], cwd: Path, **environment: str) -> dict[str, float]:
    """Seconds of a whole process on the clock, and of the processor. What it says is dropped: Zensical says gigabytes, and what this
    process has in memory would count as that of those it starts.
    """
    worked, start = _children(), time.perf_counter()
    quiet = subprocess.DEVNULL
    subprocess.run(command, cwd=cwd, stdout=quiet, stderr=quiet, check=True, env={**os.environ, **environment})
    return {name: time.perf_counter() - start, f"{name}, CPU": _children() - worked}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def zensical(root: Path) -> dict[str, float]:
    """It wants its configuration in one file at the root, and knows no hooks."""
    with (root / "build/mkdocs.yml").open(encoding="utf-8") as stream:
        config = yaml_load(stream)
    del config["hooks"]
    config |= {"docs_dir": "build/docs", "site_dir": "zensical"}
    config["theme"]["custom_dir"] = "build/theme"
    (root / "zensical.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    for made in ("zensical", ".cache"):
        shutil.rmtree(root / made, ignore_errors=True)
    taken = timed("zensical", [str(BIN / "zensical"), "build", "--clean", "--config-file", "zensical.yml"], root)
    _all_built(root, "zensical")
    return taken


def hugo(root: Path) -> dict[str, float]:
    """A bare template around the same bodies; an `index.md` would swallow its folder, and is named as Hugo does."""
    home = root / "hugo"
    if not home.exists():
        for page in (root / "build/docs").rglob("*.md"):
            place = home / "content" / page.relative_to(root / "build/docs")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, place.with_name("home.md") if page.name == "index.md" else place)
        (home / "layouts/_default").mkdir(parents=True)
        for kind in ("single", "list"):
            (home / f"layouts/_default/{kind}.html").write_text(TEMPLATE, encoding="utf-8")
        (home / "hugo.toml").write_text(HUGO, encoding="utf-8")
    shutil.rmtree(home / "public", ignore_errors=True)
    taken = timed("hugo", [str(BIN / "hugo"), "--quiet", "--source", str(home)], home)
    _all_built(root, "hugo/public")
    return taken


def _all_built(root: Path, folder: str) -> None:
    pages = len(list((root / "build/docs").rglob("*.md")))
    if len(list((root / folder).rglob("*.html"))) < pages:
        sys.exit(f"{folder} lacks pages")


def baseline(folder: Path, units: int) -> Callable[[], dict[str, float]]:
    """The stages of the earlier commit, each run anew, named `before: …`."""
    tool, root = folder / "before", folder / "earlier"
    tool.mkdir()
    archive = subprocess.run(["git", "archive", BEFORE], cwd=CHECKOUT, check=True, stdout=subprocess.PIPE)
    subprocess.run(["tar", "x", "-C", str(tool)], input=archive.stdout, check=True)
    bench = tool / "tests/bench/site.py"
    # It knew the clock alone; its stages are timed by the processor as well.
    text = bench.read_text(encoding="utf-8")
    text = text.replace("start = time.perf_counter() - start, time.perf_counter()", CLOCKS)
    bench.write_text(text.replace("nonlocal start", "nonlocal start, worked").replace(START, STARTED), encoding="utf-8")
    environment = {"PYTHONPATH": str(tool / "scripts")}
    timed("", [sys.executable, "-m", "pingyi", "demo", "--units", str(units), str(root)], tool, **environment)

    def run() -> dict[str, float]:
        shutil.rmtree(root / "build", ignore_errors=True)
        command = [sys.executable, str(bench), "--stages", str(root)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **environment})
        return {f"before: {name}": value for name, value in json.loads(done.stdout).items()}

    return run
