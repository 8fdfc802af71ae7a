"""How long suppression and the attack on a release take: `python tests/bench/release.py`, for the sample and 10,000 units.

Everything in one process, without reading and checking reports, which `bench/check.py` times. Prints what is hidden too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from pingyi.campaign.open import open_campaign
from pingyi.cli import cli
from pingyi.contract.assets import CHECKOUT
from pingyi.publish.audience import audience_tables
from pingyi.release.making import Released, make


def bench(name: str, root: Path) -> None:
    opened = open_campaign(root)
    campaign = opened.campaign
    about = Released("bench", "0" * 40, opened.as_of, campaign, audience_tables(opened, "internal"), "")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        made = make(about, [], Path(folder))
        seconds = time.perf_counter() - start
    audit = made.audit
    print(f"{name:<14}{seconds:8.1f} s, all attempts together")
    print(
        f"{'':<14}{audit.checked} protected cells, {len(audit.unproven)} not shown to be safe, {len(audit.implied)} implied"
    )
    beyond = 1 - made.primary / max(made.hidden, 1)
    print(f"{'':<14}{made.hidden} of {len(about.figures.tree.units)} nodes hidden, {beyond:.0%} of them beyond need")


if __name__ == "__main__":
    bench("sample", CHECKOUT)
    for size in sys.argv[1:] or ["10000"]:
        with tempfile.TemporaryDirectory() as folder:
            cli(["demo", "--units", size, f"{folder}/demo"], standalone_mode=False)
            bench(f"{size} units", Path(folder) / "demo")
