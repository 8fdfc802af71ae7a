"""Judges of single reports, and what they are asked again and again."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

from pingyi.check.verdict import Judge
from pingyi.contract.assets import CHECKOUT
from pingyi.load import values
from pingyi.load.contents import read
from pingyi.load.source import Folder
from pingyi.model import Finding
from support.situations import REPORT, UNIT


@cache
def sample_judge() -> Judge:
    """A judge of single reports against the sample's campaign and roster."""
    return judge_of(CHECKOUT)


def judge_of(root: Path) -> Judge:
    """A judge of single reports against a campaign and its roster."""
    raw = read(Folder(root))
    assert raw.campaign is not None
    campaign = values.campaign(raw.campaign.data)
    roster = {row.cells["id"]: values.unit(row.cells) for row in raw.rows}
    return Judge(campaign, roster, date.fromisoformat(raw.campaign.data["as_of"]))


def report(**parts: object) -> bytes:
    """A draft with some parts, as YAML in flow style."""
    head = {"unit": UNIT, "status": "draft", "reported_on": "2012-02-07"}
    return json.dumps({**head, **parts}, ensure_ascii=False).encode()


def assert_inside(mark: tuple[int, int], text: str) -> None:
    """YAML 1.1 breaks lines at CR, LF, NEL, LS and PS. The end counts as inside: what is missing is missing there."""
    unified = text.replace("\r\n", "\n") + "\n"
    for sign in "\r\x85\u2028\u2029":
        unified = unified.replace(sign, "\n")
    lines = unified.split("\n")
    line, column = mark
    assert 1 <= line <= len(lines)
    assert 1 <= column <= len(lines[line - 1]) + 1


def find(judge: Judge, text: str) -> list[Finding]:
    """Everything found in a report with this text in it, `text-` and `person-` rules only."""
    found = judge.judge(UNIT, REPORT, report(organising={"account": text}), {})[0].findings
    assert {finding.rule.partition("-")[0] for finding in found} <= {"person", "text"}, found
    return list(found)


def rules(judge: Judge, text: str) -> set[str]:
    return {finding.rule for finding in find(judge, text)}
