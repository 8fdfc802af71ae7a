"""A complete synthetic campaign of any size, the same for the same seed. For trying out and for benchmarks only."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from pingyi.contract.assets import assets
from pingyi.contract.yaml_writer import plain_yaml, report_yaml
from pingyi.load.documents import own_document
from pingyi.load.values import campaign as read_campaign
from pingyi.model import Campaign, Data, Subject

CHILDREN = 10
NAMES = "东西南北中上下新老大小前后内外"
PLACES = "河山桥渡站场路口湾岭川塬坡滩沟"
SYLLABLES = "安柏辰川德峨丰固海吉康莲明宁平泉荣沙桃通望溪祥雁阳云泽振白苍翠东飞古红后黄金景开兰立龙绿马梅南青秋仁三石双松太天铁万文西仙小新星兴秀玉元远月长正中竹紫"
OBJECTS = [
    "公示栏更新",
    "应急机械调度",
    "投诉答复",
    "农村客运班次",
    "桥涵巡查",
    "许可材料清单",
    "隧道照明",
    "站场卫生",
    "标志标线",
    "值班交接",
]
CAUSES = [
    "责任没有落到岗位",
    "只有口头要求，没有台账",
    "人手集中在白天",
    "经费到位晚",
    "不同科室各管一段",
    "以前的办法没有跟上变化",
]
MEASURES = ["每周一核对一次", "指定专人接办", "张贴办理时限", "两个班组轮换", "列入月度检查", "请服务对象现场验收"]
OWNERS = ["办公室", "养护科", "客运科", "安全科", "站长", "工程科"]
ROSTER = ["id", "name", "code", "category", "kind", "organisations", "members", "opened", "closed", "due", "due_reason",
          "exempt", "submitters", "reviewers"]  # fmt: skip


def campaign_files(units: int, seed: int) -> Iterator[tuple[str, str]]:
    """Path and content of every file of a campaign of `units` units, three levels deep, in all states of reporting."""
    rng = random.Random(seed)  # noqa: S311 - figures for show
    data = _campaign(units)
    campaign = read_campaign(data)
    rows = [_row(unit, number, rng, data) for number, unit in enumerate(_ids(units))]
    yield "data/campaign.yml", plain_yaml(data)
    yield "data/roster.csv", _csv(rows)
    for row in rows:
        if report := _report(row, rng, campaign):
            yield f"data/units/{row['id']}.yml", report_yaml(report)


def _campaign(units: int) -> Data:
    document = own_document(assets("data"), "campaign.yml")
    parts = document.data["parts"] | {"cases": {"branch": "optional"}, "contact_points": {}}
    changed = {"id": "demo", "title": f"演示活动（{units} 个单位）", "demonstration": True, "parts": parts}
    return {key: value for key, value in (document.data | changed).items() if key != "required_numbers"}


def _ids(units: int) -> Iterator[str]:
    """Breadth of ten at each of three levels under as many reporting units as it takes."""
    made = 0
    city = 0
    while made < units:
        city += 1
        for unit in _subtree(f"city-{city}"):
            if made < units:
                made += 1
                yield unit


def _subtree(city: str) -> Iterator[str]:
    yield city
    for county in range(1, CHILDREN + 1):
        yield f"{city}/county-{county}"
        for branch in range(1, CHILDREN):
            yield f"{city}/county-{county}/branch-{branch}"


def _row(unit: str, number: int, rng: random.Random, data: Data) -> Data:
    name = f"第{number:04d}单位（{rng.choice(NAMES)}{rng.choice(PLACES)}）"
    return {
        "id": unit, "name": name, "code": f"N{number:06d}", "category": rng.choice(list(data["categories"])),
        "kind": "branch" if "/" in unit else "reporting", "organisations": 1, "members": rng.randint(9, 60),
        "exempt": "演示：免报" if rng.random() < 0.01 else "",
        "submitters": "pingyi-demo/clerks", "reviewers": "pingyi-demo/reviewers",
    }  # fmt: skip


def _csv(rows: list[Data]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ROSTER, lineterminator="\n", restval="")
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
        "title": f"{rng.choice(OBJECTS)}的一点改进",
        "theme": rng.choice(list(campaign.data["themes"])),
    }
    case |= {part: _prose(rng, 3) for part in ("background", "actions", "results", "lessons")}
    sign_off = {"prepared_by": "办公室文书", "approved_by": "支部书记"}
    return {
        "feedback": feedback,
        "organising": {"account": _prose(rng, 2)},
        "cases": [case],
        "contact_points": _points(),
        "sign_off": sign_off,
    }


def _points() -> list[Data]:
    return [{"name": "演示联系点", "reason": "演示数据", "owner": "办公室主任"}]


def _entry(rng: random.Random, number: int, item: str, held: date) -> Data:
    status = rng.choice(["not-started", "in-progress", "done"])
    entry = {
        "id": f"r{number}", "item": item, "problem": f"{_place(rng)}{rng.choice(OBJECTS)}不及时", "cause": rng.choice(CAUSES),
        "measure": rng.choice(MEASURES), "owner": rng.choice(OWNERS), "due_on": (held + timedelta(rng.randint(20, 120))).isoformat(),
        "status": status,
    }  # fmt: skip
    return entry | ({"done_on": (held + timedelta(2)).isoformat()} if status == "done" else {})


def _place(rng: random.Random) -> str:
    return _name(rng, 3) + rng.choice(PLACES)


def _name(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(SYLLABLES, k=length))


def _prose(rng: random.Random, sentences: int) -> str:
    """Sentences about made-up names, so that no two texts are alike."""
    made = [
        f"“{_name(rng, 9)}”{rng.choice(OBJECTS)}，{rng.choice(CAUSES)}，由{_name(rng, 6)}{rng.choice(MEASURES)}，已办 {rng.randint(2, 999)} 件。"
        for _ in range(sentences)
    ]
    return "".join(made) + "\n"
