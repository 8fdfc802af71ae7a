"""Characters that nobody sees are found in the campaign's own files as in reports: they end in workbooks that do not open."""

from __future__ import annotations

from pathlib import Path

import pytest

from pingyi.campaign.open import CannotOpenError, check_campaign
from pingyi.model import Finding
from support.campaigns import copied
from support.places import TOWN

BAD = {"C0": "\x0b", "delete": "\x7f", "C1": "\x85", "no character": "\ufffe", "Excel's": "_x000B_", "joiner": "\u200b"}
PLACES = [
    ("data/roster.csv", "示例镇便民服务中心"),
    ("data/campaign.yml", "示例镇便民服务满意度测评"),
    ("data/units/hall/housing.yml", "登记岗"),
]


def findings(root: Path) -> list[Finding]:
    try:
        return list(check_campaign(root).findings)
    except CannotOpenError as error:
        return error.findings


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize(("name", "words"), PLACES)
def test_what_nobody_sees_is_found_in_every_file(name: str, words: str, bad: str, tmp_path: Path) -> None:
    root = copied(tmp_path, TOWN)
    file = root / name
    typed = bad if name.endswith(".csv") or bad.isprintable() else bad.encode("unicode_escape").decode()
    text = file.read_text("utf-8")
    quoted = f"{words[:2]}{typed}{words[2:]}" if name.endswith(".csv") else f'"{words[:2]}{typed}{words[2:]}"'
    file.write_text(text.replace(words, quoted, 1), "utf-8")
    (found,) = (finding for finding in findings(root) if finding.level == "error")
    assert (found.path, found.rule) == (name, "text-invisible")
    assert "第 3 个字" in found.message
