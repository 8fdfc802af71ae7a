"""A complete synthetic campaign of any size, the same for the same seed. For trying out and for benchmarks only."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from pingyi.campaign.demo_report import DEMO, demo_report
from pingyi.campaign.demo_yaml import demo_yaml
from pingyi.contract.assets import assets
from pingyi.contract.yaml_writer import editor_line, plain_yaml
from pingyi.load.documents import own_document
from pingyi.load.values import campaign as read_campaign
from pingyi.model import Campaign, Data

CHILDREN = 10
SHARD = 1 + CHILDREN * CHILDREN
"""Units of a shard: breadth of ten at each of two levels below one."""

SAMPLE_ONLY = {"required_numbers", "approval"}
"""What the sample's campaign file says and no demo's."""
ROSTER_COLUMNS = ["id", "name", "code", "category", "kind", "organisations", "members", "opened", "closed", "due", "due_reason",
          "exempt", "submitters", "reviewers"]  # fmt: skip


class Shard(NamedTuple):
    """A reporting unit and all below it, and how many of them there are in the campaign."""

    number: int
    units: int
    seed: int


def shards(units: int, seed: int) -> list[Shard]:
    """A campaign of `units` units in parts that are made each by itself."""
    return [Shard(number, min(SHARD, units - start), seed) for number, start in enumerate(range(0, units, SHARD), 1)]


def campaign_files(units: int, seed: int) -> Iterator[tuple[str, str]]:
    """Path and content of every file of a campaign of `units` units, three levels deep, in all states of reporting."""
    yield from own_files(units, seed)
    for shard in shards(units, seed):
        yield from report_files(shard)


def own_files(units: int, seed: int) -> Iterator[tuple[str, str]]:
    """Campaign file and roster."""
    data = _campaign(units)
    yield "data/campaign.yml", plain_yaml(data)
    yield "data/roster.csv", _csv([row for shard in shards(units, seed) for row in _rows(shard, data)])


def report_files(shard: Shard) -> list[tuple[str, str]]:
    """The reports of a shard."""
    campaign = _read_campaign()
    rng = random.Random(f"{shard.seed} reports {shard.number}")  # noqa: S311 - figures for show
    made = ((row["id"], demo_report(row, rng, campaign)) for row in _rows(shard, campaign.data))
    return [(f"data/units/{unit}.yml", editor_line(unit) + demo_yaml(report)) for unit, report in made if report]


def _rows(shard: Shard, data: Data) -> list[Data]:
    """Its rows of the roster."""
    rng = random.Random(f"{shard.seed} roster {shard.number}")  # noqa: S311 - likewise
    units = islice(_subtree(f"city-{shard.number}"), shard.units)
    return [_row(unit, number, rng, data) for number, unit in enumerate(units, SHARD * (shard.number - 1))]


@cache
def _read_campaign() -> Campaign:
    return read_campaign(_campaign(0))


def _campaign(units: int) -> Data:
    document = own_document(assets("data"), "campaign.yml")
    parts = document.data["parts"] | {"cases": {"branch": "optional"}, "contact_points": {}}
    changed = {"id": "demo", "title": DEMO["title"].format(units=units), "demonstration": True, "parts": parts}
    return {key: value for key, value in (document.data | changed).items() if key not in SAMPLE_ONLY}


def _subtree(city: str) -> Iterator[str]:
    yield city
    for county in range(1, CHILDREN + 1):
        yield f"{city}/county-{county}"
        for branch in range(1, CHILDREN):
            yield f"{city}/county-{county}/branch-{branch}"


def _row(unit: str, number: int, rng: random.Random, data: Data) -> Data:
    name = DEMO["unit"].format(number=number, name=rng.choice(DEMO["names"]) + rng.choice(DEMO["places"]))
    return {
        "id": unit, "name": name, "code": f"N{number:06d}", "category": rng.choice(list(data["categories"])),
        "kind": "branch" if "/" in unit else "reporting", "organisations": 1, "members": rng.randint(9, 60),
        "exempt": DEMO["exempt"] if rng.random() < 0.01 else "",
        "submitters": "pingyi-demo/clerks", "reviewers": "pingyi-demo/reviewers",
    }  # fmt: skip


def _csv(rows: list[Data]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ROSTER_COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
