"""A made-up report of a made-up unit: every figure fits every other, every text is about names that nobody bears."""

from __future__ import annotations

import random
from datetime import date, timedelta

from pingyi.contract.assets import assets
from pingyi.load.documents import own_document
from pingyi.model import Campaign, Data, Subject

DEMO: Data = own_document(assets("schemas"), "demo.yml").data


def demo_report(row: Data, rng: random.Random, campaign: Campaign) -> Data | None:
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
