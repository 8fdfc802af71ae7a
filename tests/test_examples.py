"""Every rule has an example in which it speaks alone, with its report kept word for word in `golden/check`.

An example is a file `invalid/<rule>.yml`: the report of the unit that its first line names. Or it is a folder
`invalid/<rule>/`, laid over the sample's campaign and roster. What Git cannot hold is made here, in SITUATIONS.
PINGYI_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pingyi.check import reporters
from pingyi.check.catalogue import Catalogue, CatalogueEntry
from pingyi.cli import cli
from pingyi.load.source import Folder
from pingyi.model import Finding
from situations import (
    DRAFT,
    EXAMPLES,
    HERE,
    REPORT,
    SITUATIONS,
    VALID,
    build,
    expected,
    judge,
    link,
    place_report,
    write,
)

GOLDEN = HERE / "golden/check"
ELSEWHERE = ("change", "workbook")
"""Scopes whose rules have their examples in other modules: `test_pull_requests.py` and `test_workbook.py`."""


@pytest.fixture(scope="module")
def rules(catalogue: Catalogue) -> set[str]:
    """Every rule that must have an example here."""
    return {entry.id for entry in catalogue.entries.values() if entry.scope not in ELSEWHERE}


def test_every_rule_has_one_example(rules: set[str]) -> None:
    assert not EXAMPLES.keys() & SITUATIONS.keys()
    assert sorted(EXAMPLES | SITUATIONS) == sorted(rules)


def test_every_golden_file_belongs_to_a_rule(rules: set[str]) -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == rules


@pytest.mark.parametrize("rule", sorted(EXAMPLES | SITUATIONS))
def test_example(rule: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule speaks, alone, in the words of its golden file, and every word of it is filled in."""
    built = build(rule, root, monkeypatch)
    findings, catalogue, checked = judge(built)
    assert {finding.rule for finding in findings} == expected(rule)
    for finding in findings:
        assert_readable(finding, catalogue.entries[finding.rule])
    compare(
        GOLDEN / f"{rule}.txt", reporters.text(findings, checked, catalogue, reporters.lines_in(Folder(built))) + "\n"
    )


def assert_readable(finding: Finding, entry: CatalogueEntry) -> None:
    """Chinese, and no placeholder left in it; what stands for a person is cut short: 110…04."""
    for words, template in ((finding.message, entry.message), (finding.fix, entry.fix)):
        assert not re.search(r"[{}]|None", words), words
        assert "…" in template or not re.search(r"(?<![0-9A-Za-z])…", words), words
        assert re.search(r"[\u4e00-\u9fff]", words), words


def compare(golden: Path, text: str) -> None:
    if os.environ.get("PINGYI_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_bytes().decode("utf-8")


@pytest.mark.parametrize("example", sorted(VALID.iterdir()), ids=lambda path: path.stem)
def test_valid_example_has_no_finding(example: Path, root: Path) -> None:
    place_report(root, example)
    findings, _, checked = judge(root)
    assert (list(findings), checked) == ([], 1)


def test_valid_examples_show_the_forms_that_editors_leave_behind() -> None:
    texts = {path.stem: path.read_bytes() for path in VALID.iterdir()}
    flow = texts["final-in-flow-style"]
    assert flow.startswith(b"\xef\xbb\xbf")
    assert flow.count(b"\n") == flow.count(b"\r\n")
    assert len(texts["smallest-draft"].splitlines()) == 4


def test_a_linked_folder_is_not_entered(root: Path) -> None:
    write(root.parent, "elsewhere/highway.yml", DRAFT)
    (root / "data/units").mkdir()
    link(root / "data/units/city-jia", root.parent / "elsewhere")
    findings, _, checked = judge(root)
    assert ([finding.rule for finding in findings], checked) == (["file-symlink"], 0)


# The command line over a campaign with one good and several bad reports.

BAD = {
    "city-jia/county-1": "unit: city-jia/county-1\nstatus: final: yes\n",
    "city-jia/county-2": "unit: city-jia/county-2\nstatus: draft\nreported_on: 12-2-7\n",
    "city-jia/transport": "unit: city-jia/transport\nstatus: draft\nreported_on: 2012-02-07\ncoverage: {members: 2800}\n",
}
PLACES = {
    "yaml-syntax": "data/units/city-jia/county-1.yml:2:14",
    "pattern": "data/units/city-jia/county-2.yml:3:1",
    "coverage-members": "data/units/city-jia/transport.yml:4:12",
}


def check(root: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output. An exception would fail the test: a user never sees a traceback."""
    result = CliRunner().invoke(cli, ["check", "--root", str(root), *arguments], catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def mixed(root: Path) -> Path:
    """One good report and three bad ones."""
    write(root, REPORT, DRAFT)
    for unit, text in BAD.items():
        write(root, f"data/units/{unit}.yml", text)
    return root


def test_check_names_every_bad_report_and_goes_on(mixed: Path) -> None:
    status, output = check(mixed)
    assert status == 1
    for rule, place in PLACES.items():
        assert f"  {place}\n" in output
        assert f"[{rule}]" in output
    assert output.count("错误：") == len(PLACES)
    assert REPORT not in output
    assert output.endswith("错误 3 处，提醒 0 处。\n")


def test_check_of_one_report_shows_only_that(mixed: Path) -> None:
    assert check(mixed, str(mixed / REPORT)) == (0, "检查了 1 份报告，没有错误。\n")
    status, output = check(mixed, str(mixed / "data/units/city-jia/county-2.yml"))
    assert (status, output.count("错误：")) == (1, 1)


def test_check_as_json_has_the_documented_keys(mixed: Path) -> None:
    status, output = check(mixed, "--format", "json")
    data = json.loads(output)
    assert status == 1
    assert list(data) == ["findings", "checked", "errors", "warnings"]
    assert (data["errors"], data["warnings"]) == (3, 0)
    keys = ["rule", "level", "path", "line", "column", "pointer", "message", "fix"]
    assert [list(finding) for finding in data["findings"]] == [keys] * 3
    places = {finding["rule"]: "{path}:{line}:{column}".format(**finding) for finding in data["findings"]}
    assert places == PLACES


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("campaign", [None, "", "id: [", "id: small\n", "- 1\n", "subjects: 3\n", "中\0"])
def test_check_without_a_usable_campaign_file_says_so(root: Path, campaign: str | None, form: str) -> None:
    (root / "data/campaign.yml").unlink()
    if campaign is not None:
        write(root, "data/campaign.yml", campaign)
    status, output = check(root, "--format", form)
    assert status == 2
    assert "data/campaign.yml" in output


def test_check_without_any_data_says_so(tmp_path: Path) -> None:
    assert [check(root)[0] for root in (tmp_path, tmp_path / "nowhere")] == [2, 2]
