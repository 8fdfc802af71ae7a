"""How long counting a million ballots takes, and how much memory, beside pandas reading and counting the same file in the same
run: `make bench`, or `python tests/bench/ballots.py 1000000`.

Seconds of processor time of whole processes, start-up included, and of pandas' reading and counting alone: the least of
several runs, ours and pandas' in turn. Both start from byte code, as they do where they are installed.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
TOWN = Path(__file__).parents[1] / "campaigns/town"
ITEMS = {"attitude": "态度", "speed": "快慢", "clarity": "讲得清", "premises": "环境", "hours": "时间"}
MARKS, WEIGHTS = ["很好", "较好", "一般", "较差", "", "?"], [50, 30, 12, 5, 2.99, 0.01]
RUNS = 3
PANDAS = """
import sys, time, pandas
start = time.process_time()
table = pandas.read_csv(sys.argv[1])
for column in table.columns[1:]:
    table[column].value_counts(dropna=False)
print(time.process_time() - start)
"""


def ballots(path: Path, count: int, *, quoted: bool) -> None:
    """A file of so many numbered ballots, some of them blank in places, some spoiled."""
    chance, quote = random.Random(1), '"' if quoted else ""
    between = f"{quote},{quote}"
    with path.open("w", encoding="utf-8") as file:
        file.write(quote + between.join(["票号", *ITEMS.values()]) + f"{quote}\n")
        for number in range(1, count + 1):
            file.write(quote + between.join([str(number), *chance.choices(MARKS, WEIGHTS, k=5)]) + f"{quote}\n")


def measured(command: list[str], folder: str) -> tuple[float, int, str]:
    """Seconds of processor time, peak memory in MB and output of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    script = (
        "import resource,subprocess,sys; done = subprocess.run(sys.argv[1:], stdout=sys.stderr);"
        " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024); sys.exit(done.returncode)"
    )
    compiled = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    compiled["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
    done = subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, check=True, env=compiled
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, int(done.stdout), done.stderr


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TOWN, f"{folder}/town")
        file = Path(folder) / "ballots.csv"
        tally = [
            str(BIN / "pingyi"),
            "tally",
            str(file),
            "--unit",
            "hall/east-point",
            "--replace",
            "--root",
            f"{folder}/town",
        ]
        for name, quoted, options in (
            ("plain", False, []),
            ("numbered", False, ["--ballot", "票号"]),
            ("quoted", True, ["--ballot", "票号"]),
        ):
            ballots(file, count, quoted=quoted)
            ours, theirs = [], []
            for _ in range(RUNS):
                ours.append(measured([*tally, *options], folder))
                theirs.append(measured([sys.executable, "-c", PANDAS, str(file)], folder))
            seconds, memory = min(run[0] for run in ours), max(run[1] for run in ours)
            whole, alone = min(run[0] for run in theirs), min(float(run[2]) for run in theirs)
            print(
                f"{name}: {seconds:.1f} s and {memory} MB; pandas {whole:.1f} s, {alone:.1f} s without its start:"
                f" {seconds / whole:.1f} and {seconds / alone:.1f} times"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
