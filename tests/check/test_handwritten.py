"""Reports that hands and programs spoilt: the finding names the line and the cause in a clerk's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pingyi.check.verdict import Judge
from support.judges import judge_of
from support.places import TOWN

CASES = Path(__file__).parents[1] / "examples/handwritten"
PATH = "data/units/hall/housing.yml"


@pytest.fixture(scope="module")
def judge() -> Judge:
    return judge_of(TOWN)


@pytest.mark.parametrize(
    ("case", "rule", "lines", "cause"),
    [
        ("c-fullcolon", "yaml-syntax", [3], "全角冒号"),
        ("c-conflict", "yaml-syntax", [15, 17, 19], "冲突标记"),
        ("c-vt-escape", "text-invisible", [26], "U+000B"),
    ],
)
def test_case(case: str, rule: str, lines: list[int], cause: str, judge: Judge) -> None:
    found = judge.judge("hall/housing", PATH, (CASES / f"{case}.yml").read_bytes(), {})[0].findings
    assert [(finding.rule, finding.line) for finding in found] == [(rule, line) for line in lines]
    assert all(cause in finding.message for finding in found)
