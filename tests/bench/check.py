"""How long checking takes, beside its peers in the same run: `make bench`, or `python tests/bench/check.py 1000 10000`.

Every figure is a whole process, start-up included, in seconds: the least and the median of several runs, the peers' runs
in turn with ours so that a machine that slows down slows all alike. Peers check the JSON Schema alone; Pingyi all rules.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pingyi.contract.schemas import Contract
from pingyi.files.caches import FOLDER
from pingyi.load.documents import own_document
from pingyi.model import Data

BIN = Path(sys.executable).parent
RUNS = 3


def bundle(root: Path) -> Path:
    """The contract as one schema file, for tools that read only one."""
    schemas = Contract(own_document(root, "data/campaign.yml").data).schemas
    unit, words = (_in_one_file(part) for part in (schemas["unit"], schemas["vocabulary"]["$defs"]))
    schema = unit | {"$defs": unit["$defs"] | {f"v-{key}": word for key, word in words.items()}}
    path = root / "bundle.schema.json"
    path.write_text(json.dumps(schema), encoding="utf-8")
    return path


def _in_one_file(part: Data) -> Data:
    text = json.dumps(part).replace("vocabulary.schema.json#/$defs/", "#/$defs/v-")
    found: Data = json.loads(text.replace("unit.schema.json#", "#"))
    return found


def seconds(command: list[str], cwd: Path, caches: Path) -> float:
    """Who finds anything wrong with reports that are right has not done the work."""
    start = time.perf_counter()
    env = os.environ | {FOLDER: str(caches)}
    subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def cases(root: Path, units: int) -> dict[str, tuple[list[str], bool]]:
    """Name to command and whether our cache is dropped before each run."""
    pingyi = [str(BIN / "pingyi"), "check", "--root", str(root)]
    schema = bundle(root)
    reports = [str(path) for path in sorted((root / "data/units").rglob("*.yml"))]
    native = [sys.executable, "-m", "sourcemeta_jsonschema"]
    found: dict[str, tuple[list[str], bool]] = {
        "pingyi, cold": (pingyi, True),
        "pingyi, nothing changed": (pingyi, False),
        "sourcemeta jsonschema (C++)": ([*native, "validate", str(schema), *reports], False),
    }
    if units <= 1000:
        peer = str(BIN / "check-jsonschema")
        found["check-jsonschema"] = ([peer, "--schemafile", str(schema), *reports], False)
    return found


def bench(units: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, caches = Path(folder) / "campaign", Path(folder) / "caches"
        subprocess.run([str(BIN / "pingyi"), "demo", "--units", str(units), str(root)], check=True, capture_output=True)
        count = len(list((root / "data/units").rglob("*.yml")))
        listed = cases(root, units)
        times: dict[str, list[float]] = {name: [] for name in listed}
        for _ in range(RUNS):
            for name, (command, cold) in listed.items():
                if cold:
                    shutil.rmtree(caches, ignore_errors=True)
                times[name].append(seconds(command, root, caches))
        report(count, times)


def report(count: int, times: dict[str, list[float]]) -> None:
    ours = statistics.median(times["pingyi, cold"])
    print(f"\n{count} reports{'least':>31}{'median':>9}{'ours, cold / it':>18}")
    for name, runs in times.items():
        median = statistics.median(runs)
        print(f"  {name:<34}{min(runs):8.2f} s{median:7.2f} s{ours / median:14.2f}")


if __name__ == "__main__":
    for size in sys.argv[1:] or ["1000", "10000"]:
        bench(int(size))
