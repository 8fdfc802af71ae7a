"""How long suppression and the attack on a release take, and on a second one after some units came late:
`python tests/bench/release.py`, for the sample and 10,000 units with 200 late.

Everything in one process, without reading and checking reports, which `bench/check.py` times. Seconds of the processor, all
attempts together; what siblings find out together is apart. Prints what is hidden too.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from pingyi.attack.publication import RESULT_TABLES, Publication
from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.publish.audience import audience_tables
from pingyi.release.making import Made, Released, make
from pingyi.tables.dictionary import Tables, frame

LATE = 50
"""One of so many units that voted comes after the first release."""


def without(tables: Tables, units: set[str]) -> Tables:
    """The tables before these units had reported."""
    return tables | {name: tables[name][~tables[name]["unit"].isin(units)] for name in ("ballots", "tallies")}


def read(about: Released, made: Made) -> Publication:
    files = {name: made.files.get(f"{name}.json") for name in RESULT_TABLES}
    tables = {name: frame(name, json.loads(content)) for name, content in files.items() if content is not None}
    return Publication(about.name, tables, about.figures, about.tables["units"])


def released(about: Released, earlier: list[Publication]) -> tuple[Made, float]:
    """A release and the seconds that it took; what it hides, and what siblings learn, are printed."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        made = make(about, earlier, Path(folder))
        seconds = time.process_time() - start
    start = time.process_time()
    together = made.coalitions()
    measured = time.process_time() - start
    beyond = 1 - made.primary / max(made.hidden, 1)
    print(f"  {about.name:<8}{seconds:8.1f} s; {len(together.pairs)} pairs of siblings {measured:.1f} s")
    print(f"{'':<10}{made.audit.checked} protected cells, {len(made.audit.implied)} implied")
    print(f"{'':<10}{made.hidden} of {len(about.figures.tree.units)} nodes hidden, {beyond:.0%} of them beyond need")
    return made, seconds


def bench(name: str, root: Path) -> None:
    opened = open_campaign(root)
    tables = audience_tables(opened, "internal")
    voted = sorted(set(tables["ballots"]["unit"]))
    late = set(Random(1).sample(voted, len(voted) // LATE))
    print(f"\n{name}, {len(late)} of {len(voted)} units late")
    before, after = (
        Released(which, "0" * 40, opened.as_of, opened.campaign, some, "")
        for which, some in (("first", without(tables, late)), ("second", tables))
    )
    made, first = released(before, [])
    _, second = released(after, [read(before, made)])
    print(f"  second / first: {second / first:.1f}")


if __name__ == "__main__":
    bench("sample", CHECKOUT)
    for size in sys.argv[1:] or ["10000"]:
        with tempfile.TemporaryDirectory() as folder:
            cli(["demo", "--units", size, f"{folder}/demo"], standalone_mode=False)
            bench(f"{size} units", Path(folder) / "demo")
