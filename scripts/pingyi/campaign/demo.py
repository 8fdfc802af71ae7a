"""A complete synthetic campaign of any size, the same for the same seed. For trying out and for benchmarks only."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from pingyi.contract.assets import assets
from pingyi.contract.yaml_writer import editor_line, plain_yaml
from pingyi.load.documents import own_document
from pingyi.load.values import campaign as read_campaign
from pingyi.model import Campaign, Data, Subject

CHILDREN = 10
SHARD = 1 + CHILDREN * CHILDREN
"""Units of a shard: breadth of ten at each of two levels below one."""

DEMO: Data = own_document(assets("schemas"), "demo.yml").data
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
    made = ((row["id"], _report(row, rng, campaign)) for row in _rows(shard, campaign.data))
    return [(f"data/units/{unit}.yml", editor_line(unit) + _plain(report)) for unit, report in made if report]


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


def _report(row: Data, rng: random.Random, campaign: Campaign) -> Data | None:
    """A final report, a draft or none; every figure is consistent by construction."""
    if row["exempt"] or (fate := rng.random()) < 0.05:
        return None
    final = fate > 0.15
    held = campaign.starts + timedelta(rng.randint(5, 20))
    reported = held + timedelta(rng.randint(3, 14))
    report: Data = {
        "unit": row["id"],
        "status": "final" if final else "draft",
        "reported_on": reported.isoformat(),
        "coverage": {"organisations": 1, "members": row["members"] - rng.randint(0, 3)},
        "consultation": _consultation(rng, campaign, held),
    }
    if final or fate > 0.1:
        report |= _evaluation(rng, row, campaign, held)
    if final:
        report |= _completion(rng, campaign, held)
    return report


def _consultation(rng: random.Random, campaign: Campaign, held: date) -> Data:
    channels = rng.sample(list(campaign.data["channels"]), 2)
    started = campaign.starts.isoformat()
    ended = (held - timedelta(1)).isoformat()
    return {
        "started_on": started,
        "ended_on": ended,
        "channels": channels,
        "opinions": rng.randint(5, 90),
        "self_check": _prose(rng, 5),
    }


def _evaluation(rng: random.Random, row: Data, campaign: Campaign, held: date) -> Data:
    attended = row["members"] + rng.randint(5, 40)
    results = {subject.id: _result(rng, subject, attended, row["members"]) for subject in campaign.subjects}
    participants = {"members": row["members"] - 1, "staff": rng.randint(1, 4), "non-party": 1}
    session = {"held_on": held.isoformat(), "form": "meeting", "attended": attended, "participants": participants}
    return {"sessions": [session], "results": results}


def _result(rng: random.Random, subject: Subject, attended: int, members: int) -> Data:
    spoiled = rng.randint(0, 2)
    ballots = {"eligible": attended + rng.randint(0, 9), "attended": attended, "issued": attended, "returned": attended}
    valid = attended - spoiled
    result: Data = {"outcome": "held", "ballots": ballots | {"valid": valid, "spoiled": spoiled}}
    total = valid
    if subject.counts == "ratings":
        total = valid * members - rng.randint(0, valid)
        result |= {"persons": {"total": members, "evaluated": members}, "valid_ratings": total}
    return result | {
        "items": {item.id: _marks(rng, [grade.id for grade in item.grades], total) for item in subject.items}
    }


def _marks(rng: random.Random, grades: list[str], total: int) -> Data:
    """Counts that add up to `total`, most of them on the first grade."""
    counts, left = {}, total
    for grade in grades[1:]:
        counts[grade] = rng.randint(0, max(left // 6, 1)) if left else 0
        left -= counts[grade]
    return {grades[0]: left, **counts}


def _completion(rng: random.Random, campaign: Campaign, held: date) -> Data:
    items = [f"{subject.id}/{item.id}" for subject in campaign.subjects for item in subject.items]
    ledger = [_entry(rng, number, rng.choice(items), held) for number in range(1, 4)]
    feedback = {
        "given_on": (held + timedelta(2)).isoformat(),
        "audiences": ["members", "masses"],
        "rectification": ledger,
    }
    case = {
        "id": "demo",
        "title": DEMO["case"].format(object=rng.choice(DEMO["objects"])),
        "theme": rng.choice(list(campaign.data["themes"])),
    }
    case |= {part: _prose(rng, 3) for part in ("background", "actions", "results", "lessons")}
    return {
        "feedback": feedback,
        "organising": {"account": _prose(rng, 2)},
        "cases": [case],
        "contact_points": _points(),
        "sign_off": dict(DEMO["sign_off"]),
    }


def _points() -> list[Data]:
    return [dict(DEMO["contact_point"])]


def _entry(rng: random.Random, number: int, item: str, held: date) -> Data:
    status = rng.choice(["not-started", "in-progress", "done"])
    entry = {
        "id": f"r{number}", "item": item, "problem": DEMO["problem"].format(place=_place(rng), object=rng.choice(DEMO["objects"])), "cause": rng.choice(DEMO["causes"]),
        "measure": rng.choice(DEMO["measures"]), "owner": rng.choice(DEMO["owners"]), "due_on": (held + timedelta(rng.randint(20, 120))).isoformat(),
        "status": status,
    }  # fmt: skip
    return entry | ({"done_on": (held + timedelta(2)).isoformat()} if status == "done" else {})


def _place(rng: random.Random) -> str:
    return _name(rng, 3) + str(rng.choice(DEMO["places"]))


def _name(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(DEMO["syllables"], k=length))


def _prose(rng: random.Random, sentences: int) -> str:
    """Sentences about made-up names, so that no two texts are alike."""
    return "".join(_sentence(rng) for _ in range(sentences)) + "\n"


def _sentence(rng: random.Random) -> str:
    # In the order in which they are drawn: the same seed gives the same campaign.
    made = {
        "place": _name(rng, 9), "object": rng.choice(DEMO["objects"]), "cause": rng.choice(DEMO["causes"]),
        "name": _name(rng, 6), "measure": rng.choice(DEMO["measures"]), "n": rng.randint(2, 999),
    }  # fmt: skip
    return str(DEMO["sentence"].format(**made))


def _plain(data: Data, margin: str = "") -> str:
    """YAML in normal form of texts that need no quotes, the innermost collections on one line each.

    What people typed is written by `contract.yaml_writer`, which knows them and takes ten times as long.
    """
    return "".join(_line(margin, f"{key}:", value) for key, value in data.items())


def _line(margin: str, head: str, value: Any) -> str:
    if isinstance(value, str) and value.endswith("\n"):
        return f"{margin}{head} |\n{margin}  {value}"
    if not isinstance(value, dict | list):
        return f"{margin}{head} {value}\n"
    members = value.values() if isinstance(value, dict) else value
    if _is_inner(members):
        return f"{margin}{head} {_flow(value)}\n"
    if isinstance(value, dict):
        return f"{margin}{head}\n{_plain(value, margin + '  ')}"
    return f"{margin}{head}\n{''.join(_entry_of(margin, member) for member in value)}"


def _entry_of(margin: str, member: Data) -> str:
    if _is_inner(member.values()):
        return f"{margin}- {_flow(member)}\n"
    inner = f"{margin}  "
    return f"{margin}- {_plain(member, inner).removeprefix(inner)}"


def _is_inner(members: Iterable[Any]) -> bool:
    """Whether none of them needs lines of its own."""
    return not any(isinstance(member, dict | list) or str(member).endswith("\n") for member in members)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {member}' for key, member in value.items())}}}"
    return f"[{', '.join(map(str, value))}]"
