"""Campaigns of a few units in real Git repositories, in which days pass: reports come late, are corrected, withdrawn and so on."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

STARTS = date(2025, 9, 1)
GRADES = {
    "good": {"title": "好", "positive": True, "weight": 10},
    "fair": {"title": "一般", "positive": True, "weight": 6},
    "poor": {"title": "差", "positive": False, "weight": 0},
}
ITEMS = {"speed": "快慢", "clarity": "清楚", "hours": "时间"}
PARTS = (
    "coverage",
    "consultation",
    "sessions",
    "feedback",
    "organising",
    "cases",
    "contact_points",
    "attachments",
    "sign_off",
)
UNITS = ("hall", "hall/desk", "hall/window", "hall/point", "library", "library/van", "library/room", "clinic")
COLUMNS = ("id", "name", "code", "category", "kind", "opened", "closed", "exempt", "due", "due_reason")


@dataclass
class Town:
    """A repository and what it holds. `today`: the day on which the next commit is made.

    `reports`: the final reports as they stand; `came`: the day on which the first final one came, by path.
    """

    home: Path
    rng: Random
    timeliness: str = "received"
    today: date = STARTS
    items: list[str] = field(default_factory=lambda: ["speed", "clarity"])
    policy: dict[str, Any] = field(default_factory=lambda: {"depth": "branch"})
    units: dict[str, dict[str, str]] = field(default_factory=dict)
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    came: dict[str, date] = field(default_factory=dict)

    def start(self) -> None:
        """The first commit: campaign, roster and ignored folders, no report."""
        self.home.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch", "main")
        for unit in UNITS:
            self.add(unit)
        self.put(".gitignore", "build/\nsite/\n")
        self.put_campaign()
        self.put_roster()
        self.commit()

    def add(self, unit: str) -> None:
        kind = "branch" if "/" in unit else "reporting"
        category = "window" if unit.startswith("hall") else "venue"
        code = f"code-{len(self.units)}-{unit.replace('/', '-')}"
        self.units[unit] = {"id": unit, "name": f"示例单位 {unit}", "code": code, "category": category, "kind": kind}

    def put_campaign(self) -> None:
        data = {
            "id": "town-sequence", "title": "示例镇满意度测评", "organiser": "示例镇办公室", "demonstration": True,
            "starts": STARTS.isoformat(), "ends": "2026-08-31", "due": {"reporting": "2025-12-31", "branch": "2025-12-31"},
            "timezone": "Asia/Shanghai", "timeliness": self.timeliness, "audience": "public",
            "scales": {"three": {"title": "三等次", "grades": GRADES}},
            "subjects": {"service": {"title": "服务", "counts": "ballots", "scale": "three",
                                     "items": {item: {"title": ITEMS[item]} for item in self.items}}},
            "categories": {"window": {"title": "窗口"}, "venue": {"title": "场馆"}},
            "forms": {"box": {"title": "问卷箱", "attendance": False}}, "participant_groups": {"residents": {"title": "居民"}},
            "parts": {part: {"reporting": "unused", "branch": "unused"} for part in PARTS}
            | {"results": {"reporting": "optional", "branch": "required"}},
            **({"disclosure": self.policy} if self.policy else {}),
        }  # fmt: skip
        self.put("data/campaign.yml", json.dumps(data, ensure_ascii=False))

    def put_roster(self) -> None:
        rows = [",".join(row.get(column, "") for column in COLUMNS) for row in self.units.values()]
        self.put("data/roster.csv", "\n".join([",".join(COLUMNS), *rows, ""]))

    def put_report(self, unit: str, size: int | None = None, **parts: Any) -> None:
        """A final report with a vote of some size, in which grades add up, and a reason where one stood there before."""
        known = self.reports.get(unit)
        size = size if size is not None else self.rng.choice((0, 1, 3, 4, 6, 9, 10, 14, 20, 33, 60))
        report: dict[str, Any] = {
            "unit": unit,
            "status": "final",
            "reported_on": (known or {}).get("reported_on", self.today.isoformat()),
        }
        ballots = {"issued": size, "returned": size, "valid": size, "spoiled": 0}
        report["results"] = {
            "service": {
                "outcome": "held",
                "ballots": ballots,
                "items": {item: self._marks(size) for item in self.items},
            }
        }
        revisions = (known or {}).get("revisions", [])
        if known:
            report["revisions"] = [*revisions, {"date": self.today.isoformat(), "reason": "计票单抄录有误"}]
        self.reports[unit] = report | parts
        self.put(path_of(unit), json.dumps(self.reports[unit], ensure_ascii=False))
        self.came.setdefault(path_of(unit), self.today)

    def _marks(self, size: int) -> dict[str, int]:
        good = size if self.rng.random() < 0.3 else self.rng.randint(0, size)
        fair = self.rng.randint(0, size - good)
        blank = self.rng.randint(0, size - good - fair) if self.rng.random() < 0.2 else 0
        marks = {"good": good, "fair": fair, "poor": size - good - fair - blank}
        return marks | ({"blank": blank} if blank else {})

    def withdraw(self, unit: str) -> None:
        """Take a report away, or make it a draft again."""
        report = self.reports.pop(unit)
        if self.rng.random() < 0.5:
            (self.home / path_of(unit)).unlink()
        else:
            self.put(path_of(unit), json.dumps({**report, "status": "draft"}, ensure_ascii=False))

    def move(self, unit: str, there: str) -> None:
        """A unit goes on under another id, with its code, its name and what it has reported; its file goes with it."""
        row = self.units.pop(unit)
        self.add(there)
        self.units[there] |= {"name": row["name"], "code": row["code"]}
        self.put_roster()
        if report := self.reports.pop(unit, None):
            (self.home / path_of(unit)).unlink()
            self.reports[there] = report | {"unit": there}
            self.put(path_of(there), json.dumps(self.reports[there], ensure_ascii=False))
            self.came.setdefault(path_of(there), self.today)

    def put(self, path: str, text: str) -> None:
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    def commit(self, days: int = 0) -> str:
        """All that lies there as a commit of today, at noon; then some days pass."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        self.today += timedelta(days)
        return self.git("rev-parse", "HEAD").decode().strip()

    def git(self, *arguments: str) -> bytes:
        moment = f"{self.today.isoformat()}T12:00:00+0800"
        who = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
               for what, value in (("NAME", "t"), ("EMAIL", "t@example.invalid"), ("DATE", moment))}  # fmt: skip
        environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-C", str(self.home), *arguments]
        return subprocess.run(command, capture_output=True, check=True, env=environment).stdout


def path_of(unit: str) -> str:
    return f"data/units/{unit}.yml"
