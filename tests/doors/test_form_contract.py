"""What the browser gets: the contract and the roster in scripts that any page may load, and nothing that is not everybody's."""

from __future__ import annotations

import dataclasses
import json
import re
import zlib
from base64 import b64decode
from typing import Any

import pytest

from pingyi.check.verdict import Judge
from pingyi.doors.form_contract import FORM_FOLDER, common_file, portable, published, report_file
from pingyi.files.packed_texts import in_common
from pingyi.model import Unit
from support.judges import sample_judge

SCRIPT = re.compile(r'\(globalThis\.pingyi=globalThis\.pingyi\|\|\{\}\)\["([^"]+)"\]=(.*);\n', re.DOTALL)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return sample_judge()


REPORT = "coverage: {organisations: 1, members: 37}\nsessions:\n- {held_on: 2012-01-29, form: meeting, attended: 76}\n"


def unscripted(content: str) -> tuple[str, bytes]:
    """Name and packed text of a script that holds one."""
    match = SCRIPT.fullmatch(content)
    assert match
    return match[1], b64decode(json.loads(match[2]))


def values(judge: Judge, roster: dict[str, Unit]) -> dict[str, Any]:
    """The value in each file, by the name that its path ends in."""
    files = published(judge.contract, judge.catalogue, judge.campaign, roster)
    found = {}
    for path, content in files.items():
        match = SCRIPT.fullmatch(content)
        assert match, path
        assert path == f"{FORM_FOLDER}/{match[1]}.js"
        found[match[1]] = json.loads(match[2])
    return found


def test_the_roster_comes_in_parts_and_every_unit_is_in_one(judge: Judge) -> None:
    roster = dict(judge.roster)
    found = values(judge, roster)
    assert found["names"] == [[unit.id, unit.name] for unit in roster.values()]
    parts = {name: rows for name, rows in found.items() if name.startswith("units/")}
    assert len(parts) > 10
    assert {unit for rows in parts.values() for unit in rows} == roster.keys()
    assert all(unit.split("/")[0] == name.removeprefix("units/") for name, rows in parts.items() for unit in rows)


def test_logins_and_reasons_stay_out(judge: Judge) -> None:
    unit = next(iter(judge.roster.values()))
    told = dataclasses.replace(
        unit, submitters=("some-login",), reviewers=("team/other",), exempt="某人生病", due_reason="另有原因"
    )
    text = json.dumps(values(judge, {unit.id: told}), ensure_ascii=False)
    assert not [word for word in ("some-login", "team/other", "某人生病", "另有原因") if word in text]


def test_every_rule_of_document_scope_is_there_with_its_words_and_none_twice(judge: Judge) -> None:
    found = values(judge, {})
    contract = found["contract"] | found["rulebook"] | found["reading"]
    ids = [rule["id"] for rule in contract["rules"]]
    assert ids == [rule.id for rule in judge.contract.rules]
    wanted = {entry.id for entry in judge.catalogue.entries.values() if entry.scope in ("shape", "document")}
    assert wanted <= contract["entries"].keys()
    assert "x-rules" not in json.dumps(contract["schemas"])


def test_patterns_are_plain_text_that_means_the_same_in_javascript() -> None:
    assert (
        portable(r"(?<!\w)\s")
        == r"(?<![\p{L}\p{N}_])[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
    )
    assert portable("[×\u200b😀]") == r"[×\u{200b}😀]"


def test_copies_of_reports_are_packed_with_what_they_have_in_common() -> None:
    reports = {f"city/u{number}": f"unit: city/u{number}\nstatus: final\n{REPORT}" for number in range(9)}
    common = in_common(reports.values())
    path, content = common_file(common)
    name, shared = unscripted(content)
    assert path == f"{FORM_FOLDER}/{name}.js"
    for unit, text in reports.items():
        path, content = report_file(unit, text, common)
        assert path == f"{FORM_FOLDER}/reports/{unit}.js"
        assert len(content) < 150
        packed = unscripted(content)[1]
        assert f"common/{packed[2:6].hex()}" == name
        assert zlib.decompressobj(zdict=zlib.decompress(shared)).decompress(packed).decode() == text
