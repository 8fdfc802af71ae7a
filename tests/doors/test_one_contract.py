"""One contract for both languages: what a schema says reaches form, workbook, template and field guide without a change of code."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pingyi.check.verdict import Judge
from pingyi.contract.assets import CHECKOUT
from pingyi.contract.form_steps import form_steps
from pingyi.contract.limits import AGREED
from pingyi.doors.form_contract import browser_contract, row
from pingyi.doors.template import blank_report
from pingyi.doors.workbook.layout import layout
from pingyi.doors.workbook.workbook_writer import workbook
from pingyi.pages import field_guide
from pingyi.pages.renderer import Renderer
from pingyi.publish.book import Book
from support.browser_code import WEB, tool
from support.extended import SCHEMA, extend
from support.judges import judge_of, sample_judge
from support.places import TOWN

TITLES = ("当天天气", "监票人数", "回访日期")


@pytest.fixture
def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """The sample campaign under a copy of the schemas with more fields."""
    return extend(tmp_path, monkeypatch)


def test_an_added_field_is_asked_in_its_step_of_the_form(extended: Judge) -> None:
    _, _, meeting, feedback, signing, _ = form_steps(extended.contract, extended.campaign)
    assert "weather" in meeting.parts
    assert "stewards" in feedback.parts
    assert "visits" in signing.parts, "a part that names no step is asked all the same"


def test_the_form_asks_each_part_of_a_report_once_and_in_the_same_steps_as_ever() -> None:
    asked = form_steps(sample_judge().contract, sample_judge().campaign)
    assert sorted(part for step in asked for part in step.parts) == sorted(SCHEMA["properties"])
    assert [list(step.parts) for step in asked] == [
        ["unit"],
        ["coverage", "consultation"],
        ["sessions", "results"],
        ["feedback", "organising", "cases", "contact_points", "attachments"],
        ["status", "reported_on", "sign_off", "revisions", "notes"],
        [],
    ]


def test_an_added_field_is_in_template_workbook_and_field_guide(extended: Judge) -> None:
    contract, campaign = extended.contract, extended.campaign
    unit = next(iter(extended.roster.values()))
    template = blank_report(contract, campaign, unit)
    for form in layout(contract, campaign.data["parts"], unit.kind, unit.category, "报告"):
        assert form.title
    book = load_workbook(
        io.BytesIO(workbook(layout(contract, campaign.data["parts"], unit.kind, unit.category, "报告"), "活动", {}))
    )
    cells = [str(cell.value or "") for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    ((_, guide),) = field_guide.pages(contract, campaign, Renderer(Book({}, campaign), {"campaign": campaign}))
    for title in TITLES:
        assert title in template
        assert any(cell.startswith(title) for cell in cells), title
        assert title in guide


def test_every_part_names_a_step_and_every_outcome_that_asks_is_one() -> None:
    steps = [step["id"] for step in SCHEMA["x-steps"]]
    assert len(steps) == len(set(steps))
    assert len([step for step in SCHEMA["x-steps"] if step.get("rest")]) == 1
    assert {
        part: schema.get("x-step") for part, schema in SCHEMA["properties"].items() if schema.get("x-step") not in steps
    } == {}
    outcomes = SCHEMA["$defs"]["result"]["properties"]["outcome"]["enum"]
    parts = {**SCHEMA["$defs"]["result"]["properties"], **SCHEMA["$defs"]["ratingsResult"]["properties"]}
    assert all(set(schema["x-outcomes"]) <= set(outcomes) for part, schema in parts.items() if part != "outcome")


# The types of the browser's code, held against what Python publishes by the TypeScript compiler: `satisfies` refuses a
# literal that lacks a key, has one that the type does not know, or another kind of value.

CHECK = """import type {{ Contract, Unit }} from "{types}";
export const contract = {contract} satisfies Contract;
export const units = {units} satisfies Record<string, Unit>;
"""


def complaints(folder: Path, contract: Any, units: Any) -> str:
    """What the TypeScript compiler says against these values."""
    source = CHECK.format(
        types=(WEB / "src/contract/types").as_posix(),
        contract=json.dumps(contract, ensure_ascii=False),
        units=json.dumps(units, ensure_ascii=False),
    )
    (folder / "published.ts").write_text(source, encoding="utf-8")
    options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "--module", "esnext"]
    options += ["--moduleResolution", "bundler", "--target", "es2022", "--ignoreConfig"]
    command = [tool("node"), str(WEB / "node_modules/typescript/bin/tsc"), *options, str(folder / "published.ts")]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False).stdout


@pytest.mark.parametrize("root", [CHECKOUT, TOWN], ids=["sample", "town"])
def test_the_types_of_the_browser_fit_what_python_publishes(root: Path, tmp_path: Path) -> None:
    judge = judge_of(root)
    contract = browser_contract(judge.contract, judge.catalogue, judge.campaign)
    units = {unit.id: row(unit) for unit in judge.roster.values()}
    assert complaints(tmp_path, contract, units) == ""
    unknown = {**contract, "limits": {**contract["limits"], "added": 1}}
    assert "added" in complaints(tmp_path, unknown, units)
    lacking = {key: value for key, value in contract.items() if key != "codes"}
    assert "codes" in complaints(tmp_path, lacking, units)
    first = next(iter(units))
    assert "'number' is not assignable" in complaints(tmp_path, contract, {first: {**units[first], "name": 1}})


def test_what_both_languages_agree_on_is_published_whole() -> None:
    judge = sample_judge()
    contract = browser_contract(judge.contract, judge.catalogue, judge.campaign)
    assert AGREED.keys() <= contract.keys()
    assert contract["limits"] == AGREED["limits"]
    assert contract["patterns"].keys() == AGREED["patterns"].keys()
    assert contract["patterns"]["markup"]["ignore_case"] is True
    assert contract["full_width"]["９"] == "9"
    assert contract["entries"].keys() == {key for key, entry in judge.catalogue.entries.items() if entry.browser}
